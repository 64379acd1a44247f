#include "api/cors.h"

#include <algorithm>

#include "api/return_to.h"
#include "base/text.h"

namespace api {

namespace {

// `https://*.example.com`: around the one `*`, whose host must be bounded at an owner's domain.
bool matches_wildcard(std::string_view origin, std::string_view entry, std::size_t star) {
  const std::size_t host = entry.find("://");
  const std::string_view pattern = host == std::string_view::npos ? entry : entry.substr(host + 3);
  if (!is_bounded_wildcard(pattern)) return false;
  const std::string_view before = entry.substr(0, star), after = entry.substr(star + 1);
  return origin.size() > before.size() + after.size() && origin.starts_with(before) && origin.ends_with(after);
}

bool contains_ignoring_case(const std::vector<std::string>& list, std::string_view value) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& entry) { return entry == "*" || base::equal_ignoring_case(entry, value); });
}

bool method_allowed(const config::Cors& cors, std::string_view method) {
  return method == "OPTIONS" || contains_ignoring_case(cors.allowed_methods, method);
}

bool headers_allowed(const config::Cors& cors, std::string_view requested) {
  if (base::trim(requested).empty()) return true;
  const auto names = base::split(requested, ',');
  return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
    name = base::trim(name);
    return base::equal_ignoring_case(name, "origin") || contains_ignoring_case(cors.allowed_headers, name);
  });
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& entry : list) out += (out.empty() ? "" : ", ") + entry;
  return out;
}

}  // namespace

bool origin_allowed(const config::Cors& cors, std::string_view origin) {
  const std::string lower = base::to_lower_ascii(origin);
  return std::any_of(cors.allowed_origins.begin(), cors.allowed_origins.end(), [&](const std::string& allowed) {
    if (allowed == "*") return true;
    const std::string entry = base::to_lower_ascii(allowed);
    const std::size_t star = entry.find('*');
    return star == std::string::npos ? entry == lower : matches_wildcard(lower, entry, star);
  });
}

bool is_preflight(const http::Request& request) {
  return request.method == "OPTIONS" && !request.header("access-control-request-method").value_or("").empty();
}

http::Response answer_preflight(const config::Cors& cors, const http::Request& request) {
  http::Response response;
  response.status = 204;
  response.set("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  const std::string_view origin = request.header("origin").value_or("");
  const std::string_view method = request.header("access-control-request-method").value_or("");
  const std::string_view headers = request.header("access-control-request-headers").value_or("");
  const bool allowed =
      !origin.empty() && origin_allowed(cors, origin) && method_allowed(cors, method) && headers_allowed(cors, headers);
  if (!allowed) return response;
  response.set("Access-Control-Allow-Origin", std::string(origin));
  response.set("Access-Control-Allow-Methods", std::string(method));
  if (!headers.empty()) response.set("Access-Control-Allow-Headers", std::string(headers));
  if (cors.allow_credentials) response.set("Access-Control-Allow-Credentials", "true");
  if (cors.max_age > 0) response.set("Access-Control-Max-Age", std::to_string(cors.max_age));
  return response;
}

void add_cors_headers(const config::Cors& cors, const http::Request& request, http::Response& response) {
  response.add("Vary", "Origin");
  const std::string_view origin = request.header("origin").value_or("");
  if (origin.empty() || !origin_allowed(cors, origin)) return;
  response.set("Access-Control-Allow-Origin", std::string(origin));
  if (cors.allow_credentials) response.set("Access-Control-Allow-Credentials", "true");
  if (!cors.exposed_headers.empty()) {
    response.set("Access-Control-Expose-Headers", joined(cors.exposed_headers));
  }
}

}  // namespace api
