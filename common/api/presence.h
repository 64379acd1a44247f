// When a session was last seen. A session check does not write (ARCHITECTURE section 6), so this is not when it was
// last used but when its person last looked at one of our pages, which may cost a write: one statement, at most once a
// minute.
#pragma once

#include "api/app.h"

namespace api {

// Not worth a failure: a page that can be read is shown although nothing can be written.
void note_presence(Call& call, const session::Session& session);

}  // namespace api
