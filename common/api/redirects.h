#pragma once

#include "api/app.h"

namespace api {

http::Response answer_change_password(Call& call);  // /.well-known/change-password (W3C): the settings page

}  // namespace api
