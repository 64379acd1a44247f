// The case runner itself: a runner that overlooks a difference would pass everything.
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "tests/support/answer.h"
#include "tests/support/case_file.h"
#include "tests/support/fakes.h"
#include "tests/support/http_gateway.h"
#include "tests/support/pattern.h"

using support::Answer;
using support::Case;
using support::Scope;

namespace {

bool agrees(std::string_view pattern, std::string_view text) {
  Scope scope;
  return !support::difference(pattern, text, scope);
}

std::string first_difference(std::string_view pattern, std::string_view text) {
  Scope scope;
  return support::difference(pattern, text, scope).value_or("none");
}

constexpr const char* kUuid = "8a2f1c34-0000-4abc-9def-0123456789ab";

// Parses one exchange with this expectation and compares an answer with it.
std::string verdict(const std::string& expected, std::string_view output) {
  const Case test = support::parse_case("x", "GET /\n---\n" + expected);
  Scope scope;
  return support::compare(test.exchanges.at(0).expected, support::parse_answer(output), scope).value_or("none");
}

constexpr std::string_view kAnswer =
    "Status: 400 Bad Request\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n"
    "{\"ui\":{\"nodes\":[{\"attributes\":{\"name\":\"csrf_token\",\"value\":\"v\"}},{\"id\":4000006}],\"n\":null}}\n";

std::string parse_failure(std::string_view text) {
  try {
    static_cast<void>(support::parse_case("x", text));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pattern)

BOOST_AUTO_TEST_CASE(literals_are_exact) {
  BOOST_TEST(agrees("abc", "abc"));
  BOOST_TEST(first_difference("abcX", "abcd") == "after `abc` expected `X`, got `d`");
  BOOST_TEST(first_difference("abc", "abcd") == "after `abc` expected `the end`, got `d`");
  BOOST_TEST(first_difference("abcd", "abc") == "after `abc` expected `d`, got ``");
  BOOST_TEST(agrees("{{empty}}", ""));
  BOOST_TEST(!agrees("{{empty}}", "x"));
}

BOOST_AUTO_TEST_CASE(wildcards_have_shapes) {
  BOOST_TEST(agrees("<{{uuid}}>", std::string("<") + kUuid + ">"));
  BOOST_TEST(!agrees("{{uuid}}", "8a2f1c34-0000-4abc-9def-0123456789a"));
  BOOST_TEST(agrees("{{time}}", "2030-01-01T00:00:00Z"));
  BOOST_TEST(agrees("\"{{time}}\"", "\"2030-01-01T00:00:00.123456Z\""));
  BOOST_TEST(!agrees("{{time}}", "2030-01-01 00:00:00Z"));
  BOOST_TEST(!agrees("{{time}}", "2030-01-01T00:00:00+00:00"));
  BOOST_TEST(agrees("a{{any}}c{{any}}", "abbcc"));
  BOOST_TEST(!agrees("a{{any}}c", "ab\nc"));
  BOOST_TEST(agrees("a{{rest}}c", "ab\nc"));
  BOOST_TEST(!agrees("{{rest}}<h1>{{rest}}", "<h2>"));
}

BOOST_AUTO_TEST_CASE(captures_bind) {
  Scope scope;
  BOOST_TEST(!support::difference("/login?flow={{flow=uuid}}&x={{x=any}}",
                                  std::string("/login?flow=") + kUuid + "&x=a+b", scope));
  BOOST_TEST(support::expand("{{flow}} {{x}} {{x|url}}", scope) == std::string(kUuid) + " a+b a%2Bb");
  BOOST_TEST(!support::difference("{{x}}!", "a+b!", scope));
  BOOST_TEST(support::difference("{{x}}!", "a-b!", scope).has_value());
  BOOST_CHECK_THROW(static_cast<void>(support::expand("{{unknown}}", scope)), std::runtime_error);
  BOOST_CHECK_THROW(static_cast<void>(support::expand("{{x|html}}", scope)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(totp_codes_follow_the_clock) {
  Scope scope;
  scope.captures["key"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // RFC 6238 appendix B
  scope.now = base::from_micros(59'000'000);
  BOOST_TEST(support::expand("{{totp=key}}", scope) == "287082");
  scope.now -= std::chrono::seconds(30);
  BOOST_TEST(support::expand("{{totp=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ+1}}", scope) == "287082");
  BOOST_CHECK_THROW(static_cast<void>(support::expand("{{totp=1}}", scope)), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(case_file)

BOOST_AUTO_TEST_CASE(a_whole_file) {
  const Case test =
      support::parse_case("x",
                          "# A comment: with a colon\n# config: session:\n# config:   lifespan: 1h\n"
                          "# clock: +30s\nPOST /a?b=c\nAccept: text/html\n@HTTPS: on\n\nline 1\n\nline 3\n\n"
                          "---\n303\nLocation: /x\n-Set-Cookie\n\nbody\n===\n\nGET /\n---\n200\n");
  BOOST_REQUIRE_EQUAL(test.directives.size(), 2u);
  BOOST_TEST(test.directives[1].second == "  lifespan: 1h");
  BOOST_REQUIRE_EQUAL(test.exchanges.size(), 2u);
  const auto& first = test.exchanges[0];
  BOOST_TEST(first.line == 5);
  BOOST_TEST(first.directives.at(0).second == "+30s");
  BOOST_TEST(first.method == "POST");
  BOOST_TEST(first.target == "/a?b=c");
  BOOST_TEST(first.headers.at(1).first == "@HTTPS");
  BOOST_TEST(first.body == "line 1\n\nline 3");
  BOOST_TEST(first.expected.status == 303);
  BOOST_TEST(first.expected.headers.at(0).second == "/x");
  BOOST_TEST(first.expected.absent.at(0) == "Set-Cookie");
  BOOST_TEST(first.expected.body.value() == "body");
  BOOST_TEST(!test.exchanges[1].expected.body.has_value());
}

BOOST_AUTO_TEST_CASE(what_a_gateway_answers_instead) {
  const Case test = support::parse_case(
      "x", "GET /\n---\n200\n\nbody\n--- apache nginx-fcgi\n404\nA: b\n--- servers\n400\n===\nGET /\n---\n201\n");
  BOOST_REQUIRE_EQUAL(test.exchanges.size(), 2u);
  const auto& first = test.exchanges[0];
  BOOST_TEST(first.expected_from("cgi").body.value() == "body");
  BOOST_TEST(first.expected_from("fastcgi").status == 200);
  BOOST_TEST(first.expected_from("apache-htaccess-fcgid").status == 404);
  BOOST_TEST(first.expected_from("nginx-fcgi").headers.at(0).second == "b");
  BOOST_TEST(first.expected_from("nginx-fcgiwrap").status == 400);
  BOOST_TEST(first.expected_from("lighttpd-cgi").status == 400);
  BOOST_TEST(test.exchanges[1].expected_from("apache-cgi").status == 201);
}

BOOST_AUTO_TEST_CASE(mistakes_have_a_line) {
  BOOST_TEST(parse_failure("# only a comment\n") == "line 3: no request");
  BOOST_TEST(parse_failure("GET\n---\n200\n") == "line 1: expected METHOD PATH");
  BOOST_TEST(parse_failure("GET /\nbad header\n---\n200\n") == "line 2: expected NAME: VALUE");
  BOOST_TEST(parse_failure("GET /\n\nbody\n===\n") == "line 4: expected --- after the request");
  BOOST_TEST(parse_failure("GET /\n---\nOK\n") == "line 3: expected a status");
  BOOST_TEST(parse_failure("GET /\n---\n200\n\nx\n---\n") == "line 6: --- without a request");
  BOOST_TEST(parse_failure("GET /\n---\n200\n===\n# bare:\nGET /\n---\n200\n") ==
             "line 5: `# bare` belongs before the first request");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(answer)

BOOST_AUTO_TEST_CASE(agreement) {
  BOOST_TEST(
      verdict("400\nSet-Cookie: b=2\nSet-Cookie: a={{any}}\n-Location\n\n"
              "$.ui.nodes[csrf_token].attributes.value = v\n$.ui.nodes[1].id = 4000006\n$.ui.nodes[4000006]\n-$.ui.x\n",
              kAnswer) == "none");
}

BOOST_AUTO_TEST_CASE(each_kind_of_difference) {
  BOOST_TEST(verdict("200\n", kAnswer).starts_with("status 400, expected 200; body: {"));
  BOOST_TEST(verdict("400\nLocation: /\n", kAnswer) == "header Location: is absent");
  BOOST_TEST(verdict("400\nSet-Cookie: a=1\nSet-Cookie: a=1\n", kAnswer) ==
             "header Set-Cookie: after `` expected `a=1`, got `b=2`");
  BOOST_TEST(verdict("400\n-set-cookie\n", kAnswer) == "header set-cookie should be absent, is `a=1`");
  BOOST_TEST(verdict("400\n\n{}\n", kAnswer).starts_with("body: after `{` expected `}`"));
  BOOST_TEST(verdict("400\n\n$.ui.nodes[1].id = 8\n", kAnswer) ==
             "$.ui.nodes[1].id: after `` expected `8`, got `4000006`");
  BOOST_TEST(verdict("400\n\n$.ui.nodes[password]\n", kAnswer).starts_with("$.ui.nodes[password] is absent from {"));
  BOOST_TEST(verdict("400\n\n-$.ui.n\n", kAnswer) == "$.ui.n should be absent, is null");
  BOOST_TEST(verdict("400\n\n$.a = 1\n", "Status: 400 x\r\n\r\n<html>") == "body is no JSON: <html>");
}

BOOST_AUTO_TEST_CASE(broken_answers_are_refused) {
  BOOST_CHECK_THROW(static_cast<void>(support::parse_answer("Content-Type: x\r\nStatus: 200 OK\r\n\r\n")),
                    std::runtime_error);
  BOOST_CHECK_THROW(static_cast<void>(support::parse_answer("Status: 200 OK\r\n")), std::runtime_error);
  BOOST_CHECK_THROW(static_cast<void>(support::parse_answer("Status: 200 OK\r\nno colon\r\n\r\n")), std::runtime_error);
  BOOST_CHECK_THROW(static_cast<void>(support::parse_answer("Status: 200 OK\r\nA: b\rc\r\n\r\n")), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(http_reads_like_cgi) {
  using support::as_cgi_output;
  BOOST_TEST(as_cgi_output("HTTP/1.1 404 Not Found\r\nDate: x\r\n\r\nbody", false) ==
             "Status: 404 Not Found\r\nDate: x\r\n\r\nbody");
  const std::string_view chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
  BOOST_TEST(as_cgi_output(chunked, false) == "Status: 200 OK\r\n\r\nabc0123456789");
  BOOST_TEST(as_cgi_output(chunked.substr(0, chunked.find("3\r\n")), true) == "Status: 200 OK\r\n\r\n");
  BOOST_CHECK_THROW(static_cast<void>(as_cgi_output("", false)), std::runtime_error);
  BOOST_CHECK_THROW(static_cast<void>(as_cgi_output(chunked.substr(0, chunked.size() - 8), false)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(cookies_end) {
  support::CookieJar jar;
  const base::Time now = base::from_micros(support::kTestEpochMicros);
  jar.take(support::parse_answer("Status: 200 OK\r\nSet-Cookie: a=1; Max-Age=60\r\nSet-Cookie: b=2\r\n\r\n"), now);
  BOOST_TEST(jar.header(now) == "a=1; b=2");
  BOOST_TEST(jar.header(now + std::chrono::seconds(60)) == "b=2");
  jar.take(support::parse_answer("Status: 200 OK\r\nSet-Cookie: b=; Max-Age=0\r\n\r\n"), now);
  BOOST_TEST(jar.header(now) == "a=1");
}

BOOST_AUTO_TEST_SUITE_END()
