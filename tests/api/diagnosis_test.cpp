// Each thing that can be wrong, alone: found, with its verdict, and naming the key or file to change.
#include "api/diagnosis.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "tests/config/fixture.h"
#include "tests/store/fixture.h"

using api::Finding;
using api::Findings;
using config_test::Folder;
using Verdict = Finding::Verdict;

namespace {

const std::string kSecrets = R"(secrets:
  default: [ "q8Zk2LwX9vB4nT7rY1mC5pD3sF6gH0jK" ]
  cipher: [ "W4eR7tY2uI9oP1aS6dF3gH8jK5lZ0xCv" ]
)";
const std::string kSound = R"(dsn: sqlite://db.sqlite?_fk=true
selfservice:
  default_browser_return_url: /
  allowed_return_urls: ["https://auth.example.org/"]
  methods:
    totp: { enabled: true }
    lookup_secret: { enabled: true }
    webauthn: { enabled: true, config: { rp: { id: example.org, display_name: E, origins: ["https://auth.example.org"] } } }
serve: { public: { base_url: "https://auth.example.org/" } }
identity: { schemas: [ { id: default, url: "file://identity.schema.json" } ] }
)" + kSecrets;

// The sound configuration with one text replaced, and more lines.
Findings of(const std::string& old_text, const std::string& new_text, const std::string& more = "") {
  std::string text = kSound;
  const std::size_t at = text.find(old_text);
  BOOST_REQUIRE(at != std::string::npos);
  return api::diagnose_config(config_test::must_load(text.replace(at, old_text.size(), new_text) + more));
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Exactly one finding that is not ok: its verdict, a part of what was found, a part of what to change.
void expect_one(const Findings& findings, Verdict verdict, const std::string& found, const std::string& change) {
  std::size_t bad = 0;
  for (const Finding& finding : findings) {
    if (finding.verdict == Verdict::ok) continue;
    ++bad;
    BOOST_TEST_CONTEXT(finding.name << ": " << finding.found << " -> " << finding.change) {
      BOOST_TEST((finding.verdict == verdict));
      BOOST_TEST(holds(finding.found, found));
      BOOST_TEST(holds(finding.change, change));
    }
  }
  BOOST_TEST(bad == 1U, "expected one finding with: " << found);
}

void expect_content(const Findings& findings) {
  for (const Finding& finding : findings) {
    BOOST_TEST((finding.verdict == Verdict::ok), finding.name << ": " << finding.found);
    BOOST_TEST(finding.change.empty());
  }
}

constexpr auto kNow = base::Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 1));

store::Health healthy() {
  store::Health health;
  health.path = "/srv/db.sqlite";
  health.present = true;
  health.version = health.min_reader = health.known = 5;
  health.journal_mode = "wal";
  health.integrity = "ok";
  health.free_bytes = 1LL << 40;
  return health;
}

}  // namespace

BOOST_AUTO_TEST_CASE(diagnosis_a_sound_configuration) {
  const Findings findings = of("", "");
  expect_content(findings);
  BOOST_TEST(findings.size() >= 8U);
  BOOST_TEST(!api::has_wrong(findings));
}

BOOST_AUTO_TEST_CASE(diagnosis_http_without_s) {
  const Findings findings = of("base_url: \"https://", "base_url: \"http://");
  BOOST_TEST(api::has_wrong(findings));
  const auto address = std::ranges::find(findings, "address", &Finding::name);
  BOOST_TEST(holds(address->found, "no https"));
  BOOST_TEST(holds(address->change, "`serve.public.base_url`: https://auth.example.org/"));
}

BOOST_AUTO_TEST_CASE(diagnosis_no_address) {
  const Findings findings = of("serve: { public: { base_url: \"https://auth.example.org/\" } }\n", "");
  const auto address = std::ranges::find(findings, "address", &Finding::name);
  BOOST_REQUIRE((address != findings.end()));
  BOOST_TEST((address->verdict == Verdict::wrong));
  BOOST_TEST(holds(address->found, "serve.public.base_url"));
}

BOOST_AUTO_TEST_CASE(diagnosis_relying_party) {
  expect_one(of("id: example.org", "id: example.com"), Verdict::wrong, "neither auth.example.org nor a parent",
             "rp.id");
  expect_one(of("id: example.org", "id: org"), Verdict::wrong, "a suffix under which anybody", "rp.id");
  expect_one(of("id: example.org", "id: xample.org"), Verdict::wrong, "neither", "rp.id");
  expect_one(of("\"https://auth.example.org\"]", "\"https://example.org\"]"), Verdict::wrong,
             "only https://example.org", "rp.origins");
  expect_one(of(", origins: [\"https://auth.example.org\"]", ""), Verdict::wrong, "only https://example.org",
             "rp.origins");
  expect_one(of("\"https://auth.example.org\"]", "\"https://auth.example.org\", \"https://auth.example.org/x\"]"),
             Verdict::wrong, "has a path", "rp.origins");
  expect_one(of("\"https://auth.example.org\"]", "\"https://auth.example.org\", \"http://example.org\"]"),
             Verdict::wrong, "no secure page", "rp.origins");
  expect_one(of("\"https://auth.example.org\"]", "\"https://auth.example.org\", \"https://example.net\"]"),
             Verdict::hint, "related origins", "rp.origins");
  expect_content(of("\"https://auth.example.org\"]", "\"https://auth.example.org:443\"]"));
}

BOOST_AUTO_TEST_CASE(diagnosis_an_address_has_no_keys) {
  const Findings findings = of("base_url: \"https://auth.example.org/\"", "base_url: \"https://192.0.2.7/\"");
  BOOST_TEST(std::ranges::any_of(findings, [](const Finding& f) { return holds(f.found, "keys belong to a domain"); }));
}

BOOST_AUTO_TEST_CASE(diagnosis_cookies) {
  const auto with = [](const std::string& values) { return of("", "", "cookies: " + values + "\n"); };
  const auto of_session = [](const std::string& cookie) { return of("", "", "session: { cookie: " + cookie + " }\n"); };
  expect_one(of_session("{ domain: example.com }"), Verdict::wrong, "not above auth.example.org",
             "`session.cookie.domain`");
  expect_one(of_session("{ domain: h.example.org }"), Verdict::wrong, "not above", "`session.cookie.domain`");
  expect_one(of_session("{ domain: org }"), Verdict::wrong, "top level", "`session.cookie.domain`");
  expect_one(of_session("{ path: /other }"), Verdict::wrong, "never see it", "`session.cookie.path`");
  expect_one(of_session("{ secure: \"false\" }"), Verdict::wrong, "plain http", "`session.cookie.secure`");
  expect_content(of_session("{ domain: example.org }"));
  expect_content(with("{ domain: .example.org, path: / }"));
}

BOOST_AUTO_TEST_CASE(diagnosis_levels_and_methods) {
  const auto asks = [](const std::string& whoami) {
    return of("", "", "session: { whoami: { required_aal: " + whoami + " } }\n");
  };
  expect_content(asks("aal1"));
  expect_one(asks("aal2"), Verdict::hint, "less than the site itself",
             "`selfservice.flows.settings.required_aal`: aal2");
  expect_one(of("  methods:\n", "  flows: { settings: { required_aal: aal1 } }\n  methods:\n",
                "session: { whoami: { required_aal: aal1 } }\n"),
             Verdict::hint, "the settings aal1", "`selfservice.flows.settings.required_aal`");
  expect_one(of("  methods:\n", "  methods:\n    password: { enabled: false }\n"), Verdict::wrong, "nobody can sign in",
             "selfservice.methods.password.enabled");
}

BOOST_AUTO_TEST_CASE(diagnosis_rules_of_the_gate) {
  expect_one(of("", "", "postern: { gate: { rules: [ { path: /a, methods: [passkey, totp] } ] } }\n"), Verdict::hint,
             "/a takes passkey", "`postern.gate.rules.0.methods`");
}

BOOST_AUTO_TEST_CASE(diagnosis_secrets) {
  const std::string mine = "q8Zk2LwX9vB4nT7rY1mC5pD3sF6gH0jK";
  expect_one(of(mine, "PLEASE-CHANGE-ME-I-AM-VERY-INSECURE"), Verdict::wrong, "secrets.default", "secrets generate");
  expect_one(of(mine, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), Verdict::wrong, "secrets.default", "secrets generate");
  expect_one(of(mine, "q8Zk2LwX9vB4nT7rY1mC"), Verdict::hint, "less than 32", "`secrets.default`");
  expect_one(of("  cipher: [ \"W4eR7tY2uI9oP1aS6dF3gH8jK5lZ0xCv\" ]\n", ""), Verdict::hint, "secrets.cipher is not set",
             "`secrets.cipher`");
  for (const Finding& finding : of(mine, "PLEASE-CHANGE-ME-I-AM-VERY-INSECURE")) {
    BOOST_TEST(!holds(finding.found + finding.change, "PLEASE"));
  }
}

BOOST_AUTO_TEST_CASE(diagnosis_everybody_is_trusted) {
  expect_one(of("", "", "postern: { trusted_proxies: [ \"0.0.0.0/0\" ] }\n"), Verdict::wrong, "trusts everybody",
             "`postern.trusted_proxies`");
}

BOOST_AUTO_TEST_CASE(diagnosis_database) {
  expect_content(api::diagnose_database(healthy()));
  store::Health health = healthy();
  health.present = false;
  expect_one(api::diagnose_database(health), Verdict::wrong, "missing", "`dsn`");
  health = healthy();
  health.trouble = "disk I/O error";
  expect_one(api::diagnose_database(health), Verdict::wrong, "disk I/O error", "belong to");
  health = healthy();
  health.integrity = "*** in database main ***";
  expect_one(api::diagnose_database(health), Verdict::wrong, "is damaged", "postern backup");
  health = healthy();
  health.min_reader = health.version = 9;
  expect_one(api::diagnose_database(health), Verdict::wrong, "of version 9", "newer executables");
  health.min_reader = 5;
  expect_content(api::diagnose_database(health));
  health.version = 4;
  expect_one(api::diagnose_database(health), Verdict::hint, "of version 4", "upgrades");
  health.version = 0;
  expect_one(api::diagnose_database(health), Verdict::wrong, "no tables", "postern migrate");
}

BOOST_AUTO_TEST_CASE(diagnosis_place_of_the_database) {
  store::Health health = healthy();
  health.local = false;
  health.file_system = "NFS";
  expect_one(api::diagnose_database(health), Verdict::wrong, "WAL on NFS", "`dsn`");
  health.journal_mode = "delete";
  expect_one(api::diagnose_database(health), Verdict::hint, "on NFS", "`dsn`");
  health = healthy();
  health.free_bytes = 1 << 20;
  expect_one(api::diagnose_database(health), Verdict::wrong, "1 MiB", "make room");
  health.free_bytes = 100 << 20;
  expect_one(api::diagnose_database(health), Verdict::hint, "100 MiB", "make room");
}

BOOST_AUTO_TEST_CASE(diagnosis_clock) {
  using namespace std::chrono_literals;
  expect_content(api::diagnose_clock(kNow, kNow - 1h, kNow + 5s));
  expect_content(api::diagnose_clock(kNow, std::nullopt, std::nullopt));
  expect_one(api::diagnose_clock(base::Time{}, std::nullopt, std::nullopt), Verdict::wrong, "1970", "NTP");
  expect_one(api::diagnose_clock(kNow, kNow + 3h, std::nullopt), Verdict::wrong, "3 h from now", "NTP");
  expect_one(api::diagnose_clock(kNow, kNow, kNow + 30s), Verdict::hint, "30 s behind", "NTP");
  expect_one(api::diagnose_clock(kNow, kNow, kNow - 10min), Verdict::wrong, "10 min ahead of", "NTP");
}

BOOST_AUTO_TEST_CASE(diagnosis_files) {
  const Folder folder;
  const std::string path = folder.file("kratos.yml");
  folder.write("kratos.yml", kSound);
  folder.write("db.sqlite", "x");
  for (const char* name : {"kratos.yml", "db.sqlite"}) ::chmod(folder.file(name).c_str(), 0600);
  const auto loaded = config::load(path, {});
  BOOST_REQUIRE(loaded.ok());
  const config::Config& config = loaded.value().config;
  const auto look = [&] {
    Findings findings = api::diagnose_files(path, config);  // where the temporary folder lies is another's matter
    std::erase_if(findings, [](const Finding& finding) { return holds(finding.found, "above it"); });
    return findings;
  };
  expect_content(look());
  ::chmod(folder.file("db.sqlite").c_str(), 0644);
  expect_one(look(), Verdict::wrong, "db.sqlite", "chmod 600 " + folder.file("db.sqlite"));
  ::chmod(folder.file("db.sqlite").c_str(), 0600);
  ::chmod(folder.path.c_str(), 0755);
  expect_one(look(), Verdict::hint, "0755", "chmod 700");
  ::chmod(folder.path.c_str(), 0777);
  expect_one(look(), Verdict::wrong, "0777", "chmod 700");
  ::chmod(folder.path.c_str(), 0700);
  folder.write("setup.txt.refused", "x");
  ::chmod(folder.file("setup.txt.refused").c_str(), 0600);
  expect_one(look(), Verdict::hint, "setup.txt.refused", "delete");
}

BOOST_AUTO_TEST_CASE(diagnosis_mail) {
  config::Mail mail;
  expect_content(api::diagnose_mail(mail, healthy(), kNow));
  mail.sendmail = "/bin/true";
  expect_content(api::diagnose_mail(mail, healthy(), kNow));
  store::Health health = healthy();
  health.waiting_mails = 1;
  health.oldest_mail = kNow - std::chrono::minutes(59);
  expect_content(api::diagnose_mail(mail, health, kNow));
  health.waiting_mails = 3;
  health.oldest_mail = kNow - std::chrono::minutes(150);
  health.mail_trouble = "the mail server does not answer";
  expect_one(api::diagnose_mail(mail, health, kNow), Verdict::wrong,
             "3 mails wait, the oldest for 2 hours: the mail server does not answer", "postern mail list");
  mail.sendmail = "no-such-program";
  expect_one(api::diagnose_mail(mail, healthy(), kNow), Verdict::wrong, "there is no program no-such-program",
             "`postern.mail.sendmail`");
}

BOOST_AUTO_TEST_CASE(diagnosis_a_database_that_is_there) {
  store_test::Folder folder;
  const store::Health none = store::examine(folder.path + "/none.sqlite", store::Depth::whole);
  BOOST_TEST(!none.present);
  BOOST_TEST(none.free_bytes > 0);
  store::Db::create_or_migrate({.path = folder.path + "/db.sqlite"});
  const store::Health health = store::examine(folder.path + "/db.sqlite", store::Depth::whole);
  BOOST_TEST(health.trouble == "");
  BOOST_TEST(health.version == health.known);
  BOOST_TEST(health.integrity == "ok");
  BOOST_TEST(!health.newest.has_value());
}
