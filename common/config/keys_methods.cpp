// selfservice.methods.*
#include "config/key.h"

namespace config {
namespace {

void add_password(Keys& keys) {
  const std::string prefix = "selfservice.methods.password.";
  keys.boolean(prefix + "enabled", "true", "sign in with a password",
               [](Config& c) { return &c.essentials.password_enabled; });
  keys.integer(prefix + "config.min_password_length", "8", "in characters; 6 at least",
               [](Config& c) { return &c.min_password_length; })
      .between(6, 1024);
  keys.boolean(prefix + "config.identifier_similarity_check_enabled", "true",
               "refuse passwords that resemble the identifier",
               [](Config& c) { return &c.identifier_similarity_check_enabled; });
  // Kratos' default is true. Shared hosting often lets no request out, and `breach-check` needs libcurl.
  keys.boolean(prefix + "config.haveibeenpwned_enabled", "false",
               "refuse new passwords that were found in data breaches; needs breach-check beside the executables",
               [](Config& c) { return &c.haveibeenpwned_enabled; });
  keys.text(prefix + "config.haveibeenpwned_host", "api.pwnedpasswords.com",
            "who knows them; a mirror on this machine may be http://localhost:PORT",
            [](Config& c) { return &c.haveibeenpwned_host; });
  keys.integer(prefix + "config.max_breaches", "0", "refuse what was found more often than this",
               [](Config& c) { return &c.max_breaches; })
      .between(0, 100);
  keys.boolean(prefix + "config.ignore_network_errors", "true", "false: without an answer no new password is accepted",
               [](Config& c) { return &c.ignore_network_errors; });
  keys.missing(prefix + "config.migrate_hook.enabled", Type::boolean, "false",
               "Postern calls no web hooks: passwords are not migrated by one");
  keys.irrelevant(prefix + "config.migrate_hook.config").hidden();
}

void add_second_factors(Keys& keys) {
  keys.boolean("selfservice.methods.totp.enabled", "false", "codes of an authenticator app, as a second factor",
               [](Config& c) { return &c.essentials.totp_enabled; });
  keys.text("selfservice.methods.totp.config.issuer", "", "the name the app shows; default: the host of base_url",
            [](Config& c) { return &c.totp_issuer; });
  keys.boolean("selfservice.methods.lookup_secret.enabled", "false", "recovery codes, as a second factor",
               [](Config& c) { return &c.essentials.lookup_secret_enabled; });
}

// `method` is webauthn or passkey: both name a relying party (WebAuthn section 5.4.2).
void add_relying_party(Keys& keys, const std::string& method, std::optional<Rp> Config::*where) {
  const std::string rp = "selfservice.methods." + method + ".config.rp";
  const auto party = [where](Config& config) -> Rp& {
    return (config.*where) ? *(config.*where) : (config.*where).emplace();
  };
  keys.open(rp);
  keys.text(rp + ".id", "", "the domain that keys belong to: the host of the page, or a parent of it",
            [party](Config& c) { return &party(c).id; });
  keys.text(rp + ".display_name", "", "the name the browser shows",
            [party](Config& c) { return &party(c).display_name; });
  keys.texts(rp + ".origins", "",
             "pages that may use keys: scheme, host and port; default: base_url's scheme and rp.id",
             [party](Config& c) { return &party(c).origins; });
}

void add_webauthn(Keys& keys) {
  const std::string prefix = "selfservice.methods.webauthn.";
  keys.boolean(prefix + "enabled", "false", "security keys; needs config",
               [](Config& c) { return &c.essentials.webauthn_enabled; });
  keys.boolean(prefix + "config.passwordless", "false",
               "true: keys replace the password; false: they are a second factor",
               [](Config& c) { return &c.essentials.webauthn_passwordless; });
  add_relying_party(keys, "webauthn", &Config::webauthn_rp);
  keys.item(prefix + "config.rp.origin", Type::text, "one origin; deprecated, use origins",
            [](Config& config, const Parsed& parsed, std::size_t) {
              if (!config.webauthn_rp) config.webauthn_rp.emplace();
              config.webauthn_rp->origins = {parsed.text};
            });
  keys.irrelevant(prefix + "config.rp.icon", Type::text);
}

void add_passkey(Keys& keys) {
  const std::string prefix = "selfservice.methods.passkey.";
  keys.boolean(prefix + "enabled", "false", "passkeys: sign in without naming oneself; needs config",
               [](Config& c) { return &c.essentials.passkey_enabled; });
  add_relying_party(keys, "passkey", &Config::passkey_rp);
  keys.choice(prefix + "config.authenticator_selection.attachment", "platform|cross-platform", "",
              "only built-in, or only portable authenticators",
              [](Config& c) { return &c.passkey.attachment.emplace(); });
  keys.choice(prefix + "config.authenticator_selection.resident_key", "required|preferred|discouraged", "required",
              "whether the key must remember the account", [](Config& c) { return &c.passkey.resident_key; });
  keys.choice(prefix + "config.authenticator_selection.user_verification", "required|preferred|discouraged",
              "preferred", "whether the key asks for a PIN or a finger",
              [](Config& c) { return &c.passkey.user_verification; });
  keys.choice(prefix + "config.attestation.preference", "none|indirect|direct|enterprise", "none",
              "whether the key shows its make", [](Config& c) { return &c.passkey.attestation; });
  keys.duration(prefix + "config.timeouts.registration", "5m", "how long the browser waits for a new passkey",
                [](Config& c) { return &c.passkey.registration_timeout; });
  keys.duration(prefix + "config.timeouts.login", "5m", "how long the browser waits for a passkey",
                [](Config& c) { return &c.passkey.login_timeout; });
}

void add_absent_methods(Keys& keys) {
  const std::string no_mail = "Postern sends no messages: there are no one-time codes by mail or SMS";
  keys.open("selfservice.methods.code");
  keys.irrelevant("selfservice.methods.code.enabled", Type::boolean);
  keys.missing("selfservice.methods.code.passwordless_enabled", Type::boolean, "false", no_mail);
  keys.missing("selfservice.methods.code.passwordless_login_fallback_enabled", Type::boolean, "false", no_mail);
  keys.missing("selfservice.methods.code.mfa_enabled", Type::boolean, "false", no_mail);
  keys.irrelevant("selfservice.methods.code.config.lifespan", Type::duration);
  keys.irrelevant("selfservice.methods.code.config.max_submissions", Type::integer).between(1, 255);
  keys.irrelevant("selfservice.methods.code.config.missing_credential_fallback_enabled", Type::boolean);
  keys.missing("selfservice.methods.link.enabled", Type::boolean, "false",
               "Postern sends no messages: no links by mail");
  keys.irrelevant("selfservice.methods.link.config.lifespan", Type::duration);
  keys.irrelevant("selfservice.methods.link.config.base_url", Type::text);
  for (const std::string method : {"oidc", "saml"}) {
    keys.missing("selfservice.methods." + method + ".enabled", Type::boolean, "false",
                 "Postern has no sign-in through other providers");
    keys.irrelevant("selfservice.methods." + method + ".config").hidden();
  }
  keys.missing("selfservice.methods.b2b", Type::any, "", "Postern knows no organizations").hidden();
  keys.missing("selfservice.methods.captcha", Type::any, "", "Postern has no captcha").hidden();
  keys.irrelevant("selfservice.methods.deviceauthn");
}

}  // namespace

void add_method_keys(Keys& keys) {
  add_password(keys);
  add_second_factors(keys);
  add_webauthn(keys);
  add_passkey(keys);
  keys.boolean("selfservice.methods.profile.enabled", "true", "people may edit their profile",
               [](Config& c) { return &c.essentials.profile_enabled; });
  add_absent_methods(keys);
}

}  // namespace config
