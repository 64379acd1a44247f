#include "base/url.h"

#include <boost/test/unit_test.hpp>

#include "base/result.h"

namespace {

base::Url must_parse(std::string_view text) {
  const auto url = base::parse_url(text);
  BOOST_REQUIRE_MESSAGE(url.has_value(), text);
  return *url;
}

std::string again(std::string_view text) { return must_parse(text).str(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(takes_apart) {
  const base::Url url = must_parse("HTTPS://user:pw@Example.com:8443/a%2Fb/c?x=1&y#frag");
  BOOST_TEST(url.scheme == "https");
  BOOST_TEST(url.userinfo == "user:pw");
  BOOST_TEST(url.host == "Example.com:8443");
  BOOST_TEST(url.hostname() == "Example.com");
  BOOST_TEST(url.path == "/a%2Fb/c");
  BOOST_TEST(url.query == "x=1&y");
  BOOST_TEST(url.fragment == "frag");
  BOOST_TEST(must_parse("http://[::1]:80/").hostname() == "::1");
  BOOST_TEST(must_parse("http://[fe80::1%25en0]/").host == "[fe80::1%en0]");
}

BOOST_AUTO_TEST_CASE(finds_hosts_that_hide) {
  BOOST_TEST(must_parse("http://localhost:4455@evil.example/app").host == "evil.example");
  BOOST_TEST(must_parse("http://a@b@evil.example").host == "evil.example");
  BOOST_TEST(must_parse("//evil/x").host == "evil");
  BOOST_TEST(must_parse("///evil").host.empty());
  BOOST_TEST(must_parse("http:///evil").host.empty());
  BOOST_TEST(must_parse("javascript:alert(1)").opaque == "alert(1)");
  BOOST_TEST(must_parse("mailto:a@b").opaque == "a@b");
  BOOST_TEST(must_parse("/path?next=http://x").host.empty());
}

BOOST_AUTO_TEST_CASE(writes_as_go_does) {
  for (const std::string_view same : {"http://h/a?b=c#d", "http://h", "http://h/?", "//h/p", "/a/b", "a/b", "", "?q",
                                      "#f", "file:/x", "file:///x", "mailto:a@b", "http://u:p@h/", "http://h/a%2fb",
                                      "http://h/!'()*[]", "*", "http://h:/", "./a:b", "http://[::1]:80/"}) {
    BOOST_TEST(again(same) == same);
  }
  BOOST_TEST(again("HTTP://H/") == "http://H/");
  BOOST_TEST(again("/a b\"<ä") == "/a%20b%22%3C%C3%A4");
  BOOST_TEST(again("/x#a b") == "/x#a%20b");
  BOOST_TEST(again("http://h/a\\b") == "http://h/a%5Cb");
}

BOOST_AUTO_TEST_CASE(refusals) {
  for (const std::string_view bad :
       {":x", "1:b", "a b:c", "/\x01", "http://h/\x7f", "http://h/%zz", "http://h/%2", "http://h:8x/",
        "http://h:80:90x/", "http://[::1/", "http://[::1]x/", "http://a b/", "http://h\\evil/", "http://h%41/",
        "http://us er@h/", "http://h/#%zz"}) {
    BOOST_TEST(!base::parse_url(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(cleans_paths) {
  BOOST_TEST(base::clean_path("/a/./b/../c") == "/a/c");
  BOOST_TEST(base::clean_path("/a/..") == "/");
  BOOST_TEST(base::clean_path("/../../x") == "/x");
  BOOST_TEST(base::clean_path("/a/%2e%2E/b") == "/b");
  BOOST_TEST(base::clean_path("/a/.") == "/a/");
  BOOST_TEST(base::clean_path("/a/b/") == "/a/b/");
  BOOST_TEST(base::clean_path("").empty());
}

BOOST_AUTO_TEST_CASE(queries) {
  const base::Query query = base::parse_query("a=1&b=x+y%26&&c&a=2&bad=%zz&d;e=1&=v");
  BOOST_TEST(query.size() == 5U);
  BOOST_TEST(base::find_parameter(query, "a").value() == "1");
  BOOST_TEST(base::find_parameter(query, "b").value() == "x y&");
  BOOST_TEST(base::find_parameter(query, "c").value().empty());
  BOOST_TEST(base::find_parameter(query, "").value() == "v");
  BOOST_TEST(!base::find_parameter(query, "bad"));
  BOOST_TEST(base::encode_query({{"b", "2"}, {"a", "x y"}, {"b", "1&"}}) == "a=x+y&b=2&b=1%26");
}

BOOST_AUTO_TEST_CASE(escapes) {
  const std::string_view all = " !\"#$%&'()*+,/:;=?@[]~-._ä";
  BOOST_TEST(base::escape_query(all) == "+%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3D%3F%40%5B%5D~-._%C3%A4");
  BOOST_TEST(base::escape_path(all) == "%20%21%22%23$%25&%27%28%29%2A+,/:;=%3F@%5B%5D~-._%C3%A4");
  BOOST_TEST(base::escape_path_segment(all) == "%20%21%22%23$%25&%27%28%29%2A+%2C%2F:%3B=%3F@%5B%5D~-._%C3%A4");
  BOOST_TEST(base::unescape_path("a%20b+c").value() == "a b+c");
  BOOST_TEST(!base::unescape_path("%"));
}

BOOST_AUTO_TEST_CASE(joins) {
  BOOST_TEST(base::join_url("http://h/", "/a") == "http://h/a");
  BOOST_TEST(base::join_url("http://h", "a") == "http://h/a");
  BOOST_TEST(base::join_url("http://h/x/", "//a//b/?u=http://y") == "http://h/x/a/b/?u=http://y");
  BOOST_TEST(base::join_url("/auth", "/login") == "/auth/login");
  BOOST_TEST(base::join_url("http://h/x", "") == "http://h/x");
}

BOOST_AUTO_TEST_CASE(sets_parameters) {
  BOOST_TEST(base::with_query("http://h/p?z=1&flow=old#f", {{"flow", "new"}, {"a", "x y"}}) ==
             "http://h/p?a=x+y&flow=new&z=1#f");
  BOOST_TEST(base::with_query("/p", {{"a", "1"}}) == "/p?a=1");
  BOOST_CHECK_THROW(static_cast<void>(base::with_query("http://h:x/", {})), base::Broken);
}

BOOST_AUTO_TEST_SUITE_END()
