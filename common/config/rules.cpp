// Where Postern's defaults differ from Kratos' is kept in this file and rules_urls.cpp, and in DIFFERENCES.md:
// the ui_urls are our own pages, `secure` follows base_url, haveibeenpwned_enabled is false (keys_methods.cpp),
// secrets.default is required (keys_session.cpp), and a database in memory is refused.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "base/url.h"
#include "config/draft.h"

namespace config {
namespace {

std::string absolute(const Draft& draft, const std::string& path) {
  return (std::filesystem::path(draft.folder) / path).lexically_normal().string();
}

// sqlite://PATH?_fk=true…; the path may be relative, and SQLite's `file:` before it is dropped.
void settle_database(Draft& draft) {
  if (!draft.has("dsn")) return;
  std::string& path = draft.config.essentials.sqlite_path;
  const std::string dsn = std::exchange(path, "");
  constexpr std::string_view kScheme = "sqlite://";
  if (dsn == "memory" || dsn.find(":memory:") != std::string::npos || dsn.find("mode=memory") != std::string::npos) {
    draft.refuse("dsn", "a database in memory ends with each process; name a file, as in sqlite://db.sqlite");
    return;
  }
  if (!dsn.starts_with(kScheme)) {
    const std::string scheme = dsn.substr(0, dsn.find(':'));
    draft.refuse("dsn", base::quote_go(base::truncate_utf8(scheme, 20)) +
                            " is no database that Postern speaks; allowed: sqlite://PATH, as in sqlite://db.sqlite");
    return;
  }
  std::string_view rest = std::string_view(dsn).substr(kScheme.size());
  if (rest.starts_with("file:")) rest.remove_prefix(5);
  rest = rest.substr(0, rest.find_first_of("?#"));
  if (rest.empty() || rest.ends_with('/')) {
    draft.refuse("dsn", "names no file; allowed: sqlite://PATH, as in sqlite://db.sqlite");
    return;
  }
  path = absolute(draft, std::string(rest));
}

void settle_folders(Draft& draft) {
  Essentials& essentials = draft.config.essentials;
  std::string& pages = draft.config.pages.folder;
  if (!pages.empty()) pages = absolute(draft, pages);
  if (!essentials.data_dir.empty()) {
    essentials.data_dir = absolute(draft, essentials.data_dir);
  } else if (!essentials.sqlite_path.empty()) {
    essentials.data_dir = std::filesystem::path(essentials.sqlite_path).parent_path().string();
    draft.derived["postern.data_dir"] = essentials.data_dir;
  }
  if (!essentials.log_file.empty()) essentials.log_file = absolute(draft, essentials.log_file);
}

// RFC 6265 section 4.1.1: these go into a header as they stand.
bool is_cookie_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
  });
}
bool is_attribute(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != ';' && c != ','; });
}

void check_cookie(Draft& draft, const std::string& prefix, const CookieAttributes& cookie) {
  if (!is_attribute(cookie.domain)) draft.refuse(prefix + ".domain", "is no domain; allowed: a name as example.org");
  if (!is_attribute(cookie.path) || !cookie.path.starts_with('/')) {
    draft.refuse(prefix + ".path", "is no path; allowed: what begins with / and has neither blanks nor ; nor ,");
  }
}

void settle_cookies(Draft& draft) {
  Essentials& essentials = draft.config.essentials;
  CookieAttributes& session = essentials.session_cookie;
  const CookieAttributes& general = essentials.cookies;
  const bool https = essentials.base_url.starts_with("https:");
  for (const auto& [key, secure] :
       {std::pair{"cookies.secure", &essentials.cookies.secure}, std::pair{"session.cookie.secure", &session.secure}}) {
    if (draft.has(key)) continue;
    *secure = https;
    draft.derived[key] = https ? "true" : "false";
  }
  if (session.domain.empty()) session.domain = general.domain;
  if (!draft.has("session.cookie.path") || session.path.empty()) session.path = general.path;
  if (!draft.has("session.cookie.same_site")) session.same_site = general.same_site;
  constexpr std::array<const char*, 3> kSameSite{"Strict", "Lax", "None"};
  draft.derived["session.cookie.domain"] = session.domain;
  draft.derived["session.cookie.path"] = session.path;
  draft.derived["session.cookie.same_site"] = kSameSite[static_cast<std::size_t>(session.same_site)];
  if (essentials.session_cookie_name.empty()) essentials.session_cookie_name = "ory_kratos_session";
  if (!is_cookie_name(essentials.session_cookie_name)) {
    draft.refuse("session.cookie.name", "is no cookie name; allowed: letters, digits and !#$%&'*+-.^_`|~");
  }
  check_cookie(draft, "cookies", general);
  if (draft.has("session.cookie.domain") || draft.has("session.cookie.path")) {
    check_cookie(draft, "session.cookie", session);
  }
}

bool is_network(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = std::string_view(text).substr(0, slash);
  const bool six = address.find(':') != std::string_view::npos;
  const std::string_view alphabet = six ? "0123456789abcdefABCDEF:." : "0123456789.";
  if (address.empty() || address.find_first_not_of(alphabet) != std::string_view::npos) return false;
  if (!six && std::ranges::count(address, '.') != 3) return false;
  if (slash == std::string::npos) return true;
  const auto bits = base::parse_int(std::string_view(text).substr(slash + 1));
  return bits && *bits >= 0 && *bits <= (six ? 128 : 32);
}

void check_proxies(Draft& draft) {
  for (const std::string& proxy : draft.config.essentials.trusted_proxies) {
    if (is_network(proxy)) continue;
    draft.refuse("postern.trusted_proxies",
                 base::quote_go(proxy) + " is no address; allowed: 10.0.0.1, 10.0.0.0/8, fd00::/8");
  }
}

}  // namespace

std::string Draft::place_of(std::string_view key) const {
  if (const auto found = set.find(key); found != set.end()) return found->second.place.text(file);
  while (true) {
    if (const auto found = objects.find(key); found != objects.end()) return found->second.text(file);
    const std::size_t dot = key.rfind('.');
    if (dot == std::string_view::npos) return Place{1, 1, {}}.text(file);
    key = key.substr(0, dot);
  }
}

void Draft::refuse(const std::string& key, std::string why) {
  if (std::ranges::find(problems, key, &Problem::key) != problems.end()) return;
  problems.push_back({place_of(key), key, std::move(why)});
}

void apply_rules(Draft& draft) {
  settle_database(draft);
  settle_folders(draft);
  apply_url_rules(draft);
  settle_cookies(draft);
  check_proxies(draft);
  apply_method_rules(draft);
  apply_authenticator_rules(draft);
  apply_admin_rules(draft);
  apply_enrolment_rules(draft);
  apply_gate_rules(draft);
  apply_mail_rules(draft);
}

}  // namespace config
