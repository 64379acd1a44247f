// What waits for re-authentication: sealed, bound to flow, person, session and the browser's key, done once.
// contract: B1.8
#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"

using namespace support;

namespace {

constexpr const char* kContinuity = "ory_kratos_continuity";

struct Site : World {
  Person alice = add("alice"), bob = add("bob");
  Browser browser{*this, Browser::Kind::form};
  Form form;

  Site() {
    configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "15m");
    browser.logs_in(alice);
  }

  // A change that an old session may not do: it waits.
  void asks_for(const base::Query& fields) {
    form = browser.start_settings();
    clock.advance(15min);
    const auto answer = browser.submit(form, fields);
    BOOST_REQUIRE_EQUAL(answer.status, 303);
    BOOST_REQUIRE(answer.location().find("/self-service/login/browser?refresh=true&return_to=") != std::string::npos);
    BOOST_REQUIRE_EQUAL(count("pending_submissions"), 1);
  }
  void asks_for_a_new_password() { asks_for({{"method", "password"}, {"password", "entirely different"}}); }
  void confirms() {
    clock.advance(1s);
    browser.confirms(alice);
  }
  Answer comes_back(Headers headers = {}) { return comes_back(browser, std::move(headers)); }
  Answer comes_back(Browser& who, Headers headers = {}) {
    return who.get("/self-service/settings?flow=" + form.id, std::move(headers));
  }
  bool has_new_password() {
    Browser fresh(*this);
    const auto login = fresh.start_login();
    return fresh
               .submit(login, {{"method", "password"}, {"identifier", alice.email}, {"password", "entirely different"}})
               .status == 200;
  }
  std::string state() { return browser.read(form).at("state"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(waiting, Site)

BOOST_AUTO_TEST_CASE(it_is_done_once_after_the_confirmation) {
  asks_for_a_new_password();
  BOOST_TEST(browser.cookies.contains(kContinuity));
  BOOST_TEST(!has_new_password());
  confirms();
  const auto done = comes_back();
  BOOST_TEST(done.status == 303);
  BOOST_TEST(done.location() == "http://localhost:8080/settings?flow=" + form.id);
  BOOST_TEST(state() == "success");
  BOOST_TEST(browser.read(form).messages() == "1050001");
  BOOST_TEST(count("pending_submissions") == 0);
  BOOST_TEST(!browser.cookies.contains(kContinuity));
  BOOST_TEST(has_new_password());
}

BOOST_AUTO_TEST_CASE(two_gets_in_a_row_do_it_once) {
  asks_for({{"method", "profile"}, {"traits.email", "alison@example.org"}});
  confirms();
  auto twin = browser;  // both requests carry the key
  BOOST_TEST(comes_back().status == 303);
  BOOST_TEST(state() == "success");
  const auto renamed = browser.submit(form, {{"method", "profile"}, {"traits.email", alice.email}});
  BOOST_TEST(renamed.status == 303);
  BOOST_TEST(comes_back(twin).status == 303);
  BOOST_TEST(browser.read(form).node("traits.email") == alice.email);  // not undone by the second
}

BOOST_AUTO_TEST_CASE(not_before_the_confirmation) {
  asks_for_a_new_password();
  BOOST_TEST(comes_back().status == 303);
  BOOST_TEST(state() == "show_form");
  BOOST_TEST(browser.cookies.contains(kContinuity));
  confirms();
  (void)comes_back();
  BOOST_TEST(state() == "success");
}

// Not even if the session has become good enough by itself.
BOOST_AUTO_TEST_CASE(not_without_the_confirmation) {
  asks_for_a_new_password();
  configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "0s");
  clock.advance(1s);
  (void)comes_back();
  BOOST_TEST(state() == "show_form");
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(not_in_another_browser) {
  // A thief with an old session plants a change and lets the owner confirm it.
  asks_for_a_new_password();
  auto owner = browser;
  owner.cookies.erase(kContinuity);
  clock.advance(1s);
  owner.confirms(alice);
  BOOST_TEST(comes_back(owner).status == 303);
  BOOST_TEST(owner.read(form).at("state") == "show_form");
  owner.cookies[kContinuity] = std::string(32, 'x');
  (void)comes_back(owner);
  BOOST_TEST(owner.read(form).at("state") == "show_form");
  BOOST_TEST(comes_back().status == 302);  // the thief's token is an old one by now
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(not_in_another_session_of_the_same_person) {
  asks_for_a_new_password();
  auto other = browser;
  other.cookies.erase("ory_kratos_session");
  clock.advance(1s);
  other.logs_in(alice);  // young enough for anything
  BOOST_TEST(comes_back(other).status == 303);
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(not_for_another_flow) {
  asks_for_a_new_password();
  const auto first = form;
  auto other = browser;
  clock.advance(1s);
  browser.confirms(alice);
  form = browser.start_settings();  // whoever starts anew gives up what was waiting
  (void)comes_back();
  BOOST_TEST(state() == "show_form");
  form = first;
  (void)comes_back();
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(not_after_fifteen_minutes) {
  asks_for_a_new_password();
  clock.advance(15min - 1s);
  confirms();  // one second later
  (void)comes_back();
  BOOST_TEST(state() == "show_form");
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(until_fifteen_minutes) {
  asks_for_a_new_password();
  clock.advance(15min - 2s);
  confirms();
  (void)comes_back();
  BOOST_TEST(state() == "success");
}

BOOST_AUTO_TEST_CASE(not_after_signing_out) {
  asks_for_a_new_password();
  auto script = browser;
  script.kind = Browser::Kind::script;
  const auto url = script.get("/self-service/logout/browser").at("logout_url");
  BOOST_TEST(browser.get(url).status == 303);
  BOOST_TEST(count("pending_submissions") == 0);
  clock.advance(1s);
  browser.logs_in(alice);
  (void)comes_back();
  BOOST_TEST(!has_new_password());
}

BOOST_AUTO_TEST_CASE(not_for_another_person) {
  asks_for_a_new_password();
  clock.advance(1s);
  browser.cookies.erase("ory_kratos_session");
  browser.logs_in(bob);
  const auto answer = comes_back();
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(answer.location().starts_with("http://localhost:8080/error?id="));
  BOOST_TEST(!has_new_password());
  Browser fresh(*this);
  fresh.logs_in(bob);
}

BOOST_AUTO_TEST_CASE(only_by_a_page_that_is_looked_at) {
  asks_for_a_new_password();
  confirms();
  const auto before = browser.read(form).body();
  BOOST_TEST(comes_back({{"sec-purpose", "prefetch"}}).status == 204);
  BOOST_TEST(comes_back({{"purpose", "prefetch"}}).status == 204);
  BOOST_TEST(comes_back({{"x-moz", "prefetch"}}).status == 204);
  BOOST_TEST(comes_back({{"sec-purpose", "prefetch;prerender"}}).status == 204);
  BOOST_TEST(browser.send("HEAD", "/self-service/settings?flow=" + form.id).status < 400);
  BOOST_TEST(state() == "show_form");
  BOOST_TEST(browser.read(form).messages().empty());  // and none of them said anything in the form
  BOOST_TEST(comes_back({{"accept", "application/json"}}).status == 400);
  BOOST_TEST(state() == "show_form");
  (void)comes_back();
  BOOST_TEST(state() == "success");
}

BOOST_AUTO_TEST_CASE(a_later_submission_takes_its_place) {
  asks_for({{"method", "profile"}, {"traits.email", "alison@example.org"}});
  const auto first_key = browser.cookies[kContinuity];
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "entirely different"}}).status == 303);
  BOOST_TEST(count("pending_submissions") == 1);
  auto older = browser;
  older.cookies[kContinuity] = first_key;
  confirms();
  (void)comes_back();
  BOOST_TEST(has_new_password());
  BOOST_TEST(browser.read(form).node("traits.email") == alice.email);
}

BOOST_AUTO_TEST_CASE(a_refusal_on_the_way_back_is_shown_in_the_form) {
  asks_for({{"method", "password"}, {"password", "short"}});
  confirms();
  BOOST_TEST(comes_back().status == 303);
  BOOST_TEST(browser.read(form).messages() == "password:4000032");
  BOOST_TEST(count("pending_submissions") == 0);
}

// The code would be too old by then: what waits is the step and the key.
BOOST_AUTO_TEST_CASE(an_enrolment_waits_as_step_and_key) {
  form = browser.start_settings();
  const auto key = shown_key(form.answer);
  clock.advance(15min);
  const auto code = code_of(key, clock.now());
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", code}}).status == 303);
  clock.advance(10min);
  confirms();
  auto old = browser;
  (void)comes_back();
  BOOST_TEST(state() == "success");
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(browser.session_token() != old.session_token());
  store::TotpRow row;
  db().read([&](store::Tx& tx) { row = store::find_totp(tx, alice.id).value(); });
  BOOST_TEST(code_of(key, base::from_micros(row.last_step * 30'000'000)) == code);
  Browser script(*this);
  script.logs_in(alice);
  script.passes("totp", code_of(key, clock.now()));
}

BOOST_AUTO_TEST_CASE(a_wrong_enrolment_code_does_not_wait) {
  form = browser.start_settings();
  clock.advance(15min);
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", "000000"}}).status == 303);
  BOOST_TEST(browser.read(form).messages() == "totp_code:4000008");
  BOOST_TEST(count("pending_submissions") == 0);
}

// With a second factor the change wants that one fresh; confirming the first alone is not enough, and loses nothing.
BOOST_AUTO_TEST_CASE(the_right_factor_has_to_be_proved) {
  const auto carol = add("carol", kWithBoth);
  Browser carols(*this, Browser::Kind::form);
  carols.logs_in(carol);
  carols.passes("totp", code(carol));
  form = carols.start_settings();
  clock.advance(15min);
  const auto asked = carols.submit(form, {{"totp_unlink", "true"}});
  BOOST_TEST(asked.location().find("login/browser?aal=aal2&refresh=true&return_to=") != std::string::npos);
  clock.advance(1s);
  carols.confirms(carol);  // the password only
  BOOST_TEST(comes_back(carols).location().find("login/browser?aal=aal2&refresh=true") != std::string::npos);
  BOOST_TEST(count("totp") == 1);
  BOOST_TEST(carols.cookies.contains(kContinuity));
  clock.advance(1s);
  carols.passes("lookup_secret", carol.codes[0]);
  (void)comes_back(carols);
  BOOST_TEST(count("totp") == 0);
}

BOOST_AUTO_TEST_CASE(it_is_sealed) {
  asks_for_a_new_password();
  std::string stored, key;
  db().read([&](store::Tx& tx) {
    const auto row = store::find_pending(tx, base::parse_uuid(form.id).value()).value();
    stored = base::as_text(row.submission.bytes);
    key = base::as_text(row.key.bytes);
  });
  BOOST_TEST((stored.find("entirely different") == std::string::npos));
  BOOST_TEST((key != browser.cookies[kContinuity]));
  BOOST_TEST(logged().find("entirely different") == std::string::npos);
}

// Scripts are told where to go and submit again themselves, or navigate there: then it is the page that resumes.
BOOST_AUTO_TEST_CASE(a_script_is_told_and_a_page_resumes) {
  browser.kind = Browser::Kind::script;
  form = browser.start_settings();
  clock.advance(15min);
  const auto asked = browser.submit(form, {{"method", "password"}, {"password", "entirely different"}});
  BOOST_TEST(asked.status == 403);
  BOOST_TEST(asked.sets_cookie(kContinuity));
  browser.kind = Browser::Kind::form;
  confirms();
  (void)comes_back();
  BOOST_TEST(has_new_password());
}

BOOST_AUTO_TEST_CASE(an_application_has_nothing_waiting) {
  Browser app(*this, Browser::Kind::application);
  app.logs_in(alice);
  const auto settings = app.start_settings();
  clock.advance(15min);
  const auto asked = app.submit(settings, {{"method", "password"}, {"password", "entirely different"}});
  BOOST_TEST(asked.status == 403);
  BOOST_TEST(!asked.sets_cookie(kContinuity));
  BOOST_TEST(count("pending_submissions") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
