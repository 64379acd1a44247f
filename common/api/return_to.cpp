#include "api/return_to.h"

#include <algorithm>

#include "base/text.h"

namespace api {

namespace {

std::string rooted(std::string_view path) {
  return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

// `folder` itself or something below it. Kratos compares bytes, so that `/app` also allows `/app-evil` and `/app/../x`.
bool is_within(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

// As a server might read it that decodes before it resolves `..`, and takes a backslash for a slash.
std::string decoded_path(std::string_view path) {
  std::string decoded = base::unescape_path(path).value_or("");
  std::replace(decoded.begin(), decoded.end(), '\\', '/');
  return base::clean_path(rooted(decoded));
}

bool path_allowed(const base::Url& url, const base::Url& entry) {
  const std::string folder = base::clean_path(rooted(entry.path));
  return is_within(base::clean_path(rooted(url.path)), folder) &&
         is_within(decoded_path(url.path), decoded_path(folder));
}

bool host_allowed(std::string_view host, std::string_view entry) {
  if (!entry.starts_with('*')) return base::equal_ignoring_case(host, entry);
  if (!is_bounded_wildcard(entry)) return false;
  const std::string_view suffix = entry.substr(1);
  return host.size() > suffix.size() && base::equal_ignoring_case(host.substr(host.size() - suffix.size()), suffix);
}

bool entry_allows(const base::Url& url, const std::string& allowed) {
  const auto entry = base::parse_url(allowed);
  return entry && entry->opaque.empty() && base::equal_ignoring_case(url.scheme, entry->scheme) &&
         host_allowed(url.host, entry->host) && path_allowed(url, *entry);
}

bool is_allowed(App& app, const base::Url& url) {
  if (!url.opaque.empty() || url.host.empty()) return false;
  const auto& entries = app.config().allowed_return_urls;
  return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry_allows(url, entry); }) ||
         entry_allows(url, public_url(app, "/self-service"));
}

}  // namespace

bool is_bounded_wildcard(std::string_view host) {
  if (!host.starts_with("*.")) return false;
  const std::string_view name = host.substr(2, host.find(':') - 2);
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name.find('*') == std::string_view::npos;
}

std::variant<std::string, Problem> check_return_to(App& app, const std::string& return_to) {
  auto url = base::parse_url(return_to);
  if (!url) return problems::return_to_unparsable(base::quote_go(return_to) + " is no URL");
  const auto fallback = base::parse_url(default_return_url(app));
  if (fallback && url->opaque.empty()) {
    if (url->host.empty()) url->host = fallback->host;
    if (url->scheme.empty()) url->scheme = fallback->scheme;
  }
  std::string text = url->str();
  // What is sent is what is checked: the completed URL is read again as the browser will read it.
  const auto completed = base::parse_url(text);
  if (!completed || !is_allowed(app, *completed)) return problems::return_to_forbidden(text);
  return text;
}

std::string default_return_url(App& app) { return absolute_url(app, app.config().default_browser_return_url); }

std::string return_url(App& app, const config::ReturnRules& rules, std::string_view method,
                       const std::string& checked_return_to, const std::string& fallback) {
  if (!checked_return_to.empty()) return checked_return_to;
  for (const auto& [name, url] : rules.per_method) {
    if (name == method && !url.empty()) return absolute_url(app, url);
  }
  if (!rules.default_url.empty()) return absolute_url(app, rules.default_url);
  return fallback.empty() ? default_return_url(app) : fallback;
}

std::string public_url(App& app, std::string_view path) { return base::join_url(app.essentials().base_url, path); }

std::string request_url(const Call& call) {
  std::string url = public_url(call.app, call.path);
  return call.request.query.empty() ? url : url + "?" + call.request.query;
}

std::string absolute_url(App& app, const std::string& configured) {
  if (!configured.starts_with('/') || configured.starts_with("//")) return configured;
  const auto base_url = base::parse_url(app.essentials().base_url);
  if (!base_url) throw base::Broken("config.base_url", "serve.public.base_url is no URL");
  return base_url->scheme + "://" + base_url->host + configured;
}

}  // namespace api
