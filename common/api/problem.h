// The one table of refusals: what was refused -> status, JSON error or redirect (contract half A 6, half B 0.3).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/app.h"

namespace api {

struct Problem {
  std::string id;  // "" = none
  int status = 500;
  int code = 0;                 // `code` in the body; 0 = status
  std::string reason, message;  // message "": the default of the status
  std::string details;          // JSON object text, keys sorted; "" = none
  // Members beside `error`, name and JSON value, in order (an "enhanced" error: then `request` is left out).
  std::vector<std::pair<std::string, std::string>> extra;
  std::string redirect_browser_to;  // form clients are sent there (303) instead of to the error page
  long retry_after = 0;             // seconds; > 0 adds the header
};

// Well-known refusals, by their names in the contract.
namespace problems {
[[nodiscard]] Problem bad_request(std::string reason);
[[nodiscard]] Problem bad_request_message(std::string message);  // no reason, a message of its own
[[nodiscard]] Problem forbidden(std::string reason);
[[nodiscard]] Problem not_found(std::string message = "Unable to locate the resource");
[[nodiscard]] Problem not_found_because(std::string reason);  // with the default message of 404
[[nodiscard]] Problem settings_flow_not_found();              // half B 1.6
[[nodiscard]] Problem flow_parameter_missing();
[[nodiscard]] Problem whoami_unauthorized();    // half A 2.4
[[nodiscard]] Problem sessions_unauthorized();  // half A 2.5
// `top_level_member`: adds "CredentialsMissing":false (half B 1.3, browser init only)
[[nodiscard]] Problem session_inactive(std::string reason, bool top_level_member);
[[nodiscard]] Problem settings_session_missing();  // half B 1.7, no id
[[nodiscard]] Problem session_aal1_required();
[[nodiscard]] Problem session_aal2_required(const std::string& redirect);
[[nodiscard]] Problem session_refresh_required(const std::string& redirect);
[[nodiscard]] Problem session_already_available();
[[nodiscard]] Problem already_registered();     // the same at sign-up, half B 6.2
[[nodiscard]] Problem registration_disabled();  // half B 6.2
[[nodiscard]] Problem return_to_forbidden(const std::string& url);
[[nodiscard]] Problem return_to_unparsable(const std::string& why);
[[nodiscard]] Problem method_disabled();
[[nodiscard]] Problem identity_mismatch(bool on_submit);
[[nodiscard]] Problem location_change_required(const std::string& url);  // 422
[[nodiscard]] Problem flow_expired_on_submit(base::Time expired_at, base::Time now, const std::string& use_flow_id);
// `flow`: "login", "settings", "registration"; `with_id`: login and registration carry the id, settings do not (half
// B 1.4).
[[nodiscard]] Problem flow_expired_on_fetch(std::string_view flow, bool browser, const std::string& init_url,
                                            const std::string& return_to, bool with_id);
[[nodiscard]] Problem throttled(long retry_after);         // 429, doors
[[nodiscard]] Problem unavailable(std::string_view slug);  // 503 with Retry-After
[[nodiscard]] Problem internal();                          // 500
}  // namespace problems

// `{"error":{…}}` with Content-Type application/json and Ory-Error-Id. Always JSON.
[[nodiscard]] http::Response json_error(Call& call, const Problem& problem);
[[nodiscard]] std::string error_object(const Problem& problem);  // what stands behind `error`
// "Forward" (half A 6.3): JSON for JSON clients; else 303 to problem.redirect_browser_to, or a stored error record and
// 303 to the error page.
[[nodiscard]] http::Response forward(Call& call, const Problem& problem);
[[nodiscard]] http::Response json_answer(int status, std::string body);  // application/json; charset=utf-8, adds the \n
// Go's body for GET requests, none for others (half A 2.1). `status` 302 where the contract says so.
[[nodiscard]] http::Response redirect(const Call& call, const std::string& location, int status = 303);

}  // namespace api
