#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/diagnosis.h"
#include "base/child_process.h"
#include "base/text.h"
#include "base/url.h"

namespace api {
namespace {

using config::RequiredAal;

base::Url page_of(const config::Config& config) {
  return base::parse_url(config.essentials.base_url).value_or(base::Url{});
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.");
}

void check_address(const config::Config& config, Findings& out) {
  const base::Url url = page_of(config);
  const std::string host = base::to_lower_ascii(url.hostname()), found = config.essentials.base_url;
  if (url.scheme == "https" || is_loopback(host)) {
    out.push_back(ok("address", found));
    return;
  }
  out.push_back(wrong("address", found + " has no https: passwords and codes go over the wire as they are typed",
                      "`serve.public.base_url`: https://" + url.host + url.path + ", and https in the web server"));
}

void check_cookie(const std::string& name, const std::string& key, const config::CookieAttributes& cookie,
                  const base::Url& page, Findings& out) {
  const std::size_t before = out.size();
  const std::string host = base::to_lower_ascii(page.hostname());
  std::string domain = base::to_lower_ascii(cookie.domain);
  if (domain.starts_with('.')) domain.erase(0, 1);
  const bool covers = domain.empty() || domain == host || host.ends_with("." + domain);
  if (!covers) {
    out.push_back(wrong(name, "the domain " + cookie.domain + " is not above " + host + ": browsers drop the cookie",
                        "`" + key + ".domain`: a domain above " + host + ", or none"));
  } else if (!domain.empty() && domain.find('.') == std::string::npos && domain != host) {
    out.push_back(wrong(name, "the domain " + cookie.domain + " is a whole top level: browsers drop the cookie",
                        "`" + key + ".domain`: " + host + ", or none"));
  }
  if (cookie.secure && page.scheme == "http" && !is_loopback(host)) {
    out.push_back(wrong(name, "is for https alone, and the pages are not: nobody can sign in",
                        "`serve.public.base_url`: https, or `" + key + ".secure`"));
  }
  if (!cookie.secure && page.scheme == "https") {
    out.push_back(wrong(name, "is sent over plain http too", "`" + key + ".secure`: leave it out"));
  }
  if (cookie.same_site == config::SameSite::none && !cookie.secure) {
    out.push_back(wrong(name, "is for other sites (None) but not for https alone: browsers drop the cookie",
                        "`" + key + ".same_site`: Lax"));
  }
  const std::string path = cookie.path.ends_with('/') ? cookie.path : cookie.path + "/";
  const std::string pages = page.path.ends_with('/') ? page.path : page.path + "/";
  if (!pages.starts_with(path)) {
    out.push_back(wrong(name, "is for " + cookie.path + ", and the pages are at " + pages + ": they never see it",
                        "`" + key + ".path`: /"));
  }
  if (out.size() == before) out.push_back(ok(name, "for " + (domain.empty() ? host : "*." + domain) + cookie.path));
}

std::string_view name_of(RequiredAal aal) {
  constexpr std::array<std::string_view, 3> kNames{"aal1", "highest_available", "aal2"};
  return kNames[static_cast<std::size_t>(aal)];
}

void check_levels(const config::Config& config, Findings& out) {
  const config::Essentials& essentials = config.essentials;
  const std::string found = "whoami asks " + std::string(name_of(essentials.whoami_aal)) + ", the settings " +
                            std::string(name_of(essentials.settings_aal));
  if (essentials.settings_aal < essentials.whoami_aal) {
    out.push_back(hint("required_aal", found + ": a factor can be changed with less than the site itself asks",
                       "`selfservice.flows.settings.required_aal`: " + std::string(name_of(essentials.whoami_aal))));
  } else if (essentials.settings_aal == RequiredAal::aal1) {
    out.push_back(hint("required_aal",
                       found + ": whoever has the password can read the account of somebody with a factor",
                       "`selfservice.flows.settings.required_aal`: highest_available"));
  } else {
    out.push_back(ok("required_aal", found));
  }
}

void check_methods(const config::Config& config, Findings& out) {
  const config::Essentials& essentials = config.essentials;
  std::string first, second;
  const auto add = [](std::string& list, bool on, const char* name) {
    if (on) list += (list.empty() ? "" : ", ") + std::string(name);
  };
  add(first, essentials.password_enabled, "password");
  add(first, essentials.passkey_enabled, "passkey");
  add(first, essentials.webauthn_enabled && essentials.webauthn_passwordless, "webauthn");
  add(first, !config.remote_user_trait.empty(), "the web server's user");
  add(second, essentials.totp_enabled, "totp");
  add(second, essentials.webauthn_enabled && !essentials.webauthn_passwordless, "webauthn");
  add(second, essentials.lookup_secret_enabled, "lookup_secret");
  if (first.empty()) {
    out.push_back(wrong("methods", "nobody can sign in: no first factor is enabled",
                        "`selfservice.methods.password.enabled`: true, or passkey, or `postern.remote_user.trait`"));
    return;
  }
  if (second.empty()) {
    out.push_back(hint("methods", first + "; no second factor is enabled",
                       "`selfservice.methods.totp.enabled` and `selfservice.methods.lookup_secret.enabled`: true"));
  } else if (second == "lookup_secret") {
    out.push_back(hint("methods", first + "; the only second factor are recovery codes, which run out",
                       "`selfservice.methods.totp.enabled`: true"));
  } else {
    out.push_back(ok("methods", first + "; then " + second));
  }
  if (config.haveibeenpwned_enabled && ::access(base::beside_this_program("breach-check").c_str(), X_OK) != 0) {
    out.push_back(
        hint("breach-check", "is not beside this program; the handlers look beside themselves",
             "put breach-check there, or `selfservice.methods.password.config.haveibeenpwned_enabled`: false"));
  }
}

bool is_enabled(const config::Essentials& essentials, std::string_view method) {
  if (method == "password") return essentials.password_enabled;
  if (method == "passkey") return essentials.passkey_enabled;
  if (method == "webauthn") return essentials.webauthn_enabled;
  if (method == "totp") return essentials.totp_enabled;
  return method == "lookup_secret" && essentials.lookup_secret_enabled;
}

// That none of them is enabled the configuration's own rules refuse.
void check_gate(const config::Config& config, Findings& out) {
  const config::Gate& gate = config.essentials.gate;
  std::size_t item = 0;
  for (const config::GateRule& rule : gate.rules) {
    const std::string key = "`postern.gate.rules." + std::to_string(item++) + ".methods`";
    for (const std::string& method : rule.methods) {
      if (is_enabled(config.essentials, method)) continue;
      out.push_back(
          hint("gate rule", rule.path + " takes " + method + ", which is not enabled", key + ", or enable it"));
    }
  }
}

// Those of examples; a secret that everybody knows is none.
bool is_from_an_example(std::string_view secret) {
  constexpr std::array<std::string_view, 6> kWords = {"change", "insecure", "example", "secret", "password", "12345"};
  const std::string lower = base::to_lower_ascii(secret);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return lower.find(word) != std::string::npos; }) ||
         std::set<char>(secret.begin(), secret.end()).size() < 10;
}

void check_secrets(const config::Config& config, Findings& out) {
  const std::size_t before = out.size();
  const std::string fresh = "a fresh one from `postern secrets generate`, before the old one";
  for (const auto& [key, secrets] :
       {std::pair{"secrets.default", &config.secrets_default}, std::pair{"secrets.cookie", &config.secrets_cookie},
        std::pair{"secrets.cipher", &config.secrets_cipher}}) {
    if (secrets->empty()) continue;  // the first is the one in use
    if (is_from_an_example(secrets->front())) {
      out.push_back(wrong("secrets",
                          "the first of " + std::string(key) + " looks like one of an example, which anybody knows",
                          "`" + std::string(key) + "`: " + fresh));
    } else if (secrets->front().size() < 32) {
      out.push_back(hint("secrets", "the first of " + std::string(key) + " has less than 32 characters",
                         "`" + std::string(key) + "`: " + fresh));
    }
  }
  if (config.secrets_cipher.empty()) {
    out.push_back(hint("secrets",
                       "secrets.cipher is not set: secrets.default seals what is stored, and cannot be changed "
                       "without it",
                       "`secrets.cipher`: from `postern secrets generate`; then `postern secrets reseal`"));
  }
  if (out.size() == before) out.push_back(ok("secrets", "each of 32 characters or more"));
}

void check_proxies(const config::Config& config, Findings& out) {
  for (const std::string& proxy : config.essentials.trusted_proxies) {
    if (!proxy.ends_with("/0")) continue;
    out.push_back(wrong("proxy", proxy + " trusts everybody: visitors can claim any address, and guess without a pause",
                        "`postern.trusted_proxies`: the addresses of your proxies alone"));
  }
}

}  // namespace

Findings diagnose_config(const config::Loaded& loaded) {
  Findings out;
  const config::Config& config = loaded.config;
  for (const config::Problem& warning : loaded.warnings) {
    const std::string key = "`" + warning.key + "` (" + warning.place + ")";
    // Without it every link leads to a listener that Postern does not have.
    out.push_back(warning.key == "serve.public.base_url" ? wrong("address", key + " " + warning.text, "set it")
                                                         : hint("configuration", warning.text, key));
  }
  if (out.empty()) out.push_back(ok("configuration", "is valid"));
  check_address(config, out);
  append(out, diagnose_keys(config));
  check_cookie("cookies", "cookies", config.essentials.cookies, page_of(config), out);
  check_cookie("session cookie", "session.cookie", config.essentials.session_cookie, page_of(config), out);
  check_levels(config, out);
  check_methods(config, out);
  check_gate(config, out);
  check_secrets(config, out);
  check_proxies(config, out);
  return out;
}

}  // namespace api
