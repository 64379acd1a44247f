// The doors of one method each (ARCHITECTURE section 4): the flow's own submit restricted to that method, one-call
// step-up for applications, and the two downloads.
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_totp_login(Call& call);
http::Response answer_totp_settings(Call& call);
http::Response answer_totp_qr(Call& call);  // …/totp/qr.png?flow=
http::Response answer_lookup_login(Call& call);
http::Response answer_lookup_settings(Call& call);
http::Response answer_webauthn_login(Call& call);
http::Response answer_webauthn_settings(Call& call);
http::Response answer_lookup_codes(Call& call);  // …/lookup_secret/codes.txt?flow=

}  // namespace api
