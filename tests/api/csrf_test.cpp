// contract: A5.1 A5.2 A5.3
#include "api/csrf.h"

#include "base/encoding.h"
#include "tests/api/world.h"

using namespace api_test;

namespace {

const std::string kName = api::csrf_cookie_name("http://localhost:8080/");
const base::Bytes kSecret(32, 7);

struct Started : World {
  Started() { start(); }
  std::string cookie(base::ByteView secret = kSecret) { return kName + "=" + base::encode_base64(secret); }
  std::string mask(base::ByteView secret = kSecret) { return api::mask_csrf_secret(secret, random); }
  // The answer to a guarded POST with these headers and body.
  http::Response post(std::vector<http::Header> headers, std::string body = "") {
    return send("POST", "/guarded", std::move(headers), std::move(body));
  }
};

http::Header form_type() { return {"content-type", "application/x-www-form-urlencoded"}; }

std::string form_of(const std::string& token) { return "a=b&csrf_token=" + base::escape_query(token); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(csrf, Started)

BOOST_AUTO_TEST_CASE(cookie_name) {
  BOOST_TEST(api::csrf_cookie_name("http://foo.com/bar") ==
             "csrf_token_01c86631efd1537ee34a98e75884a6e21dd8e2d9e944934bca21204106bfd32f");
}

BOOST_AUTO_TEST_CASE(masked_tokens) {
  const std::string one = mask(), two = mask();
  BOOST_TEST(one.size() == 88U);
  BOOST_TEST(one != two);
  BOOST_TEST(api::csrf_token_matches(one, kSecret, false));
  BOOST_TEST(api::csrf_token_matches(two, kSecret, false));
  BOOST_TEST(api::csrf_token_matches(base::encode_base64(kSecret), kSecret, true));
}

BOOST_AUTO_TEST_CASE(wrong_tokens) {
  const base::Bytes other(32, 8);
  BOOST_TEST(!api::csrf_token_matches(mask(other), kSecret, true));
  BOOST_TEST(!api::csrf_token_matches(base::encode_base64(other), kSecret, true));
  BOOST_TEST(!api::csrf_token_matches(base::encode_base64(kSecret), kSecret, false));  // plain where masked is asked
  BOOST_TEST(!api::csrf_token_matches("", kSecret, true));
  BOOST_TEST(!api::csrf_token_matches("%", kSecret, true));
  BOOST_TEST(!api::csrf_token_matches(base::encode_base64(base::Bytes(48, 7)), kSecret, true));
  BOOST_TEST(!api::csrf_token_matches("", {}, true));
}

BOOST_AUTO_TEST_CASE(cookie_is_made_once) {
  const http::Response first = get("/guarded");
  const auto set = headers(first, "Set-Cookie");
  BOOST_REQUIRE(set.size() == 1U);
  BOOST_TEST(set[0].starts_with(kName + "="));
  BOOST_TEST(set[0].ends_with("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"));
  BOOST_TEST(headers(get("/guarded", {{"cookie", cookie_pair(set[0])}}), "Set-Cookie").empty());
}

BOOST_AUTO_TEST_CASE(bad_cookies_are_replaced) {
  const base::Bytes short_secret(31, 7);
  for (const std::string& bad : {kName + "=", kName + "=%", cookie(short_secret), cookie() + "; " + cookie()}) {
    BOOST_TEST_CONTEXT(bad) { BOOST_TEST(headers(get("/guarded", {{"cookie", bad}}), "Set-Cookie").size() == 1U); }
  }
}

BOOST_AUTO_TEST_CASE(unknown_paths_are_guarded_too) {
  BOOST_TEST(get("/nope").status == 404);
  BOOST_TEST(headers(get("/nope"), "Set-Cookie").size() == 1U);
  BOOST_TEST(send("POST", "/nope").status == 403);
  BOOST_TEST(send("POST", "/nope", {{"cookie", cookie()}, {"x-csrf-token", mask()}}).status == 404);
}

BOOST_AUTO_TEST_CASE(header_or_form_field_opens) {
  BOOST_TEST(post({{"cookie", cookie()}, {"x-csrf-token", mask()}}).status == 200);
  BOOST_TEST(post({{"cookie", cookie()}, form_type()}, form_of(mask())).status == 200);
  BOOST_TEST(post({{"cookie", cookie()}}).status == 403);
  BOOST_TEST(post({{"cookie", cookie()}, {"x-csrf-token", base::encode_base64(kSecret)}}).status == 403);
  BOOST_TEST(post({{"x-csrf-token", mask()}}).status == 403);  // no cookie
  BOOST_TEST(post({{"cookie", cookie()}, {"x-csrf-token", "x"}, form_type()}, form_of(mask())).status == 403);
}

BOOST_AUTO_TEST_CASE(reject_reasons) {
  struct Row {
    std::vector<http::Header> headers;
    std::string_view part;
  };
  const Row rows[] = {
      {{}, R"("reject_reason":"The HTTP Cookie Header is empty or not set.")"},
      {{{"cookie", "a=b"}}, "but did not include the anti-CSRF cookie."},
      {{{"cookie", cookie()}}, "The anti-CSRF cookie was found but the CSRF token was not included"},
      {{{"cookie", cookie()}, {"x-csrf-token", "x"}}, "a CSRF token was sent but they do not match."},
      {{{"cookie", cookie()}, {"content-type", "application/json"}}, "a CSRF token was sent but they do not match."},
      {{{"sec-fetch-mode", "cors"}}, R"("hint":"We detected an AJAX call)"},
      {{{"sec-fetch-mode", "navigate"}}, R"("hint":"We detected a regular browser)"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.part) {
      const http::Response response = post(row.headers);
      BOOST_TEST(response.status == 403);
      BOOST_TEST(header(response, "Ory-Error-Id") == "security_csrf_violation");
      BOOST_TEST(contains(response.body, row.part));
    }
  }
  BOOST_TEST(!contains(post({{"cookie", cookie()}}).body, "reject_reason"));
}

BOOST_AUTO_TEST_CASE(verdicts) {
  (void)get("/guarded");
  const auto judge = [&](std::vector<http::Header> headers, bool browser, std::string_view token) {
    const http::Request asked = request("POST", "/x", std::move(headers));
    api::Call call(*app, asked, "/x");
    return static_cast<int>(api::judge_submission(call, browser, token));
  };
  const auto is = [](flow::CsrfVerdict verdict) { return static_cast<int>(verdict); };
  BOOST_TEST(judge({{"cookie", cookie()}}, true, mask()) == is(flow::CsrfVerdict::ok));
  BOOST_TEST(judge({{"cookie", cookie()}}, true, base::encode_base64(kSecret)) == is(flow::CsrfVerdict::ok));
  BOOST_TEST(judge({{"cookie", cookie()}}, true, "") == is(flow::CsrfVerdict::violation));
  BOOST_TEST(judge({{"cookie", cookie()}, {"x-csrf-token", mask()}}, true, "") == is(flow::CsrfVerdict::violation));
  BOOST_TEST(judge({}, true, mask()) == is(flow::CsrfVerdict::violation));
  BOOST_TEST(judge({}, false, "") == is(flow::CsrfVerdict::ok));
  BOOST_TEST(judge({{"cookie", "__cf_bm=1; _cfuvid=2; cf_clearance=3"}}, false, "") == is(flow::CsrfVerdict::ok));
  BOOST_TEST(judge({{"cookie", "a=b"}}, false, "") == is(flow::CsrfVerdict::cookie_in_api_flow));
  BOOST_TEST(judge({{"origin", "null"}, {"cookie", "a=b"}}, false, "") == is(flow::CsrfVerdict::origin_in_api_flow));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(secure_csrf_cookie, World) {
  start("cookies: {domain: example.org, same_site: None}\n", "https://example.org/");
  const auto set = headers(get("/guarded"), "Set-Cookie");
  BOOST_REQUIRE(set.size() == 1U);
  BOOST_TEST(set[0].ends_with("; Path=/; Domain=example.org; Max-Age=31536000; HttpOnly; Secure; SameSite=None"));
}
