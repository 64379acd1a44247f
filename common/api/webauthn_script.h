// Two documents that browsers fetch for security keys: the script of Kratos' user interfaces and the related origins.
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_webauthn_script(Call& call);  // /.well-known/ory/webauthn.js (contract half B 4.6)
// /.well-known/webauthn: {"origins":[…]}, the other origins that may use this site's keys (WebAuthn Level 3, section
// 5.11); 404 if there are none.
http::Response answer_related_origins(Call& call);

}  // namespace api
