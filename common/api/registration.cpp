#include "api/registration.h"

#include "api/client.h"
#include "api/cookies.h"
#include "api/flows.h"
#include "api/language.h"
#include "api/login.h"
#include "api/negotiate.h"
#include "api/return_to.h"
#include "methods/methods.h"

namespace api {
namespace {

using Kind = flow::RegistrationOutcome::Kind;

flow::RegistrationEngine engine_of(const flow::Services& services) { return {services, methods::for_registration()}; }

std::string registration_ui(Call& call, const store::FlowRow& flow) {
  return ui_url_of(call.app.config().registration_ui_url, flow);
}

flow::RegistrationSubmission submission_of(Call& call, const store::FlowRow& flow) {
  flow::RegistrationSubmission out;
  out.body = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&out.body);
  out.csrf = judge_submission(call, flow.browser, fields ? fields->text("csrf_token") : std::string());
  out.opening = {
      .by_cookie = flow.browser, .device = device_of(call), .lifespan = call.app.essentials().session_lifespan};
  out.client = throttle_client(call);
  return out;
}

// A refusal is 302 to a browser, a step 303 (contract half B 6.5, 6.6).
http::Response form_answer(Call& call, const store::FlowRow& flow) {
  if (wants_json(call, flow)) return json_answer(400, registration_flow_json(call, flow));
  return redirect(call, registration_ui(call, flow), 302);
}

// Answered from what was submitted, not from the store, so it carries the payload that a fetch has lost.
http::Response step_answer(Call& call, const store::FlowRow& flow, const flow::RegistrationSubmission& submission) {
  if (!wants_json(call, flow)) return redirect(call, registration_ui(call, flow));
  const auto* fields = std::get_if<flow::Submission>(&submission.body);
  return json_answer(400, registration_flow_json(call, flow, transient_payload_of(fields)));
}

void write_next(base::JsonWriter& out, std::string_view action, std::string_view member, const std::string& value) {
  out.key("continue_with").array().object().key("action").string(action).key(member).string(value).close().close();
}

// Where everybody needs a second factor, a new account sets one up before it goes on.
std::string enrolment_first(Call& call, const flow::RegistrationOutcome& outcome, const std::string& target) {
  const bool due = outcome.opened && session::must_enrol(outcome.opened->session, call.app.essentials(), call.now);
  return due ? strengthen_url(call, session::Missing::enrolment, target) : target;
}

// Contract half B 6.7.
http::Response registered_answer(Call& call, const flow::RegistrationOutcome& outcome, const std::string& target) {
  const auto& base_url = call.app.essentials().base_url;
  const bool browser = outcome.flow.browser;
  const auto& opened = outcome.opened;
  if (browser && opened) hand_over_session(call, *opened, false, outcome.known_browser);
  if (!wants_json(call, outcome.flow)) return redirect(call, enrolment_first(call, outcome, target));
  base::JsonWriter out;
  out.object();
  if (opened && !browser) out.key("session_token").string(opened->token);
  if (opened) {
    out.key("session");
    session::write_session(out, opened->session, base_url, session::IdentityShown::full, call.now);
  }
  out.key("identity");
  identity::write_public(out, session::view_of(outcome.identity, base_url));
  if (browser) {
    write_next(out, "redirect_browser_to", "redirect_browser_to", target);
  } else if (opened) {
    write_next(out, "set_ory_session_token", "ory_session_token", opened->token);
  } else {
    out.key("continue_with").null();
  }
  out.close();
  return json_answer(200, out.take());
}

http::Response expired_answer(Call& call, flow::RegistrationEngine& engine, const store::FlowRow& flow) {
  std::optional<base::TokenHash> csrf;
  if (flow.browser) csrf = csrf_hash(call);
  const auto fresh = engine.replace_expired(flow, csrf);
  if (!wants_json(call, flow)) return redirect(call, registration_ui(call, fresh));
  return json_error(call, problems::flow_expired_on_submit(flow.expires_at, call.now, base::to_string(fresh.id)));
}

http::Response answer_outcome(Call& call, const flow::RegistrationOutcome& outcome,
                              const flow::RegistrationSubmission& submission, const std::string& checked_return_to) {
  const auto& flow = outcome.flow;
  switch (outcome.kind) {
    case Kind::form:
      return form_answer(call, flow);
    case Kind::step:
      return step_answer(call, flow, submission);
    case Kind::method_disabled:
      return refuse(call, flow, problems::method_disabled());
    case Kind::csrf_violation: {
      const auto* fields = std::get_if<flow::Submission>(&submission.body);
      return refuse(call, flow, csrf_problem(call, fields && !fields->text("csrf_token").empty()));
    }
    case Kind::registered:
      return registered_answer(
          call, outcome, return_url(call.app, call.app.config().registration_after, outcome.method, checked_return_to));
  }
  return refuse(call, flow, problems::internal());
}

}  // namespace

std::string registration_flow_json(Call& call, const store::FlowRow& flow, std::string_view transient_payload,
                                   std::string_view exchange_code) {
  const auto services = call.app.services();
  base::JsonWriter out;
  const auto ui = engine_of(services).render(flow, form_token(call, flow));
  flow::write_registration_flow(out, flow, ui, transient_payload, exchange_code);
  return out.take();
}

std::variant<store::FlowRow, Problem> start_registration(Call& call, bool browser) {
  if (!call.app.config().registration_enabled) return problems::registration_disabled();
  if (const auto return_to = call.parameter("return_to"); !return_to.empty()) {
    auto checked = check_return_to(call.app, return_to);
    if (auto* problem = std::get_if<Problem>(&checked)) return std::move(*problem);
  }
  flow::NewRegistration wanted{.browser = browser, .request_url = request_url(call)};
  wanted.identity_schema = call.parameter("identity_schema");
  if (auto problem = check_schema(call, wanted.identity_schema)) return std::move(*problem);
  if (call.writable_session()) return problems::already_registered();
  if (browser) wanted.csrf = csrf_hash(call);
  const auto services = call.app.services();
  return engine_of(services).create(wanted);
}

http::Response answer_registration_browser(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  keep_language(call);
  auto started = start_registration(call, true);
  if (const auto* problem = std::get_if<Problem>(&started)) {
    if (problem->id == "session_already_available" && !accepts_json(call.request)) return already_signed_in(call);
    return forward(call, *problem);
  }
  const auto& flow = std::get<store::FlowRow>(started);
  if (accepts_json(call.request)) return json_answer(200, registration_flow_json(call, flow));
  return redirect(call, registration_ui(call, flow));
}

http::Response answer_registration_api(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  auto started = start_registration(call, false);
  if (const auto* problem = std::get_if<Problem>(&started)) return json_error(call, *problem);
  return json_answer(200, registration_flow_json(call, std::get<store::FlowRow>(started), {}, exchange_code(call)));
}

http::Response answer_registration_flow(Call& call) {
  if (!call.app.config().registration_enabled) return forward(call, problems::registration_disabled());
  const auto flow = find_flow(call, store::FlowKind::registration, "id");
  if (!flow) return json_error(call, problems::not_found());
  if (flow->browser && !same_browser(call, *flow)) return json_error(call, csrf_problem(call, false));
  if (flow->expires_at <= call.now) {
    const auto path = flow->browser ? "/self-service/registration/browser" : "/self-service/registration/api";
    return json_error(call, problems::flow_expired_on_fetch("registration", flow->browser, public_url(call.app, path),
                                                            flow::return_to_of(*flow), true));
  }
  return json_answer(200, registration_flow_json(call, *flow));
}

// The checks in the contract's order (half B 6.2).
http::Response answer_registration_submit(Call& call) {
  if (call.request.method != "POST")
    if (auto empty = answer_without_flow(call.request)) return *empty;
  if (!is_uuid_parameter(call, "flow")) return forward(call, problems::flow_parameter_missing());
  const auto flow = find_flow(call, store::FlowKind::registration, "flow");
  if (!flow) return forward(call, problems::not_found());
  // Kratos goes on with a flow from before registration was switched off.
  if (!call.app.config().registration_enabled) return refuse(call, *flow, problems::registration_disabled());
  if (call.writable_session()) {
    if (wants_json(call, *flow)) return json_error(call, problems::already_registered());
    return redirect(call, default_return_url(call.app), 302);
  }
  const auto services = call.app.services();
  auto engine = engine_of(services);
  if (flow->expires_at <= call.now) return expired_answer(call, engine, *flow);
  std::string checked;
  if (const auto return_to = flow::return_to_of(*flow); !return_to.empty()) {  // the allow-list may have changed since
    auto result = check_return_to(call.app, return_to);
    if (const auto* problem = std::get_if<Problem>(&result))
      return form_answer(call, engine.refuse(*flow, {{"", flow::reason(problem->reason)}}));
    checked = std::get<std::string>(result);
  }
  const auto submission = submission_of(call, *flow);
  return answer_outcome(call, engine.submit(*flow, submission), submission, checked);
}

}  // namespace api
