#pragma once

#include "api/app.h"

namespace api {

http::Response answer_alive(Call& call);  // the process answers
http::Response answer_ready(Call& call);  // and its database opens, is ours and has a version we can read; else 503

}  // namespace api
