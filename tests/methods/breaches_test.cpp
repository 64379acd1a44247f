// The list of breached passwords; how it is asked for is in tests/trouble/breaches_test.cpp.
// contract: B5.1
#include "methods/breaches.h"

#include <boost/test/unit_test.hpp>

namespace {

const std::string kSuffix = "0123456789abcdef0123456789abcdef012";
const std::string kUpper = "0123456789ABCDEF0123456789ABCDEF012";
const std::string kOther = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

std::int64_t count(const std::string& list) { return methods::count_breaches(list, kSuffix).value_or(-1); }

}  // namespace

BOOST_AUTO_TEST_SUITE(breaches)

BOOST_AUTO_TEST_CASE(lines) {
  BOOST_TEST(count("") == 0);
  BOOST_TEST(count(kOther + ":7\r\n") == 0);
  BOOST_TEST(count(kOther + ":7\r\n" + kUpper + ":42\r\n" + kOther + ":9") == 42);
  BOOST_TEST(count(kSuffix + ":42\n") == 42);
  BOOST_TEST(count(kUpper) == 1);
  BOOST_TEST(count(kUpper + "\r\n" + kOther + "\r\n\r\n") == 1);
  BOOST_TEST(count(kUpper + ":12,345,678\r\n") == 12'345'678);
  BOOST_TEST(count(kUpper + ":0\r\n") == 0);  // padding
}

// Half a list would say that a password is a good one.
BOOST_AUTO_TEST_CASE(what_is_no_list) {
  for (const std::string& bad :
       {std::string("<html>\n<title>Sign in to this network</title>\n"), kUpper + ":", kUpper + ":x", kUpper + ":-1",
        kUpper + ":1:2", kUpper + ":99999999999999999999", kUpper.substr(1) + ":1", kUpper + "0:1",
        "G" + kUpper.substr(1) + ":1", kUpper + ":5\n" + kOther + ":?", std::string(":1")}) {
    BOOST_TEST(count(bad) == -1, bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
