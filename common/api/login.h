// /self-service/login/**: HTTP around flow/login (contract half A section 4).
#pragma once

#include <span>
#include <variant>

#include "api/problem.h"
#include "flow/login.h"
#include "session/standing.h"

namespace api {

http::Response answer_login_browser(Call& call);
http::Response answer_login_api(Call& call);
http::Response answer_login_flow(Call& call);
http::Response answer_login_submit(Call& call);
// The same submit, restricted to some methods (a door).
http::Response submit_login(Call& call, std::span<const flow::Method* const> methods);

// What GET /self-service/login/browser and the page /login make of their query.
[[nodiscard]] std::variant<store::FlowRow, Problem> start_login(Call& call, bool browser);
// `?identity_schema=`: one that is there and may be chosen; "" = the default.
[[nodiscard]] std::optional<Problem> check_schema(Call& call, const std::string& id);
// `session_already_available` for a form client: where it is sent.
[[nodiscard]] http::Response already_signed_in(Call& call);
[[nodiscard]] std::string login_flow_json(Call& call, const store::FlowRow& flow, const flow::LoginExtras& extras = {});
// BASE/self-service/login/browser[?aal=aal2][&refresh=true][&return_to=…], keys sorted.
[[nodiscard]] std::string sign_in_url(Call& call, const std::string& return_to, bool refresh = false);
[[nodiscard]] std::string second_step_url(Call& call, const std::string& return_to, bool refresh = false);
// Where a session that lacks `missing` is sent: to the second step, or to the settings to enrol one.
[[nodiscard]] std::string strengthen_url(Call& call, session::Missing missing, const std::string& return_to);
// Where somebody goes who has just signed in: to `target`, by way of what their session still lacks; whoever was
// rescued to where a second factor is set up, asked of them or not.
[[nodiscard]] std::string next_after(Call& call, const flow::Entered& entered, const std::string& target,
                                     const std::string& return_to);
// A session that rose or was made reaches the browser: CSRF secret, session cookie, known cookie.
void hand_over_session(Call& call, const session::Opened& opened, bool keep_csrf, const std::string& known_browser);

}  // namespace api
