// contract: B0.6
#include "identity/schema_format.h"

#include <boost/test/unit_test.hpp>

using identity::has_format;

namespace {

void check(const char* format, std::initializer_list<std::string> good, std::initializer_list<std::string> bad) {
  for (const std::string& text : good) BOOST_CHECK_MESSAGE(has_format(text, format), text << " is a " << format);
  for (const std::string& text : bad) BOOST_CHECK_MESSAGE(!has_format(text, format), text << " is no " << format);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_format)

BOOST_AUTO_TEST_CASE(email) {
  check("email",
        {"ada@example.org", "a+b.c@sub.example.org", "müller@example.org", "\"a b\"@example.org", "a@[127.0.0.1]",
         "a@[IPv6:::1]", "a@localhost", std::string(64, 'a') + "@example.org"},
        {"", "nope", "@example.org", "a@", "a@b@", "a b@example.org", ".a@example.org", "a..b@example.org", "a@-x.org",
         "a@x_y.org", "a@example.org.", "Ada <ada@example.org>", "a@[1.2.3]", "\"a\"b\"@example.org", "a@b\n",
         std::string(65, 'a') + "@example.org"});
}

BOOST_AUTO_TEST_CASE(dates_and_times) {
  check("date", {"2024-02-29", "1999-12-31"}, {"", "2023-02-29", "2024-13-01", "24-01-01", "2024-1-1", "2024-01-01T"});
  check("time", {"12:00:00Z", "23:59:59.5+02:00"}, {"24:00:00Z", "12:00:00", "12:00Z", "12:00:00+24:00", "12:00:60Z"});
  check("date-time", {"2024-02-29T12:00:00Z", "2024-02-29t12:00:00.123456789-07:00"},
        {"2024-02-30T12:00:00Z", "2024-02-29 12:00:00Z", "2024-02-29T12:00:00", "2024-02-29T12:00:00.Z"});
}

BOOST_AUTO_TEST_CASE(a_time_counts_its_offset_and_fraction) {
  const auto time = identity::parse_rfc3339("2021-08-17T13:32:39.5+02:00");
  BOOST_REQUIRE(time);
  BOOST_CHECK_EQUAL(base::format_rfc3339(*time), "2021-08-17T11:32:39.5Z");
}

BOOST_AUTO_TEST_CASE(uris) {
  check("uri", {"https://ada.example/", "mailto:a@example.org", "urn:x:y"},
        {"", "::", "/path", "ada.example", "http://[::1"});
  check("uri-reference", {"/path", "a?b", "https://ada.example/"}, {"a\\b", "::", "%zz"});
}

BOOST_AUTO_TEST_CASE(the_rest) {
  check("uuid", {"8b4eb0bb-0c9c-4b3c-9d8b-2c3f0f5b6a11"}, {"8b4eb0bb", ""});
  check("hostname", {"example.org", "a-b.example", "example.org."}, {"", "-a.org", "a_b.org", std::string(64, 'a')});
  check("ipv4", {"127.0.0.1"}, {"127.0.0", "::1", "256.1.1.1"});
  check("ipv6", {"::1", "fe80::1"}, {"127.0.0.1", ":::"});
  check("regex", {"^a+$"}, {"["});
  check("json-pointer", {"", "/a/~0~1"}, {"a", "/~", "/~2"});
  check("tel", {"+49 151 1234567"}, {"12", ""});
  check("no-such-format", {"anything"}, {});
}

BOOST_AUTO_TEST_SUITE_END()
