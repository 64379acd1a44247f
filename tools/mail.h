// What a command does about the mail that it queued.
#pragma once

#include "tools/site.h"

namespace tools {

// Sends it in another process: a command does not wait for a mailer either. Closes the database.
void send_behind(Site& site);

}  // namespace tools
