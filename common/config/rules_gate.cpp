// postern.gate.*: rules that can be compared, and a way back from sign-in to every place that they guard.
#include <algorithm>

#include "base/text.h"
#include "base/url.h"
#include "config/draft.h"

namespace config {
namespace {

constexpr std::string_view kRules = "postern.gate.rules";

std::string key_of(std::size_t item, std::string_view member) {
  return std::string(kRules) + "." + std::to_string(item) + "." + std::string(member);
}

// Requests are compared decoded and without dot segments, so a rule is written that way.
bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/') || path.find_first_of("?#%\\") != std::string_view::npos) return false;
  const auto segments = base::split(path.substr(1), '/');
  return std::ranges::none_of(segments, [](std::string_view segment) { return segment == "." || segment == ".."; });
}

void settle_path(Draft& draft, std::size_t item, std::string& path) {
  if (!is_plain_path(path)) {
    draft.refuse(key_of(item, "path"), base::quote_go(path) + " is no path of a rule; allowed: /private, /wiki/admin");
    return;
  }
  std::string plain;
  for (const std::string_view segment : base::split(path, '/')) {
    if (!segment.empty()) plain.append("/").append(segment);
  }
  path = plain.empty() ? "/" : plain;
}

void settle_host(Draft& draft, std::size_t item, std::string& host) {
  host = base::to_lower_ascii(host);
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  if (host.find_first_not_of(kAlphabet) == std::string::npos && !host.ends_with('.')) return;
  draft.refuse(key_of(item, "host"), base::quote_go(host) + " is no host; allowed: a name as wiki.example.org");
}

bool is_enabled(const Essentials& essentials, std::string_view method) {
  if (method == "password") return essentials.password_enabled;
  if (method == "passkey") return essentials.passkey_enabled;
  if (method == "webauthn") return essentials.webauthn_enabled;
  if (method == "totp") return essentials.totp_enabled;
  return method == "lookup_secret" && essentials.lookup_secret_enabled;
}

void check_rule(Draft& draft, std::size_t item, const GateRule& rule) {
  const Essentials& essentials = draft.config.essentials;
  if (!rule.group.empty() && essentials.gate.group_trait.empty())
    draft.refuse(key_of(item, "group"), "needs postern.gate.group_trait, which says where a person's groups are");
  const bool open =
      std::ranges::any_of(rule.methods, [&](const auto& method) { return is_enabled(essentials, method); });
  if (!rule.methods.empty() && !open)
    draft.refuse(key_of(item, "methods"), "lets nobody pass: none of these methods is enabled");
  if (rule.aal == RequiredAal::aal2 && !can_enrol(essentials))
    draft.refuse(key_of(item, "aal"), "asks a second factor, but none can be set up: enable totp or lookup_secret");
  const auto same = [&](const GateRule& other) { return other.path == rule.path && other.host == rule.host; };
  const auto first = std::ranges::find_if(essentials.gate.rules, same) - essentials.gate.rules.begin();
  if (static_cast<std::size_t>(first) != item)
    draft.refuse(key_of(item, "path"), "is the path of rule " + std::to_string(first) + " too, on the same host");
}

// A pattern of allowed_return_urls that names this host, or all below a domain that it is in.
bool names_host(const std::string& allowed, const std::string& host) {
  const std::optional<base::Url> url = base::parse_url(allowed);
  if (!url) return false;
  const std::string name = base::to_lower_ascii(url->hostname());
  return name == host || (name.starts_with("*.") && host.ends_with(name.substr(1)));
}

void warn_without_way_back(Draft& draft) {
  const std::optional<base::Url> own = base::parse_url(draft.config.essentials.base_url);
  if (!own) return;
  for (const GateRule& rule : draft.config.essentials.gate.rules) {
    const std::string host = rule.host.empty() ? base::to_lower_ascii(own->hostname()) : rule.host;
    const auto& allowed = draft.config.allowed_return_urls;
    if (std::ranges::any_of(allowed, [&](const std::string& url) { return names_host(url, host); })) continue;
    draft.warn("selfservice.allowed_return_urls",
               "names nothing on " + host + ": whoever the gate sends to sign in does not come back there");
    return;
  }
}

}  // namespace

void apply_gate_rules(Draft& draft) {
  std::vector<GateRule>& rules = draft.config.essentials.gate.rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    settle_path(draft, i, rules[i].path);
    settle_host(draft, i, rules[i].host);
    check_rule(draft, i, rules[i]);
  }
  warn_without_way_back(draft);
}

}  // namespace config
