#include "config/cache.h"

#include <boost/test/unit_test.hpp>

#include "fixture.h"

using namespace config_test;

namespace {

const config::CacheKey kKey{"/etc/postern/kratos.yml", {1, 2, 3, 4, 5}, config::fingerprint({})};

// No member has its default, so that one which is not stored shows.
config::Essentials unusual() {
  return must_load(R"(dsn: sqlite://db.sqlite
selfservice:
  default_browser_return_url: /
  flows: { settings: { required_aal: aal1 }, error: { ui_url: /oops } }
  methods:
    password: { enabled: false }
    totp: { enabled: true }
    lookup_secret: { enabled: true }
    profile: { enabled: false }
    webauthn: { enabled: true, config: { passwordless: true, rp: { id: a.example, display_name: A } } }
    passkey: { enabled: true, config: { rp: { id: a.example, display_name: A } } }
serve:
  public:
    base_url: http://a.example/
    cors: { enabled: true, allowed_origins: [https://b.example], allowed_methods: [GET], allowed_headers: [A, B],
            exposed_headers: [], allow_credentials: false, max_age: 7 }
session: { lifespan: 5m, whoami: { required_aal: aal1 }, cookie: { name: n, persistent: false, domain: d, path: /p, same_site: None, secure: "true" } }
cookies: { domain: e, path: /q, same_site: Strict, secure: "false" }
feature_flags: { cacheable_sessions: true, cacheable_sessions_max_age: 3s }
secrets: { default: [a-secret-of-the-test-suite] }
identity: { schemas: [{ id: default, url: "base64://e30=" }] }
postern: { data_dir: data, trusted_proxies: [10.0.0.1], log_file: l, sqlite: { synchronous: normal, mmap_mb: 1 }, limits: { body_bytes: 2048 },
  gate: { group_trait: g, traits: [email], rules: [{ path: /a/ }, { host: B.example, aal: highest_available, max_age: 5m, methods: [totp], group: h }] } }
)")
      .config.essentials;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cache)

BOOST_AUTO_TEST_CASE(gives_back_every_member) {
  const std::string bytes = config::encode_cache(kKey, {unusual(), true});
  const std::optional<config::Cached> cached = config::decode_cache(kKey, bytes);
  BOOST_TEST_REQUIRE(cached.has_value());
  BOOST_TEST(cached->last_good);
  BOOST_TEST(config::encode_cache(kKey, *cached) == bytes);
  const config::Essentials& e = cached->essentials;
  BOOST_TEST(e.base_url == "http://a.example/");
  BOOST_TEST(e.sqlite_path == "/etc/postern/db.sqlite");
  BOOST_TEST(e.data_dir == "/etc/postern/data");
  BOOST_TEST((e.synchronous == config::Synchronous::normal));
  BOOST_TEST(e.mmap_mb == 1);
  BOOST_TEST(e.log_file == "/etc/postern/l");
  BOOST_TEST(e.trusted_proxies.at(0) == "10.0.0.1");
  BOOST_TEST(e.body_bytes == 2048u);
  BOOST_TEST((e.whoami_aal == config::RequiredAal::aal1));
  BOOST_TEST((e.settings_aal == config::RequiredAal::aal1));
  const std::array<bool, 7> enabled{e.password_enabled, e.totp_enabled,    e.lookup_secret_enabled, e.webauthn_enabled,
                                    e.passkey_enabled,  e.profile_enabled, e.webauthn_passwordless};
  BOOST_TEST(enabled == (std::array{false, true, true, true, true, false, true}), boost::test_tools::per_element());
  BOOST_TEST(e.session_cookie_name == "n");
  BOOST_TEST(!e.session_cookie_persistent);
  BOOST_TEST(e.session_cookie.domain == "d");
  BOOST_TEST(e.session_cookie.path == "/p");
  BOOST_TEST((e.session_cookie.same_site == config::SameSite::none));
  BOOST_TEST(e.session_cookie.secure);
  BOOST_TEST(e.cookies.domain == "e");
  BOOST_TEST(e.cookies.path == "/q");
  BOOST_TEST((e.cookies.same_site == config::SameSite::strict));
  BOOST_TEST(!e.cookies.secure);
  BOOST_TEST((e.session_lifespan == std::chrono::minutes(5)));
  BOOST_TEST(e.cacheable_sessions);
  BOOST_TEST((e.cacheable_sessions_max_age == std::chrono::seconds(3)));
  BOOST_TEST(e.cors.enabled);
  BOOST_TEST(e.cors.allowed_origins.at(0) == "https://b.example");
  BOOST_TEST(e.cors.allowed_methods.at(0) == "GET");
  BOOST_TEST(e.cors.allowed_headers.size() == 2u);
  BOOST_TEST(e.cors.exposed_headers.empty());
  BOOST_TEST(!e.cors.allow_credentials);
  BOOST_TEST(e.cors.max_age == 7);
  BOOST_TEST(e.error_ui_url == "/oops");
}

BOOST_AUTO_TEST_CASE(is_void_for_anything_else) {
  const std::string bytes = config::encode_cache(kKey, {unusual(), false});
  const auto valid = [&](auto change) {
    config::CacheKey key = kKey;
    change(key);
    return config::decode_cache(key, bytes).has_value();
  };
  BOOST_TEST(valid([](config::CacheKey&) {}));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.path = "/etc/postern/other.yml"; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.stamp.device = 9; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.stamp.inode = 9; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.stamp.size = 9; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.stamp.modified_ns = 9; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.stamp.changed_ns = 9; }));
  BOOST_TEST(!valid([](config::CacheKey& key) { key.overrides = config::fingerprint({{"DSN", "sqlite://x"}}); }));
}

BOOST_AUTO_TEST_CASE(is_void_when_cut_or_longer) {
  const std::string bytes = config::encode_cache(kKey, {unusual(), false});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    BOOST_TEST_REQUIRE(!config::decode_cache(kKey, bytes.substr(0, length)).has_value(), length);
  }
  BOOST_TEST(!config::decode_cache(kKey, bytes + "x").has_value());
}

BOOST_AUTO_TEST_CASE(fingerprints_tell_environments_apart) {
  using config::fingerprint;
  BOOST_TEST(fingerprint({{"A", "1"}}) == fingerprint({{"A", "1"}}));
  BOOST_TEST(fingerprint({{"A", "1"}}) != fingerprint({{"A", "2"}}));
  BOOST_TEST(fingerprint({{"A", "1"}}) != fingerprint({}));
  BOOST_TEST(fingerprint({{"A", "1"}, {"B", ""}}) != fingerprint({{"A", ""}, {"B", "1"}}));
  BOOST_TEST(fingerprint({{"SECRETS_DEFAULT", "one-secret-of-16"}}) ==
             fingerprint({{"SECRETS_DEFAULT", "two-secret-of-16"}}));
  BOOST_TEST(fingerprint({{"SECRETS_DEFAULT", "short"}}) != fingerprint({{"SECRETS_DEFAULT", "longer"}}));
}

BOOST_AUTO_TEST_SUITE_END()
