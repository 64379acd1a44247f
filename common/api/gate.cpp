#include "api/gate.h"

#include <algorithm>

#include "api/client.h"
#include "api/gate_visit.h"
#include "base/text.h"
#include "base/url.h"

namespace api {

namespace {

using Role = http::Request::Role;

constexpr const char* kBusyCookie = "postern_gate_busy=1; Path=/; Max-Age=10; HttpOnly; SameSite=Lax";

// Postern's own pages in a folder of the site: whoever is to sign in must reach them. With a host of its own there is
// no such folder, and nothing is exempt.
bool is_own_page(Call& call, const session::Place& place) {
  const auto base_url = base::parse_url(call.app.essentials().base_url);
  if (!base_url || !base::equal_ignoring_case(base_url->host, place.host)) return false;
  const auto folder = session::read_path(base_url->path), readings = session::read_path(place.path);
  if (!folder || !readings || folder->front().empty()) return false;
  const auto is_ours = [&](const session::Segments& path) { return session::lies_in(path, folder->front()); };
  const auto resource = session::read_path(base::escape_path(place.resource));
  const bool resource_too = place.resource.empty() || (resource && std::ranges::all_of(*resource, is_ours));
  return std::ranges::all_of(*readings, is_ours) && resource_too;
}

Verdict verdict_of(session::Lack lack) {
  switch (lack) {
    case session::Lack::nothing:
      return Verdict::granted;
    case session::Lack::second_step:
      return Verdict::second_step;
    case session::Lack::enrolment:
      return Verdict::enrolment;
    case session::Lack::method:
      return Verdict::method;
    case session::Lack::freshness:
      return Verdict::freshness;
    case session::Lack::group:
      return Verdict::group;
  }
  return Verdict::nobody;
}

// nginx takes everything but these three for a fault of its own.
int status_of(Verdict verdict) {
  if (verdict == Verdict::granted) return 200;
  return verdict == Verdict::group || verdict == Verdict::unreadable ? 403 : 401;
}

http::Response bare(int status) {
  http::Response response;
  response.status = status;
  return response;
}

// Of another web server in front (proxy_pass), the headers that it sets; only of one that is trusted.
std::optional<Visit> forwarded_visit(const Call& call) {
  const http::Request& request = call.request;
  const auto uri = request.header("x-original-uri");
  const auto& proxies = call.app.essentials().trusted_proxies;
  const bool trusted =
      std::ranges::any_of(proxies, [&](const std::string& proxy) { return in_network(request.remote_addr, proxy); });
  if (!uri || !uri->starts_with('/') || !trusted) return {};
  const std::string_view path = uri->substr(0, uri->find('?'));
  Visit visit{
      std::string(request.header("x-original-method").value_or("GET")), {request.host, std::string(path), {}}, {}};
  if (path.size() < uri->size()) visit.query = uri->substr(path.size() + 1);
  return visit;
}

}  // namespace

Visit visit_of(const Call& call) {
  const http::Request& request = call.request;
  Visit visit{request.original_method, {request.host, request.path, request.resource}, request.query};
  if (request.gate_target.empty()) return visit;
  const std::size_t mark = request.gate_target.find('?');
  visit.place.path = request.gate_target.substr(0, mark);
  visit.query = mark == std::string::npos ? std::string() : request.gate_target.substr(mark + 1);
  return visit;
}

Judgement judge(Call& call, const Visit& visit) {
  const config::Essentials& essentials = call.app.essentials();
  const auto rules = session::rules_for(essentials.gate, visit.place);
  if (!rules || call.request.cookies_too_large) return {Verdict::unreadable, nullptr};
  if (is_own_page(call, visit.place)) return {Verdict::granted, nullptr};
  const auto& session = call.session();
  if (!session) return {Verdict::nobody, nullptr};
  for (const config::GateRule* rule : *rules) {
    const session::Lack lack = session::lack_of(*session, *rule, essentials, call.now);
    if (lack != session::Lack::nothing) return {verdict_of(lack), rule};
  }
  return {Verdict::granted, nullptr};
}

http::Response answer_gate(Call& call) {
  if (call.request.role == Role::denial) return answer_denial(call);
  const Visit visit = visit_of(call);
  const Judgement judgement = judge(call, visit);
  if (judgement.verdict == Verdict::granted) return let_pass(call);
  // Apache drops whatever else is said.
  if (call.request.role == Role::access_checker) return bare(status_of(judgement.verdict));
  return deny(call, visit, judgement);
}

http::Response answer_check(Call& call) {
  std::optional<Visit> visit;
  if (!call.request.gate_target.empty()) visit = visit_of(call);
  if (!visit) visit = forwarded_visit(call);
  if (!visit) {
    call.app.log().warn("gate.no_target", {{"remote", call.request.remote_addr}});
    return bare(403);
  }
  try {
    const Judgement judgement = judge(call, *visit);
    return judgement.verdict == Verdict::granted ? let_pass(call) : bare(status_of(judgement.verdict));
  } catch (const base::Unavailable& e) {
    call.app.log().error(e.slug(), {{"path", call.path}, {"detail", e.what()}});
    return bare(401).set("Retry-After", "1");  // the page of the denial looks again, and says so
  }
}

void finish_gate(Call& call, http::Response& response) {
  const bool shown = call.request.role != Role::access_checker && response.status != 200;
  if (shown) response.set("Cache-Control", "no-store");
  if (call.request.role != Role::denial && response.status >= 500) response.add("Set-Cookie", kBusyCookie);
  for (std::string& cookie : call.set_cookies) response.add("Set-Cookie", std::move(cookie));
}

}  // namespace api
