// contract: A8.1 A8.2
#include "api/return_to.h"

#include "tests/api/world.h"

using namespace api_test;

namespace {

struct Started : World {
  Started() {
    start();
    (void)get("/health/alive");
  }
  std::string check(const std::string& return_to) {
    const auto checked = api::check_return_to(*app, return_to);
    if (const auto* problem = std::get_if<api::Problem>(&checked)) return "refused: " + problem->reason;
    return std::get<std::string>(checked);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(return_to, Started)

BOOST_AUTO_TEST_CASE(allowed) {
  const std::pair<const char*, const char*> rows[] = {
      {"http://localhost:4455/app", "http://localhost:4455/app"},
      {"http://localhost:4455/app/", "http://localhost:4455/app/"},
      {"http://localhost:4455/app/x?a=b#c", "http://localhost:4455/app/x?a=b#c"},
      {"http://localhost:4455/app?x", "http://localhost:4455/app?x"},
      {"HTTP://LOCALHOST:4455/app", "http://LOCALHOST:4455/app"},
      {"/app/relative", "http://localhost:4455/app/relative"},
      {"app", "http://localhost:4455/app"},
      {"//localhost:4455/app", "http://localhost:4455/app"},
      {"http://localhost:4455/app/y/../x", "http://localhost:4455/app/y/../x"},
      {"https://a.example.org", "https://a.example.org"},
      {"https://a.b.example.org/anything", "https://a.b.example.org/anything"},
      {"http://localhost:8080/self-service/settings/browser", "http://localhost:8080/self-service/settings/browser"},
  };
  for (const auto& [given, accepted] : rows) {
    BOOST_TEST_CONTEXT(given) { BOOST_TEST(check(given) == accepted); }
  }
}

BOOST_AUTO_TEST_CASE(forbidden) {
  const char* rows[] = {
      "https://evil.example/",
      "//evil.example",
      "http://localhost:4455@evil.example/app",
      "javascript:alert(1)",
      "http://localhost:4455/welcome",
      "https://localhost:4455/app",
      "http://localhost:4456/app",
      "http://localhost/app",
      "http://localhost:4455/APP",
      "http://localhost:4455/",
      "http://localhost:4455",
      "http://localhost:4455/app-evil",
      "http://localhost:4455/application",
      "http://localhost:4455/app/../x",
      "http://localhost:4455/app/..",
      "http://localhost:4455/app/%2e%2e/x",
      "http://localhost:4455/app/%2E./x",
      "http://localhost:4455/app/..%2fx",
      "http://localhost:4455/app/..%5cx",
      "http://localhost:4455/app%2f..%2fx",
      "https://example.org/",
      "https://evil-example.org/",
      "http://a.example.org/",
      "https://a.example.org:444/",
      "http://localhost:8080/self-service-evil",
      "http://localhost:8080/self-service/../admin",
      "/self-service/settings",
      "mailto:a@example.org",
      "http:localhost:4455/app",
  };
  for (const char* given : rows) {
    BOOST_TEST_CONTEXT(given) { BOOST_TEST(check(given).starts_with("refused: Requested return_to URL \"")); }
  }
}

BOOST_AUTO_TEST_CASE(completed_url_is_named) {
  BOOST_TEST(check("//evil.example") == "refused: Requested return_to URL \"http://evil.example\" is not allowed.");
  BOOST_TEST(check("javascript:alert(1)") ==
             "refused: Requested return_to URL \"javascript:alert(1)\" is not allowed.");
}

BOOST_AUTO_TEST_CASE(unparsable) {
  for (const char* given : {"http://a b/", "%zz", "http://localhost:x/", "a\nb", "http://[::1/"}) {
    BOOST_TEST_CONTEXT(given) {
      BOOST_TEST(check(given).starts_with("refused: Unable to parse the return_to query parameter as an URL: "));
    }
  }
}

BOOST_AUTO_TEST_CASE(wildcards) {
  for (const char* host : {"*.example.org", "*.example.org:444", "*.a.b.c"}) BOOST_TEST(api::is_bounded_wildcard(host));
  for (const char* host : {"*", "*.", "*.com", "*foo.com", "a.*.com", "*.*.com", "*..com", "*.com.", "example.org"}) {
    BOOST_TEST_CONTEXT(host) { BOOST_TEST(!api::is_bounded_wildcard(host)); }
  }
}

BOOST_AUTO_TEST_CASE(precedence) {
  config::ReturnRules rules;
  BOOST_TEST(api::return_url(*app, rules, "totp", "") == "http://localhost:4455/welcome");
  rules.default_url = "/after";
  BOOST_TEST(api::return_url(*app, rules, "totp", "") == "http://localhost:8080/after");
  rules.per_method = {{"totp", "http://h/totp"}, {"password", ""}};
  BOOST_TEST(api::return_url(*app, rules, "totp", "") == "http://h/totp");
  BOOST_TEST(api::return_url(*app, rules, "password", "") == "http://localhost:8080/after");
  BOOST_TEST(api::return_url(*app, rules, "totp", "http://h/asked") == "http://h/asked");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(urls_come_from_base_url, World) {
  start("", "https://site.example/auth/");
  http::Request asked = request("GET", "/auth/guarded?x=%20y");
  asked.headers = {{"host", "evil.example"}, {"x-forwarded-host", "evil.example"}, {"x-forwarded-proto", "http"}};
  asked.host = "evil.example";
  BOOST_TEST(app->answer(asked).body == "/guarded|");
  const api::Call call(*app, asked, "/guarded");
  BOOST_TEST(api::request_url(call) == "https://site.example/auth/guarded?x=%20y");
  BOOST_TEST(api::public_url(*app, "/self-service/login") == "https://site.example/auth/self-service/login");
  BOOST_TEST(api::absolute_url(*app, "/login") == "https://site.example/login");
}
