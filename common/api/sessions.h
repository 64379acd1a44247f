// Sessions of the caller (contract half A 2.4, 2.5).
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_whoami(Call& call);
http::Response answer_list_sessions(Call& call);
http::Response answer_revoke_other_sessions(Call& call);
http::Response answer_revoke_session(Call& call);  // path parameter: its id
http::Response answer_token_exchange(Call& call);

}  // namespace api
