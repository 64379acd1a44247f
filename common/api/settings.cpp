#include "api/settings.h"

#include "api/cookies.h"
#include "api/flows.h"
#include "api/language.h"
#include "api/login.h"
#include "api/negotiate.h"
#include "api/return_to.h"
#include "methods/methods.h"
#include "session/standing.h"

namespace api {
namespace {

using Kind = flow::SettingsOutcome::Kind;

// Who has nothing to step up with is let in to set it up (flow/settings shows no more than that).
bool meets_level(Call& call, const session::Session& session) {
  const auto& essentials = call.app.essentials();
  return session::missing_for(session, essentials.settings_aal, essentials, call.now) != session::Missing::second_step;
}

// Where the submission comes back to, with all of its query (contract half B 1.8); from a door, too, it is the flow's
// own address.
std::string submit_url(const Call& call) {
  return public_url(call.app, "/self-service/settings") + "?" + call.request.query;
}

std::string settings_ui(Call& call, const store::FlowRow& flow) {
  return ui_url_of(call.app.config().settings_ui_url, flow);
}

// Fetch and submit: JSON clients 401, others on to the sign-in page (contract half B 1.7).
http::Response no_session(Call& call) {
  if (is_json_request(call.request)) return json_error(call, problems::settings_session_missing());
  return redirect(call, call.app.config().login_ui_url, 302);
}

session::Session reload(Call& call, const session::Session& session) {
  std::optional<store::FoundSession> found;
  call.app.db().read([&](store::Tx& tx) { found = store::find_session_by_id(tx, session.id()); });
  if (!found) throw base::Broken("session.gone", "the session vanished during its request");
  return session::from_found(std::move(*found));
}

http::Response saved_answer(Call& call, const flow::SettingsOutcome& outcome, const session::Session& before,
                            const std::string& target) {
  const auto session = reload(call, before);
  if (!outcome.flow.browser) return json_answer(200, settings_flow_json(call, outcome.flow, session));
  const bool renewed = outcome.raised && !outcome.raised->token.empty();
  hand_over_session(call, {session, renewed ? outcome.raised->token : call.token()}, true, outcome.known_browser);
  if (!is_json_request(call.request)) return redirect(call, target);
  base::JsonWriter next;
  next.array().object().key("action").string("redirect_browser_to").key("redirect_browser_to").string(target);
  next.close().close();
  return json_answer(200, settings_flow_json(call, outcome.flow, session, {.continue_with = next.take()}));
}

http::Response answer_outcome(Call& call, const flow::SettingsOutcome& outcome, const session::Session& session,
                              const std::string& checked_return_to, const flow::Submission* fields) {
  const auto& flow = outcome.flow;
  if (!outcome.continuity.empty()) set_continuity_cookie(call, outcome.continuity);
  switch (outcome.kind) {
    case Kind::saved: {
      const auto target = return_url(call.app, call.app.config().settings_after, outcome.method, checked_return_to,
                                     settings_ui(call, flow));
      return saved_answer(call, outcome, session, target);
    }
    case Kind::shown: {
      // Answered from what was submitted, not from the store, so it carries the payload that a fetch has lost.
      if (!wants_json(call, flow)) return redirect(call, settings_ui(call, flow));
      return json_answer(200,
                         settings_flow_json(call, flow, session, {.transient_payload = transient_payload_of(fields)}));
    }
    case Kind::form:
      if (!wants_json(call, flow)) return redirect(call, settings_ui(call, flow));
      return json_answer(400, settings_flow_json(call, flow, session));
    case Kind::method_disabled:
      return refuse(call, flow, problems::method_disabled());
    case Kind::needs_refresh:
      return refuse(call, flow, problems::session_refresh_required(sign_in_url(call, submit_url(call), true)));
    case Kind::needs_aal2:
      return refuse(call, flow, problems::session_aal2_required(second_step_url(call, submit_url(call))));
    case Kind::needs_aal2_refresh:
      return refuse(call, flow, problems::session_refresh_required(second_step_url(call, submit_url(call), true)));
    case Kind::needs_enrolment:
      return refuse(call, flow, problems::session_aal2_required(settings_ui(call, flow)));
    case Kind::csrf_violation:
      return refuse(call, flow, csrf_problem(call, true));
    case Kind::session_ended:
      return no_session(call);
    case Kind::nothing:
      return redirect(call, settings_ui(call, flow));
  }
  return refuse(call, flow, problems::internal());
}

http::Response expired_answer(Call& call, flow::SettingsEngine& engine, const store::FlowRow& flow,
                              const session::Session& session) {
  std::optional<base::TokenHash> csrf;
  if (flow.browser) csrf = csrf_hash(call);
  const auto fresh = engine.replace_expired(flow, session, csrf);
  if (!wants_json(call, flow)) return redirect(call, settings_ui(call, fresh));
  return json_error(call, problems::flow_expired_on_submit(flow.expires_at, call.now, base::to_string(fresh.id)));
}

// Contract half B 1.6, steps 2 to 4.
std::optional<http::Response> check_flow(Call& call, flow::SettingsEngine& engine, const store::FlowRow& flow,
                                         const session::Session& session) {
  if (!meets_level(call, session))
    return refuse(call, flow, problems::session_aal2_required(second_step_url(call, submit_url(call))));
  if (flow.expires_at <= call.now) return expired_answer(call, engine, flow, session);
  if (flow.identity_id != session.identity.id) return refuse(call, flow, problems::identity_mismatch(true));
  return {};
}

}  // namespace

std::string settings_flow_json(Call& call, const store::FlowRow& flow, const session::Session& session,
                               const flow::SettingsExtras& extras) {
  const auto services = call.app.services();
  flow::SettingsEngine engine(services, methods::for_settings());
  base::JsonWriter out;
  flow::write_settings_flow(out, flow, engine.render(flow, session, form_token(call, flow)), session,
                            call.app.essentials().base_url, extras);
  return out.take();
}

std::string settings_start_url(Call& call, const std::string& return_to) {
  const std::string url = public_url(call.app, "/self-service/settings/browser");
  return return_to.empty() ? url : url + "?" + base::encode_query({{"return_to", return_to}});
}

std::variant<store::FlowRow, Problem> start_settings(Call& call, bool browser) {
  const auto return_to = call.parameter("return_to");
  const auto* session = call.writable_session();
  if (!session) {
    auto problem = browser ? problems::session_inactive("No active session was found in this request.", true)
                           : problems::session_inactive(
                                 "This endpoint can only be accessed with a valid session. Please "
                                 "log in and try again.",
                                 false);
    problem.redirect_browser_to = sign_in_url(call, return_to);
    return problem;
  }
  if (!meets_level(call, *session))
    return problems::session_aal2_required(
        second_step_url(call, browser && !return_to.empty() ? request_url(call) : std::string()));
  if (!return_to.empty()) {
    auto checked = check_return_to(call.app, return_to);
    if (auto* problem = std::get_if<Problem>(&checked)) return std::move(*problem);
  }
  std::optional<base::TokenHash> csrf;
  if (browser) csrf = csrf_hash(call);
  const auto services = call.app.services();
  return flow::SettingsEngine(services, methods::for_settings()).create(*session, browser, request_url(call), csrf);
}

std::optional<Problem> may_not_read(Call& call, const session::Session& session, const store::FlowRow& flow) {
  if (flow.identity_id != session.identity.id) return problems::identity_mismatch(false);
  if (!meets_level(call, session))
    return problems::session_aal2_required(second_step_url(call, settings_ui(call, flow)));
  if (flow.expires_at > call.now) return {};
  const auto path = flow.browser ? "/self-service/settings/browser" : "/self-service/settings/api";
  return problems::flow_expired_on_fetch("settings", flow.browser, public_url(call.app, path), flow::return_to_of(flow),
                                         false);
}

http::Response answer_settings_browser(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  keep_language(call);
  auto started = start_settings(call, true);
  if (const auto* problem = std::get_if<Problem>(&started)) return forward(call, *problem);
  const auto& flow = std::get<store::FlowRow>(started);
  if (accepts_json(call.request)) return json_answer(200, settings_flow_json(call, flow, *call.session()));
  return redirect(call, settings_ui(call, flow));
}

http::Response answer_settings_api(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  auto started = start_settings(call, false);
  if (const auto* problem = std::get_if<Problem>(&started)) return json_error(call, *problem);
  return json_answer(200, settings_flow_json(call, std::get<store::FlowRow>(started), *call.session()));
}

http::Response answer_settings_flow(Call& call) {
  const auto& session = call.session();
  if (!session) return no_session(call);
  const auto flow = find_flow(call, store::FlowKind::settings, "id");
  if (!flow) return json_error(call, problems::not_found());
  if (const auto problem = may_not_read(call, *session, *flow)) return json_error(call, *problem);
  return json_answer(200, settings_flow_json(call, *flow, *session));
}

http::Response answer_settings_submit(Call& call) { return submit_settings(call, methods::for_settings()); }

http::Response submit_settings(Call& call, std::span<const flow::Method* const> methods) {
  if (call.request.method != "POST")
    if (auto empty = answer_without_flow(call.request)) return *empty;
  const auto* session = call.writable_session();
  if (!session) return no_session(call);
  if (!is_uuid_parameter(call, "flow")) return forward(call, problems::flow_parameter_missing());
  const auto flow = find_flow(call, store::FlowKind::settings, "flow");
  if (!flow) return forward(call, problems::settings_flow_not_found());
  const auto services = call.app.services();
  flow::SettingsEngine engine(services, methods, methods::for_settings());
  if (auto answer = check_flow(call, engine, *flow, *session)) return *answer;
  std::string checked;
  if (const auto return_to = flow::return_to_of(*flow); !return_to.empty()) {
    auto result = check_return_to(call.app, return_to);
    if (const auto* problem = std::get_if<Problem>(&result)) return refuse(call, *flow, *problem);
    checked = std::get<std::string>(result);
  }
  if (call.request.method == "GET" && !wants_json(call, *flow)) {
    const auto key = continuity_cookie_of(call);
    const auto outcome = engine.resume(*flow, *session, key, throttle_client(call));
    // A session that still proves too little keeps the key: what waits is not lost by that.
    const bool is_over = outcome.kind == Kind::saved || outcome.kind == Kind::shown || outcome.kind == Kind::form;
    if (!key.empty() && is_over) delete_continuity_cookie(call);
    return answer_outcome(call, outcome, *session, checked, nullptr);
  }
  // A script that follows return_to by GET finds no method in it (and is not to: what waits is resumed by a page).
  flow::SettingsSubmission submission{.session = session, .client = throttle_client(call)};
  if (call.request.method != "GET") submission.body = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&submission.body);
  submission.csrf = judge_submission(call, flow->browser, fields ? fields->text("csrf_token") : std::string());
  return answer_outcome(call, engine.submit(*flow, submission), *session, checked, fields);
}

}  // namespace api
