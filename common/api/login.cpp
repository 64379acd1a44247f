#include "api/login.h"

#include "api/circle.h"
#include "api/client.h"
#include "api/code_renewal.h"
#include "api/cookies.h"
#include "api/flows.h"
#include "api/language.h"
#include "api/negotiate.h"
#include "api/remote_user.h"
#include "api/return_to.h"
#include "api/settings.h"
#include "base/text.h"
#include "methods/methods.h"

namespace api {
namespace {

constexpr std::string_view kAlreadySignedIn =
    "A valid session was detected and thus login is not possible. Did you forget to set `?refresh=true`?";

flow::LoginEngine engine_of(const flow::Services& services) { return {services, methods::for_login()}; }

Problem no_oauth2_provider() {
  return {.id = "invalid_configuration",
          .status = 500,
          .reason = "One or more configuration values are invalid. Please report this to the system administrator.",
          .message = "Invalid configuration"};
}

Problem unknown_aal(const std::string& aal) {
  return problems::bad_request(
      "Unable to parse AuthenticationMethod Assurance Level (AAL): expected one of [aal1, aal2] but got " + aal);
}

flow::LoginSubmission submission_of(Call& call, const store::FlowRow& flow) {
  flow::LoginSubmission out;
  out.body = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&out.body);
  out.csrf = judge_submission(call, flow.browser, fields ? fields->text("csrf_token") : std::string());
  out.session = call.writable_session();
  out.opening = {
      .by_cookie = flow.browser, .device = device_of(call), .lifespan = call.app.essentials().session_lifespan};
  out.client = throttle_client(call);
  return out;
}

http::Response form_answer(Call& call, const store::FlowRow& flow, std::int64_t retry_after = 0) {
  auto response = wants_json(call, flow) ? json_answer(400, login_flow_json(call, flow))
                                         : redirect(call, ui_url_of(call.app.config().login_ui_url, flow));
  if (retry_after > 0) response.set("Retry-After", std::to_string(retry_after));
  return response;
}

http::Response signed_in_answer(Call& call, const flow::LoginOutcome& outcome, const std::string& target) {
  const auto& entered = *outcome.entered;
  const auto& session = entered.opened.session;
  const auto& essentials = call.app.essentials();
  const auto missing = session::missing_to_be_let_in(session, essentials, call.now);
  const bool passes = missing == session::Missing::nothing;
  const auto token = entered.opened.token.empty() ? call.token() : entered.opened.token;
  base::JsonWriter out;
  if (!outcome.flow.browser) {
    out.object().key("session_token").string(token).key("session");
    const auto shown = passes ? session::IdentityShown::full : session::IdentityShown::withheld;
    session::write_session(out, session, essentials.base_url, shown, call.now);
    out.key("continue_with").null().close();
    return json_answer(200, out.take());
  }
  hand_over_session(call, {session, token}, entered.same_person, entered.known_browser);
  if (!outcome.remembered_device.empty()) set_device_cookie(call, outcome.remembered_device);
  const auto next = next_after(call, entered, target, flow::return_to_of(outcome.flow));
  if (is_json_request(call.request)) {
    if (!passes) return json_error(call, problems::location_change_required(next));
    out.object().key("session");
    session::write_session(out, session, essentials.base_url, session::IdentityShown::full, call.now);
    out.key("continue_with").array().object().key("action").string("redirect_browser_to");
    out.key("redirect_browser_to").string(next).close().close().close();
    return json_answer(200, out.take());
  }
  if (passes && accepts_json(call.request)) {  // contract half A 4.7: the form variant negotiates once more
    session::write_session(out, session, essentials.base_url, session::IdentityShown::full, call.now);
    return json_answer(200, out.take());
  }
  return redirect(call, passes ? renew_codes_first(call, session.identity, outcome.method, next) : next);
}

http::Response answer_outcome(Call& call, const flow::LoginOutcome& outcome, const flow::LoginSubmission& submission,
                              const std::string& target) {
  using Kind = flow::LoginOutcome::Kind;
  const auto* fields = std::get_if<flow::Submission>(&submission.body);
  switch (outcome.kind) {
    case Kind::form:
      return form_answer(call, outcome.flow, outcome.retry_after);
    case Kind::next_step: {
      const auto url = ui_url_of(call.app.config().login_ui_url, outcome.flow);
      if (!wants_json(call, outcome.flow)) return redirect(call, url);
      return json_error(call, problems::location_change_required(url));
    }
    case Kind::identified:
      if (!wants_json(call, outcome.flow)) return form_answer(call, outcome.flow);
      return json_answer(400, login_flow_json(call, outcome.flow, {.transient_payload = transient_payload_of(fields)}));
    case Kind::method_disabled:
      return refuse(call, outcome.flow, problems::method_disabled());
    case Kind::csrf_violation:
      return refuse(call, outcome.flow, csrf_problem(call, fields && !fields->text("csrf_token").empty()));
    case Kind::signed_in:
      return signed_in_answer(call, outcome, target);
  }
  return refuse(call, outcome.flow, problems::internal());
}

http::Response expired_answer(Call& call, flow::LoginEngine& engine, const store::FlowRow& flow) {
  std::optional<base::TokenHash> csrf;
  if (flow.browser) csrf = csrf_hash(call);
  const auto fresh = engine.replace_expired(flow, call.writable_session(), csrf);
  if (!wants_json(call, flow)) return redirect(call, ui_url_of(call.app.config().login_ui_url, fresh));
  return json_error(call, problems::flow_expired_on_submit(flow.expires_at, call.now, base::to_string(fresh.id)));
}

http::Response send_on(Call& call, const std::string& target) {
  if (auto circle = break_circle(call, target)) return std::move(*circle);
  return redirect(call, target);
}

std::string login_url(Call& call, base::Query query, const std::string& return_to, bool refresh) {
  if (refresh) query.emplace_back("refresh", "true");
  if (!return_to.empty()) query.emplace_back("return_to", return_to);
  const std::string url = public_url(call.app, "/self-service/login/browser");
  return query.empty() ? url : url + "?" + base::encode_query(std::move(query));
}

}  // namespace

std::string sign_in_url(Call& call, const std::string& return_to, bool refresh) {
  return login_url(call, {}, return_to, refresh);
}

std::string second_step_url(Call& call, const std::string& return_to, bool refresh) {
  return login_url(call, {{"aal", "aal2"}}, return_to, refresh);
}

std::string strengthen_url(Call& call, session::Missing missing, const std::string& return_to) {
  if (missing != session::Missing::enrolment) return second_step_url(call, return_to);
  return settings_start_url(call, return_to);
}

std::string next_after(Call& call, const flow::Entered& entered, const std::string& target,
                       const std::string& return_to) {
  auto missing = session::missing_to_be_let_in(entered.opened.session, call.app.essentials(), call.now);
  if (missing == session::Missing::nothing && entered.rescued) missing = session::Missing::enrolment;
  return missing == session::Missing::nothing ? target : strengthen_url(call, missing, return_to);
}

void hand_over_session(Call& call, const session::Opened& opened, bool keep_csrf, const std::string& known_browser) {
  if (!keep_csrf) rotate_csrf_secret(call);  // before the session's cookie (contract half A 3.3)
  set_session_cookie(call, opened.token, opened.session.row.expires_at);
  if (!known_browser.empty()) set_known_cookie(call, known_browser);
}

std::optional<Problem> check_schema(Call& call, const std::string& id) {
  if (id.empty() || id == call.app.config().default_schema_id) return {};
  if (!call.app.schemas().find(id))
    return problems::bad_request("Requested identity schema \"" + id + "\" does not exist.");
  if (!call.app.schemas().is_selectable(id))
    return problems::bad_request("Requested identity schema \"" + id + "\" is not enabled for self-service flows.");
  return {};
}

std::string login_flow_json(Call& call, const store::FlowRow& flow, const flow::LoginExtras& extras) {
  const auto services = call.app.services();
  base::JsonWriter out;
  flow::write_login_flow(out, flow, engine_of(services).render(flow, form_token(call, flow)), extras);
  return out.take();
}

std::variant<store::FlowRow, Problem> start_login(Call& call, bool browser) {
  if (const auto return_to = call.parameter("return_to"); !return_to.empty()) {
    auto checked = check_return_to(call.app, return_to);
    if (auto* problem = std::get_if<Problem>(&checked)) return std::move(*problem);
  }
  if (!call.parameter("login_challenge").empty()) return no_oauth2_provider();
  const auto aal = base::to_lower_ascii(call.parameter("aal"));
  if (!aal.empty() && aal != "aal1" && aal != "aal2") return unknown_aal(aal);
  flow::NewLogin wanted{.browser = browser, .requested = aal == "aal2" ? session::Aal::aal2 : session::Aal::aal1};
  wanted.identity_schema = call.parameter("identity_schema");
  if (auto problem = check_schema(call, wanted.identity_schema); problem && aal != "aal2") return std::move(*problem);
  wanted.session = call.writable_session();
  wanted.refresh = base::parse_go_bool(call.parameter("refresh")).value_or(false);
  if (!wanted.session && wanted.requested == session::Aal::aal2) return problems::session_aal1_required();
  if (wanted.session && !wanted.refresh && wanted.requested <= wanted.session->aal)
    return problems::session_already_available();
  if (const auto organization = base::parse_uuid(call.parameter("organization")))
    wanted.organization_id = base::to_string(*organization);
  wanted.request_url = request_url(call);
  if (browser) wanted.csrf = csrf_hash(call);
  const auto services = call.app.services();
  return engine_of(services).create(wanted);
}

http::Response already_signed_in(Call& call) {
  if (const auto return_to = call.parameter("return_to"); !return_to.empty()) {
    auto checked = check_return_to(call.app, return_to);
    if (auto* problem = std::get_if<Problem>(&checked)) return forward(call, *problem);
    return send_on(call, std::get<std::string>(checked));
  }
  return send_on(call, default_return_url(call.app));
}

http::Response answer_login_browser(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  keep_language(call);
  if (!accepts_json(call.request))
    if (auto signed_in = sign_in_remote_user(call)) return std::move(*signed_in);
  auto started = start_login(call, true);
  if (const auto* problem = std::get_if<Problem>(&started)) {
    if (problem->id == "session_already_available" && !accepts_json(call.request)) return already_signed_in(call);
    return forward(call, *problem);
  }
  const auto& flow = std::get<store::FlowRow>(started);
  if (accepts_json(call.request)) return json_answer(200, login_flow_json(call, flow));
  return redirect(call, ui_url_of(call.app.config().login_ui_url, flow));
}

http::Response answer_login_api(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  auto started = start_login(call, false);
  if (const auto* problem = std::get_if<Problem>(&started)) return json_error(call, *problem);
  return json_answer(200,
                     login_flow_json(call, std::get<store::FlowRow>(started), {.exchange_code = exchange_code(call)}));
}

http::Response answer_login_flow(Call& call) {
  const auto flow = find_flow(call, store::FlowKind::login, "id");
  if (!flow) return json_error(call, problems::not_found());
  if (flow->browser && !same_browser(call, *flow)) return json_error(call, csrf_problem(call, false));
  if (flow->expires_at <= call.now) {
    const auto path = flow->browser ? "/self-service/login/browser" : "/self-service/login/api";
    const auto return_to = flow::return_to_of(*flow);
    return json_error(
        call, problems::flow_expired_on_fetch("login", flow->browser, public_url(call.app, path), return_to, true));
  }
  return json_answer(200, login_flow_json(call, *flow));
}

http::Response answer_login_submit(Call& call) { return submit_login(call, methods::for_login()); }

http::Response submit_login(Call& call, std::span<const flow::Method* const> methods) {
  if (call.request.method != "POST")
    if (auto empty = answer_without_flow(call.request)) return *empty;
  if (!is_uuid_parameter(call, "flow")) return forward(call, problems::flow_parameter_missing());
  const auto flow = find_flow(call, store::FlowKind::login, "flow");
  if (!flow) return forward(call, problems::not_found());
  const auto services = call.app.services();
  flow::LoginEngine engine(services, methods);
  switch (engine.check(*flow, call.writable_session())) {
    case flow::LoginCheck::ok:
      break;
    case flow::LoginCheck::already_signed_in:
      if (!wants_json(call, *flow)) return redirect(call, default_return_url(call.app));
      return form_answer(call, engine.refuse(flow->id, {{"", flow::reason(std::string(kAlreadySignedIn))}}));
    case flow::LoginCheck::aal1_required:
      return refuse(call, *flow, problems::session_aal1_required());
    case flow::LoginCheck::other_person:
      return refuse(call, *flow, problems::identity_mismatch(true));
    case flow::LoginCheck::expired:
      return expired_answer(call, engine, *flow);
  }
  std::string checked;
  if (const auto return_to = flow::return_to_of(*flow); !return_to.empty()) {  // the allow-list may have changed since
    auto result = check_return_to(call.app, return_to);
    if (const auto* problem = std::get_if<Problem>(&result))
      return form_answer(call, engine.refuse(flow->id, {{"", flow::reason(problem->reason)}}));
    checked = std::get<std::string>(result);
  }
  const auto submission = submission_of(call, *flow);
  const auto outcome = engine.submit(*flow, submission);
  const auto target = return_url(call.app, call.app.config().login_after, outcome.method, checked);
  return answer_outcome(call, outcome, submission, target);
}

}  // namespace api
