#include "http/message.h"

#include <boost/test/unit_test.hpp>

#include "http/router.h"

using http::Request;
using http::Response;

namespace {

Request with_cookies(std::string line) {
  Request request;
  request.headers.push_back({"cookie", std::move(line)});
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(cookies_keep_order_and_repeats) {
  const Request request = with_cookies("a=1; b=x=y ;a=\"2\"; bad name=3; empty; =4");
  const auto cookies = request.cookies();
  BOOST_REQUIRE_EQUAL(cookies.size(), 4u);
  BOOST_TEST(cookies[0].first == "a");
  BOOST_TEST(cookies[0].second == "1");
  BOOST_TEST(cookies[1].second == "x=y");
  BOOST_TEST(cookies[2].first == "a");
  BOOST_TEST(cookies[2].second == "2");
  BOOST_TEST(cookies[3].first == "empty");
  BOOST_TEST(cookies[3].second == "");
}

BOOST_AUTO_TEST_CASE(a_request_without_cookies_has_none) { BOOST_TEST(Request().cookies().empty()); }

BOOST_AUTO_TEST_CASE(set_replaces_and_add_keeps) {
  Response response;
  response.add("Set-Cookie", "a=1").add("Set-Cookie", "b=2").set("Vary", "Cookie").set("vary", "Origin");
  BOOST_REQUIRE_EQUAL(response.headers.size(), 3u);
  BOOST_TEST(*response.find("set-cookie") == "a=1");
  BOOST_TEST(*response.find("VARY") == "Origin");
  BOOST_TEST(response.find("Location") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(router)

BOOST_AUTO_TEST_CASE(exact_patterns) {
  std::string parameter = "old";
  BOOST_TEST(http::match_path("/sessions/whoami", "/sessions/whoami", parameter));
  BOOST_TEST(parameter == "");
  BOOST_TEST(!http::match_path("/sessions/whoami", "/sessions/whoami/", parameter));
  BOOST_TEST(!http::match_path("/sessions/whoami", "/sessions", parameter));
}

BOOST_AUTO_TEST_CASE(a_last_segment_is_decoded) {
  std::string parameter;
  BOOST_TEST(http::match_path("/schemas/{id}", "/schemas/a%20b", parameter));
  BOOST_TEST(parameter == "a b");
}

BOOST_AUTO_TEST_CASE(segments_that_match_nothing) {
  std::string parameter;
  for (const char* path : {"/schemas", "/schemas/", "/schemas/a/b", "/schemas/a%2fb", "/schemas/a%00", "/schemas/%zz"})
    BOOST_TEST(!http::match_path("/schemas/{id}", path, parameter), path);
}

BOOST_AUTO_TEST_CASE(the_base_path_is_removed_by_segments) {
  BOOST_TEST(http::strip_base_path("/login", "").value() == "/login");
  BOOST_TEST(http::strip_base_path("/login", "/").value() == "/login");
  BOOST_TEST(http::strip_base_path("/auth/login", "/auth").value() == "/login");
  BOOST_TEST(http::strip_base_path("/auth/login", "/auth/").value() == "/login");
  BOOST_TEST(http::strip_base_path("/auth", "/auth/").value() == "/");
  BOOST_TEST(!http::strip_base_path("/author", "/auth").has_value());
  BOOST_TEST(!http::strip_base_path("/login", "/auth").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
