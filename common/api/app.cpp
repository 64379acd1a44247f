#include "api/app.h"

#include <algorithm>
#include <map>

#include "api/cors.h"
#include "api/csrf.h"
#include "api/database.h"
#include "api/failure.h"
#include "api/gate.h"
#include "api/mail_child.h"
#include "api/problem.h"
#include "http/router.h"

namespace api {

struct App::Parts {
  std::optional<std::uint64_t> generation;
  std::string base_path;  // of the base URL
  store::Options db_options;
  std::optional<store::Db> db;
  std::optional<crypto::Keyring> keyring;
  std::map<std::string, crypto::MacKeys, std::less<>> mac_keys;
  std::optional<identity::Schemas> schemas;
  bool schemas_are_fresh = false;  // looked at in this request
};

namespace {

constexpr std::string_view kCacheControl = "private, no-cache, no-store, must-revalidate";

struct MethodName {
  unsigned bit;
  std::string_view name;
};
// In the order of Allow; HEAD follows GET.
constexpr MethodName kMethods[] = {{kDelete, "DELETE"}, {kGet, "GET"},   {kOptions, "OPTIONS"},
                                   {kPatch, "PATCH"},   {kPost, "POST"}, {kPut, "PUT"}};

unsigned method_bit(std::string_view method) {
  if (method == "HEAD") return kGet;
  const auto found = std::find_if(std::begin(kMethods), std::end(kMethods),
                                  [&](const MethodName& entry) { return entry.name == method; });
  return found == std::end(kMethods) ? 0 : found->bit;
}

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

// What the route table says about a path. An exact path hides a pattern: `/sessions/whoami` is no `/sessions/{id}`.
struct Match {
  const Route* route = nullptr;  // for this method
  unsigned methods = 0;          // that the path knows; 0: it is unknown
  Csrf csrf = Csrf::active;
  std::vector<std::string> parameters;
};

Match match_routes(const Service& service, std::string_view path, std::string_view method) {
  Match match;
  if (path == "/version" || !service.for_browsers)
    match.csrf = Csrf::disabled;  // unknown here, but what asks for it keeps no cookies
  for (const bool patterns : {false, true}) {
    for (const Route& route : service.routes) {
      std::vector<std::string> parameters;
      const bool is_pattern = route.path.find('{') != std::string_view::npos;
      if (is_pattern != patterns || !http::match_path(route.path, path, parameters)) continue;
      match.methods |= route.methods;
      match.csrf = route.csrf;
      if (match.route || (route.methods & (kAnyMethod | method_bit(method))) == 0) continue;
      match.route = &route;
      match.parameters = std::move(parameters);
    }
    if (match.methods != 0) return match;
  }
  return match;
}

std::string allow_header(unsigned methods) {
  std::string allow;
  for (const MethodName& entry : kMethods) {
    if ((methods & entry.bit) == 0) continue;
    if (!allow.empty()) allow += ", ";
    allow += entry.name;
    if (entry.bit == kGet) allow += ", HEAD";
  }
  return allow;
}

http::Response text_answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "text/plain; charset=utf-8").set("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

// What is too large to be read is refused before anything looks at the request.
std::optional<http::Response> refuse_size(Call& call) {
  const http::Request& request = call.request;
  Problem problem;
  if (request.cookies_too_large) {
    problem.status = 431;
    problem.reason = "The cookies of this site are too large. Please delete them and try again.";
    return json_error(call, problem);
  }
  const bool over_limit = request.body && request.body->size() > call.app.essentials().body_bytes;
  if (over_limit || request.body_problem == http::Request::BodyProblem::too_large) {
    problem.status = 413;
    problem.reason = "The request body is too large.";
    return forward(call, problem);
  }
  if (request.body_problem == http::Request::BodyProblem::truncated) {
    return forward(call, problems::bad_request("The request body is incomplete."));
  }
  return std::nullopt;
}

http::Response dispatch(Call& call, const Match& match) {
  if (auto refused = refuse_size(call)) return std::move(*refused);
  if (match.csrf == Csrf::active) {
    const base::Bytes secret = require_csrf_secret(call);
    if (!is_safe(call.request.method)) {
      if (const auto problem = check_unsafe_request(call)) return json_error(call, *problem);
    }
  }
  if (match.methods == 0) return text_answer(404, "404 page not found\n");
  if (!match.route) return text_answer(405, "Method Not Allowed\n").set("Allow", allow_header(match.methods));
  call.path_parameters = match.parameters;
  return match.route->answer(call);
}

void finish_headers(Call& call, const config::Cors* cors, Csrf csrf, http::Response& response) {
  if (call.request.method == "GET") response.set("Cache-Control", std::string(kCacheControl));
  if (cors) add_cors_headers(*cors, call.request, response);
  if (csrf != Csrf::disabled) response.add("Vary", "Cookie");
  for (std::string& cookie : call.set_cookies) response.add("Set-Cookie", std::move(cookie));
}

// Of an executable without a gate only the error page of another is an ordinary request.
bool asks_gate(const Service& service, const http::Request& request) {
  if (request.role == http::Request::Role::responder) return false;
  return service.gate != nullptr || request.role != http::Request::Role::denial;
}

http::Response ask_gate(Call& call, http::Response (*gate)(Call&)) {
  http::Response response;
  try {
    response = gate != nullptr ? gate(call) : json_error(call, problems::forbidden("This is no gate."));
  } catch (...) {
    response = answer_failure(call);
  }
  finish_gate(call, response);
  return response;
}

}  // namespace

App::App(const Service& service, base::Clock& clock, base::Random& random, base::Log& log, config::Live& live)
    : service_(service), clock_(clock), random_(random), log_(log), live_(live), parts_(std::make_unique<Parts>()) {}

App::~App() = default;

void App::renew() {
  parts_->schemas_are_fresh = false;
  live_.refresh();
  if (parts_->generation == live_.generation()) return;
  const config::Essentials& essentials = live_.essentials();
  parts_->keyring.reset();
  parts_->mac_keys.clear();
  parts_->schemas.reset();
  parts_->base_path = base::parse_url(essentials.base_url).value_or(base::Url{}).path;
  const store::Options& old = parts_->db_options;
  store::Options options = database_options(essentials);
  const bool same_database = options.path == old.path && options.synchronous_full == old.synchronous_full &&
                             options.mmap_mb == old.mmap_mb && options.data_dir == old.data_dir;
  if (!same_database) parts_->db.reset();
  parts_->db_options = std::move(options);
  log_.set_file(essentials.log_file);
  parts_->generation = live_.generation();
}

http::Response App::answer(const http::Request& request) {
  std::string path = request.path;
  try {
    renew();
    // A proxy may have taken the base path off already.
    if (const auto inner = http::strip_base_path(request.path, parts_->base_path)) path = *inner;
  } catch (...) {
    Call call(*this, request, path);
    http::Response response = answer_failure(call);
    if (asks_gate(service_, request)) finish_gate(call, response);
    return response;
  }
  Call call(*this, request, std::move(path));
  if (asks_gate(service_, request)) return ask_gate(call, service_.gate);
  const config::Cors& cors = essentials().cors;
  const bool has_cors = cors.enabled && service_.for_browsers;
  if (has_cors && is_preflight(request)) return answer_preflight(cors, request);
  const Match match = match_routes(service_, call.path, request.method);
  http::Response response;
  try {
    response = dispatch(call, match);
  } catch (...) {
    call.set_cookies.clear();  // of something that did not happen
    response = answer_failure(call);
  }
  finish_headers(call, has_cors ? &cors : nullptr, match.csrf, response);
  return response;
}

void App::finish() {
  if (parts_->db) parts_->db->close();
}

void App::after_answer() {
  if (!mail_waits_) return;
  mail_waits_ = false;
  finish();
  send_mail_behind(config(), clock_, parts_->db_options);
}

store::Db& App::db() {
  if (!parts_->db) parts_->db.emplace(parts_->db_options);
  return *parts_->db;
}

const crypto::Keyring& App::keyring() {
  if (!parts_->keyring) parts_->keyring.emplace(config().secrets_cipher, config().secrets_default);
  return *parts_->keyring;
}

const crypto::MacKeys& App::mac_keys(std::string_view purpose) {
  const auto found = parts_->mac_keys.find(purpose);
  if (found != parts_->mac_keys.end()) return found->second;
  const auto& secrets = config().secrets_cookie.empty() ? config().secrets_default : config().secrets_cookie;
  return parts_->mac_keys.emplace(std::string(purpose), crypto::MacKeys(secrets, purpose)).first->second;
}

identity::Schemas& App::schemas() {
  if (!parts_->schemas) parts_->schemas.emplace(config().schemas, config().default_schema_id);
  if (!parts_->schemas_are_fresh) parts_->schemas->refresh();
  parts_->schemas_are_fresh = true;
  return *parts_->schemas;
}

flow::Services App::services() {
  return {config(), db(), clock_, random_, log_, keyring(), mac_keys("throttle"), schemas(), &mail_waits_};
}

}  // namespace api
