// Guesses are charged before they are checked (ARCHITECTURE section 6), and nobody can lock the owner's browser out.
#include "flow/throttle.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth), bob = add("bob");

  static Answer guesses_password(Browser& browser, const Person& person, const std::string& password) {
    const auto form = browser.start_login();
    return browser.submit(form, {{"method", "password"}, {"identifier", person.email}, {"password", password}});
  }
  static void fails_five_times(Browser& browser, const Person& person) {
    for (int i = 0; i < 5; ++i) BOOST_REQUIRE(guesses_password(browser, person, "wrong").messages() == "4000006");
  }
  Browser at_second_step(const Person& person, const std::string& address = "192.0.2.7") {
    Browser browser(*this, Browser::Kind::script, address);
    browser.logs_in(person);
    return browser;
  }
  static Answer door(Browser& browser, const std::string& method, const std::string& code) {
    const auto field = method == "totp" ? "totp_code" : "lookup_secret";
    return browser.send("POST", "/self-service/methods/" + method + "/login",
                        {{"content-type", "application/json"}, {"origin", "http://localhost:8080"}},
                        std::string("{\"") + field + "\":\"" + code + "\"}");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(throttle, Site)

BOOST_AUTO_TEST_CASE(five_free_tries_then_a_wait_that_doubles) {
  Browser browser(*this);
  fails_five_times(browser, bob);
  auto refused = guesses_password(browser, bob, bob.password);  // right, but too early
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.messages() == "4900002");
  BOOST_TEST(refused.at("ui.messages.0.text") == "Too many tries. Try again in 30 seconds.");
  BOOST_TEST(refused.header("Retry-After") == "30");
  BOOST_TEST(browser.aal() == 0);
  clock.advance(29s);
  BOOST_TEST(guesses_password(browser, bob, "wrong").header("Retry-After") == "1");
  clock.advance(1s);
  BOOST_TEST(guesses_password(browser, bob, "wrong").messages() == "4000006");
  BOOST_TEST(guesses_password(browser, bob, "wrong").header("Retry-After") == "60");
}

BOOST_AUTO_TEST_CASE(a_form_learns_of_the_wait_too) {
  Browser browser(*this, Browser::Kind::form);
  for (int i = 0; i < 5; ++i) (void)guesses_password(browser, bob, "wrong");
  const auto form = browser.start_login();
  const auto refused = browser.submit(form, {{"method", "password"}, {"identifier", bob.email}, {"password", "wrong"}});
  BOOST_TEST(refused.status == 303);
  BOOST_TEST(refused.header("Retry-After") == "30");
  BOOST_TEST(refused.location() == "http://localhost:8080/login?flow=" + form.id);
  BOOST_TEST(browser.read(form).messages() == "4900002");
}

BOOST_AUTO_TEST_CASE(a_success_ends_the_wait) {
  Browser browser(*this);
  fails_five_times(browser, bob);
  clock.advance(30s);
  Browser fresh(*this);
  fresh.logs_in(bob);
  for (int i = 0; i < 5; ++i) BOOST_TEST(guesses_password(browser, bob, "wrong").messages() == "4000006");
  BOOST_TEST(guesses_password(browser, bob, "wrong").messages() == "4900002");
}

BOOST_AUTO_TEST_CASE(networks_do_not_block_each_other) {
  Browser here(*this), neighbour(*this, Browser::Kind::script, "192.0.2.200"),
      elsewhere(*this, Browser::Kind::script, "192.0.3.7");
  fails_five_times(here, bob);
  BOOST_TEST(guesses_password(neighbour, bob, "wrong").messages() == "4900002");
  BOOST_TEST(guesses_password(elsewhere, bob, "wrong").messages() == "4000006");
  BOOST_TEST(guesses_password(here, alice, "wrong").messages() == "4000006");  // another person
}

BOOST_AUTO_TEST_CASE(a_stranger_cannot_lock_the_owner_out) {
  Browser owner(*this);
  owner.logs_in(bob);  // every factor he has
  BOOST_TEST(owner.cookies.contains("postern_known"));
  Browser stranger(*this);  // in the same network
  fails_five_times(stranger, bob);
  BOOST_TEST(guesses_password(stranger, bob, bob.password).messages() == "4900002");
  owner.cookies.erase("ory_kratos_session");
  owner.logs_in(bob);
  BOOST_TEST(owner.aal() == 1);
  // Known browsers have a lane of their own, not a free ride.
  owner.cookies.erase("ory_kratos_session");
  fails_five_times(owner, bob);
  BOOST_TEST(guesses_password(owner, bob, bob.password).messages() == "4900002");
}

BOOST_AUTO_TEST_CASE(a_browser_is_known_once_every_factor_was_passed) {
  auto owner = at_second_step(alice);
  BOOST_TEST(!owner.cookies.contains("postern_known"));
  owner.passes("totp", code(alice));
  BOOST_TEST(owner.cookies.contains("postern_known"));
  auto thief = at_second_step(alice, "198.51.100.1");  // has the password
  for (int i = 0; i < 5; ++i) BOOST_TEST(thief.tries("totp", "000000").messages() == "4000008");
  BOOST_TEST(thief.tries("totp", "000000").messages() == "4900002");
  auto another_thief = at_second_step(alice, "203.0.113.1");
  BOOST_TEST(another_thief.tries("totp", "000000").messages() == "4900002");  // one lane for all of them
  clock.advance(30s);
  BOOST_TEST(thief.tries("totp", "000000").messages() == "4000008");
  owner.passes("totp", code(alice));
  // Each method counts by itself.
  BOOST_TEST(thief.tries("lookup_secret", "00000000").messages() == "4000016");
}

BOOST_AUTO_TEST_CASE(a_cookie_of_somebody_else_makes_nobody_known) {
  Browser bobs(*this);
  bobs.logs_in(bob);
  Browser mallory(*this);
  mallory.cookies["postern_known"] = bobs.cookies["postern_known"];
  fails_five_times(mallory, alice);
  Browser stranger(*this);
  BOOST_TEST(guesses_password(stranger, alice, "wrong").messages() == "4900002");  // the same lane
}

BOOST_AUTO_TEST_CASE(a_used_code_is_no_guess) {
  auto browser = at_second_step(alice);
  const auto used = code(alice);
  browser.passes("totp", used);
  browser.passes("lookup_secret", alice.codes[0]);
  for (int i = 0; i < 8; ++i) {
    BOOST_TEST(browser.tries("totp", used).messages() == "4900001");
    BOOST_TEST(browser.tries("lookup_secret", alice.codes[0]).messages() == "4000012");
  }
  clock.advance(30s);
  browser.passes("totp", code(alice));
}

BOOST_AUTO_TEST_CASE(field_errors_and_forgeries_are_no_guesses) {
  auto browser = at_second_step(alice);
  auto form = browser.start_login("aal=aal2");
  for (int i = 0; i < 8; ++i)
    BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", "1"}}).messages() == "totp_code:4000003");
  auto forged = form;
  forged.csrf_token = "x";
  for (int i = 0; i < 8; ++i)
    BOOST_TEST(browser.submit(forged, {{"method", "totp"}, {"totp_code", "000000"}}).status == 403);
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", code(alice)}}).status == 200);
}

BOOST_AUTO_TEST_CASE(doors_count_like_the_flow_and_say_429) {
  auto browser = at_second_step(alice);
  for (int i = 0; i < 3; ++i) BOOST_TEST(browser.tries("totp", "000000").messages() == "4000008");
  for (int i = 0; i < 2; ++i) BOOST_TEST(door(browser, "totp", "000000").at("error.id") == "second_factor_invalid");
  const auto refused = door(browser, "totp", code(alice));
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(refused.header("Retry-After") == "30");
  BOOST_TEST(browser.tries("totp", code(alice)).messages() == "4900002");
  BOOST_TEST(browser.aal() == 1);
  // A door with a flow answers as the flow does.
  const auto form = browser.start_login("aal=aal2");
  const auto bound = browser.post("/self-service/methods/totp/login?flow=" + form.id,
                                  {{"method", "totp"}, {"totp_code", code(alice)}, {"csrf_token", form.csrf_token}});
  BOOST_TEST(bound.status == 400);
  BOOST_TEST(bound.messages() == "4900002");
  BOOST_TEST(bound.header("Retry-After") == "30");
  clock.advance(30s);
  BOOST_TEST(door(browser, "totp", code(alice)).status == 200);
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(door(browser, "totp", code(alice)).at("error.id") == "second_factor_used");
  BOOST_TEST(door(browser, "lookup_secret", alice.codes[0]).status == 200);
}

BOOST_AUTO_TEST_CASE(a_new_password_clears_the_second_factor_rows) {
  auto thief = at_second_step(alice, "198.51.100.1");
  for (int i = 0; i < 6; ++i) (void)thief.tries("totp", "000000");
  BOOST_TEST(thief.tries("totp", "000000").messages() == "4900002");
  auto owner = at_second_step(alice);
  owner.passes("lookup_secret", alice.codes[0]);
  const auto form = owner.start_settings();
  BOOST_TEST(owner.submit(form, {{"method", "password"}, {"password", "something else entirely"}}).messages() ==
             "1050001");
  auto elsewhere = alice;
  elsewhere.password = "something else entirely";
  auto fresh = at_second_step(elsewhere, "203.0.113.9");
  BOOST_TEST(fresh.tries("totp", "000000").messages() == "4000008");
}

BOOST_AUTO_TEST_CASE(enrolment_codes_are_no_guesses) {
  Browser browser(*this);
  browser.logs_in(bob);
  const auto form = browser.start_settings();
  for (int i = 0; i < 8; ++i)
    BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", "000000"}}).messages() == "totp_code:4000008");
  const auto good = code_of(shown_key(form.answer), clock.now());
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", good}}).messages() == "1050001");
}

BOOST_AUTO_TEST_CASE(prefixes) {
  const std::pair<const char*, const char*> rows[] = {{"192.0.2.77", "192.0.2.0/24"},
                                                      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
                                                      {"2001:db8:1:2::", "2001:db8:1:2::/64"},
                                                      {"unix:", "unix:"},
                                                      {"", ""}};
  for (const auto& [address, prefix] : rows) BOOST_TEST(flow::address_prefix(address) == prefix);
}

BOOST_AUTO_TEST_SUITE_END()
