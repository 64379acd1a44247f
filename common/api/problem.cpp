// The table of refusals (contract half A 6.2, half B 0.3, 1.3-1.8). Texts are the contract's: clients show and compare
// them.
#include "api/problem.h"

#include "base/text.h"
#include "base/url.h"

namespace api {

namespace {

Problem refusal(int status, std::string id, std::string reason, std::string message = {}) {
  Problem problem;
  problem.status = status;
  problem.id = std::move(id);
  problem.reason = std::move(reason);
  problem.message = std::move(message);
  return problem;
}

std::string json_text(std::string_view value) {
  std::string out;
  base::append_json_string(out, value);
  return out;
}

std::string json_object(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  base::JsonWriter out;
  out.object();
  for (const auto& [name, value] : members) out.key(name).string(value);
  out.close();
  return out.take();
}

// Half B 1.4: the settings flow answers without the id.
constexpr std::string_view kExpiredId = "self_service_flow_expired";

// How long until a try is worth it, in seconds: a busy database is free again soon, an operator needs longer.
long retry_after_of(std::string_view slug) { return slug == "db.busy" || slug == "hash.memory" ? 1 : 30; }

// Whole and hundredth minutes, as "%.2f" prints them.
std::string minutes_text(base::Duration duration) {
  const auto hundredths = (duration.count() * 100 + 30'000'000) / 60'000'000;
  std::string fraction = std::to_string(hundredths % 100);
  if (fraction.size() == 1) fraction.insert(0, "0");
  return std::to_string(hundredths / 100) + "." + fraction;
}

}  // namespace

namespace problems {

Problem bad_request(std::string reason) { return refusal(400, "", std::move(reason)); }

Problem bad_request_message(std::string message) { return refusal(400, "", "", std::move(message)); }

Problem forbidden(std::string reason) { return refusal(403, "", std::move(reason)); }

Problem not_found(std::string message) { return refusal(404, "", "", std::move(message)); }

Problem not_found_because(std::string reason) { return refusal(404, "", std::move(reason)); }

Problem settings_flow_not_found() {
  return refusal(404, "", "The settings request could not be found. Please restart the flow.");
}

Problem flow_parameter_missing() { return bad_request("The flow query parameter is missing or malformed."); }

Problem whoami_unauthorized() { return refusal(401, "", "No valid session credentials found in the request."); }

Problem sessions_unauthorized() { return refusal(401, "", "No valid session cookie found."); }

Problem session_inactive(std::string reason, bool top_level_member) {
  Problem problem =
      refusal(401, "session_inactive", std::move(reason), "request does not have a valid authentication session");
  if (top_level_member) problem.extra.emplace_back("CredentialsMissing", "false");
  return problem;
}

Problem settings_session_missing() {
  return refusal(401, "", "A valid Ory Session Cookie or Ory Session Token is missing.");
}

Problem session_aal1_required() {
  return refusal(401, "session_aal1_required",
                 "You can not requested a higher AAL (AAL2/AAL3) without an active session.",
                 "aal2 and aal3 can only be requested if a session exists already");
}

Problem session_aal2_required(const std::string& redirect) {
  Problem problem =
      refusal(403, "session_aal2_required",
              "An active session was found but it does not fulfill the requested Authenticator Assurance Level. Please "
              "verify yourself with a second factor to resolve this issue.",
              "Session does not fulfill the requested Authenticator Assurance Level");
  problem.details = json_object({{"redirect_browser_to", redirect}});
  problem.extra.emplace_back("redirect_browser_to", json_text(redirect));
  problem.redirect_browser_to = redirect;
  return problem;
}

Problem session_refresh_required(const std::string& redirect) {
  Problem problem = refusal(403, "session_refresh_required",
                            "The login session is too old and thus not allowed to update these fields. Please "
                            "re-authenticate.");
  problem.extra.emplace_back("redirect_browser_to", json_text(redirect));
  problem.redirect_browser_to = redirect;
  return problem;
}

Problem session_already_available() {
  return refusal(400, "session_already_available",
                 "A valid session was detected and thus login is not possible. Did you forget to set `?refresh=true`?",
                 "you are already logged in");
}

Problem already_registered() {
  return refusal(400, "session_already_available",
                 "A valid session was detected and thus registration is not possible.", "you are already logged in");
}

Problem registration_disabled() {
  return refusal(400, "self_service_flow_disabled", "Registration is not allowed because it was disabled.",
                 "registration flow disabled");
}

Problem return_to_forbidden(const std::string& url) {
  return refusal(400, "self_service_flow_return_to_forbidden",
                 "Requested return_to URL " + base::quote_go(url) + " is not allowed.");
}

Problem return_to_unparsable(const std::string& why) {
  return bad_request("Unable to parse the return_to query parameter as an URL: " + why);
}

Problem method_disabled() {
  return refusal(404, "",
                 "This endpoint was disabled by system administrator. Please check your url or contact the system "
                 "administrator to enable it.");
}

Problem identity_mismatch(bool on_submit) {
  return refusal(403, "security_identity_mismatch",
                 on_submit ? "The request was initiated by someone else and has been blocked for security reasons. "
                             "Please go back and try again."
                           : "The request was made for another identity and has been blocked for security reasons.");
}

Problem location_change_required(const std::string& url) {
  Problem problem = refusal(422, "browser_location_change_required",
                            "In order to complete this flow please redirect the browser to: " + url,
                            "browser location change required");
  problem.extra.emplace_back("redirect_browser_to", json_text(url));
  problem.redirect_browser_to = url;
  return problem;
}

Problem flow_expired_on_submit(base::Time expired_at, base::Time now, const std::string& use_flow_id) {
  const base::Duration since = now - expired_at;
  Problem problem =
      refusal(410, std::string(kExpiredId),
              "The self-service flow expired " + minutes_text(since) + " minutes ago, initialize a new one.",
              "self-service flow expired");
  problem.extra.emplace_back("expired_at", json_text(base::format_rfc3339(expired_at)));
  problem.extra.emplace_back("since", std::to_string(std::chrono::nanoseconds(since).count()));
  problem.extra.emplace_back("use_flow_id", json_text(use_flow_id));
  return problem;
}

Problem flow_expired_on_fetch(std::string_view flow, bool browser, const std::string& init_url,
                              const std::string& return_to, bool with_id) {
  const std::string name(flow);
  const std::string what_to_do =
      browser ? "Redirect the user to the " + name + " flow init endpoint to initialize a new " + name + " flow."
              : "Call the " + name + " flow init API endpoint to initialize a new " + name + " flow.";
  Problem problem =
      refusal(410, with_id ? std::string(kExpiredId) : "", "The " + name + " flow has expired. " + what_to_do,
              "The requested resource is no longer available because it has expired or is otherwise "
              "invalid.");
  if (!browser) {
    problem.details = json_object({{"api", init_url}});
    return problem;
  }
  const std::string query = return_to.empty() ? "" : "?" + base::encode_query({{"return_to", return_to}});
  problem.details = json_object({{"redirect_to", init_url + query}, {"return_to", return_to}});
  return problem;
}

Problem throttled(long retry_after) {
  Problem problem =
      refusal(429, "too_many_tries", "Too many tries. Try again in " + std::to_string(retry_after) + " seconds.");
  problem.retry_after = retry_after;
  return problem;
}

Problem unavailable(std::string_view slug) {
  Problem problem = refusal(503, std::string(slug), "The service cannot answer just now. Please try again later.");
  problem.retry_after = retry_after_of(slug);
  return problem;
}

Problem internal() { return refusal(500, "", ""); }

}  // namespace problems

}  // namespace api
