// contract: A9.2 B7.3
#include "identity/normalise.h"

#include <boost/test/unit_test.hpp>

using identity::normalise_identifier;

BOOST_AUTO_TEST_SUITE(normalise)

BOOST_AUTO_TEST_CASE(case_and_surrounding_space_do_not_matter) {
  BOOST_CHECK_EQUAL(normalise_identifier("  ADA@Example.ORG \n"), "ada@example.org");
  BOOST_CHECK_EQUAL(normalise_identifier("ÄRGER"), "ärger");
  BOOST_CHECK_EQUAL(normalise_identifier("straße"), "straße");
}

BOOST_AUTO_TEST_CASE(compatibility_forms_are_folded) {
  BOOST_CHECK_EQUAL(normalise_identifier("ＡＤＡ＠ｅｘａｍｐｌｅ"), "ada@example");
  BOOST_CHECK_EQUAL(normalise_identifier("a\u0308"), "ä");
  BOOST_CHECK_EQUAL(normalise_identifier("\u210B"), "h");  // script capital H
}

BOOST_AUTO_TEST_CASE(what_may_not_stand_is_dropped) {
  BOOST_CHECK_EQUAL(normalise_identifier("a\u200Bd\u00ADa"), "ada");  // zero width space, soft hyphen
  BOOST_CHECK_EQUAL(normalise_identifier("a\x01"), "a");
  BOOST_CHECK_EQUAL(normalise_identifier("a\u202Eb"), "ab");  // right-to-left override
  BOOST_CHECK_EQUAL(normalise_identifier("a\uE000b"), "ab");  // private use
  BOOST_CHECK_EQUAL(normalise_identifier("a\u0378b"), "ab");  // unassigned
  BOOST_CHECK_EQUAL(normalise_identifier("\u200B ada \u200B"), "ada");
}

BOOST_AUTO_TEST_CASE(a_normalised_identifier_stays_as_it_is) {
  for (const char* text : {"İstanbul", "ẞ", "Ǆ", "Å", "+49 (151) 123-45678", "ΑΣ", "ﬁ"}) {
    const std::string once = normalise_identifier(text);
    BOOST_CHECK(!once.empty());
    BOOST_CHECK_EQUAL(normalise_identifier(once), once);
  }
}

BOOST_AUTO_TEST_CASE(nothing_left_or_too_long_is_empty) {
  BOOST_CHECK_EQUAL(normalise_identifier(""), "");
  BOOST_CHECK_EQUAL(normalise_identifier(" \u200B "), "");
  BOOST_CHECK_EQUAL(normalise_identifier(std::string(254, 'a')).size(), 254u);
  BOOST_CHECK_EQUAL(normalise_identifier(std::string(255, 'a')), "");
  BOOST_CHECK_EQUAL(normalise_identifier(std::string(100000, 'a')), "");
  BOOST_CHECK_EQUAL(normalise_identifier("ada\xff"), "");
}

BOOST_AUTO_TEST_CASE(international_numbers_become_e164) {
  BOOST_CHECK_EQUAL(normalise_identifier("+49 (151) 123-456 78"), "+4915112345678");
  BOOST_CHECK_EQUAL(normalise_identifier("+1234567"), "+1234567");
  BOOST_CHECK_EQUAL(normalise_identifier("+123 456"), "+123 456");                    // six digits
  BOOST_CHECK_EQUAL(normalise_identifier("+1234567890123456"), "+1234567890123456");  // sixteen: no number, kept
  BOOST_CHECK(!identity::parse_phone_number("+1234567890123456"));
  BOOST_CHECK(!identity::parse_phone_number("+0123456789"));
  BOOST_CHECK(!identity::parse_phone_number("0151 1234567"));
  BOOST_CHECK(!identity::parse_phone_number("+49 151 x12345"));
  BOOST_CHECK(!identity::parse_phone_number("+"));
}

BOOST_AUTO_TEST_CASE(addresses) {
  BOOST_CHECK_EQUAL(identity::address_value("email", " Ada@Example.ORG "), "ada@example.org");
  BOOST_CHECK_EQUAL(identity::address_value("sms", "+49 151 1234567"), "+491511234567");
  BOOST_CHECK_EQUAL(identity::address_value("sms", "none"), "none");
}

BOOST_AUTO_TEST_SUITE_END()
