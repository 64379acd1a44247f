// Our own pages: /login, /settings, /registration, /error, /, /signed-out. They show the same flows as the JSON API, in
// one answer each (ARCHITECTURE section 5).
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_login_page(Call& call);
http::Response answer_settings_page(Call& call);
http::Response answer_registration_page(Call& call);
http::Response answer_error_page(Call& call);
http::Response answer_home_page(Call& call);
http::Response answer_signed_out_page(Call& call);

}  // namespace api
