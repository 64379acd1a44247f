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
  std::vector<std::string> parameters = {"old"};
  BOOST_TEST(http::match_path("/sessions/whoami", "/sessions/whoami", parameters));
  BOOST_TEST(parameters.empty());
  BOOST_TEST(!http::match_path("/sessions/whoami", "/sessions/whoami/", parameters));
  BOOST_TEST(!http::match_path("/sessions/whoami", "/sessions", parameters));
}

BOOST_AUTO_TEST_CASE(a_last_segment_is_decoded) {
  std::vector<std::string> parameters;
  BOOST_TEST(http::match_path("/schemas/{id}", "/schemas/a%20b", parameters));
  BOOST_TEST(parameters == std::vector<std::string>{"a b"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(segments_that_match_nothing) {
  std::vector<std::string> parameters;
  for (const char* path : {"/schemas", "/schemas/", "/schemas/a/b", "/schemas/a%2fb", "/schemas/a%00", "/schemas/%zz"})
    BOOST_TEST(!http::match_path("/schemas/{id}", path, parameters), path);
}

BOOST_AUTO_TEST_CASE(several_segments) {
  std::vector<std::string> parameters;
  BOOST_TEST(http::match_path("/a/{id}/b/{type}", "/a/1/b/%32", parameters));
  BOOST_TEST(parameters == (std::vector<std::string>{"1", "2"}), boost::test_tools::per_element());
  BOOST_TEST(http::match_path("/a/{id}/b", "/a/1/b", parameters));
  BOOST_TEST(parameters == std::vector<std::string>{"1"}, boost::test_tools::per_element());
  for (const char* path : {"/a/1/b", "/a//b/2", "/a/1/b/", "/a/1/c/2", "/a/1/b/2/", "/a/1%2fb/b/2", "/a/1/x/b/2"})
    BOOST_TEST(!http::match_path("/a/{id}/b/{type}", path, parameters), path);
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
