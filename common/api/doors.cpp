#include "api/doors.h"

#include <array>

#include "api/cookies.h"
#include "api/cors.h"
#include "api/flows.h"
#include "api/login.h"
#include "api/settings.h"
#include "base/text.h"
#include "flow/step_up.h"
#include "methods/downloads.h"
#include "methods/methods.h"

namespace api {
namespace {

Problem second_factor(std::string id, int status) {
  const auto reason = id == "second_factor_used"      ? "This code has already been used."
                      : id == "second_factor_missing" ? "This identity has no such second factor."
                                                      : "The code is not valid.";
  return {.id = std::move(id), .status = status, .reason = reason};
}

// A cookie is sent by a browser for any page, so the page must be ours or one that CORS allows.
bool origin_is_allowed(Call& call) {
  if (call.token_kind() != Call::TokenKind::cookie) return true;
  const auto origin = call.request.header("origin");
  if (!origin) return false;
  const auto base = base::parse_url(call.app.essentials().base_url);
  if (base && *origin == base->scheme + "://" + base->host) return true;
  return call.app.essentials().cors.enabled && origin_allowed(call.app.essentials().cors, *origin);
}

http::Response raised_answer(Call& call, const flow::StepUp& raised) {
  const session::Opened& opened = *raised.opened;
  if (call.token_kind() == Call::TokenKind::cookie) hand_over_session(call, opened, true, raised.known_browser);
  base::JsonWriter out;
  out.object().key("session");
  session::write_session(out, opened.session, call.app.essentials().base_url, session::IdentityShown::full, call.now);
  out.close();
  return json_answer(200, out.take());
}

http::Response step_up(Call& call, const flow::Method& method) {
  const auto type = base::trim(base::split(call.request.content_type, ';').front());
  if (!base::equal_ignoring_case(type, "application/json"))
    return json_error(call, {.status = 415, .reason = "Send application/json.", .message = "Unsupported Media Type"});
  const auto* session = call.writable_session();
  if (!session) return json_error(call, problems::whoami_unauthorized());
  if (!origin_is_allowed(call))
    return json_error(call,
                      {.id = "security_csrf_violation",
                       .status = 403,
                       .reason = "With a session cookie, the Origin must be this site's or one that CORS allows."});
  const auto body = read_submission(call.request);
  if (const auto* why = std::get_if<std::string>(&body)) return json_error(call, problems::bad_request(*why));
  const auto services = call.app.services();
  const auto result = flow::step_up(services, method, std::get<flow::Submission>(body), *session, throttle_client(call),
                                    call.token_kind() == Call::TokenKind::cookie);
  using Kind = flow::StepUp::Kind;
  switch (result.kind) {
    case Kind::raised:
      return raised_answer(call, result);
    case Kind::missing:
      return json_error(call, second_factor("second_factor_missing", 400));
    case Kind::invalid:
      return json_error(call, second_factor("second_factor_invalid", 400));
    case Kind::used:
      return json_error(call, second_factor("second_factor_used", 400));
    case Kind::throttled:
      return json_error(call, problems::throttled(static_cast<long>(result.retry_after)));
    case Kind::disabled:
      return json_error(call, problems::method_disabled());
  }
  return json_error(call, problems::internal());
}

http::Response login_door(Call& call, const flow::Method& method) {
  if (call.parameter("flow").empty()) return step_up(call, method);
  const std::array<const flow::Method*, 1> only{&method};
  return submit_login(call, only);
}

http::Response settings_door(Call& call, const flow::Method& method) {
  const std::array<const flow::Method*, 1> only{&method};
  return submit_settings(call, only);
}

// Who may download: the session, identity, level and privilege that the settings submit would need, while the flow
// shows it, and only our own pages; everything else is 404.
struct Download {
  store::FlowRow flow;
  session::Session session;
};
std::optional<Download> may_download(Call& call) {
  const auto site = call.request.header("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return {};
  const auto* session = call.writable_session();
  auto flow = find_flow(call, store::FlowKind::settings, "flow");
  if (!session || !flow || may_not_read(call, *session, *flow)) return {};
  const auto services = call.app.services();
  flow::SettingsEngine engine(services, methods::for_settings());
  if (engine.missing_for(flow::SettingsTry::Privilege::guarded, *session) != flow::SettingsOutcome::Kind::saved)
    return {};
  return Download{std::move(*flow), *session};
}

http::Response download(std::string type, std::string body) {
  http::Response response{.status = 200, .body = std::move(body)};
  response.set("Content-Type", std::move(type))
      .set("Cache-Control", "no-store")
      .set("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

http::Response answer_totp_login(Call& call) { return login_door(call, methods::totp()); }
http::Response answer_totp_settings(Call& call) { return settings_door(call, methods::totp()); }
http::Response answer_lookup_login(Call& call) { return login_door(call, methods::lookup_secret()); }
http::Response answer_lookup_settings(Call& call) { return settings_door(call, methods::lookup_secret()); }

// A key answers a challenge that a flow has shown, so there is no door without one.
http::Response answer_webauthn_login(Call& call) {
  const std::array<const flow::Method*, 1> only{&methods::webauthn()};
  return submit_login(call, only);
}
http::Response answer_webauthn_settings(Call& call) { return settings_door(call, methods::webauthn()); }

http::Response answer_totp_qr(Call& call) {
  const auto allowed = may_download(call);
  if (!allowed) return json_error(call, problems::not_found());
  const auto services = call.app.services();
  const auto png = methods::pending_qr(services, allowed->flow, allowed->session);
  if (!png) return json_error(call, problems::not_found());
  return download("image/png", std::string(base::as_text(*png)));
}

http::Response answer_lookup_codes(Call& call) {
  const auto allowed = may_download(call);
  if (!allowed) return json_error(call, problems::not_found());
  const auto services = call.app.services();
  const auto text = methods::shown_codes(services, allowed->flow, allowed->session);
  if (!text) return json_error(call, problems::not_found());
  auto response = download("text/plain; charset=utf-8", *text);
  response.set("Content-Disposition", "attachment; filename=\"recovery-codes.txt\"");
  return response;
}

}  // namespace api
