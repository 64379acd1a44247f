// WebAuthn section 5.1.2: `rp.id` is the host of the page or a registrable suffix of it, the page is a secure context
// (https, or http on localhost), and the origin that a browser reports is one that rp.origins lists. What is wrong here
// a visitor only sees as "SecurityError".
#include <algorithm>
#include <array>

#include "api/diagnosis.h"
#include "base/text.h"
#include "base/url.h"
#include "webauthn/origin.h"

namespace api {
namespace {

bool is_loopback_name(std::string_view host) { return host == "localhost" || host.ends_with(".localhost"); }

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_host_or_parent(std::string_view parent, std::string_view host) {
  if (parent == host) return true;
  return !parent.empty() && host.size() > parent.size() && host.ends_with(parent) &&
         host[host.size() - parent.size() - 1] == '.';
}

// The public suffix list is long and changes every week; these are the ones that people do write.
bool is_public_suffix(std::string_view name) {
  constexpr std::array<std::string_view, 9> kSecondLevel = {"co", "com", "org", "net", "ac", "gov", "edu", "ne", "or"};
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return !is_loopback_name(name);
  const bool country = name.size() == dot + 3;
  return country && std::ranges::find(kSecondLevel, name.substr(0, dot)) != kSecondLevel.end();
}

struct Page {
  std::string origin, host, scheme;
};

Page page_of(const config::Config& config) {
  const base::Url url = base::parse_url(config.essentials.base_url).value_or(base::Url{});
  return {url.scheme + "://" + url.host, base::to_lower_ascii(url.hostname()), url.scheme};
}

Finding check_rp_id(const std::string& method, const std::string& key, const config::Rp& rp, const Page& page) {
  const std::string name = method + " rp id", id = base::to_lower_ascii(rp.id);
  if (is_address(page.host)) {
    return wrong(name, "the sign-in pages are at the address " + page.host + ", and keys belong to a domain",
                 "`serve.public.base_url`: a host name");
  }
  if (!is_host_or_parent(id, page.host)) {
    return wrong(name, rp.id + " is neither " + page.host + " nor a parent of it: browsers refuse every key",
                 "`" + key + ".rp.id`: " + page.host + ", or a domain above it");
  }
  if (is_public_suffix(id)) {
    return wrong(name, rp.id + " is a suffix under which anybody can have a domain: browsers refuse every key",
                 "`" + key + ".rp.id`: " + page.host);
  }
  return ok(name, rp.id + (id == page.host ? ", the host of the pages" : ", above " + page.host));
}

Finding check_origins(const std::string& method, const std::string& key, const config::Rp& rp, const Page& page) {
  const std::string name = method + " origin", where = "`" + key + ".rp.origins`";
  for (const std::string& origin : rp.origins) {
    const base::Url url = base::parse_url(origin).value_or(base::Url{});
    const std::string host = base::to_lower_ascii(url.hostname());
    if (url.host.empty()) continue;  // an app: android:apk-key-hash:…
    if (url.path.size() > 1 || !url.query.empty()) {
      return wrong(name, origin + " has a path: no browser ever says that", where + ": scheme, host and port alone");
    }
    if (url.scheme != "https" && !is_loopback_name(host)) {
      return wrong(name, origin + " is no secure page: browsers offer keys on https alone", where + " and https there");
    }
    if (!is_host_or_parent(base::to_lower_ascii(rp.id), host)) {
      return hint(name, origin + " is not below " + rp.id + ": it works only in browsers that ask for related origins",
                  where + ", if that is not meant");
    }
  }
  if (!webauthn::is_listed(page.origin, rp.origins)) {
    std::string listed;
    for (const std::string& origin : rp.origins) listed += (listed.empty() ? "" : ", ") + origin;
    return wrong(name, "the pages are at " + page.origin + ", and only " + listed + " may use keys",
                 where + ": [\"" + page.origin + "\"], or `serve.public.base_url`");
  }
  return ok(name, page.origin);
}

void check_method(const std::string& method, bool enabled, const std::optional<config::Rp>& rp, const Page& page,
                  Findings& out) {
  if (!enabled || !rp) return;
  const std::string key = "selfservice.methods." + method + ".config";
  out.push_back(check_rp_id(method, key, *rp, page));
  if (out.back().verdict == Finding::Verdict::ok) out.push_back(check_origins(method, key, *rp, page));
}

}  // namespace

Findings diagnose_keys(const config::Config& config) {
  Findings out;
  const Page page = page_of(config);
  check_method("webauthn", config.essentials.webauthn_enabled, config.webauthn_rp, page, out);
  check_method("passkey", config.essentials.passkey_enabled, config.passkey_rp, page, out);
  return out;
}

}  // namespace api
