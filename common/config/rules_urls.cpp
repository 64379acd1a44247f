// base_url and everything that hangs on it: our pages, return URLs, origins.
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/url.h"
#include "config/draft.h"

namespace config {
namespace {

// Kratos' default is https://HOST:PORT/ of its listener. It is kept, though a CGI program has no listener: with a
// warning.
void settle_base_url(Draft& draft) {
  std::string& base_url = draft.config.essentials.base_url;
  if (base_url.empty()) {
    std::array<char, 256> name{};
    const auto host = draft.set.find("serve.public.host");
    const auto port = draft.set.find("serve.public.port");
    std::string own = gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
    if (host != draft.set.end() && !host->second.text.empty() && host->second.text != "0.0.0.0")
      own = host->second.text;
    base_url = "https://" + own + ":" + (port == draft.set.end() ? "4433" : port->second.text) + "/";
    draft.derived["serve.public.base_url"] = base_url;
    draft.warn("serve.public.base_url", "is not set: links will begin with " + base_url);
    return;
  }
  const std::optional<base::Url> url = base::parse_url(base_url);
  const bool usable = url && (url->scheme == "https" || url->scheme == "http") && !url->hostname().empty() &&
                      url->query.empty() && url->fragment.empty() && url->userinfo.empty();
  if (usable) return;
  draft.refuse("serve.public.base_url",
               base::quote_go(base_url) + " is no address of a site; allowed: https://host/ or https://host/path/");
  base_url.clear();
}

void settle_pages(Draft& draft) {
  const std::string& base_url = draft.config.essentials.base_url;
  Config& config = draft.config;
  const std::array<std::pair<std::string, std::string*>, 4> pages{{{"login", &config.login_ui_url},
                                                                   {"settings", &config.settings_ui_url},
                                                                   {"registration", &config.registration_ui_url},
                                                                   {"error", &config.essentials.error_ui_url}}};
  for (const auto& [flow, url] : pages) {
    if (!url->empty()) continue;
    *url = base::join_url(base_url, "/" + flow);
    draft.derived["selfservice.flows." + flow + ".ui_url"] = *url;
  }
}

// A path counts from the root of base_url's host, as it does in a browser (RFC 3986 section 5.2.2).
void resolve(const base::Url& base_url, std::string& url) {
  if (url.starts_with('/') && !url.starts_with("//")) url = base_url.scheme + "://" + base_url.host + url;
}

void settle_return_urls(Draft& draft) {
  Config& config = draft.config;
  const std::optional<base::Url> base_url = base::parse_url(config.essentials.base_url);
  if (!base_url) return;
  resolve(*base_url, config.default_browser_return_url);
  resolve(*base_url, config.logout_return_url);
  for (ReturnRules* rules : {&config.login_after, &config.settings_after, &config.registration_after}) {
    resolve(*base_url, rules->default_url);
    for (auto& [method, url] : rules->per_method) resolve(*base_url, url);
  }
  if (config.logout_return_url.empty()) {
    draft.derived["selfservice.flows.logout.after.default_browser_return_url"] = config.default_browser_return_url;
  }
}

// Contract A section 8.1: `*.` and a name with a dot of its own. Whether that name is a public suffix (*.co.uk) is for
// whoever writes the file to know: the list changes every week, and a copy in here would be wrong soon.
bool is_safe_wildcard(std::string_view host) {
  if (host.find('*') == std::string_view::npos) return true;
  if (!host.starts_with("*.")) return false;
  host.remove_prefix(2);
  return host.find('*') == std::string_view::npos && host.find('.') != std::string_view::npos && !host.starts_with('.');
}

// What Kratos ignores with a warning is ignored with a warning.
void drop_unusable(Draft& draft, const std::string& key, std::vector<std::string>& urls) {
  std::erase_if(urls, [&](const std::string& text) {
    if (text == "*" && key.ends_with("allowed_origins")) return false;
    const std::optional<base::Url> url = base::parse_url(text);
    const bool usable = url && url->opaque.empty() && (!url->scheme.empty() || url->path.starts_with('/'));
    if (!usable) draft.warn(key, base::quote_go(text) + " is no URL and is ignored");
    const bool safe = !usable || is_safe_wildcard(url->host);
    if (!safe)
      draft.warn(key,
                 base::quote_go(text) + " would allow foreign sites and is ignored; allowed: https://*.example.org");
    return !usable || !safe;
  });
}

void check_origins(Draft& draft) {
  const std::string key = "serve.public.cors.allowed_origins";
  std::vector<std::string>& origins = draft.config.essentials.cors.allowed_origins;
  for (const std::string& origin : origins) {
    if (origin == "*") continue;
    const std::optional<base::Url> url = base::parse_url(origin);
    const bool usable = url && !url->scheme.empty() && !url->host.empty() && std::ranges::count(origin, '*') <= 1;
    if (usable) continue;
    draft.refuse(key, base::quote_go(origin) + " is no origin; allowed: *, https://example.org, https://*.example.org");
    return;
  }
  drop_unusable(draft, key, origins);
}

// Our pages' Content-Security-Policy admits pictures of this host and data: alone.
void check_logo(Draft& draft) {
  constexpr std::size_t kMostInline = 2048;
  const std::string& logo = draft.config.pages.logo;
  if (logo.empty() || (logo.starts_with('/') && !logo.starts_with("//"))) return;
  const bool is_inline = logo.starts_with("data:image/");
  if (is_inline && logo.size() <= kMostInline) return;
  const std::optional<base::Url> url = base::parse_url(logo), own = base::parse_url(draft.config.essentials.base_url);
  if (!is_inline && url && own && url->scheme == own->scheme && url->host == own->host) return;
  draft.refuse("postern.pages.logo", is_inline ? "has " + std::to_string(logo.size()) + " characters; allowed: 2048"
                                               : base::quote_go(logo) + " is on another host; allowed: /logo.svg");
}

}  // namespace

void apply_url_rules(Draft& draft) {
  settle_base_url(draft);
  settle_pages(draft);
  settle_return_urls(draft);
  drop_unusable(draft, "selfservice.allowed_return_urls", draft.config.allowed_return_urls);
  check_origins(draft);
  check_logo(draft);
}

}  // namespace config
