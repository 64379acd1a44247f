// What one key alone cannot say.
// contract: A1.2 B4.1
#include <boost/test/unit_test.hpp>

#include "fixture.h"

using namespace config_test;
using Texts = std::vector<std::string>;

namespace {

std::string with_selfservice(const std::string& more) {
  return good_but("  default_browser_return_url: /\n", "  default_browser_return_url: /\n" + more);
}
std::string with_method(const std::string& more) { return with_selfservice("  methods: { " + more + " }\n"); }
std::string with_base_url(const std::string& url) { return good_but("https://example.org/auth/", url); }

}  // namespace

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE(secure_follows_the_base_url) {
  const config::Loaded loaded = must_load(with_base_url("http://localhost:8080/"));
  BOOST_TEST(!loaded.config.essentials.cookies.secure);
  BOOST_TEST(!loaded.config.essentials.session_cookie.secure);
  BOOST_TEST(effective(loaded, "session.cookie.secure") == "false <default>");
}

BOOST_AUTO_TEST_CASE(base_url) {
  const config::Loaded without = must_load(good_but("serve: { public: { base_url: \"https://example.org/auth/\" } }\n",
                                                    "serve: { public: { host: h.example, port: 444 } }\n"));
  BOOST_TEST(without.config.essentials.base_url == "https://h.example:444/");
  BOOST_TEST(without.warnings.size() == 1u);
  for (const char* bad : {"ftp://h/", "/auth", "https://h/?a", "https://h/#a", "https://u@h/"}) {
    BOOST_TEST(problems_of(with_base_url(bad))
                   .ends_with("is no address of a site; allowed: https://host/ or https://host/path/"),
               bad);
  }
}

BOOST_AUTO_TEST_CASE(return_urls) {
  const config::Config c =
      must_load(
          with_selfservice(
              R"(  allowed_return_urls: [https://a.example/x, "https://*.b.example/", "https://*.com/", "*", relative]
  flows:
    logout: { after: { default_browser_return_url: /signed-out } }
    login: { ui_url: /my-login, after: { default_browser_return_url: "https://a.example/in", totp: { default_browser_return_url: /t } } }
)"))
          .config;
  BOOST_TEST(c.logout_return_url == "https://example.org/signed-out");
  BOOST_TEST(c.login_ui_url == "/my-login");
  BOOST_TEST(c.login_after.default_url == "https://a.example/in");
  BOOST_TEST(c.login_after.per_method.size() == 1u);
  BOOST_TEST(c.login_after.per_method.at(0).first == "totp");
  BOOST_TEST(c.login_after.per_method.at(0).second == "https://example.org/t");
  BOOST_TEST(c.allowed_return_urls == (Texts{"https://a.example/x", "https://*.b.example/"}),
             boost::test_tools::per_element());
  for (const char* bad : {"relative", "\"javascript:alert(1)\"", "//other.example/", "\"\"", "\"https://%zz/\""}) {
    const std::string text =
        problems_of(good_but("default_browser_return_url: /", std::string("default_browser_return_url: ") + bad));
    BOOST_TEST(text.find(" is no URL; allowed: https://host/path, or a path that begins with /") != std::string::npos,
               bad);
  }
}

BOOST_AUTO_TEST_CASE(logos) {
  const auto with_logo = [](const std::string& logo) {
    return good_but("serve:", "postern: { pages: { logo: \"" + logo + "\" } }\nserve:");
  };
  const std::string picture = "data:image/png;base64,";
  for (const std::string& good : {std::string("/logo.svg"), std::string("https://example.org/logo.png"),
                                  picture + std::string(2048 - picture.size(), 'A')})
    BOOST_TEST(must_load(with_logo(good)).config.pages.logo == good);
  BOOST_TEST(problems_of(with_logo("https://other.example/x.png")).ends_with("on another host; allowed: /logo.svg"));
  BOOST_TEST(problems_of(with_logo("//other.example/x.png")).find("postern.pages.logo") != std::string::npos);
  BOOST_TEST(problems_of(with_logo(picture + std::string(2048, 'A'))).ends_with("characters; allowed: 2048"));
}

BOOST_AUTO_TEST_CASE(breached_passwords) {
  const auto with_host = [](const std::string& host) {
    return with_method("password: { config: { haveibeenpwned_enabled: true, haveibeenpwned_host: \"" + host +
                       "\", max_breaches: 100, ignore_network_errors: false } }");
  };
  for (const char* good : {"api.example.org", "api.example.org:8443", "mirror.example.org/breaches",
                           "https://a.example", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1"}) {
    const config::Config c = must_load(with_host(good)).config;
    BOOST_TEST(c.haveibeenpwned_enabled);
    BOOST_TEST(c.haveibeenpwned_host == good);
    BOOST_TEST(c.max_breaches == 100);
    BOOST_TEST(!c.ignore_network_errors);
  }
  for (const char* bad : {"", "http://mirror.example.org", "http://localhost.example.org", "ftp://localhost", "a b",
                          "u@api.example.org", "api.example.org?a", "api.example.org#a", "file:///etc/passwd"})
    BOOST_TEST(problems_of(with_host(bad)).find("haveibeenpwned_host: ") != std::string::npos, bad);
}

BOOST_AUTO_TEST_CASE(relying_parties) {
  const std::string rp = "rp: { id: example.org, display_name: E";
  const auto webauthn = [&](const std::string& more) {
    return with_method("webauthn: { enabled: true, config: { " + rp + more + " } } }");
  };
  BOOST_TEST(must_load(webauthn("")).config.webauthn_rp->origins == Texts{"https://example.org"},
             boost::test_tools::per_element());
  BOOST_TEST(must_load(webauthn(", origin: \"https://example.org:8443\"")).config.webauthn_rp->origins ==
                 Texts{"https://example.org:8443"},
             boost::test_tools::per_element());
  BOOST_TEST(problems_of(webauthn(", origin: \"https://a\", origins: [\"https://b\"]"))
                 .ends_with("selfservice.methods.webauthn.config.rp.origin: stands beside origins; keep origins"));
  BOOST_TEST(problems_of(webauthn(", origins: [example.org]")).find("\"example.org\" is no origin; allowed: ") !=
             std::string::npos);
  BOOST_TEST(problems_of(with_method("webauthn: { enabled: true }"))
                 .ends_with("selfservice.methods.webauthn.config: is missing: webauthn.enabled needs config.rp with id "
                            "and display_name"));
  BOOST_TEST(problems_of(with_method("webauthn: { enabled: true, config: { rp: { id: a.example } } }"))
                 .ends_with("rp.display_name: is missing: rp needs id and display_name"));
  BOOST_TEST(must_load(with_method("webauthn: { enabled: true, config: { passwordless: true } }")).warnings.size() ==
             1u);
  const config::Config passkey =
      must_load(with_method("passkey: { enabled: true, config: { " + rp +
                            " }, authenticator_selection: { attachment: cross-platform } } }"))
          .config;
  BOOST_TEST(passkey.essentials.passkey_enabled);
  BOOST_TEST((passkey.passkey.attachment == config::Attachment::cross_platform));
  BOOST_TEST(passkey.passkey_rp->id == "example.org");
}

BOOST_AUTO_TEST_CASE(schemas) {
  const auto url = [](const std::string& text) { return problems_of(good_but("file://identity.schema.json", text)); };
  BOOST_TEST(url("https://h/s.json")
                 .ends_with("identity.schemas.0.url: Postern fetches nothing: save the schema beside this file "
                            "and write file://identity.schema.json"));
  BOOST_TEST(
      url("s.json").ends_with("\"s.json\" names no schema; allowed: file://PATH (relative to this file), base64://…"));
  BOOST_TEST(problems_of(good_but("id: default", "id: other"))
                 .ends_with("identity.default_schema_id: \"default\" is no id of identity.schemas; allowed: other"));
  const std::string entry = "    - { id: default, url: \"file://identity.schema.json\" }\n";
  BOOST_TEST(
      problems_of(kGood + entry).ends_with("identity.schemas.1.id: \"default\" is the id of an earlier schema, too"));
}

BOOST_AUTO_TEST_CASE(hashers) {
  BOOST_TEST(must_load(good_with("hashers: { bcrypt: { cost: 4 } }\n")).config.hashers.bcrypt_cost == 12);
  BOOST_TEST(must_load(good_with("hashers: { bcrypt: { cost: 13 } }\n")).config.hashers.bcrypt_cost == 13);
  BOOST_TEST(problems_of(good_with("hashers: { argon2: { memory: 16KB, parallelism: 4 } }\n")) ==
             "kratos.yml:10:30: hashers.argon2.memory: is too little for 4 lanes; allowed: 32KB or more");
}

BOOST_AUTO_TEST_CASE(hooks) {
  const auto hook = [](const std::string& list) {
    return with_selfservice("  flows: { login: { after: { hooks: " + list + " } } }\n");
  };
  const config::Loaded good = must_load(hook("[{ hook: revoke_active_sessions }]"));
  BOOST_TEST(good.config.login_hooks.lists.at(0).second.at(0) == "revoke_active_sessions");
  BOOST_TEST(good.warnings.empty());
  BOOST_TEST(to_string(must_load(hook("[{ hook: web_hook, config: { url: x } }]")).warnings.at(0))
                 .ends_with("the hook `web_hook` is not run: Postern does not have it"));
  BOOST_TEST(
      problems_of(hook("[{ hook: session }]")).find("\"session\" is no hook here; allowed: revoke_active_sessions, ") !=
      std::string::npos);
  BOOST_TEST(problems_of(hook("[session]")).find("entry 1 must be an object that names its `hook`") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(cookies) {
  const config::Essentials e = must_load(good_with("cookies: { domain: example.org, path: /a, same_site: Strict }\n"
                                                   "session: { cookie: { path: /b } }\n"))
                                   .config.essentials;
  BOOST_TEST(e.session_cookie.domain == "example.org");
  BOOST_TEST(e.session_cookie.path == "/b");
  BOOST_TEST((e.session_cookie.same_site == config::SameSite::strict));
  BOOST_TEST(problems_of(good_with("cookies: { domain: \"a; Secure\" }\n"))
                 .ends_with("cookies.domain: is no domain; allowed: a name as example.org"));
  BOOST_TEST(problems_of(good_with("cookies: { path: a }\n")).find("cookies.path: is no path") != std::string::npos);
  BOOST_TEST(problems_of(good_with("session: { cookie: { name: \"a=b\" } }\n")).find("is no cookie name") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(origins_and_proxies) {
  const std::string head = "serve: { public: { base_url: \"https://example.org/\", cors: { allowed_origins: ";
  const auto origins = [&](const std::string& list) {
    return good_but("serve: { public: { base_url: \"https://example.org/auth/\" } }", head + list + " } } }");
  };
  BOOST_TEST(
      must_load(origins("[\"https://*.a.example\", \"https://*.com\"]")).config.essentials.cors.allowed_origins ==
          Texts{"https://*.a.example"},
      boost::test_tools::per_element());
  BOOST_TEST(problems_of(origins("[a.example]")).find("\"a.example\" is no origin; allowed: *, ") != std::string::npos);
  BOOST_TEST(problems_of(origins("[\"https://a\", \"https://a\"]")).find("entry 2 stands there twice") !=
             std::string::npos);
  BOOST_TEST(problems_of(good_with("postern: { trusted_proxies: [10.0.0.0/8, \"fd00::/8\", ::1, 127.0.0.1] }\n")) ==
             "loads");
  for (const char* bad : {"10.0.0.0/33", "localhost", "10.0.0", "::1/129", "10.0.0.0/x"}) {
    BOOST_TEST(problems_of(good_with("postern: { trusted_proxies: [\"" + std::string(bad) + "\"] }\n"))
                       .find("is no address") != std::string::npos,
               bad);
  }
}

// One warning a line for what Postern does not have, none for what makes no difference.
BOOST_AUTO_TEST_CASE(kratos_features_are_accepted) {
  const config::Loaded loaded = must_load(good_but(
      "selfservice:\n",
      R"(courier: { smtp: { connection_uri: "smtps://u:hidden-password@h/" }, template_override_path: /t, message_retries: 5 }
oauth2_provider: { url: "https://hydra:4445" }
tracing: { provider: jaeger }
version: v1.3.0
dev: false
log: { level: debug, format: json, leak_sensitive_values: false }
preview: { anything: [1, 2] }
database: { cleanup: { batch_size: 10, other: 1 } }
feature_flags: { faster_session_extend: true }
selfservice:
  flows:
    recovery: { enabled: true, use: code, ui_url: /recovery }
    verification: { enabled: false }
  methods:
    code: { enabled: true, passwordless_enabled: true, something_new: 1 }
    link: { enabled: true }
    oidc: { enabled: true, config: { providers: [{ id: g, client_secret: hidden-secret }] } }
)"));
  Texts keys;
  for (const config::Problem& warning : loaded.warnings) {
    keys.push_back(warning.key);
    BOOST_TEST(to_string(warning).find("hidden-") == std::string::npos);
  }
  BOOST_TEST(loaded.config.mail.smtp_uri == "smtps://u:hidden-password@h/");
  const Texts expected{"courier.template_override_path",
                       "oauth2_provider",
                       "tracing",
                       "log.level",
                       "selfservice.flows.recovery.enabled",
                       "selfservice.methods.code.passwordless_enabled",
                       "selfservice.methods.link.enabled",
                       "selfservice.methods.oidc.enabled"};
  BOOST_TEST(keys == expected, boost::test_tools::per_element());
  for (const config::EffectiveValue& value : loaded.effective)
    BOOST_TEST(value.value.find("hidden-") == std::string::npos, value.key);
  BOOST_TEST(problems_of(with_method("code: { passwordless_enabled: true, mfa_enabled: true }"))
                 .ends_with("selfservice.methods.code.mfa_enabled: excludes passwordless_enabled; keep one"));
}

BOOST_AUTO_TEST_SUITE_END()
