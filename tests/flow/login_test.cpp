// The login engine: its checks one by one, each in its place (contract half A 4.6), as a browser meets them.
// contract: A4.3 A4.5 A4.6 A4.7 A4.8
#include <boost/test/unit_test.hpp>

#include "crypto/password.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice"), bob = add("bob");
  Browser browser{*this};

  static base::Query password_of(const Person& person) {
    return {{"method", "password"}, {"identifier", person.email}, {"password", person.password}};
  }
  void let_expire() { clock.advance(1h); }  // a flow; sessions live for 24 h
  std::string stored_hash(const Person& person) {
    return db().read_value<std::string>([&](store::Tx& tx) { return store::find_password(tx, person.id)->hash; });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(login, Site)

// A submission with every fault at once meets the checks in order; each step mends the one that was named.
BOOST_AUTO_TEST_CASE(checks_in_their_order) {
  BOOST_TEST(browser.post("/self-service/login", {}).at("error.reason") ==
             "The flow query parameter is missing or malformed.");
  BOOST_TEST(browser.post("/self-service/login?flow=1b4e28ba-2fa1-41d2-883f-0016d3cca427", {}).status == 404);

  auto form = browser.start_login();
  form.csrf_token = "bad";
  const auto target = "/self-service/login?flow=" + form.id;
  const auto unreadable = browser.send("POST", target, {{"content-type", "text/plain"}}, "x");
  BOOST_TEST(unreadable.status == 400);
  BOOST_TEST(unreadable.messages() == "4000001");

  BOOST_TEST(browser.submit(form, {}).messages() == "4010002");
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", "123456"}}).messages() == "4010002");

  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "false");
  const auto disabled = browser.submit(form, {{"method", "password"}});
  BOOST_TEST(disabled.status == 404);
  BOOST_TEST(disabled.at("error.reason").starts_with("This endpoint was disabled by system administrator."));
  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "true");

  const auto missing = browser.submit(form, {{"method", "password"}});
  BOOST_TEST(missing.status == 400);
  BOOST_TEST(missing.messages() == "identifier:4000002 password:4000002");

  const auto violation =
      browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "wrong"}});
  BOOST_TEST(violation.status == 403);
  BOOST_TEST(violation.at("error.id") == "security_csrf_violation");
  BOOST_TEST(count("throttle") == 0);  // nothing was guessed so far

  form.csrf_token = browser.read(form).node("csrf_token");
  const auto wrong = browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "wrong"}});
  BOOST_TEST(wrong.status == 400);
  BOOST_TEST(wrong.messages() == "4000006");
  BOOST_TEST(wrong.node("identifier") == alice.email);
  BOOST_TEST(wrong.body().find("\"wrong\"") == std::string::npos);
  BOOST_TEST(wrong.node("password").empty());
  BOOST_TEST(browser.aal() == 0);

  const auto right = browser.submit(form, password_of(alice));
  BOOST_TEST(right.status == 200);
  BOOST_TEST(right.at("session.authenticator_assurance_level") == "aal1");
  BOOST_TEST(right.at("session_token").empty());
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(a_message_goes_with_the_next_submission) {
  const auto form = browser.start_login();
  BOOST_TEST(browser.submit(form, {{"method", "password"}}).messages() == "identifier:4000002 password:4000002");
  BOOST_TEST(browser.read(form).messages() == "identifier:4000002 password:4000002");
  BOOST_TEST(browser.submit(form, {}).messages() == "4010002");
}

BOOST_AUTO_TEST_CASE(a_form_is_sent_back_to_its_page) {
  browser.kind = Browser::Kind::form;
  const auto form = browser.start_login();
  const auto wrong = browser.submit(form, {{"method", "password"}, {"identifier", "nobody"}, {"password", "wrong"}});
  BOOST_TEST(wrong.status == 303);
  BOOST_TEST(wrong.location() == "http://localhost:8080/login?flow=" + form.id);
  const auto right = browser.submit(form, password_of(alice));
  BOOST_TEST(right.status == 303);
  BOOST_TEST(right.location() == "http://localhost:8080/");
}

// Already signed in and "sign in first" come before the expiry.
BOOST_AUTO_TEST_CASE(who_may_go_on_with_a_flow_at_all) {
  const auto form = browser.start_login();
  browser.logs_in(alice);
  const auto again = browser.submit(form, password_of(alice));
  BOOST_TEST(again.status == 400);
  BOOST_TEST(again.messages() == "4000001");
  const auto second = browser.start_login("aal=aal2");
  BOOST_TEST(second.answer.status == 200);
  const auto token = browser.cookies["ory_kratos_session"];
  browser.cookies.erase("ory_kratos_session");
  let_expire();
  const auto first_factor_first = browser.submit(second, {{"method", "totp"}, {"totp_code", "123456"}});
  BOOST_TEST(first_factor_first.status == 401);
  BOOST_TEST(first_factor_first.at("error.id") == "session_aal1_required");
  browser.cookies["ory_kratos_session"] = token;
  BOOST_TEST(browser.submit(form, password_of(alice)).messages() == "4000001");
}

BOOST_AUTO_TEST_CASE(unknown_and_known_people_are_answered_alike) {
  const auto wrong_tries = [&](const std::string& identifier) {
    std::vector<std::string> seen;
    Browser stranger(*this);
    const auto form = stranger.start_login();
    for (int i = 0; i < 6; ++i) {
      const auto answer =
          stranger.submit(form, {{"method", "password"}, {"identifier", identifier}, {"password", "wrong"}});
      seen.push_back(std::to_string(answer.status) + " " + answer.messages() + " " + answer.nodes() + " " +
                     answer.header("Retry-After"));
    }
    return seen;
  };
  const auto known = wrong_tries(alice.email), unknown = wrong_tries("nobody@example.org");
  BOOST_TEST(known == unknown, boost::test_tools::per_element());
  BOOST_TEST(known.front() == "400 4000006 csrf_token identifier password method=password ");
  BOOST_TEST(known.back() == "400 4900002 csrf_token identifier password method=password 30");
}

BOOST_AUTO_TEST_CASE(an_identifier_is_found_as_people_type_it) {
  const auto form = browser.start_login();
  auto shouted = password_of(alice);
  shouted[1].second = "  ALICE@Example.ORG ";
  BOOST_TEST(browser.submit(form, shouted).status == 200);
}

BOOST_AUTO_TEST_CASE(a_confirmation_is_for_the_person_of_the_session) {
  browser.logs_in(alice);
  const auto form = browser.start_login("refresh=true");
  BOOST_TEST(form.answer.messages() == "1010003");
  BOOST_TEST(form.answer.node("identifier") == alice.email);
  BOOST_TEST(browser.submit(form, password_of(bob)).messages() == "4000006");  // his password, her session
  BOOST_TEST(browser.submit(form, password_of(alice)).status == 200);
}

BOOST_AUTO_TEST_CASE(a_flow_that_raises_is_bound_to_its_session) {
  const auto carol = add("carol", kWithTotp), dave = add("dave", kWithTotp);
  for (const char* query : {"refresh=true", "aal=aal2", "aal=aal2&refresh=true"}) {
    Browser one(*this);
    one.logs_in(carol);
    const auto form = one.start_login(query);
    const base::Query fields =
        query[0] == 'r' ? password_of(carol) : base::Query{{"method", "totp"}, {"totp_code", code(carol)}};
    for (const auto& other : {dave, carol}) {  // another person, and another session of the same person
      auto elsewhere = one;
      elsewhere.cookies.erase("ory_kratos_session");
      elsewhere.logs_in(other);
      auto stolen = form;
      stolen.csrf_token = elsewhere.start_login("refresh=true").csrf_token;
      const auto answer = elsewhere.submit(stolen, fields);
      BOOST_TEST(answer.status == 403);
      BOOST_TEST(answer.at("error.id") == "security_identity_mismatch");
      BOOST_TEST(elsewhere.aal() == 1);
    }
    BOOST_TEST(one.submit(form, fields).status == 200);
    clock.advance(60s);  // another code for the next round
  }
}

BOOST_AUTO_TEST_CASE(an_expired_flow_is_replaced_by_its_like) {
  const auto carol = add("carol", kWithTotp);
  browser.logs_in(carol);
  const struct {
    const char *query, *aal, *refresh, *messages;
  } rows[] = {{"refresh=true", "aal1", "true", "1010003 4010001"},
              {"aal=aal2", "aal2", "false", "1010004 4010001"},
              {"aal=aal2&refresh=true", "aal2", "true", "1010003 1010004 4010001"}};
  for (const auto& row : rows) {
    const auto old = browser.start_login(std::string(row.query) + "&return_to=https%3A%2F%2Fapp.example.org%2Fwelcome");
    let_expire();
    const auto gone = browser.submit(old, {{"method", "totp"}, {"totp_code", code(carol)}});
    BOOST_TEST(gone.status == 410);
    BOOST_TEST(gone.at("error.id") == "self_service_flow_expired");
    BOOST_TEST(gone.at("use_flow_id") != old.id);
    auto fresh = old;
    fresh.id = gone.at("use_flow_id");
    const auto shown = browser.read(fresh);
    BOOST_TEST(shown.at("requested_aal") == row.aal);
    BOOST_TEST(shown.at("refresh") == row.refresh);
    BOOST_TEST(shown.at("return_to") == "https://app.example.org/welcome");
    BOOST_TEST(shown.messages() == row.messages);
  }
  Browser form_client(*this, Browser::Kind::form);
  const auto old = form_client.start_login();
  let_expire();
  const auto sent = form_client.submit(old, password_of(alice));
  BOOST_TEST(sent.status == 303);
  BOOST_TEST(sent.location().starts_with("http://localhost:8080/login?flow="));
  BOOST_TEST(sent.location() != "http://localhost:8080/login?flow=" + old.id);
  BOOST_TEST(form_client.aal() == 0);
}

BOOST_AUTO_TEST_CASE(a_form_token_is_of_the_browser_that_sends_it) {
  const auto form = browser.start_login();
  Browser other(*this);
  const auto foreign = other.start_login();
  for (const auto& token : {std::string(), std::string("x"), foreign.csrf_token, form.csrf_token.substr(4)}) {
    auto bad = form;
    bad.csrf_token = token;
    const auto answer = browser.submit(bad, password_of(alice));
    BOOST_TEST(answer.status == 403);
    BOOST_TEST(answer.at("error.id") == "security_csrf_violation");
  }
  BOOST_TEST(browser.submit(form, password_of(alice)).status == 200);
}

BOOST_AUTO_TEST_CASE(an_application_flow_is_not_for_browsers) {
  Browser app(*this, Browser::Kind::application);
  const auto form = app.start_login();
  const std::string body = "method=password&identifier=" + alice.email + "&password=a+long+way+to+Tipperary";
  const std::string target = "/self-service/login?flow=" + form.id, type = "application/x-www-form-urlencoded";
  const auto script = app.send("POST", target, {{"content-type", type}, {"origin", "http://localhost:8080"}}, body);
  BOOST_TEST(script.messages() == "4000001");
  BOOST_TEST(script.at("ui.messages.0.text").find("\"Origin\"") != std::string::npos);
  const auto page = app.send("POST", target, {{"content-type", type}, {"cookie", "a=b"}}, body);
  BOOST_TEST(page.messages() == "4000001");
  BOOST_TEST(page.at("ui.messages.0.text").find("\"Cookie\"") != std::string::npos);
  const auto good = app.send("POST", target, {{"content-type", type}, {"cookie", "__cf_bm=1"}}, body);
  BOOST_TEST(good.status == 200);
  BOOST_TEST(good.at("session_token").starts_with("ory_st_"));
  BOOST_TEST(!good.sets_cookie("ory_kratos_session"));
}

BOOST_AUTO_TEST_CASE(a_disabled_person_is_told_only_after_the_right_password) {
  disable(alice);
  const auto form = browser.start_login();
  BOOST_TEST(
      browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "wrong"}}).messages() ==
      "4000006");
  const auto answer = browser.submit(form, password_of(alice));
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.messages() == "4010011");
  BOOST_TEST(browser.aal() == 0);
  BOOST_TEST(count("sessions") == 0);
}

BOOST_AUTO_TEST_CASE(a_hash_grows_with_its_parameters) {
  const auto before = stored_hash(alice);
  browser.logs_in(alice);
  BOOST_TEST(stored_hash(alice) == before);
  configure("HASHERS_ARGON2_ITERATIONS", "2");
  Browser other(*this);
  const auto form = other.start_login();
  BOOST_TEST(other.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "wrong"}}).status ==
             400);
  BOOST_TEST(stored_hash(alice) == before);
  BOOST_TEST(other.submit(form, password_of(alice)).status == 200);
  const auto after = stored_hash(alice);
  BOOST_TEST(after.find("t=2") != std::string::npos);
  Browser third(*this);
  third.logs_in(alice);
  BOOST_TEST(stored_hash(alice) == after);
}

BOOST_AUTO_TEST_CASE(a_hash_beyond_the_memory_is_no_wrong_password) {
  const crypto::HashParameters heavy{
      .algorithm = crypto::HashParameters::Algorithm::argon2, .memory_kib = 32768, .iterations = 1};
  const auto hash = crypto::hash_password("heavy", heavy, random);
  BOOST_REQUIRE(hash.ok());
  import(R"({"traits":{"email":"eve@example.org"},"credentials":{"password":{"config":{"hashed_password":")" + *hash +
         R"("}}}})");
  const base::Query eve{{"method", "password"}, {"identifier", "eve@example.org"}, {"password", "heavy"}};
  configure("POSTERN_LIMITS_HASH_MEMORY_MB", "16");
  const auto form = browser.start_login();
  const auto capped = browser.submit(form, eve);
  BOOST_TEST(capped.status == 503);
  BOOST_TEST(!capped.header("Retry-After").empty());
  configure("POSTERN_LIMITS_HASH_MEMORY_MB", "64");
  BOOST_TEST(browser.submit(form, eve).status == 200);
}

BOOST_AUTO_TEST_CASE(return_to_is_looked_at_again_at_the_end) {
  const auto form = browser.start_login("return_to=https%3A%2F%2Fapp.example.org%2Fwelcome%2Fback");
  configure("SELFSERVICE_ALLOWED_RETURN_URLS_1", "https://elsewhere.example.org/");
  const auto refused = browser.submit(form, password_of(alice));
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.messages() == "4000001");
  BOOST_TEST(browser.aal() == 0);
  configure("SELFSERVICE_ALLOWED_RETURN_URLS_1", "https://app.example.org/welcome");
  BOOST_TEST(browser.submit(form, password_of(alice)).at("continue_with.0.redirect_browser_to") ==
             "https://app.example.org/welcome/back");
}

BOOST_AUTO_TEST_CASE(nobody_signs_in_over_somebody_else) {
  browser.logs_in(alice);
  const auto alices = browser.session_token();
  Browser fresh(*this);
  const auto form = fresh.start_login();
  fresh.cookies["ory_kratos_session"] = browser.cookies["ory_kratos_session"];
  BOOST_TEST(fresh.submit(form, password_of(bob)).messages() == "4000001");  // not without signing out
}

BOOST_AUTO_TEST_CASE(looking_makes_nothing) {
  const auto before = count("flows");
  BOOST_TEST(browser.send("HEAD", "/self-service/login/browser").status == 200);
  BOOST_TEST(browser.send("HEAD", "/login").status == 200);
  BOOST_TEST(browser.get("/self-service/login/browser", {{"sec-purpose", "prefetch"}}).status == 204);
  BOOST_TEST(count("flows") == before);
  const auto form = browser.start_login();
  BOOST_TEST(browser.send("HEAD", "/self-service/login?flow=" + form.id).status == 200);
  BOOST_TEST(browser.get("/self-service/login?flow=" + form.id, {{"purpose", "prefetch"}}).status == 204);
  BOOST_TEST(browser.read(form).messages().empty());
  BOOST_TEST(browser.get("/self-service/login?flow=" + form.id).messages() == "4000001");  // a GET is no submission
}

// Each new flow takes up to twenty with it that expired more than a day ago.
BOOST_AUTO_TEST_CASE(flows_clean_up_after_others) {
  for (int i = 0; i < 25; ++i) (void)browser.start_login();
  BOOST_TEST(count("flows") == 25);
  clock.advance(26h);
  (void)browser.start_login();
  BOOST_TEST(count("flows") == 6);
}

BOOST_AUTO_TEST_SUITE_END()
