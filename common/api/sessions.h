// Sessions of the caller (contract half A 2.4, 2.5).
#pragma once

#include <variant>

#include "api/problem.h"

namespace api {

http::Response answer_whoami(Call& call);
http::Response answer_list_sessions(Call& call);
http::Response answer_revoke_other_sessions(Call& call);
http::Response answer_revoke_session(Call& call);  // path parameter: its id
http::Response answer_token_exchange(Call& call);

// The session that may end the others, or why not. Kratos has no level check here, so that a stolen password signs
// the owner out everywhere (half A 11.26).
[[nodiscard]] std::variant<const session::Session*, Problem> require_revoker(Call& call);
std::int64_t revoke_others(Call& call, const session::Session& session);  // how many
// false: there was nothing of this person's to end.
std::variant<bool, Problem> revoke_other(Call& call, const session::Session& session, std::string_view session_id);

}  // namespace api
