// Recovery codes at sign-in: each once, however it is typed; a spent list is no factor.
// contract: B3.4 B3.5 B3.6
#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithCodes);
  Browser browser{*this};

  std::string tries(const Person& person, const std::string& code) {
    Browser fresh(*this);
    fresh.logs_in(person);
    const auto answer = fresh.tries("lookup_secret", code);
    return answer.status == 200 ? "in" : std::to_string(answer.status) + " " + answer.messages();
  }
};

std::string upper(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lookup_secret, Site)

BOOST_AUTO_TEST_CASE(a_code_works_once) {
  BOOST_TEST(tries(alice, alice.codes[0]) == "in");
  BOOST_TEST(tries(alice, alice.codes[0]) == "400 4000012");
  BOOST_TEST(tries(alice, upper(alice.codes[0])) == "400 4000012");
  BOOST_TEST(tries(alice, alice.codes[11]) == "in");
}

BOOST_AUTO_TEST_CASE(a_code_is_read_as_people_type_it) {
  const auto halves = [](const std::string& code, const char* between) {
    return code.substr(0, 4) + between + code.substr(4);
  };
  BOOST_TEST(tries(alice, upper(alice.codes[0])) == "in");
  BOOST_TEST(tries(alice, halves(alice.codes[1], "-")) == "in");
  BOOST_TEST(tries(alice, "  " + halves(alice.codes[2], " ") + "\t") == "in");
  BOOST_TEST(tries(alice, halves(alice.codes[3], " - ")) == "in");
  BOOST_TEST(tries(alice, halves(alice.codes[4], "_")) == "400 4000016");
}

BOOST_AUTO_TEST_CASE(what_is_no_code) {
  BOOST_TEST(tries(alice, "") == "400 lookup_secret:4000002");
  BOOST_TEST(tries(alice, " - ") == "400 lookup_secret:4000002");
  BOOST_TEST(tries(alice, "abcd") == "400 4000016");
  const auto bob = add("bob", kWithTotp);
  BOOST_TEST(tries(bob, "abcd1234") == "400 4000014");
  BOOST_TEST(tries(bob, alice.codes[0]) == "400 4000014");  // a code of somebody else
}

// An imported list may hold a used code and an equal unused one: the unused one counts.
BOOST_AUTO_TEST_CASE(an_equal_unused_code_counts) {
  Person dora{.email = "dora@example.org", .password = "a long way to Tipperary"};
  dora.id = import(R"({"traits":{"email":"dora@example.org"},"credentials":{"password":{"config":{"password":")" +
                   dora.password +
                   R"("}},"lookup_secret":{"config":{"codes":[{"code":"aaaa1111","used_at":"2029-01-01T00:00:00Z"},)"
                   R"({"code":"AAAA-1111"},{"code":"bbbb2222","used_at":"2029-01-01T00:00:00Z"}]}}}})");
  BOOST_TEST(tries(dora, "bbbb2222") == "400 4000012");
  BOOST_TEST(tries(dora, "aaaa1111") == "in");
  BOOST_TEST(tries(dora, "aaaa1111") == "400 4000012");
}

// Kratos locks out whoever spent the last code; here the list is no factor any more, and nobody is lowered by it.
BOOST_AUTO_TEST_CASE(a_spent_list_is_no_factor) {
  configure("SESSION_WHOAMI_REQUIRED_AAL", "highest_available");
  for (std::size_t i = 0; i < 11; ++i) BOOST_REQUIRE(tries(alice, alice.codes[i]) == "in");
  browser.logs_in(alice);
  BOOST_TEST(browser.get("/sessions/whoami").status == 403);
  browser.passes("lookup_secret", alice.codes[11]);
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(browser.get("/sessions/whoami").at("authenticator_assurance_level") == "aal2");
  Browser later(*this);
  later.logs_in(alice);
  BOOST_TEST(later.get("/sessions/whoami").status == 200);
  const auto form = later.start_login("aal=aal2");
  BOOST_TEST(form.answer.nodes() == "csrf_token");
  BOOST_TEST(later.submit(form, {{"method", "lookup_secret"}, {"lookup_secret", alice.codes[11]}}).messages() ==
             "4000012");
  BOOST_TEST(browser.aal() == 2);
}

BOOST_AUTO_TEST_CASE(codes_are_sealed_one_by_one) {
  std::vector<store::LookupCodeRow> rows;
  db().read([&](store::Tx& tx) { rows = store::lookup_codes(tx, alice.id); });
  BOOST_REQUIRE(rows.size() == 12);
  for (std::size_t i = 0; i < rows.size(); ++i)
    BOOST_TEST(base::as_text(rows[i].code.bytes).find(alice.codes[i]) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
