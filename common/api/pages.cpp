#include "api/pages.h"

#include "api/code_renewal.h"
#include "api/cookies.h"
#include "api/flows.h"
#include "api/login.h"
#include "api/logout.h"
#include "api/page_facts.h"
#include "api/registration.h"
#include "api/remote_user.h"
#include "api/return_to.h"
#include "api/settings.h"
#include "methods/methods.h"

namespace api {
namespace {

http::Response show_login(Call& call, const store::FlowRow& flow) {
  auto view = new_page(call, PageView::Kind::login);
  add_login_flow(call, view, flow);
  add_ended_session(call, view);
  return page_answer(call, view);
}

// The flow of `?flow=`, if this browser may go on with it.
std::optional<store::FlowRow> usable_login_flow(Call& call) {
  auto flow = find_flow(call, store::FlowKind::login, "flow");
  if (!flow || !flow->browser || !same_browser(call, *flow)) return {};
  return flow;
}

http::Response show_settings(Call& call, const store::FlowRow& flow) {
  auto view = new_page(call, PageView::Kind::settings);
  add_settings_flow(call, view, flow, *call.session());
  return page_answer(call, view);
}

}  // namespace

http::Response answer_login_page(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  if (auto signed_in = sign_in_remote_user(call)) return std::move(*signed_in);
  const auto services = call.app.services();
  flow::LoginEngine engine(services, methods::for_login());
  if (const auto flow = usable_login_flow(call)) {
    switch (engine.check(*flow, call.writable_session())) {
      case flow::LoginCheck::ok:
        return show_login(call, *flow);
      case flow::LoginCheck::already_signed_in:
        return already_signed_in(call);
      case flow::LoginCheck::expired:
        return show_login(call, engine.replace_expired(*flow, call.writable_session(), csrf_hash(call)));
      case flow::LoginCheck::aal1_required:
      case flow::LoginCheck::other_person:
        break;  // not this person's flow: a new one
    }
  }
  auto started = start_login(call, true);
  if (const auto* flow = std::get_if<store::FlowRow>(&started)) return show_login(call, *flow);
  const auto& problem = std::get<Problem>(started);
  if (problem.id == "session_already_available") return already_signed_in(call);
  if (problem.id != "session_aal1_required") return forward(call, problem);
  // Asked for a second step without a first: begin with the first.
  base::Query query;
  if (const auto return_to = call.parameter("return_to"); !return_to.empty())
    query.emplace_back("return_to", return_to);
  return redirect(call, base::with_query(public_url(call.app, "/login"), query));
}

http::Response answer_settings_page(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  const auto* session = call.writable_session();
  if (!session) {
    const base::Query back{{"return_to", settings_start_url(call, call.parameter("return_to"))}};
    return redirect(call, base::with_query(public_url(call.app, "/login"), back));
  }
  const auto services = call.app.services();
  auto flow = find_flow(call, store::FlowKind::settings, "flow");
  if (flow && flow->browser && flow::is_own_flow(*flow, *session)) {
    const auto problem = may_not_read(call, *session, *flow);
    if (!problem) return show_settings(call, *flow);
    if (problem->id == "session_aal2_required") return forward(call, *problem);
    flow::SettingsEngine engine(services, methods::for_settings());
    return show_settings(call, engine.replace_expired(*flow, *session, csrf_hash(call)));
  }
  auto started = start_settings(call, true);
  if (const auto* fresh = std::get_if<store::FlowRow>(&started)) {
    return show_settings(call, renews_codes(call, *fresh) ? draw_new_codes(call, *fresh, *session) : *fresh);
  }
  auto problem = std::get<Problem>(started);
  if (problem.id == "session_aal2_required")
    return redirect(call, second_step_url(call, settings_start_url(call, call.parameter("return_to"))));
  return forward(call, problem);
}

http::Response answer_registration_page(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  const auto show = [&](const store::FlowRow& flow) {
    auto view = new_page(call, PageView::Kind::registration);
    add_registration_flow(call, view, flow);
    return page_answer(call, view);
  };
  const auto flow = find_flow(call, store::FlowKind::registration, "flow");
  const bool usable = flow && flow->browser && same_browser(call, *flow) && call.app.config().registration_enabled &&
                      !call.writable_session();
  if (usable && flow->expires_at > call.now) return show(*flow);
  if (usable) {
    const auto services = call.app.services();
    flow::RegistrationEngine engine(services, methods::for_registration());
    return show(engine.replace_expired(*flow, csrf_hash(call)));
  }
  auto started = start_registration(call, true);
  if (const auto* fresh = std::get_if<store::FlowRow>(&started)) return show(*fresh);
  const auto& problem = std::get<Problem>(started);
  if (problem.id == "session_already_available") return already_signed_in(call);
  return forward(call, problem);
}

http::Response answer_home_page(Call& call) {
  auto view = new_page(call, PageView::Kind::home);
  if (const auto& session = call.session()) add_person(call, view, *session);
  return page_answer(call, view);
}

http::Response answer_signed_out_page(Call& call) {
  return page_answer(call, new_page(call, PageView::Kind::signed_out));
}

}  // namespace api
