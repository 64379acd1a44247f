// Every raise and every confirmation gives a cookie session a new token; the old one answers reads for 30 seconds at
// the level it had, and nothing else (ARCHITECTURE section 6).
// contract: A3.4
#include <boost/test/unit_test.hpp>

#include "flow/step_up.h"
#include "methods/methods.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth);
  Browser browser{*this};
  Site() { browser.logs_in(alice); }

  // A request of the browser that left before the answer with the new cookie came.
  Browser late() { return browser; }
};

int whoami(Browser& browser) { return browser.get("/sessions/whoami").status; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(renewal, Site)

BOOST_AUTO_TEST_CASE(a_raise_renews_the_token) {
  auto old = late();
  browser.passes("totp", code(alice));
  BOOST_TEST(browser.session_token() != old.session_token());
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(old.aal() == 1);
  BOOST_TEST(count("sessions") == 1);
}

BOOST_AUTO_TEST_CASE(a_confirmation_renews_it_too_and_keeps_the_form_tokens) {
  auto old = late();
  const auto settings = browser.start_settings();  // refused: aal2 is asked for; the CSRF secret is what matters
  const auto form = browser.start_login("refresh=true");
  const auto csrf = form.csrf_token;
  browser.confirms(alice);
  BOOST_TEST(browser.session_token() != old.session_token());
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", alice.password}})
                 .status == 200);
}

BOOST_AUTO_TEST_CASE(the_old_token_reads_for_thirty_seconds) {
  const auto login_form = browser.start_login("aal=aal2");
  auto old = late();
  browser.passes("totp", code(alice));
  BOOST_TEST(old.get("/sessions/whoami").at("authenticator_assurance_level") == "aal1");
  BOOST_TEST(old.get("/sessions").status == 200);
  BOOST_TEST(old.read(login_form).status == 200);
  BOOST_TEST(!old.get("/sessions/whoami").sets_cookie("ory_kratos_session"));
  configure("SESSION_WHOAMI_REQUIRED_AAL", "highest_available");
  BOOST_TEST(whoami(old) == 403);  // at the level it had
  BOOST_TEST(whoami(browser) == 200);
  configure("SESSION_WHOAMI_REQUIRED_AAL", "aal1");
  clock.advance(29s);
  BOOST_TEST(whoami(old) == 200);
  clock.advance(1s);
  BOOST_TEST(whoami(old) == 401);
  BOOST_TEST(whoami(browser) == 200);
}

BOOST_AUTO_TEST_CASE(the_old_token_does_nothing_else) {
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1");
  const auto settings = browser.start_settings();
  const auto login_form = browser.start_login("aal=aal2");
  auto old = late();
  browser.passes("totp", code(alice));
  BOOST_TEST(old.get("/self-service/settings/browser").status == 401);
  BOOST_TEST(old.read(settings).status == 200);
  BOOST_TEST(old.submit(settings, {{"method", "profile"}, {"traits.email", "x@example.org"}}).status == 401);
  BOOST_TEST(old.get("/self-service/login/browser?aal=aal2").status == 401);
  BOOST_TEST(old.submit(login_form, {{"method", "lookup_secret"}, {"lookup_secret", alice.codes[0]}}).status == 401);
  BOOST_TEST(old.send("POST", "/self-service/methods/lookup_secret/login",
                      {{"content-type", "application/json"}, {"origin", "http://localhost:8080"}},
                      R"({"lookup_secret":")" + alice.codes[0] + "\"}")
                 .status == 401);
  BOOST_TEST(old.send("DELETE", "/sessions").status == 401);
  BOOST_TEST(old.send("DELETE", "/sessions/1b4e28ba-2fa1-41d2-883f-0016d3cca427").status == 401);
  BOOST_TEST(old.get("/self-service/logout/browser").status == 401);
  const auto token = browser.get("/self-service/logout/browser").at("logout_token");
  BOOST_TEST(old.get("/self-service/logout?token=" + token).status == 401);
  BOOST_TEST(old.get("/settings").location().find("/login") != std::string::npos);
  const auto codes = old.get("/self-service/methods/lookup_secret/codes.txt?flow=" + settings.id);
  BOOST_TEST(codes.status == 404);
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(whoami(browser) == 200);
}

BOOST_AUTO_TEST_CASE(only_the_latest_old_token_is_kept) {
  auto first = late();
  browser.passes("totp", code(alice));
  auto second = late();
  browser.passes("lookup_secret", alice.codes[0]);
  BOOST_TEST(whoami(first) == 401);
  BOOST_TEST(second.get("/sessions/whoami").at("authenticator_assurance_level") == "aal2");
  BOOST_TEST(whoami(browser) == 200);
}

BOOST_AUTO_TEST_CASE(signing_out_ends_both) {
  auto old = late();
  browser.passes("totp", code(alice));
  const auto url = browser.get("/self-service/logout/browser").at("logout_url");
  BOOST_TEST(whoami(old) == 200);
  auto copy = late();
  BOOST_TEST(browser.get(url).status == 204);
  BOOST_TEST(!browser.cookies.contains("ory_kratos_session"));
  BOOST_TEST(whoami(old) == 401);
  BOOST_TEST(whoami(copy) == 401);
}

BOOST_AUTO_TEST_CASE(being_revoked_ends_both) {
  auto old = late();
  browser.passes("totp", code(alice));
  Browser elsewhere(*this);
  elsewhere.logs_in(alice);
  BOOST_TEST(elsewhere.send("DELETE", "/sessions").at("count") == "1");
  BOOST_TEST(whoami(old) == 401);
  BOOST_TEST(whoami(browser) == 401);
  BOOST_TEST(whoami(elsewhere) == 200);
}

BOOST_AUTO_TEST_CASE(an_application_keeps_its_token) {
  Browser app(*this, Browser::Kind::application);
  app.logs_in(alice);
  const auto token = app.token;
  const auto form = app.start_login("aal=aal2");
  const auto raised = app.submit(form, {{"method", "totp"}, {"totp_code", code(alice)}});
  BOOST_TEST(raised.status == 200);
  BOOST_TEST(raised.at("session_token") == token);
  BOOST_TEST(app.get("/sessions/whoami").at("authenticator_assurance_level") == "aal2");
  const auto door = app.send("POST", "/self-service/methods/lookup_secret/login",
                             {{"content-type", "application/json"}}, R"({"lookup_secret":")" + alice.codes[0] + "\"}");
  BOOST_TEST(door.status == 200);
  BOOST_TEST(!door.sets_cookie("ory_kratos_session"));
  BOOST_TEST(!door.sets_cookie("postern_known"));
  BOOST_TEST(app.get("/sessions/whoami").status == 200);
}

BOOST_AUTO_TEST_CASE(a_door_renews_the_cookie) {
  auto old = late();
  const auto door = [&](Headers headers) {
    headers.push_back({"content-type", "application/json"});
    return browser.send("POST", "/self-service/methods/totp/login", std::move(headers),
                        R"({"totp_code":")" + code(alice) + "\"}");
  };
  BOOST_TEST(door({}).status == 403);  // a cookie without an origin
  BOOST_TEST(door({{"origin", "https://evil.example"}}).status == 403);
  const auto raised = door({{"origin", "http://localhost:8080"}});
  BOOST_TEST(raised.status == 200);
  BOOST_TEST(raised.at("session.authenticator_assurance_level") == "aal2");
  BOOST_TEST(raised.sets_cookie("ory_kratos_session"));
  BOOST_TEST(raised.sets_cookie("postern_known"));  // every factor was passed, as by the form
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(old.aal() == 1);
}

BOOST_AUTO_TEST_CASE(what_a_door_says) {
  const auto at = [&](const std::string& method, const std::string& type, const std::string& body) {
    return browser.send("POST", "/self-service/methods/" + method + "/login",
                        {{"content-type", type}, {"origin", "http://localhost:8080"}}, body);
  };
  BOOST_TEST(at("totp", "application/x-www-form-urlencoded", "totp_code=000000").status == 415);
  BOOST_TEST(at("totp", "application/json; charset=utf-8", R"({"totp_code":"000000"})").at("error.id") ==
             "second_factor_invalid");
  BOOST_TEST(at("totp", "application/json", "{}").at("error.id") == "second_factor_invalid");
  BOOST_TEST(at("totp", "application/json", "{").status == 400);
  const auto bob = add("bob");
  Browser bobs(*this, Browser::Kind::application);
  bobs.logs_in(bob);
  for (const char* method : {"totp", "lookup_secret"}) {
    const auto missing = bobs.send("POST", std::string("/self-service/methods/") + method + "/login",
                                   {{"content-type", "application/json"}}, "{}");
    BOOST_TEST(missing.status == 400);
    BOOST_TEST(missing.at("error.id") == "second_factor_missing");
  }
  configure("SELFSERVICE_METHODS_TOTP_ENABLED", "false");
  BOOST_TEST(at("totp", "application/json", R"({"totp_code":"000000"})").status == 404);
}

// Revoked while its request was under way: nobody is raised, and the code is still good.
BOOST_AUTO_TEST_CASE(a_door_spends_nothing_for_a_session_that_is_gone) {
  std::optional<session::Session> session;
  db().write([&](store::Tx& tx) {
    session = session::find_by_token(tx, browser.session_token(), clock.now());
    store::revoke_session(tx, session->id(), alice.id, clock.now());
  });
  const auto all = services();
  const auto result =
      flow::step_up(all, methods::totp(), flow::Submission({{"totp_code", code(alice)}}), *session, {}, false);
  BOOST_TEST((result.kind == flow::StepUp::Kind::invalid));
  BOOST_TEST(!result.opened);
  Browser fresh(*this);
  fresh.logs_in(alice);
  fresh.passes("totp", code(alice));
}

BOOST_AUTO_TEST_SUITE_END()
