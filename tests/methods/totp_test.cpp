// TOTP at sign-in: every step once, within one step of drift, by the parameters of the person's own key.
// contract: B2.4 B2.5 B2.6 B2.7
#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithTotp);
  Browser browser{*this};

  std::string tries(const Person& person, const std::string& code) {
    Browser fresh(*this);
    fresh.logs_in(person);
    const auto answer = fresh.tries("totp", code);
    return answer.status == 200 ? "in" : std::to_string(answer.status) + " " + answer.messages();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(totp, Site)

BOOST_AUTO_TEST_CASE(a_code_works_once) {
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  BOOST_TEST(browser.aal() == 2);
  clock.advance(12s);
  BOOST_TEST(tries(alice, code(alice)) == "400 4900001");  // in another browser
  const auto again = browser.tries("totp", code(alice));   // and in this one
  BOOST_TEST(again.messages() == "4900001");
  BOOST_TEST(again.at("ui.messages.0.context.reason") == "totp.replayed");
  BOOST_TEST(again.at("ui.messages.0.context.seconds") == "18");
  clock.advance(18s);
  BOOST_TEST(tries(alice, code(alice)) == "in");
}

BOOST_AUTO_TEST_CASE(an_older_step_is_spent_with_a_newer_one) {
  BOOST_TEST(tries(alice, code(alice, 1)) == "in");
  BOOST_TEST(tries(alice, code(alice)) == "400 4900001");
  BOOST_TEST(tries(alice, code(alice, -1)) == "400 4900001");
  BOOST_TEST(tries(alice, code(alice, 1)) == "400 4900001");
}

BOOST_AUTO_TEST_CASE(clocks_may_differ_by_one_step) {
  for (const int steps : {-2, -1, 0, 1, 2}) {
    const auto person = add("drift" + std::to_string(steps + 2), kWithTotp);
    BOOST_TEST(tries(person, code(person, steps)) == (std::abs(steps) <= 1 ? "in" : "400 4000008"));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_code) {
  BOOST_TEST(tries(alice, "") == "400 totp_code:4000002");
  BOOST_TEST(tries(alice, "12345") == "400 totp_code:4000003");
  BOOST_TEST(tries(alice, "abcdef") == "400 4000008");
  BOOST_TEST(tries(alice, code(alice) + "0") == "400 4000008");
  BOOST_TEST(tries(alice, " " + code(alice).substr(0, 3) + " " + code(alice).substr(3) + " ") == "in");
  const auto bob = add("bob", kWithCodes);
  BOOST_TEST(tries(bob, "123456") == "400 4000011");
}

BOOST_AUTO_TEST_CASE(the_key_says_how_its_codes_are_made) {
  Person dora{.email = "dora@example.org",
              .password = "a long way to Tipperary",
              .totp_key = base::to_bytes("12345678901234567890"),
              .totp = {crypto::TotpAlgorithm::sha256, 8, 60}};
  dora.id = import(R"({"traits":{"email":"dora@example.org"},"credentials":{"password":{"config":{"password":")" +
                   dora.password + R"("}},"totp":{"config":{"totp_url":")" +
                   crypto::otpauth_url("Example", dora.email, dora.totp_key, dora.totp) + R"("}}}})");
  BOOST_TEST(code(dora).size() == 8);
  BOOST_TEST(tries(dora, code_of(dora.totp_key, clock.now())) == "400 4000008");  // as an app that ignores them would
  BOOST_TEST(tries(dora, code(dora)) == "in");
  clock.advance(59s);
  BOOST_TEST(tries(dora, code(dora)) == "400 4900001");
  clock.advance(1s);
  BOOST_TEST(tries(dora, code(dora)) == "in");
}

BOOST_AUTO_TEST_CASE(the_step_that_confirmed_a_key_is_spent) {
  const auto bob = add("bob");
  browser.logs_in(bob);
  const auto form = browser.start_settings();
  const auto key = shown_key(form.answer);
  const auto confirming = code_of(key, clock.now());
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", confirming}}).messages() == "1050001");
  BOOST_TEST(tries(bob, confirming) == "400 4900001");
  clock.advance(30s);
  BOOST_TEST(tries(bob, code_of(key, clock.now())) == "in");
}

BOOST_AUTO_TEST_CASE(the_form_of_the_second_step) {
  const auto both = add("both", kWithBoth);
  browser.logs_in(both);
  const auto form = browser.start_login("aal=aal2");
  BOOST_TEST(form.answer.messages() == "1010004");
  BOOST_TEST(form.answer.nodes() == "csrf_token totp_code method=totp lookup_secret method=lookup_secret");
  BOOST_TEST(form.answer.body().find(R"("name":"totp_code","type":"text","value":"","required":true)") !=
             std::string::npos);
  const auto wrong = browser.submit(form, {{"method", "totp"}, {"totp_code", "000000"}});
  BOOST_TEST(wrong.messages() == "4000008");  // 1010004 is gone
  BOOST_TEST(wrong.body().find(R"("name":"totp_code","type":"text","required":true)") != std::string::npos);
  BOOST_TEST(wrong.body().find("000000") == std::string::npos);
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", code(both)}}).status == 200);
}

// A method that is switched off is no factor and no way in.
BOOST_AUTO_TEST_CASE(switched_off) {
  browser.logs_in(alice);
  const auto form = browser.start_login("aal=aal2");
  configure("SELFSERVICE_METHODS_TOTP_ENABLED", "false");
  BOOST_TEST(browser.read(form).nodes() == "csrf_token");
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", code(alice)}}).status == 404);
  configure("SESSION_WHOAMI_REQUIRED_AAL", "highest_available");
  BOOST_TEST(browser.get("/sessions/whoami").status == 200);
  configure("SELFSERVICE_METHODS_TOTP_ENABLED", "true");
  BOOST_TEST(browser.get("/sessions/whoami").status == 403);
}

// The key is nowhere in clear.
BOOST_AUTO_TEST_CASE(the_key_is_sealed_in_the_database) {
  store::TotpRow row;
  db().read([&](store::Tx& tx) { row = store::find_totp(tx, alice.id).value(); });
  const auto stored = base::as_text(row.key.bytes);
  BOOST_TEST(stored.size() > alice.totp_key.size());
  BOOST_TEST(stored.find(base::as_text(alice.totp_key)) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
