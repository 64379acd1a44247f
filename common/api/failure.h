// What is answered when our environment is broken: fixed text, for what it said is for the log, never for the peer.
#pragma once

#include "api/app.h"

namespace api {

// Inside a catch block: logs the exception being handled and answers 503 with Retry-After (base::Unavailable) or 500,
// as a page to who asks for one by name, else as JSON.
http::Response answer_failure(Call& call);

}  // namespace api
