// Everybody's sessions, and one identity's.
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_list_all_sessions(Call& call);
http::Response answer_any_session(Call& call);
http::Response answer_disable_session(Call& call);
http::Response answer_extend_session(Call& call);
http::Response answer_list_sessions_of(Call& call);
http::Response answer_delete_sessions_of(Call& call);

}  // namespace api
