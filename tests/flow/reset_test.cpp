// The waiting reset: who may ask, what it waits for, what stops it, and that it happens once.
#include "flow/reset.h"

#include <boost/test/unit_test.hpp>

#include "flow/notices.h"
#include "store/mails.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

using Step = flow::ResetState::Step;

struct Site : World {
  Person alice = add("alice", kWithBoth);
  Browser browser{*this, Browser::Kind::form};

  Site() {
    configure("POSTERN_MAIL_SENDMAIL", "/nowhere/sendmail");
    configure("POSTERN_RESET_ENABLED", "true");
    signs_in();
  }
  void signs_in() {
    browser.cookies.clear();
    browser.logs_in(alice);
  }
  Answer page() { return browser.get("/reset"); }
  // The hidden field of a page's form.
  static std::string field(const Answer& page, const std::string& name) {
    const std::string start = "name=\"" + name + "\" value=\"";
    const auto at = page.body().find(start);
    if (at == std::string::npos) return {};
    const auto end = page.body().find('"', at + start.size());
    return page.body().substr(at + start.size(), end - at - start.size());
  }
  Answer press(const std::string& button) {
    return browser.post("/reset", {{"reset", button}, {"csrf_token", field(page(), "csrf_token")}});
  }
  bool shows(const std::string& button) {
    return page().body().find("name=\"reset\" value=\"" + button + "\"") != std::string::npos;
  }
  // The token of the last link that was mailed.
  std::string mailed() {
    std::string token;
    const auto& keyring = app().keyring();
    db().read([&](store::Tx& tx) {
      for (const auto& mail : store::waiting_mails(tx, 100))
        if (mail.secret) token = keyring.open(*mail.secret, flow::mail_secret_place(mail.identity_id, mail.id)).text();
    });
    return token;
  }
  std::int64_t deeds(const std::string& what) { return count("audit WHERE what = '" + what + "'"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reset, Site)

BOOST_AUTO_TEST_CASE(asked_waited_removed) {
  BOOST_TEST(shows("ask"));
  BOOST_TEST(press("ask").location() == "http://localhost:8080/reset");
  BOOST_TEST(count("mails WHERE kind = 'reset.asked'") == 1);
  BOOST_TEST(shows("cancel"));
  BOOST_TEST(press("remove").location() == "http://localhost:8080/reset");  // too early
  BOOST_TEST(count("totp") == 1);
  clock.advance(24h - 1s);
  signs_in();
  BOOST_TEST(shows("cancel"));
  clock.advance(1s);
  Browser other(*this);
  other.logs_in(alice);
  BOOST_TEST(shows("remove"));
  BOOST_TEST(press("remove").location() == "http://localhost:8080/self-service/settings/browser");
  BOOST_TEST(count("totp") + count("lookup_codes") == 0);
  BOOST_TEST(count("mails WHERE kind = 'reset.done'") == 1);
  BOOST_TEST(deeds("reset.asked") == 1);
  BOOST_TEST(deeds("reset.done") == 1);
  BOOST_TEST(other.aal() == 0);
  BOOST_TEST(browser.get("/settings").status == 200);
  BOOST_TEST(page().location() == "http://localhost:8080/settings");  // nothing to ask for any more
  BOOST_TEST(logged().find("reset.done") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_who_was_asked_for_the_second_step) {
  Browser stranger(*this, Browser::Kind::form);
  BOOST_TEST(stranger.get("/reset").location() ==
             "http://localhost:8080/login?return_to=http%3A%2F%2Flocalhost%3A8080%2Freset");
  const auto bob = add("bob");  // has no second factor, and the page looks no different from one that he passed
  Browser his(*this, Browser::Kind::form);
  his.logs_in(bob);
  BOOST_TEST(his.get("/reset").location() == "http://localhost:8080/settings");
  browser.passes("totp", code(alice));
  BOOST_TEST(page().location() == "http://localhost:8080/settings");
  configure("POSTERN_RESET_ENABLED", "false");
  signs_in();
  BOOST_TEST(page().location() == "http://localhost:8080/settings");
}

BOOST_AUTO_TEST_CASE(nobody_without_an_address) {
  db().write([](store::Tx& tx) { tx.prepare("UPDATE identifiers SET identifier = 'alice'").run(); });
  BOOST_TEST(page().status == 303);
  const auto form = browser.start_login("aal=aal2");
  BOOST_TEST(browser.get("/login?flow=" + form.id).body().find("/reset\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_second_step_leads_there) {
  const auto form = browser.start_login("aal=aal2");
  BOOST_TEST(browser.get("/login?flow=" + form.id).body().find("href=\"http://localhost:8080/reset\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_form_of_another_site_does_nothing) {
  BOOST_TEST(browser.post("/reset", {{"reset", "ask"}}).status != 200);
  BOOST_TEST(count("resets") == 0);
}

BOOST_AUTO_TEST_CASE(a_complete_sign_in_stops_it) {
  press("ask");
  Browser other(*this);
  other.logs_in(alice);
  BOOST_TEST(deeds("reset.cancelled") == 0);  // the password alone does not
  other.passes("totp", code(alice));
  BOOST_TEST(deeds("reset.cancelled") == 1);
  clock.advance(25h);
  signs_in();
  BOOST_TEST(!shows("remove"));
}

BOOST_AUTO_TEST_CASE(the_link_stops_it_but_not_by_being_looked_at) {
  press("ask");
  const auto token = mailed();
  BOOST_TEST(token.size() == 43u);
  Browser scanner(*this, Browser::Kind::form);
  const auto shown = scanner.get("/reset/cancel?token=" + token);
  BOOST_TEST(shown.status == 200);
  BOOST_TEST(shown.header("Referrer-Policy") == "no-referrer");
  BOOST_TEST(shown.body().find("ui_locales") == std::string::npos);
  BOOST_TEST(deeds("reset.cancelled") == 0);
  BOOST_TEST(scanner.post("/reset/cancel", {{"token", token + "x"}}).status == 200);
  BOOST_TEST(deeds("reset.cancelled") == 0);
  BOOST_TEST(scanner.post("/reset/cancel", {{"token", field(shown, "token")}}).status == 200);
  BOOST_TEST(deeds("reset.cancelled") == 1);
  BOOST_TEST(scanner.post("/reset/cancel", {{"token", token}}).status == 200);
  BOOST_TEST(deeds("reset.cancelled") == 1);
  BOOST_TEST(scanner.get("/reset/cancel").status == 200);
  BOOST_TEST(logged().find(token) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_was_refused_waits_a_day) {
  press("ask");
  press("cancel");
  BOOST_TEST(!shows("ask"));
  press("ask");
  BOOST_TEST(count("mails WHERE kind = 'reset.asked'") == 1);
  clock.advance(24h);
  signs_in();
  BOOST_TEST(shows("ask"));
}

BOOST_AUTO_TEST_CASE(an_old_sign_in_is_confirmed_first) {
  clock.advance(2h);
  BOOST_TEST(press("ask").location().find("refresh=true") != std::string::npos);
  BOOST_TEST(count("resets") == 0);
  signs_in();
  press("ask");
  BOOST_TEST(count("resets") == 1);
}

BOOST_AUTO_TEST_CASE(a_week_then_it_is_over) {
  press("ask");
  clock.advance(24h * 8);
  signs_in();
  BOOST_TEST(shows("ask"));
}

BOOST_AUTO_TEST_CASE(where_everybody_needs_a_second_step_one_is_set_up) {
  configure("SESSION_WHOAMI_REQUIRED_AAL", "aal2");
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal2");
  signs_in();
  press("ask");
  clock.advance(24h);
  signs_in();
  const auto done = press("remove");
  BOOST_TEST(done.location() == "http://localhost:8080/self-service/settings/browser");
  const auto next = browser.get("/self-service/settings/browser");
  BOOST_TEST(next.status == 303);
  BOOST_TEST(browser.get(next.location().substr(std::string("http://localhost:8080").size())).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
