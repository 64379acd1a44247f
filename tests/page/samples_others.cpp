// Pages without a flow: home, errors, signed out.
#include "samples.h"

namespace samples {

using api::PageView;
using Kind = PageView::Kind;

namespace {

void add_resets(std::vector<Sample>& list) {
  using State = PageView::Reset::State;
  PageView view = site(Kind::reset);
  view.reset.csrf_token = view.reset.token = "token";
  view.reset.delay = std::chrono::hours(24);
  view.reset.due = now() + std::chrono::hours(23);
  const std::pair<const char*, State> ends[] = {
      {"reset-link", State::link}, {"reset-cancelled", State::cancelled}, {"reset-gone", State::gone}};
  for (const auto& [name, state] : ends) {
    view.reset.state = state;
    list.push_back({name, view, state == State::link});
  }
  view.session = {1, {"password"}, now() - std::chrono::minutes(1), now() + std::chrono::hours(23)};
  const std::pair<const char*, State> steps[] = {{"reset-ask", State::ask},
                                                 {"reset-waiting", State::waiting},
                                                 {"reset-due", State::due},
                                                 {"reset-resting", State::resting}};
  for (const auto& [name, state] : steps) {
    view.reset.state = state;
    list.push_back({name, view, state == State::ask || state == State::due});
  }
  PageView step = second();
  step.reset_url = "https://choir.example/auth/reset";
  list.push_back({"login-second-reset", step});
}

}  // namespace

void add_others(std::vector<Sample>& list) {
  PageView view = site(Kind::home);
  view.logout_url = "https://choir.example/auth/self-service/logout?token=ory_lo_x";
  view.home_url = "https://choir.example/members/";
  view.person = {{"Alex Marsh", "alex.marsh@oakfield.example"}};
  view.session = {2, {"password", "totp"}, now() - std::chrono::minutes(12), now() + std::chrono::hours(23)};
  view.factors.codes_left = 3;
  view.factors.codes_total = 12;
  list.push_back({"home", view});
  PageView enrol = view;
  enrol.session = {1, {"password"}, now() - std::chrono::minutes(1), now() + std::chrono::hours(23)};
  enrol.factors = {};
  enrol.enrolment = PageView::Enrolment{};
  list.push_back({"home-enrol", enrol});
  view.logo =
      "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' "
      "r='4'/></svg>";
  view.factors.codes_left = 0;
  list.push_back({"home-logo", view});
  list.push_back({"home-out", site(Kind::home)});
  view = site(Kind::error);
  view.failure = {PageView::Failure::Why::record, "security_csrf_violation", 403, "", "", "7c0e4a52-aaaa", now(), ""};
  list.push_back({"error", view, true, true});
  view.failure.id = "";
  view.failure.code = 500;
  list.push_back({"error-server", view, true, true});
  view.failure.why = PageView::Failure::Why::busy;
  list.push_back({"error-busy", view});
  view.failure.why = PageView::Failure::Why::circle;
  view.failure.id = "session_aal2_required";
  list.push_back({"error-circle", view, true, true});
  view.failure = {.why = PageView::Failure::Why::unsent, .again_url = "https://choir.example/auth/login"};
  list.push_back({"error-unsent", view});
  view.failure.why = PageView::Failure::Why::barred;
  view.logout_url = "https://choir.example/auth/self-service/logout?token=ory_lo_x";
  list.push_back({"error-barred", view});
  list.push_back({"signed-out", site(Kind::signed_out)});
  view = site(Kind::setup);
  view.setup.url = "https://choir.example/auth/";
  list.push_back({"setup", view});
  view.setup.user = "alex.marsh@oakfield.example";
  view.setup.problem = "word";
  list.push_back({"setup-word", view, true, true});
  view.setup.problem = "folder";
  view.setup.detail = "/home/choir/data belongs to another user";
  list.push_back({"setup-folder", view, true, true});
  view.setup.problem.clear();
  view.setup.state = PageView::Setup::State::closed;
  list.push_back({"setup-closed", view, false});
  view.setup.state = PageView::Setup::State::made;
  list.push_back({"setup-made", view});
  view.setup.findings = {api::ok("address", "https://choir.example/auth/"),
                         api::wrong("file modes", "others may read /home/choir/postern/db.sqlite",
                                    "chmod 600 /home/choir/postern/db.sqlite"),
                         api::hint("proxy", "requests come through a proxy at 10.0.0.7", "`postern.trusted_proxies`")};
  list.push_back({"setup-findings", view});
  add_resets(list);
}

}  // namespace samples
