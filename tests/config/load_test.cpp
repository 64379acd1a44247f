// One good configuration, then one test per way to spoil it, naming the exact problem.
// contract: A1.1 A1.2 A1.3
#include "config/load.h"

#include <boost/test/unit_test.hpp>

#include "config/parse_value.h"
#include "config/shape.h"
#include "fixture.h"

using namespace config_test;
using std::chrono::hours;
using std::chrono::minutes;

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(defaults_are_kratos_except_the_listed_ones) {
  const config::Loaded loaded = must_load(kGood);
  const config::Config& c = loaded.config;
  const config::Essentials& e = c.essentials;
  BOOST_TEST(loaded.warnings.empty());
  BOOST_TEST(e.base_url == "https://example.org/auth/");
  BOOST_TEST(e.sqlite_path == "/etc/postern/db.sqlite");
  BOOST_TEST(e.data_dir == "/etc/postern");
  BOOST_TEST(c.schemas.at(0).url == "file:///etc/postern/identity.schema.json");
  BOOST_TEST(c.default_browser_return_url == "https://example.org/");
  BOOST_TEST(c.login_ui_url == "https://example.org/auth/login");
  BOOST_TEST(c.settings_ui_url == "https://example.org/auth/settings");
  BOOST_TEST(c.registration_ui_url == "https://example.org/auth/registration");
  BOOST_TEST(e.error_ui_url == "https://example.org/auth/error");
  BOOST_TEST(e.session_cookie.secure);
  BOOST_TEST(e.cookies.secure);
  BOOST_TEST((e.cookies.same_site == config::SameSite::lax));
  BOOST_TEST((e.session_cookie.same_site == config::SameSite::lax));
  BOOST_TEST(e.session_cookie.path == "/");
  BOOST_TEST(e.session_cookie_name == "ory_kratos_session");
  BOOST_TEST((e.whoami_aal == config::RequiredAal::highest_available));
  BOOST_TEST((e.settings_aal == config::RequiredAal::highest_available));
  BOOST_TEST((e.session_lifespan == hours(24)));
  BOOST_TEST(e.password_enabled);
  BOOST_TEST(e.profile_enabled);
  BOOST_TEST(!e.totp_enabled);
  BOOST_TEST(!e.lookup_secret_enabled);
  BOOST_TEST(!e.webauthn_enabled);
  BOOST_TEST(!e.cacheable_sessions_max_age.has_value());
  BOOST_TEST(e.cors.allowed_origins == std::vector<std::string>{"*"}, boost::test_tools::per_element());
  BOOST_TEST(e.cors.allowed_methods.size() == 5u);
  BOOST_TEST(e.body_bytes == 5u << 20);
  BOOST_TEST((c.privileged_session_max_age == hours(1)));
  BOOST_TEST(c.min_password_length == 8);
  BOOST_TEST(!c.haveibeenpwned_enabled);
  BOOST_TEST(c.haveibeenpwned_host == "api.pwnedpasswords.com");
  BOOST_TEST(c.max_breaches == 0);
  BOOST_TEST(c.ignore_network_errors);
  BOOST_TEST(c.totp_issuer == "example.org");
  BOOST_TEST((c.hashers.algorithm == config::Hashers::Algorithm::bcrypt));
  BOOST_TEST(c.hashers.bcrypt_cost == 12);
  BOOST_TEST(c.hashers.argon2.memory_kib == 131072u);
  BOOST_TEST(c.hashers.argon2.parallelism >= 2u);
  BOOST_TEST((c.registration_style == config::RegistrationStyle::profile_first));
}

BOOST_AUTO_TEST_CASE(the_block_of_the_guide) {
  const config::Loaded loaded = must_load(good_but("selfservice:\n", R"(session:
  whoami: { required_aal: aal1 }
selfservice:
  flows:
    settings: { required_aal: highest_available }
  methods:
    totp: { config: { issuer: ExampleIssuerForSelfHosted.com }, enabled: true }
    lookup_secret: { enabled: true }
)"));
  BOOST_TEST((loaded.config.essentials.whoami_aal == config::RequiredAal::aal1));
  BOOST_TEST((loaded.config.essentials.settings_aal == config::RequiredAal::highest_available));
  BOOST_TEST(loaded.config.essentials.totp_enabled);
  BOOST_TEST(loaded.config.essentials.lookup_secret_enabled);
  BOOST_TEST(loaded.config.totp_issuer == "ExampleIssuerForSelfHosted.com");
  BOOST_TEST(effective(loaded, "selfservice.methods.totp.enabled") == "true </etc/postern/kratos.yml:8>");
  BOOST_TEST(effective(loaded, "selfservice.methods.profile.enabled") == "true <default>");
  BOOST_TEST(effective(loaded, "cookies.secure") == "true <default>");
  BOOST_TEST(effective(loaded, "secrets.default") == "(hidden) </etc/postern/kratos.yml:13>");
}

BOOST_AUTO_TEST_CASE(unknown_keys_name_the_nearest) {
  BOOST_TEST(problems_of(good_with("session: { whoami: { required_all: aal1 } }\n")) ==
             "kratos.yml:10:22: session.whoami.required_all: unknown key; did you mean `required_aal`? Allowed here: "
             "required_aal, tokenizer");
  BOOST_TEST(problems_of(good_with("cookie: {}\n"))
                 .starts_with("kratos.yml:10:1: cookie: unknown key; did you mean `cookies`?"));
  // Not near any sibling, but a key elsewhere.
  BOOST_TEST(problems_of(good_with("session: { required_aal: aal1 }\n"))
                 .starts_with("kratos.yml:10:12: session.required_aal: unknown key; did you mean "
                              "`selfservice.flows.settings.required_aal`? Allowed here: cookie, "));
  BOOST_TEST(problems_of(good_with("session: { zzzzzz: 1 }\n"))
                 .starts_with("kratos.yml:10:12: session.zzzzzz: unknown key. Allowed here: cookie, "));
  BOOST_TEST(config::edit_distance("required_all", "required_aal") == 1u);
  BOOST_TEST(config::edit_distance("", "abc") == 3u);
  BOOST_TEST(config::edit_distance("totp", "topt") == 1u);
}

BOOST_AUTO_TEST_CASE(wrong_types) {
  BOOST_TEST(problems_of(good_with("session: { cookie: { persistent: \"true\" } }\n")) ==
             "kratos.yml:10:34: session.cookie.persistent: must be true or false, without quotes, but is a string");
  BOOST_TEST(problems_of(good_with("session: aal1\n")) ==
             "kratos.yml:10:10: session: must be an object, but is a string");
  BOOST_TEST(problems_of(good_with("session:\n")) == "loads");  // everything below it commented out
  BOOST_TEST(
      problems_of(good_with("session: { lifespan: }\n")) ==
      "kratos.yml:10:22: session.lifespan: must be a duration such as 1h30m or 15m, but is empty; remove the key or "
      "give it a value");
  BOOST_TEST(problems_of(good_with("hashers: { bcrypt: { cost: many } }\n")) ==
             "kratos.yml:10:28: hashers.bcrypt.cost: must be a whole number, but is a string");
  BOOST_TEST(problems_of(good_with("hashers: { bcrypt: { cost: 32 } }\n")) ==
             "kratos.yml:10:28: hashers.bcrypt.cost: is 32; allowed: from 4 to 31");
  BOOST_TEST(
      problems_of(good_with("session: { whoami: { required_aal: aal3 } }\n")) ==
      "kratos.yml:10:36: session.whoami.required_aal: \"aal3\" is not allowed; allowed: aal1, highest_available, aal2");
  BOOST_TEST(problems_of(good_with("session: { cookie: { name: 12 } }\n")) ==
             "kratos.yml:10:28: session.cookie.name: must be a string, but is a number: put it in quotes");
  BOOST_TEST(problems_of(good_but("[ a-secret-of-the-test-suite ]", "a-secret-of-the-test-suite")) ==
             "kratos.yml:6:12: secrets.default: must be a list of strings, but is a string");
}

BOOST_AUTO_TEST_CASE(secure_is_a_string_as_in_kratos) {
  BOOST_TEST(problems_of(good_with("cookies: { secure: true }\n")) ==
             "kratos.yml:10:20: cookies.secure: must be a string, but is a boolean: write \"true\" with the quotes");
  BOOST_TEST(problems_of(good_with("cookies: { secure: \"yes\" }\n")) ==
             "kratos.yml:10:20: cookies.secure: \"yes\" is neither \"true\" nor \"false\"");
  BOOST_TEST(!must_load(good_with("cookies: { secure: \"false\" }\n")).config.essentials.cookies.secure);
  // session.cookie.secure does not fall back to cookies.secure.
  BOOST_TEST(must_load(good_with("cookies: { secure: \"false\" }\n")).config.essentials.session_cookie.secure);
  BOOST_TEST(!must_load(kGood, {{"SESSION_COOKIE_SECURE", "false"}}).config.essentials.session_cookie.secure);
}

BOOST_AUTO_TEST_CASE(durations_and_sizes) {
  BOOST_TEST((config::parse_duration("1h30m") == minutes(90)));
  BOOST_TEST((config::parse_duration("0s") == minutes(0)));
  BOOST_TEST((config::parse_duration("1500ns") == std::chrono::microseconds(1)));
  for (const char* bad : {"", "1", "h", "1d", "-1h", "1.5h", "1h ", "1h30", "9999999999h"}) {
    BOOST_TEST(!config::parse_duration(bad).has_value(), bad);
  }
  BOOST_TEST(config::parse_size("64KB").value() == 65536);
  BOOST_TEST(config::parse_size("1GB").value() == 1 << 30);
  for (const char* bad : {"", "64", "KB", "64 KB", "64kb", "1.5MB", "99999999999TB"}) {
    BOOST_TEST(!config::parse_size(bad).has_value(), bad);
  }
  BOOST_TEST(
      problems_of(good_with("session: { lifespan: 1d }\n")) ==
      "kratos.yml:10:22: session.lifespan: \"1d\" is no duration; allowed: whole numbers with a unit (ns us ms s m h), "
      "as in 1h30m or 15m");
  BOOST_TEST(problems_of(good_with("session: { lifespan: 60 }\n")) ==
             "kratos.yml:10:22: session.lifespan: must be a duration such as 1h30m or 15m, but is a number");
  BOOST_TEST(
      problems_of(good_with("hashers: { argon2: { memory: 1KB } }\n")) ==
      "kratos.yml:10:30: hashers.argon2.memory: \"1KB\" is out of range; allowed: from 8192 to 1099511627776 bytes");
}

BOOST_AUTO_TEST_CASE(missing_required_keys) {
  BOOST_TEST(problems_of(good_but("secrets:\n  default: [ a-secret-of-the-test-suite ]\n", "")) ==
             "kratos.yml:1:1: secrets.default: is missing: the first signs, all verify; make one with `postern secrets "
             "generate`");
  BOOST_TEST(problems_of(good_but("dsn: sqlite://db.sqlite?_fk=true\n", ""))
                 .starts_with("kratos.yml:1:1: dsn: is missing: the database: sqlite://PATH"));
  BOOST_TEST(problems_of(good_but("  default_browser_return_url: /\n", "  flows: {}\n"))
                 .starts_with("kratos.yml:3:3: selfservice.default_browser_return_url: is missing"));
  BOOST_TEST(problems_of(good_but("    - { id: default, url: \"file://identity.schema.json\" }\n",
                                  "    - { id: default }\n")) == "kratos.yml:9:7: identity.schemas.0.url: is missing");
  // All of them at once.
  const std::string all = problems_of("");
  for (const char* key : {"dsn", "secrets.default", "selfservice.default_browser_return_url", "identity.schemas"}) {
    BOOST_TEST(all.find(std::string(key) + ": is missing") != std::string::npos, key);
  }
}

BOOST_AUTO_TEST_CASE(secrets) {
  BOOST_TEST(problems_of(good_but("a-secret-of-the-test-suite", "short")) ==
             "kratos.yml:6:12: secrets.default: entry 1 has 5 characters; allowed: 16 or more; `postern secrets "
             "generate` makes one");
  BOOST_TEST(
      problems_of(good_but("[ a-secret-of-the-test-suite ]", "[]")) ==
      "kratos.yml:6:12: secrets.default: is empty: one entry of 16 or more characters is needed; make it with `postern "
      "secrets generate`");
  BOOST_TEST(problems_of(good_but("[ a-secret-of-the-test-suite ]", "[ sixteen-or-more-1, sixteen-or-more-1 ]")) ==
             "kratos.yml:6:12: secrets.default: entry 2 stands there twice");
  BOOST_TEST(problems_of(good_but("secrets:\n", "secrets:\n  cipher: [ thirty-one-characters-are-bad-- ]\n")) ==
             "kratos.yml:6:11: secrets.cipher: entry 1 has 31 characters; allowed: exactly 32; `postern secrets "
             "generate` makes one");
  BOOST_TEST(
      problems_of(good_with("ciphers: { algorithm: aes }\n"))
          .ends_with(
              "secrets.cipher: one entry of exactly 32 characters is needed; make it with `postern secrets generate`"));
}

BOOST_AUTO_TEST_CASE(databases) {
  const auto dsn = [](const std::string& text) { return good_but("sqlite://db.sqlite?_fk=true", text); };
  BOOST_TEST(must_load(dsn("sqlite:///var/lib/p.db?_fk=true&mode=rwc")).config.essentials.sqlite_path ==
             "/var/lib/p.db");
  BOOST_TEST(must_load(dsn("sqlite://file:../p.db")).config.essentials.sqlite_path == "/etc/p.db");
  BOOST_TEST(problems_of(dsn("memory")) ==
             "kratos.yml:1:6: dsn: a database in memory ends with each process; name a file, as in sqlite://db.sqlite");
  BOOST_TEST(problems_of(dsn("\"sqlite://file::memory:?_fk=true\"")) == problems_of(dsn("memory")));
  BOOST_TEST(problems_of(dsn("postgres://u:p@h/d")) ==
             "kratos.yml:1:6: dsn: \"postgres\" is no database that Postern speaks; allowed: sqlite://PATH, as in "
             "sqlite://db.sqlite");
  BOOST_TEST(problems_of(dsn("sqlite://?_fk=true")) ==
             "kratos.yml:1:6: dsn: names no file; allowed: sqlite://PATH, as in sqlite://db.sqlite");
}

BOOST_AUTO_TEST_CASE(yaml_itself) {
  BOOST_TEST(problems_of(good_with("session: {}\nsession: {}\n")) ==
             "kratos.yml:11:1: `session` stands here twice; keep one");
  BOOST_TEST(problems_of(good_with("a: b: c\n")).starts_with("kratos.yml:10:5: not YAML: "));
  BOOST_TEST(problems_of(kGood + "---\n" + kGood).find("more than one document") != std::string::npos);
  BOOST_TEST(problems_of("[1]").starts_with("kratos.yml:1:1: must be an object, but is a list"));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  BOOST_TEST(problems_of(bomb).find("the document is too large") != std::string::npos);
  // Anchors and merges, as Kratos' readers resolve them.
  const auto merged =
      must_load(good_with("session: &s { lifespan: 2h }\n"
                          "feature_flags: { cacheable_sessions_max_age: 5m }\n"
                          "cookies: { <<: { path: /a, same_site: None }, path: /b }\n"));
  BOOST_TEST(merged.config.essentials.cookies.path == "/b");
  BOOST_TEST((merged.config.essentials.cookies.same_site == config::SameSite::none));
  BOOST_TEST((merged.config.essentials.cacheable_sessions_max_age == minutes(5)));
}

BOOST_AUTO_TEST_SUITE_END()
