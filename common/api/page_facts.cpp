#include "api/page_facts.h"

#include <unistd.h>

#include <algorithm>

#include "api/language.h"
#include "api/logout.h"
#include "api/presence.h"
#include "api/return_to.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/url.h"
#include "session/standing.h"
#include "store/webauthn_keys.h"

namespace api {
namespace {

std::string string_at(const base::Json& traits, std::string_view path) {
  const auto value = identity::Schema::value_at(traits, path);
  const auto* text = value ? value->string() : nullptr;
  return text ? *text : std::string();
}

// `traits.name` as one text or as first and last; "" if the schema names people otherwise.
std::string display_name(const store::IdentityRow& identity) {
  const auto traits = base::parse_json(identity.traits);
  if (!traits) return {};
  if (auto name = string_at(*traits, "traits.name"); !name.empty()) return name;
  const auto first = string_at(*traits, "traits.name.first"), last = string_at(*traits, "traits.name.last");
  return first + (first.empty() || last.empty() ? "" : " ") + last;
}

PageView::Factors factors_of(const flow::Credentials& credentials, const std::optional<store::PasswordRow>& password,
                             bool second) {
  PageView::Factors out;
  out.second = second;
  if (password) out.password_changed_at = password->updated_at;
  if (credentials.totp) {
    out.totp_added_at = credentials.totp->created_at;
    out.totp_used_at = credentials.totp->last_used_at;
  }
  out.codes_total = static_cast<int>(credentials.codes.size());
  for (const auto& code : credentials.codes) {
    out.codes_created_at = code.created_at;
    if (!code.used_at) ++out.codes_left;
    if (code.used_at && (!out.codes_used_at || *out.codes_used_at < *code.used_at)) out.codes_used_at = code.used_at;
  }
  return out;
}

std::vector<PageView::Key> keys_of(const std::vector<store::WebauthnKeyRow>& rows) {
  std::vector<PageView::Key> out;
  for (const auto& row : rows)
    out.push_back(
        {base::encode_hex(row.credential_id), row.transports, row.last_used_at, row.passkey ? "passkey" : "webauthn"});
  return out;
}

// Which second factor this person used last; the page offers it first, unless it was a recovery code.
std::string last_used_group(const PageView& view) {
  std::optional<base::Time> last;
  std::string group;
  const auto consider = [&](const std::string& candidate, const std::optional<base::Time>& used) {
    if (used > last) last = used, group = candidate;
  };
  consider("totp", view.factors.totp_used_at);
  for (const auto& key : view.keys) consider(key.group, key.last_used_at);
  consider("lookup_secret", view.factors.codes_used_at);
  return group;
}

std::vector<std::string> form_origins(const config::Config& config) {
  std::vector<std::string> out = config.allowed_return_urls;
  out.insert(out.end(),
             {config.default_browser_return_url, config.login_ui_url, config.settings_ui_url, config.logout_return_url,
              config.login_after.default_url, config.settings_after.default_url, config.essentials.error_ui_url,
              config.registration_ui_url, config.registration_after.default_url});
  for (const auto* rules : {&config.login_after, &config.settings_after, &config.registration_after})
    for (const auto& [method, url] : rules->per_method) out.push_back(url);
  std::erase(out, std::string());
  return out;
}

void add_site_links(const config::Pages& pages, PageView& view) {
  view.help_url = pages.help_url;
  view.privacy_url = pages.privacy_url;
  view.forgot_url = pages.forgot_url;
  view.lost_factor_url = pages.lost_factor_url.empty() ? pages.help_url : pages.lost_factor_url;
}

// This page's own query, plus the language.
std::vector<std::pair<std::string, std::string>> other_languages(const Call& call, std::string_view shown) {
  base::Query query = call.query;
  std::erase_if(query, [](const auto& parameter) { return parameter.first == "ui_locales"; });
  query.emplace_back("ui_locales", "");
  std::vector<std::pair<std::string, std::string>> out;
  for (const Language& language : kLanguages) {
    if (language.code == shown) continue;
    query.back().second = language.code;
    out.emplace_back(language.code, "?" + base::encode_query(query));
  }
  return out;
}

std::optional<PageView::Enrolment> enrolment_of(Call& call, const session::Session& session) {
  const auto& essentials = call.app.essentials();
  if (session::must_enrol(session, essentials, call.now)) return PageView::Enrolment{};
  const auto until = session::grace_end(session.identity, essentials, call.now);
  const bool lacks = session::available_aal(session.identity.factors, essentials) < session::Aal::aal2;
  return until && lacks ? std::optional(PageView::Enrolment{until}) : std::nullopt;
}

}  // namespace

PageView new_page(Call& call, PageView::Kind kind) {
  const auto& config = call.app.config();
  PageView view;
  view.kind = kind;
  view.site = config.pages.site_name.empty() ? config.totp_issuer : config.pages.site_name;
  view.logo = config.pages.logo;
  view.base = config.essentials.base_url;
  while (view.base.ends_with('/')) view.base.pop_back();
  // "Go to …" leads away from our own home page, or it is not offered.
  if (const auto home = default_return_url(call.app); home != public_url(call.app, "/")) view.home_url = home;
  if (!config.pages.home_url.empty()) view.home_url = config.pages.home_url;
  if (config.registration_enabled) view.registration_url = config.registration_ui_url;
  add_site_links(config.pages, view);
  view.site_css = !config.pages.folder.empty() && access((config.pages.folder + "/site.css").c_str(), F_OK) == 0;
  view.language = page_language(call);
  if (call.request.method == "GET") view.languages = other_languages(call, view.language);
  if (config.webauthn_rp) view.key_origin = config.webauthn_rp->origins.front();
  view.min_password_length = static_cast<int>(config.min_password_length);
  view.now = call.now;
  return view;
}

void add_person(Call& call, PageView& view, const session::Session& session) {
  flow::Credentials credentials;
  std::optional<store::PasswordRow> password;
  std::vector<store::WebauthnKeyRow> keys;
  call.app.db().read([&](store::Tx& tx) {
    credentials = flow::load_credentials(tx, session.identity.id);
    password = store::find_password(tx, session.identity.id);
    keys = credentials.keys;
    keys.insert(keys.end(), credentials.passkeys.begin(), credentials.passkeys.end());
  });
  const auto available = session::available_aal(session.identity.factors, call.app.essentials());
  view.factors = factors_of(credentials, password, available == session::Aal::aal2);
  view.enrolment = enrolment_of(call, session);
  view.keys = keys_of(keys);
  view.last_used_group = last_used_group(view);
  const auto& names = credentials.password_identifiers;
  view.person = PageView::Person{display_name(session.identity), names.empty() ? std::string() : names.front()};
  PageView::Session shown{.aal = static_cast<int>(session.aal),
                          .methods = session::method_names(session.methods),
                          .authenticated_at = session.row.authenticated_at,
                          .expires_at = session.row.expires_at};
  view.session = std::move(shown);
  view.logout_url = logout_url(call.app, session.id());
  note_presence(call, session);
}

http::Response page_answer(Call& call, const PageView& view, int status) {
  std::vector<std::string> origins;
  for (const auto& configured : form_origins(call.app.config())) {
    const auto url = base::parse_url(configured);
    if (url && !url->host.empty()) origins.push_back(url->scheme + "://" + url->host);
  }
  http::Response response = page_answer(call.request, view, status, origins);
  // A page of the gate is shown where the guarded files are, which may be another host than ours.
  const auto ours = base::parse_url(call.app.essentials().base_url);
  if (ours && !base::equal_ignoring_case(ours->host, call.request.header("host").value_or(""))) {
    response.set("Content-Security-Policy", content_security_policy(origins, ours->scheme + "://" + ours->host));
  }
  return response;
}

http::Response page_answer(const http::Request& request, const PageView& view, int status,
                           const std::vector<std::string>& form_origins) {
  http::Response response{.status = status, .body = request.is_head() ? std::string() : render(view)};
  response.set("Content-Type", "text/html; charset=utf-8")
      .set("Content-Security-Policy", content_security_policy(form_origins))
      .set("X-Content-Type-Options", "nosniff")
      .set("X-Frame-Options", "DENY")
      .set("Referrer-Policy", "same-origin");
  return response;
}

}  // namespace api
