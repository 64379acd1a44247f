#include "api/reset.h"

#include "api/csrf.h"
#include "api/flows.h"
#include "api/login.h"
#include "api/page_facts.h"
#include "api/return_to.h"
#include "api/settings.h"
#include "flow/reset.h"

namespace api {
namespace {

using State = PageView::Reset::State;
using Step = flow::ResetState::Step;

State shown_state(Step step) {
  switch (step) {
    case Step::waiting:
      return State::waiting;
    case Step::due:
      return State::due;
    case Step::resting:
      return State::resting;
    case Step::closed:
    case Step::none:
      break;
  }
  return State::ask;
}

// Where somebody goes on who has nothing to do here: to sign in first, or to what their level lets them do.
http::Response send_away(Call& call) {
  if (call.writable_session()) return redirect(call, public_url(call.app, "/settings"));
  return redirect(call,
                  base::with_query(public_url(call.app, "/login"), {{"return_to", public_url(call.app, "/reset")}}));
}

http::Response show_link(Call& call, State state, const std::string& token) {
  auto view = new_page(call, PageView::Kind::reset);
  view.languages.clear();  // their links would carry the token
  view.reset.state = state;
  view.reset.token = token;
  return page_answer(call, view).set("Referrer-Policy", "no-referrer");
}

std::string submitted_token(Call& call) {
  const auto submission = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&submission);
  return fields ? fields->text("token") : std::string();
}

}  // namespace

http::Response answer_reset_page(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  const auto* session = call.writable_session();
  if (!session) return send_away(call);
  const auto services = call.app.services();
  const auto state = flow::reset_state(services, *session);
  if (state.step == Step::closed) return send_away(call);
  auto view = new_page(call, PageView::Kind::reset);
  add_person(call, view, *session);
  view.reset.state = shown_state(state.step);
  view.reset.due = state.due;
  view.reset.delay = call.app.config().reset.delay;
  view.reset.csrf_token = mask_csrf_secret(require_csrf_secret(call), call.app.random());
  return page_answer(call, view);
}

http::Response answer_reset_form(Call& call) {
  if (const auto problem = check_unsafe_request(call)) return forward(call, *problem);
  const auto submission = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&submission);
  if (!fields) return forward(call, problems::bad_request(std::get<std::string>(submission)));
  const auto* session = call.writable_session();
  if (!session) return send_away(call);
  const auto services = call.app.services();
  const auto client = throttle_client(call);
  const std::string wanted = fields->text("reset");
  auto outcome = flow::ResetOutcome::not_now;
  if (wanted == "ask") outcome = flow::ask_reset(services, *session, client);
  if (wanted == "cancel") outcome = flow::cancel_reset(services, *session, client);
  if (wanted == "remove") outcome = flow::finish_reset(services, *session, client);
  const std::string here = public_url(call.app, "/reset");
  if (outcome == flow::ResetOutcome::needs_refresh) return redirect(call, sign_in_url(call, here, true));
  // Nothing is left to ask for: a new second factor is set up, whether the site asks for one or not.
  if (wanted == "remove" && outcome == flow::ResetOutcome::done) return redirect(call, settings_start_url(call, ""));
  return redirect(call, here);  // which shows how things stand now
}

http::Response answer_reset_cancel_page(Call& call) {
  if (auto empty = answer_without_flow(call.request)) return *empty;
  const std::string token = call.parameter("token");
  const auto services = call.app.services();
  return show_link(call, flow::is_cancellable(services, token) ? State::link : State::gone, token);
}

http::Response answer_reset_cancel(Call& call) {
  const auto services = call.app.services();
  const bool cancelled = flow::cancel_reset_by_link(services, submitted_token(call), throttle_client(call));
  return show_link(call, cancelled ? State::cancelled : State::gone, {});
}

}  // namespace api
