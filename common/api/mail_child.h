// Mail is sent by a process of its own, which a handler leaves behind after its answer: no answer waits for a mailer.
#pragma once

#include "api/mail_queue.h"

namespace api {

// Starts it and returns at once. Nothing of the caller's database may be open (SQLite's locks do not pass to a child).
// The child has none of the caller's descriptors, belongs to nobody, sends what is due and ends, after two minutes at
// the latest. One at a time works for a data folder: others leave it to that one.
void send_mail_behind(const config::Config& config, base::Clock& clock, const store::Options& options);

}  // namespace api
