// /reset: the waiting reset (flow/reset) for people. /reset/cancel is the mail's link: looking at it changes nothing,
// because mail programs and scanners look too.
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_reset_page(Call& call);
http::Response answer_reset_form(Call& call);         // POST /reset: reset=ask, cancel or remove
http::Response answer_reset_cancel_page(Call& call);  // ?token=
http::Response answer_reset_cancel(Call& call);       // POST, with the token in the body

}  // namespace api
