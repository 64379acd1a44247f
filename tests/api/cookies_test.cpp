// contract: A3.3
#include "api/cookies.h"

#include "tests/api/world.h"

using namespace api_test;

BOOST_AUTO_TEST_SUITE(cookies)

BOOST_AUTO_TEST_CASE(session_cookie_round_trip) {
  TestRandom random;
  const api::SessionCookie cookie{"ory_st_abc", kNow};
  const std::string one = api::encode_session_cookie(cookie, random), two = api::encode_session_cookie(cookie, random);
  BOOST_TEST(one != two);
  for (const std::string& value : {one, two}) {
    const auto decoded = api::decode_session_cookie(value);
    BOOST_REQUIRE(decoded);
    BOOST_TEST(decoded->token == "ory_st_abc");
    BOOST_TEST((decoded->expires_at == kNow));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_session_cookie) {
  TestRandom random;
  const std::string good = api::encode_session_cookie({"t", kNow}, random);
  BOOST_TEST(!api::decode_session_cookie(""));
  BOOST_TEST(!api::decode_session_cookie("garbage"));
  BOOST_TEST(!api::decode_session_cookie("deleted"));
  BOOST_TEST(!api::decode_session_cookie("B" + good.substr(1)));           // another version
  BOOST_TEST(!api::decode_session_cookie(good.substr(0, 22)));             // no token
  BOOST_TEST(!api::decode_session_cookie(good + std::string(5000, 'A')));  // too long
  BOOST_TEST(!api::decode_session_cookie(good + "="));
}

struct Sent : World {
  std::optional<http::Request> asked;
  std::unique_ptr<api::Call> call;
  void begin(const std::string& extra, const std::string& base_url = "http://localhost:8080/") {
    start(extra, base_url);
    (void)get("/health/alive");
    asked = request("GET", "/");
    call = std::make_unique<api::Call>(*app, *asked, "/");
  }
};

BOOST_FIXTURE_TEST_CASE(persistent, Sent) {
  begin("");
  api::set_session_cookie(*call, "t", kNow + 24h);
  BOOST_TEST(call->set_cookies[0].starts_with("ory_kratos_session="));
  BOOST_TEST(call->set_cookies[0].ends_with(
      "; Path=/; Expires=Wed, 15 Nov 2023 22:13:20 GMT; Max-Age=86400; HttpOnly; SameSite=Lax"));
}

BOOST_FIXTURE_TEST_CASE(not_persistent, Sent) {
  session_keys = ", cookie: {name: my_session, persistent: false, path: /x, domain: localhost, same_site: Strict}";
  begin("");
  api::set_session_cookie(*call, "t", kNow + 24h);
  BOOST_TEST(call->set_cookies[0].starts_with("my_session="));
  BOOST_TEST(call->set_cookies[0].ends_with("; Path=/x; Domain=localhost; HttpOnly; SameSite=Strict"));
  BOOST_TEST(!contains(call->set_cookies[0], "Max-Age"));
}

BOOST_FIXTURE_TEST_CASE(deleted, Sent) {
  begin("");
  api::delete_session_cookie(*call);
  BOOST_TEST(call->set_cookies[0] ==
             "ory_kratos_session=deleted; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; HttpOnly; "
             "SameSite=Lax");
}

BOOST_FIXTURE_TEST_CASE(others, Sent) {
  session_keys = ", cookie: {same_site: Strict}";
  begin("", "https://site.example/");
  api::set_known_cookie(*call, "k");
  api::set_continuity_cookie(*call, "c");
  api::delete_continuity_cookie(*call);
  BOOST_TEST(call->set_cookies[0] ==
             "postern_known=k; Path=/; Expires=Wed, 13 Nov 2024 22:13:20 GMT; Max-Age=31536000; HttpOnly; Secure; "
             "SameSite=Lax");
  BOOST_TEST(contains(call->set_cookies[1], "ory_kratos_continuity=c; Path=/; "));
  BOOST_TEST(contains(call->set_cookies[1], "Max-Age=900; HttpOnly; Secure; SameSite=Lax"));
  BOOST_TEST(contains(call->set_cookies[2], "ory_kratos_continuity=deleted; "));
  const http::Request back = request("GET", "/", {{"cookie", "ory_kratos_continuity=c; postern_known=k"}});
  const api::Call again(*app, back, "/");
  BOOST_TEST(api::known_cookie_of(again) == "k");
  BOOST_TEST(api::continuity_cookie_of(again) == "c");
  BOOST_TEST(api::known_cookie_of(*call) == "");
}

BOOST_AUTO_TEST_SUITE_END()
