// What an attacker tries who has a password, a session, an old cookie or a flow's id of somebody else.
#include <boost/test/unit_test.hpp>

#include "flow/settings.h"
#include "methods/methods.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithCodes), bob = add("bob");
  Browser owner{*this}, thief{*this, Browser::Kind::script, "198.51.100.9"};

  static Answer guesses_password(Browser& browser, const Person& person, const std::string& password) {
    const auto form = browser.start_login();
    return browser.submit(form, {{"method", "password"}, {"identifier", person.email}, {"password", password}});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(attack, Site)

// The key becomes the owner's factor with the next click, so only the session that is setting it up may see it.
BOOST_AUTO_TEST_CASE(a_pending_key_is_shown_to_its_session_only) {
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1");
  owner.logs_in(alice);
  owner.passes("lookup_secret", alice.codes[0]);
  const auto form = owner.start_settings();
  BOOST_TEST(!form.answer.node("totp_secret_key").empty());
  thief.logs_in(alice);  // a stolen password: another session, aal1
  const auto stolen = thief.read(form);
  BOOST_TEST(stolen.body().find(form.answer.node("totp_secret_key")) == std::string::npos);
  const auto page = thief.get("/settings?flow=" + form.id, {{"accept", "text/html"}});
  BOOST_TEST(page.body().find(form.answer.node("totp_secret_key")) == std::string::npos);
  BOOST_TEST(!owner.read(form).node("totp_secret_key").empty());
}

// The old cookie reads for 30 seconds, at the level it had; what needs two factors to be shown is not shown to it.
BOOST_AUTO_TEST_CASE(an_old_cookie_reads_no_recovery_codes) {
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1");
  owner.logs_in(alice);
  thief.cookies = owner.cookies;
  owner.passes("lookup_secret", alice.codes[0]);
  const auto form = owner.start_settings();
  const auto revealed = owner.submit(form, {{"lookup_secret_reveal", "true"}});
  BOOST_TEST(revealed.body().find(alice.codes[5]) != std::string::npos);
  BOOST_TEST(thief.get("/sessions/whoami").status == 200);
  const auto stolen = thief.read(form);
  BOOST_TEST(stolen.body().find(alice.codes[5]) == std::string::npos);
  BOOST_TEST(stolen.node("totp_secret_key").empty());
}

// A token that somebody else has must not become a known browser of the owner: both would share one lane, and the thief
// could lock the owner out of it.
BOOST_AUTO_TEST_CASE(a_planted_cookie_is_not_known_afterwards) {
  thief.logs_in(bob);  // a token of this site's own making
  const auto planted = thief.cookies.at("postern_known");
  thief.cookies.erase("ory_kratos_session");
  owner.cookies["postern_known"] = planted;
  owner.logs_in(alice);
  owner.passes("lookup_secret", alice.codes[0]);
  owner.cookies.erase("ory_kratos_session");
  for (int i = 0; i < 5; ++i) BOOST_TEST(guesses_password(thief, alice, "wrong").messages() == "4000006");
  BOOST_TEST(guesses_password(thief, alice, "wrong").messages() == "4900002");
  owner.logs_in(alice);  // not locked out by the thief
}

BOOST_AUTO_TEST_CASE(people_who_share_a_browser_are_all_known) {
  owner.logs_in(bob);
  owner.cookies.erase("ory_kratos_session");
  const auto carol = add("carol");
  owner.logs_in(carol);
  owner.cookies.erase("ory_kratos_session");
  for (const auto& person : {bob, carol}) {
    Browser stranger(*this);  // of the same address
    for (int i = 0; i < 5; ++i) (void)guesses_password(stranger, person, "wrong");
    BOOST_TEST(guesses_password(stranger, person, "wrong").messages() == "4900002");
    BOOST_TEST(guesses_password(owner, person, "wrong").messages() == "4000006");
  }
}

// Who knew the password before there was a second factor, and was known for it, is a stranger to the second factor.
BOOST_AUTO_TEST_CASE(a_password_alone_makes_nobody_known_to_the_second_factor) {
  thief.logs_in(bob);
  owner.logs_in(bob);
  const auto form = owner.start_settings();
  const auto key = shown_key(form.answer);
  BOOST_TEST(owner.submit(form, {{"method", "totp"}, {"totp_code", code_of(key, clock.now())}}).status == 200);
  for (int i = 0; i < 5; ++i) BOOST_TEST(thief.tries("totp", "000000").messages() == "4000008");
  BOOST_TEST(thief.tries("totp", "000000").messages() == "4900002");
  clock.advance(30s);
  owner.passes("totp", code_of(key, clock.now()));  // the browser that enrolled is known
}

BOOST_AUTO_TEST_CASE(a_changed_password_makes_strangers_of_those_who_knew_the_old_one) {
  thief.logs_in(bob);
  thief.cookies.erase("ory_kratos_session");
  owner.logs_in(bob);
  const auto form = owner.start_settings();
  BOOST_TEST(owner.submit(form, {{"method", "password"}, {"password", "another way to Tipperary"}}).status == 200);
  owner.cookies.erase("ory_kratos_session");
  for (int i = 0; i < 5; ++i) BOOST_TEST(guesses_password(thief, bob, bob.password).messages() == "4000006");
  BOOST_TEST(guesses_password(thief, bob, bob.password).messages() == "4900002");
  BOOST_TEST(guesses_password(owner, bob, "another way to Tipperary").status == 200);
}

// A dual-stack server shows IPv4 as ::ffff:192.0.2.7, whose /64 would be all of IPv4.
BOOST_AUTO_TEST_CASE(lanes_of_mapped_addresses) {
  BOOST_TEST(flow::address_prefix("::ffff:192.0.2.7") == "192.0.2.0/24");
  BOOST_TEST(flow::address_prefix("192.0.2.7") == "192.0.2.0/24");
  BOOST_TEST(flow::address_prefix("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  BOOST_TEST(flow::address_prefix("unix") == "unix");
}

// What happens while a password is hashed counts: the submission was judged before it.
BOOST_AUTO_TEST_CASE(a_change_is_judged_again_when_it_is_made) {
  using Kind = flow::SettingsOutcome::Kind;
  owner.logs_in(bob);
  const auto session = db().read_value<std::optional<session::Session>>(
      [&](store::Tx& tx) { return session::find_by_token(tx, owner.session_token(), clock.now()); });
  const auto services = this->services();
  flow::SettingsEngine engine(services, methods::for_settings());
  const auto flow = engine.create(*session, true, "http://localhost:8080/", {});
  flow::SettingsSubmission submission{.session = &*session};
  submission.body = flow::Submission({{"method", "password"}, {"password", "another way to Tipperary"}});
  db().write([&](store::Tx& tx) {
    store::TotpRow row{.id = base::make_uuid(random), .identity_id = bob.id, .key = base::Sealed{{1}}};
    store::insert_totp(tx, row);
  });
  BOOST_TEST((engine.submit(flow, submission).kind == Kind::needs_aal2));
  db().write([&](store::Tx& tx) { store::revoke_session(tx, session->id(), bob.id, clock.now()); });
  BOOST_TEST((engine.submit(flow, submission).kind == Kind::session_ended));
  owner.cookies.erase("ory_kratos_session");
  owner.logs_in(bob);  // with the old password
}

BOOST_AUTO_TEST_CASE(a_stranger_does_not_fill_the_disk) {
  const auto form = thief.start_login();
  const std::string huge(100'000, 'a');
  const auto answer = thief.submit(form, {{"method", "password"}, {"identifier", huge}, {"password", "wrong"}});
  BOOST_TEST(answer.messages() == "4000006");
  BOOST_TEST(thief.read(form).body().find(huge) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
