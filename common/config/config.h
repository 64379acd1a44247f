// What kratos.yml says, validated and with every default filled in. Keys carry Kratos' names; members here follow them.
// Essentials is the part that whoami, the session list and the gate need: it is what config/cache stores (no secrets).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace config {

enum class RequiredAal : std::uint8_t { aal1, highest_available, aal2 };
enum class SameSite : std::uint8_t { strict, lax, none };

struct CookieAttributes {
  std::string domain;  // "" = none
  std::string path = "/";
  SameSite same_site = SameSite::lax;
  bool secure = true;
};

struct Cors {
  bool enabled = false;
  std::vector<std::string> allowed_origins{"*"};
  std::vector<std::string> allowed_methods{"POST", "GET", "PUT", "PATCH", "DELETE"};
  std::vector<std::string> allowed_headers{"Authorization",   "Content-Type", "Max-Age",
                                           "X-Session-Token", "X-XSRF-TOKEN", "X-CSRF-TOKEN"};
  std::vector<std::string> exposed_headers{"Content-Type"};
  bool allow_credentials = true;
  int max_age = 0;
};

enum class Synchronous : std::uint8_t { normal, full };

// postern.gate.*: who may pass where, on the site's other pages and files (session/gate.h).
struct GateRule {
  std::string path = "/";            // without a slash at the end
  std::string host;                  // lower case; "" = any
  std::optional<RequiredAal> aal;    // unset: session.whoami.required_aal
  base::Duration max_age{};          // of the newest factor; 0 = any
  std::vector<std::string> methods;  // one of them was used; empty = any
  std::string group;                 // "" = anybody
};
struct Gate {
  std::vector<GateRule> rules;
  std::string group_trait;          // dotted, `org.groups`: a text or a list of texts
  std::vector<std::string> traits;  // dotted; handed on
};

struct Essentials {
  std::string base_url;     // serve.public.base_url as configured (CSRF cookie name, links)
  std::string sqlite_path;  // absolute; from dsn
  std::string data_dir;     // absolute; postern.data_dir, else the folder of sqlite_path
  Synchronous synchronous = Synchronous::full;
  int mmap_mb = 64;
  std::string log_file;  // "" = stderr only
  std::vector<std::string> trusted_proxies;
  std::uint64_t body_bytes = 5u << 20;

  RequiredAal whoami_aal = RequiredAal::highest_available;
  RequiredAal settings_aal = RequiredAal::highest_available;
  base::Duration remember_device{};           // how long a browser may do without the second factor; zero: never
  base::Duration enrolment_grace{};           // after an account was made; with required_aal: aal2
  std::optional<base::Time> enrolment_until;  // nobody has to have enrolled before
  bool password_enabled = true, totp_enabled = false, lookup_secret_enabled = false, webauthn_enabled = false;
  bool passkey_enabled = false, profile_enabled = true;
  bool webauthn_passwordless = false;

  std::string session_cookie_name = "ory_kratos_session";
  bool session_cookie_persistent = true;
  CookieAttributes session_cookie;  // session.cookie.*, falling back to cookies.*
  CookieAttributes cookies;         // cookies.*: the CSRF and continuity cookies
  base::Duration session_lifespan = std::chrono::hours(24);
  bool cacheable_sessions = false;
  std::optional<base::Duration> cacheable_sessions_max_age;
  Cors cors;
  std::string error_ui_url;  // absolute or a path, as configured; default: our own page
  Gate gate;
};

struct ReturnRules {                                            // flows.<flow>.after
  std::string default_url;                                      // "" = not set
  std::vector<std::pair<std::string, std::string>> per_method;  // method -> URL
};

struct Hooks {  // flows.<flow>.after[.<method>].hooks, by method ("" = the global list)
  std::vector<std::pair<std::string, std::vector<std::string>>> lists;
};

struct Argon2 {
  std::uint32_t memory_kib = 128 * 1024;
  std::uint32_t iterations = 1;
  std::uint32_t parallelism = 1;  // Kratos: 2 x CPUs; the loader fills it
  std::uint32_t salt_length = 16;
  std::uint32_t key_length = 32;
};

struct Hashers {
  enum class Algorithm : std::uint8_t { argon2, bcrypt } algorithm = Algorithm::bcrypt;
  Argon2 argon2;
  int bcrypt_cost = 12;
};

struct SchemaSource {
  std::string id;
  std::string url;  // file:// (absolute), base64://
  bool selfservice_selectable = false;
};

enum class LoginStyle : std::uint8_t { unified, identifier_first };
enum class RegistrationStyle : std::uint8_t { unified, profile_first };

struct Rp {
  std::string id, display_name;
  std::vector<std::string> origins;
};

enum class Attachment : std::uint8_t { platform, cross_platform };
enum class Requirement : std::uint8_t { required, preferred, discouraged };
enum class Attestation : std::uint8_t { none, indirect, direct, enterprise };

enum class SignCounter : std::uint8_t { warn, deny };

// Which authenticators may be enrolled; what is empty asks nothing of them (WebAuthn section 6.5).
struct AuthenticatorRules {
  std::vector<std::string> anchor_files;           // file://…, as configured
  std::vector<std::vector<std::uint8_t>> anchors;  // their certificates, DER
  std::vector<std::string> aaguids;                // models, as UUIDs in lower case
};

struct Passkey {  // selfservice.methods.passkey.config
  std::optional<Attachment> attachment;
  Requirement resident_key = Requirement::required;
  Requirement user_verification = Requirement::preferred;
  Attestation attestation = Attestation::none;
  base::Duration registration_timeout = std::chrono::minutes(5);
  base::Duration login_timeout = std::chrono::minutes(5);
};

enum class Language { de, en, es, fr };

struct Pages {  // postern.pages.*: a site's name, look and links; "" = none
  std::string site_name, logo;
  std::string folder;  // absolute: of style.css; site.css in it is linked
  std::string help_url, privacy_url, forgot_url, lost_factor_url, home_url;
  Language language = Language::en;  // of who asks for none that is there
};

// courier.smtp.* and postern.mail.*: how mail leaves. Without `sendmail` and without `smtp_uri` none is made.
struct Mail {
  std::string smtp_uri;  // smtp:// or smtps://, with a password: a secret
  std::string sendmail;  // a path, or a name to look for in the usual folders; before smtp_uri, if both are set
  std::string from_address, from_name;
  bool notices = true;  // of factors that were added, removed, used up or rescued
  [[nodiscard]] bool is_configured() const { return !smtp_uri.empty() || !sendmail.empty(); }
};

// postern.reset.*: who lost every second factor may have them removed, after a while in which anybody may object.
struct Reset {
  bool enabled = false;
  base::Duration delay = std::chrono::hours(24);
};

// Who may use the admin API: the SHA-256 of a random token, and a name for the log.
struct AdminToken {
  base::TokenHash hash;
  std::string name;
};

struct Config {
  Essentials essentials;

  std::string default_browser_return_url;
  std::vector<std::string> allowed_return_urls;
  std::string login_ui_url, settings_ui_url, registration_ui_url;  // error_ui_url is in essentials
  std::optional<base::Duration> earliest_possible_extend;
  base::Duration login_lifespan = std::chrono::hours(1);
  base::Duration settings_lifespan = std::chrono::hours(1);
  base::Duration registration_lifespan = std::chrono::hours(1);
  LoginStyle login_style = LoginStyle::unified;
  ReturnRules login_after, settings_after, registration_after;
  Hooks login_hooks, settings_hooks, registration_hooks;
  std::string logout_return_url;  // "" = default_browser_return_url
  bool logout_clear_browser_data = false;
  base::Duration privileged_session_max_age = std::chrono::hours(1);
  bool registration_enabled = true;
  RegistrationStyle registration_style = RegistrationStyle::profile_first;
  bool registration_one_step = false;  // enable_legacy_one_step: as RegistrationStyle::unified

  std::string remote_user_trait, remote_user_domain;  // "" trait: the web server's users do not count
  std::string enrolment_until;                        // as written; essentials.enrolment_until
  std::int64_t min_password_length = 8;
  bool identifier_similarity_check_enabled = true;
  bool haveibeenpwned_enabled = false;
  std::string haveibeenpwned_host = "api.pwnedpasswords.com";
  std::int64_t max_breaches = 0;
  bool ignore_network_errors = true;
  std::string totp_issuer;                    // default: host name of base_url
  std::optional<Rp> webauthn_rp, passkey_rp;  // origins are never empty
  Requirement webauthn_user_verification =
      Requirement::discouraged;                           // postern.webauthn.*; required is checked here too
  SignCounter webauthn_sign_counter = SignCounter::warn;  // what a counter that went back does
  AuthenticatorRules webauthn_authenticators;             // postern.webauthn.attestation
  Passkey passkey;
  bool account_enumeration_mitigate = false;

  Hashers hashers;
  std::vector<std::string> secrets_default, secrets_cookie, secrets_cipher;  // never logged, never cached

  std::string default_schema_id = "default";
  std::vector<SchemaSource> schemas;

  // postern.*
  bool method_doors = false;
  Pages pages;
  Mail mail;
  Reset reset;
  std::uint64_t hash_memory_mb = 0;  // 0 = no cap of ours
  bool allow_weak_hashes = false;
  base::Duration audit_retention = std::chrono::hours(8760);  // zero: for ever
  std::vector<std::string> admin_token_texts;                 // sha256:HEX or sha256:HEX:NAME, as configured
  std::vector<AdminToken> admin_tokens;                       // what they say; none: the admin API answers nothing
};

}  // namespace config
