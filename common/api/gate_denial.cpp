// What somebody is shown who may not pass: a browser goes on to sign in and comes back, a script is told so as JSON.
#include <algorithm>

#include "api/circle.h"
#include "api/gate_visit.h"
#include "api/login.h"
#include "api/logout.h"
#include "api/negotiate.h"
#include "api/page_facts.h"
#include "api/return_to.h"
#include "base/text.h"
#include "store/identities.h"

namespace api {

namespace {

constexpr std::size_t kLongestWayBack = 2048;  // as a parameter of a Location it is up to three times as long
constexpr const char* kBusyCookieName = "postern_gate_busy";

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

// A page is for who looks at one: not for a script, a picture, a socket.
bool is_navigation(const http::Request& request) {
  const auto mode = request.header("sec-fetch-mode");
  if (mode && *mode != "navigate") return false;
  return wants_page(request) && !request.header("x-requested-with") && !request.header("upgrade");
}

bool has_busy_mark(const http::Request& request) {
  return std::ranges::any_of(request.cookies(), [](const auto& cookie) { return cookie.first == kBusyCookieName; });
}

std::string checked(Call& call, const std::string& url) {
  const auto result = check_return_to(call.app, url);
  const std::string* accepted = std::get_if<std::string>(&result);
  return accepted != nullptr ? *accepted : std::string();
}

// The form's own page where one was sent: the address that it was sent to may show nothing.
std::string way_back(Call& call, const Visit& visit) {
  std::string url = url_of(call, visit);
  if (!is_safe(visit.method)) {
    const auto referer = base::parse_url(call.request.header("referer").value_or(""));
    if (referer && base::equal_ignoring_case(referer->host, visit.place.host)) url = referer->str();
  }
  if (url.size() > kLongestWayBack) url = url.substr(0, std::min(url.find('?'), kLongestWayBack));
  std::string back = checked(call, url);
  if (back.empty()) call.app.log().warn("gate.return_to", {{"host", visit.place.host}});
  return back;
}

bool has_factor(const session::Session& session, const std::vector<std::string>& methods, std::string_view method,
                std::uint32_t factor) {
  return (session.identity.factors & factor) != 0 && std::ranges::find(methods, method) != methods.end();
}

// To prove themselves with one of the rule's methods, or to set one up.
std::string way_to_method(Call& call, const config::GateRule& rule, const std::string& back) {
  const session::Session& session = *call.session();
  const auto has = [&](std::string_view method, std::uint32_t factor) {
    return has_factor(session, rule.methods, method, factor);
  };
  if (has("totp", store::kTotp) || has("lookup_secret", store::kLookupSecret) || has("webauthn", store::kWebauthn))
    return second_step_url(call, back, session.aal == session::Aal::aal2);
  if (has("password", store::kPassword) || has("passkey", store::kPasskey) ||
      has("webauthn", store::kWebauthnPasswordless))
    return sign_in_url(call, back, true);
  return strengthen_url(call, session::Missing::enrolment, back);
}

Problem problem_of(const Judgement& judgement, const std::string& next) {
  Problem problem = problems::forbidden("This is not for your account.");
  switch (judgement.verdict) {
    case Verdict::unreadable:
      return problems::bad_request("The address is malformed.");
    case Verdict::group:
    case Verdict::granted:
      return problem;
    case Verdict::nobody:
      problem = problems::whoami_unauthorized();
      break;
    case Verdict::second_step:
    case Verdict::enrolment:
    case Verdict::method:
      problem = problems::session_aal2_required(next);
      break;
    case Verdict::freshness:
      problem = problems::session_refresh_required(next);
      break;
  }
  problem.status = 401;  // whatever is missing can be had by signing in further
  std::string url;
  base::append_json_string(url, next);
  problem.extra = {{"redirect_browser_to", url}};
  return problem;
}

http::Response failure_page(Call& call, PageView::Failure::Why why, int status, const std::string& next) {
  PageView view = new_page(call, PageView::Kind::error);
  view.languages.clear();  // they would lead to the address that was denied
  const auto ours = base::parse_url(call.app.essentials().base_url);
  if (ours && view.logo.starts_with('/')) view.logo = ours->scheme + "://" + ours->host + view.logo;
  view.failure.why = why;
  view.failure.code = status;
  view.failure.at = call.now;
  view.failure.again_url = next;
  if (const auto& session = call.session()) view.logout_url = logout_url(call.app, session->id());
  return page_answer(call, view, status);
}

http::Response try_again(Call& call, const Visit& visit) {
  const Problem problem = problems::unavailable("db.busy");
  http::Response response = json_error(call, problem);
  if (is_navigation(call.request))
    response = failure_page(call, PageView::Failure::Why::busy, problem.status, checked(call, url_of(call, visit)));
  return response.set("Retry-After", "1");
}

}  // namespace

std::string url_of(Call& call, const Visit& visit) {
  const auto base_url = base::parse_url(call.app.essentials().base_url);
  const bool https = call.request.server_name_scheme == "https" || (base_url && base_url->scheme == "https");
  const std::string url = (https ? "https://" : "http://") + visit.place.host + visit.place.path;
  return visit.query.empty() ? url : url + "?" + visit.query;
}

std::string way_on(Call& call, const Visit& visit, const Judgement& judgement) {
  if (judgement.verdict == Verdict::group || judgement.verdict == Verdict::unreadable) return {};
  const std::string back = way_back(call, visit);
  switch (judgement.verdict) {
    case Verdict::second_step:
      return strengthen_url(call, session::Missing::second_step, back);
    case Verdict::enrolment:
      return strengthen_url(call, session::Missing::enrolment, back);
    case Verdict::freshness: {
      const bool second = call.session() && call.session()->aal == session::Aal::aal2;
      return second ? second_step_url(call, back, true) : sign_in_url(call, back, true);
    }
    case Verdict::method:
      return way_to_method(call, *judgement.rule, back);
    default:
      return sign_in_url(call, back, false);
  }
}

http::Response deny(Call& call, const Visit& visit, const Judgement& judgement) {
  const std::string next = way_on(call, visit, judgement);
  const Problem problem = problem_of(judgement, next);
  if (!is_navigation(call.request)) return json_error(call, problem);
  if (judgement.verdict == Verdict::group) return failure_page(call, PageView::Failure::Why::barred, 403, next);
  if (next.empty()) return failure_page(call, PageView::Failure::Why::record, problem.status, next);
  if (!is_safe(visit.method)) return failure_page(call, PageView::Failure::Why::unsent, problem.status, next);
  return redirect(call, next);
}

http::Response answer_denial(Call& call) {
  const Visit visit = visit_of(call);
  const Judgement judgement = judge(call, visit);
  if (judgement.verdict != Verdict::granted) return deny(call, visit, judgement);
  // Denied a moment ago: the gate could not look, or another gate stands there too.
  if (has_busy_mark(call.request) || !is_navigation(call.request)) return try_again(call, visit);
  const std::string url = url_of(call, visit);
  if (auto circle = break_circle(call, url)) return std::move(*circle);
  if (!is_safe(visit.method)) return failure_page(call, PageView::Failure::Why::unsent, 503, url);
  const std::string back = checked(call, url);
  return back.empty() ? try_again(call, visit) : redirect(call, back);
}

}  // namespace api
