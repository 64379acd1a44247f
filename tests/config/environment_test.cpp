// Contract A section 1.1: names, lists merged element by element, and what is refused instead of turned into false or
// 0.
// contract: A1.1
#include <boost/test/unit_test.hpp>

#include "fixture.h"

using namespace config_test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(environment)

BOOST_AUTO_TEST_CASE(each_type) {
  const config::Loaded loaded = must_load(kGood, {{"SERVE_PUBLIC_BASE_URL", "http://localhost:9090/"},
                                                  {"SELFSERVICE_METHODS_LOOKUP_SECRET_ENABLED", "T"},
                                                  {"SESSION_WHOAMI_REQUIRED_AAL", "aal1"},
                                                  {"SESSION_LIFESPAN", "2h"},
                                                  {"HASHERS_ARGON2_MEMORY", "64KB"},
                                                  {"HASHERS_ARGON2_PARALLELISM", "1"},
                                                  {"POSTERN_LIMITS_BODY_BYTES", "4096"},
                                                  {"POSTERN_DATA_DIR", "data"},
                                                  {"DSN", "sqlite:///tmp/other.db"}});
  const config::Essentials& e = loaded.config.essentials;
  BOOST_TEST(e.base_url == "http://localhost:9090/");
  BOOST_TEST(!e.cookies.secure);
  BOOST_TEST(loaded.config.login_ui_url == "http://localhost:9090/login");
  BOOST_TEST(e.lookup_secret_enabled);
  BOOST_TEST((e.whoami_aal == config::RequiredAal::aal1));
  BOOST_TEST((e.session_lifespan == std::chrono::hours(2)));
  BOOST_TEST(loaded.config.hashers.argon2.memory_kib == 64u);
  BOOST_TEST(e.body_bytes == 4096u);
  BOOST_TEST(e.data_dir == "/etc/postern/data");
  BOOST_TEST(e.sqlite_path == "/tmp/other.db");
  BOOST_TEST(effective(loaded, "session.lifespan") == "2h <environment SESSION_LIFESPAN>");
}

BOOST_AUTO_TEST_CASE(lists_merge_element_by_element) {
  const std::string file =
      good_but("  default_browser_return_url: /\n",
               "  default_browser_return_url: /\n  allowed_return_urls: [https://a/, https://b/, https://c/]\n");
  const auto urls = [&](const std::string& name, const std::string& value) {
    return must_load(file, {{name, value}}).config.allowed_return_urls;
  };
  const std::string name = "SELFSERVICE_ALLOWED_RETURN_URLS";
  BOOST_TEST(urls(name, "https://d/") == (Texts{"https://d/", "https://b/", "https://c/"}),
             boost::test_tools::per_element());
  BOOST_TEST(urls(name, "[\"https://d/\",\"https://e/\"]") == (Texts{"https://d/", "https://e/", "https://c/"}),
             boost::test_tools::per_element());
  BOOST_TEST(urls(name, "https://d/,\"https://e/?a,b\"") == (Texts{"https://d/", "https://e/?a,b", "https://c/"}),
             boost::test_tools::per_element());
  BOOST_TEST(urls(name + "_1", "https://d/") == (Texts{"https://a/", "https://d/", "https://c/"}),
             boost::test_tools::per_element());
  BOOST_TEST(urls(name + "_3", "https://d/").size() == 4u);
}

BOOST_AUTO_TEST_CASE(objects_and_their_items) {
  BOOST_TEST(must_load(kGood, {{"IDENTITY_SCHEMAS_0_URL", "base64://e30="}}).config.schemas.at(0).url ==
             "base64://e30=");
  const auto schemas = must_load(
      kGood, {{"IDENTITY_SCHEMAS", R"([{"id":"default","url":"base64://e30="},{"id":"b","url":"file://b.json"}])"}});
  BOOST_TEST(schemas.config.schemas.size() == 2u);
  BOOST_TEST(schemas.config.schemas.at(1).url == "file:///etc/postern/b.json");
  BOOST_TEST(must_load(kGood, {{"SELFSERVICE_METHODS_TOTP", R"({"enabled":true})"}}).config.essentials.totp_enabled);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused) {
  const auto with = [](const std::string& name, const std::string& value) {
    return problems_of(kGood, {{name, value}});
  };
  BOOST_TEST(with("SELFSERVICE_METHODS_TOTP_ENABLED", "yes") ==
             "environment SELFSERVICE_METHODS_TOTP_ENABLED: selfservice.methods.totp.enabled: must be true or false");
  BOOST_TEST(with("HASHERS_BCRYPT_COST", "x") ==
             "environment HASHERS_BCRYPT_COST: hashers.bcrypt.cost: must be a whole number");
  BOOST_TEST(with("HASHERS_BCRYPT_COST", "99") ==
             "environment HASHERS_BCRYPT_COST: hashers.bcrypt.cost: is 99; allowed: from 4 to 31");
  BOOST_TEST(with("SESSION_LIFESPAN", "forever")
                 .starts_with("environment SESSION_LIFESPAN: session.lifespan: \"forever\" is no duration"));
  BOOST_TEST(with("SELFSERVICE_ALLOWED_RETURN_URLS", "1234567890123456") ==
             "environment SELFSERVICE_ALLOWED_RETURN_URLS: selfservice.allowed_return_urls: must be a list, as JSON or "
             "separated "
             "by commas");
  BOOST_TEST(with("SELFSERVICE_ALLOWED_RETURN_URLS_5", "https://d/") ==
             "environment SELFSERVICE_ALLOWED_RETURN_URLS_5: selfservice.allowed_return_urls: has no place in the "
             "file: a list "
             "counts from 0 without gaps, and what is above must be an object");
  BOOST_TEST(with("IDENTITY_SCHEMAS", "default").ends_with("identity.schemas: must be a JSON object or list"));
  BOOST_TEST(with("SECRETS_DEFAULT", "too-short").find("too-short") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_keys_without_a_dot_only_dsn) {
  for (const char* name :
       {"VERSION", "DEV", "HELP", "CONFIG", "COURIER", "HOME", "SESSION", "SESSION_MANAGER", "SERVER_NAME"}) {
    BOOST_TEST(problems_of(kGood, {{name, "something"}}) == "loads", name);
  }
}

BOOST_AUTO_TEST_CASE(nothing_of_a_request_is_read_as_a_key) {
  std::vector<std::string> block{"HTTP_COOKIE=a=b",
                                 "HTTP_SESSION_LIFESPAN=1s",
                                 "REQUEST_URI=/x",
                                 "SERVER_NAME=h",
                                 "CONTENT_LENGTH=0",
                                 "PATH_INFO=/dsn",
                                 "QUERY_STRING=dsn=x",
                                 "REDIRECT_DSN=memory",
                                 "SESSION_LIFESPAN=1h",
                                 "DSN=sqlite://x.db",
                                 "POSTERN_CONFIG=/k.yml",
                                 "HOME=/root",
                                 "IDENTITY=x",
                                 "broken"};
  std::vector<char*> pointers;
  for (std::string& line : block) pointers.push_back(line.data());
  pointers.push_back(nullptr);
  const config::Environment kept = config::environment_overrides(pointers.data());
  BOOST_TEST(kept.size() == 3u);
  BOOST_TEST(kept.at("SESSION_LIFESPAN") == "1h");
  BOOST_TEST(kept.at("DSN") == "sqlite://x.db");
  BOOST_TEST(kept.at("POSTERN_CONFIG") == "/k.yml");
}

// A first word that environment_overrides does not know would make its keys deaf to the environment.
BOOST_AUTO_TEST_CASE(every_key_with_a_dot_can_be_overridden) {
  for (const config::KeyInfo& key : config::known_keys()) {
    if (key.path.find('.') == std::string::npos) continue;
    std::string line = key.path + "=x";
    std::ranges::transform(line, line.begin(),
                           [](char c) { return c == '.' ? '_' : static_cast<char>(std::toupper(c)); });
    std::array<char*, 2> block{line.data(), nullptr};
    BOOST_TEST(config::environment_overrides(block.data()).size() == 1u, key.path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
