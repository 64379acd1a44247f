// selfservice.default_browser_return_url, selfservice.allowed_return_urls and selfservice.flows.*
#include <initializer_list>

#include "config/key.h"

namespace config {
namespace {

constexpr std::string_view kLoginHooks =
    "revoke_active_sessions|require_verified_address|web_hook|verification|show_verification_ui|b2b_sso|organization";
constexpr std::string_view kSettingsHooks =
    "revoke_active_sessions|web_hook|show_verification_ui|verify_new_address|notify_previous_addresses|b2b_sso|"
    "organization";
constexpr std::string_view kRegistrationHooks =
    "session|web_hook|verification|show_verification_ui|two_step_registration|b2b_sso|organization";

struct Flow {
  std::string name;
  std::string_view hooks;
  ReturnRules Config::*after;
  Hooks Config::*hook_lists;
};

void add_after(Keys& keys, const Flow& flow, std::initializer_list<std::string_view> methods) {
  const std::string prefix = "selfservice.flows." + flow.name + ".after.";
  keys.uri(prefix + "default_browser_return_url", "where browsers go afterwards, unless `return_to` says",
           [after = flow.after](Config& config) { return &(config.*after).default_url; });
  const auto put_hooks = [lists = flow.hook_lists](const std::string& method) {
    return [lists, method](Config& config, const std::vector<std::string>& names) {
      if (!names.empty()) (config.*lists).lists.emplace_back(method, names);
    };
  };
  keys.hooks(prefix + "hooks", std::string(flow.hooks), "what is done afterwards", put_hooks(""));
  for (const std::string_view name : methods) {
    const std::string method(name);
    keys.item(prefix + method + ".default_browser_return_url", Type::uri, "the same, after this method",
              [after = flow.after, method](Config& config, const Parsed& parsed, std::size_t) {
                (config.*after).per_method.emplace_back(method, parsed.text);
              });
    keys.hooks(prefix + method + ".hooks", std::string(flow.hooks), "replaces the list for all methods",
               put_hooks(method));
  }
}

void add_login(Keys& keys) {
  keys.uri("selfservice.flows.login.ui_url", "the sign-in page; default: ours, BASE/login",
           [](Config& c) { return &c.login_ui_url; });
  keys.duration("selfservice.flows.login.lifespan", "1h", "how long a sign-in page may be used",
                [](Config& c) { return &c.login_lifespan; });
  keys.choice("selfservice.flows.login.style", "unified|identifier_first", "unified",
              "ask for everything at once, or for the identifier first", [](Config& c) { return &c.login_style; });
  keys.missing("selfservice.flows.login.before.hooks", Type::any, "", "hooks before a flow are not run");
  add_after(keys, {"login", kLoginHooks, &Config::login_after, &Config::login_hooks},
            {"password", "webauthn", "passkey", "oidc", "code", "totp", "lookup_secret"});
}

void add_settings(Keys& keys) {
  keys.uri("selfservice.flows.settings.ui_url", "the settings page; default: ours, BASE/settings",
           [](Config& c) { return &c.settings_ui_url; });
  keys.duration("selfservice.flows.settings.lifespan", "1h", "how long a settings page may be used",
                [](Config& c) { return &c.settings_lifespan; });
  keys.duration("selfservice.flows.settings.privileged_session_max_age", "1h",
                "sensitive changes ask to sign in again after this long; 0s: never",
                [](Config& c) { return &c.privileged_session_max_age; });
  keys.choice("selfservice.flows.settings.required_aal", "aal1|highest_available|aal2", "highest_available",
              "who has a second factor must use it to reach the settings; aal2: who has none may only set one up",
              [](Config& c) { return &c.essentials.settings_aal; });
  keys.missing("selfservice.flows.settings.before.hooks", Type::any, "", "hooks before a flow are not run");
  add_after(keys, {"settings", kSettingsHooks, &Config::settings_after, &Config::settings_hooks},
            {"password", "totp", "oidc", "webauthn", "passkey", "lookup_secret", "profile"});
}

void add_registration(Keys& keys) {
  keys.boolean("selfservice.flows.registration.enabled", "true", "may people sign up themselves",
               [](Config& c) { return &c.registration_enabled; });
  keys.uri("selfservice.flows.registration.ui_url", "the sign-up page; default: ours, BASE/registration",
           [](Config& c) { return &c.registration_ui_url; });
  keys.duration("selfservice.flows.registration.lifespan", "1h", "how long a sign-up page may be used",
                [](Config& c) { return &c.registration_lifespan; });
  keys.choice("selfservice.flows.registration.style", "unified|profile_first", "profile_first",
              "ask for everything at once, or for the profile first", [](Config& c) { return &c.registration_style; });
  keys.boolean("selfservice.flows.registration.enable_legacy_one_step", "false", "true: as style unified (deprecated)",
               [](Config& c) { return &c.registration_one_step; });
  keys.missing("selfservice.flows.registration.login_hints", Type::boolean, "false",
               "sign-up tells nobody which methods an account has");
  keys.missing("selfservice.flows.registration.before.hooks", Type::any, "", "hooks before a flow are not run");
  add_after(keys, {"registration", kRegistrationHooks, &Config::registration_after, &Config::registration_hooks},
            {"password", "webauthn", "passkey", "oidc", "code", "profile"});
}

void add_mail_flows(Keys& keys) {
  for (const std::string flow : {"recovery", "verification"}) {
    const std::string prefix = "selfservice.flows." + flow + ".";
    keys.missing(prefix + "enabled", Type::boolean, "false", "Postern sends no mail: there is no " + flow + " flow");
    keys.irrelevant(prefix + "ui_url", Type::uri);
    keys.irrelevant(prefix + "lifespan", Type::duration);
    keys.irrelevant(prefix + "use", Type::choice, "link|code");
    keys.irrelevant(prefix + "notify_unknown_recipients", Type::boolean);
    keys.irrelevant(prefix + "before");
    keys.irrelevant(prefix + "after");
  }
}

}  // namespace

void add_flow_keys(Keys& keys) {
  keys.uri("selfservice.default_browser_return_url", "where browsers go if nothing more specific says so",
           [](Config& c) { return &c.default_browser_return_url; })
      .must();
  keys.texts("selfservice.allowed_return_urls", "[]",
             "what `return_to` may name: scheme, host and beginning of the path",
             [](Config& c) { return &c.allowed_return_urls; });
  add_login(keys);
  add_settings(keys);
  add_registration(keys);
  keys.uri("selfservice.flows.logout.after.default_browser_return_url", "where browsers go after signing out",
           [](Config& c) { return &c.logout_return_url; });
  keys.boolean("selfservice.flows.logout.clear_browser_data", "false",
               "over https, tell the browser at sign-out to clear cookies, storage and cache",
               [](Config& c) { return &c.logout_clear_browser_data; });
  keys.uri("selfservice.flows.error.ui_url", "the error page; default: ours, BASE/error",
           [](Config& c) { return &c.essentials.error_ui_url; });
  add_mail_flows(keys);
}

}  // namespace config
