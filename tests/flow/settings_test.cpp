// The settings engine: its checks in their order, who may change what (a table), and what a change does to sessions.
// contract: B1.5 B1.6 B1.8 B1.10
#include "flow/settings.h"

#include <boost/test/unit_test.hpp>

#include "methods/methods.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Browser browser{*this};
  Site() { configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1"); }  // the engine's own rules, not the gate's

  store::IdentityRow row_of(const Person& person) {
    return db().read_value<store::IdentityRow>(
        [&](store::Tx& tx) { return store::find_identity(tx, person.id).value(); });
  }
  Form enrols_totp(Browser& who) {
    auto form = who.start_settings();
    form.answer = who.submit(form, {{"method", "totp"}, {"totp_code", code_of(shown_key(form.answer), clock.now())}});
    BOOST_REQUIRE_EQUAL(form.answer.messages(), "1050001");
    return form;
  }
};

// The second step that a refusal asks for.
std::string verdict(const Answer& answer) {
  if (answer.status == 200) return "done";
  if (answer.status != 403) return std::to_string(answer.status) + " " + answer.messages();
  const auto url = answer.at("redirect_browser_to");
  const bool second = url.find("aal=aal2") != std::string::npos,
             refresh = url.find("refresh=true") != std::string::npos;
  if (answer.at("error.id") == "session_aal2_required") return second && !refresh ? "aal2" : "wrong url " + url;
  if (answer.at("error.id") == "session_refresh_required")
    return !refresh ? "wrong url " + url : second ? "refresh aal2" : "refresh";
  return answer.at("error.id");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(settings, Site)

BOOST_AUTO_TEST_CASE(checks_in_their_order) {
  const auto alice = add("alice"), bob = add("bob");
  BOOST_TEST(browser.post("/self-service/settings", {}).status == 401);  // before the missing flow
  browser.logs_in(alice);
  BOOST_TEST(browser.post("/self-service/settings", {}).at("error.reason") ==
             "The flow query parameter is missing or malformed.");
  const auto unknown = browser.post("/self-service/settings?flow=1b4e28ba-2fa1-41d2-883f-0016d3cca427", {});
  BOOST_TEST(unknown.status == 404);
  BOOST_TEST(unknown.at("error.reason") == "The settings request could not be found. Please restart the flow.");
  configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "1us");
  auto form = browser.start_settings();
  clock.advance(1s);
  Browser bobs(*this);
  bobs.logs_in(bob);
  const auto foreign = bobs.submit(form, {{"method", "password"}});
  BOOST_TEST(foreign.status == 403);
  BOOST_TEST(foreign.at("error.id") == "security_identity_mismatch");

  form.csrf_token = "bad";
  BOOST_TEST(
      browser.send("POST", "/self-service/settings?flow=" + form.id, {{"content-type", "a/b"}}, "x").messages() ==
      "4000001");
  BOOST_TEST(browser.submit(form, {}).messages() == "4010004");
  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "false");
  BOOST_TEST(browser.submit(form, {{"method", "password"}}).status == 404);
  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "true");
  BOOST_TEST(browser.submit(form, {{"method", "password"}}).messages() == "password:4000002");
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "short"}}).at("error.id") ==
             "security_csrf_violation");
  form.csrf_token = browser.read(form).node("csrf_token");
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_code", "000000"}}).messages() ==
             "totp_code:4000008");  // early
  BOOST_TEST(verdict(browser.submit(form, {{"method", "password"}, {"password", "short"}})) == "refresh");
  configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "0s");  // never too old
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "short"}}).messages() == "password:4000032");
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", alice.password}}).messages() ==
             "password:4000039");
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "alice@example.or"}}).messages() ==
             "password:4000031");
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "entirely different"}}).messages() ==
             "1050001");
  BOOST_TEST(browser.read(form).at("state") == "success");
  clock.advance(1h);
  const auto gone = browser.submit(form, {{"method", "password"}});
  BOOST_TEST(gone.status == 410);
  auto fresh = form;
  fresh.id = gone.at("use_flow_id");
  BOOST_TEST(browser.read(fresh).messages() == "4050001");
}

// Who may do what: rows are submissions, columns sessions.
BOOST_AUTO_TEST_CASE(privileges) {
  enum Column { young, old_, with_second, second, second_old, columns };
  const struct {
    std::string name;
    unsigned has;  // factors of the person in the last three columns
    const char* expected[columns];
  } rows[] = {
      // no second factor: young, old; with one: at aal1, at aal2, at aal2 with an old second but a young first factor
      {"name", kWithBoth, {"done", "done", "done", "done", "done"}},
      {"e-mail", kWithBoth, {"done", "refresh", "done", "done", "done"}},
      {"password", kWithBoth, {"done", "refresh", "aal2", "done", "refresh aal2"}},
      {"totp", kWithCodes, {"done", "refresh", "aal2", "done", "refresh aal2"}},
      {"totp_unlink", kWithBoth, {"400 totp_code:4000002", "400 totp_code:4000002", "aal2", "done", "refresh aal2"}},
      {"totp_keep", kWithBoth, {"400 totp_code:4000002", "400 totp_code:4000002", "done", "done", "done"}},
      {"lookup_secret_regenerate", kWithTotp, {"done", "refresh", "aal2", "done", "refresh aal2"}},
      {"lookup_secret_confirm", kWithTotp, {"done", "refresh", "aal2", "done", "refresh aal2"}},
      {"lookup_secret_reveal", kWithBoth, {"400 4000001", "refresh", "aal2", "done", "refresh aal2"}},
      {"lookup_secret_disable", kWithBoth, {"done", "refresh", "aal2", "done", "refresh aal2"}},
  };
  configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "15m");
  const auto fields_of = [&](const std::string& name, const Form& form, const Person& person) -> base::Query {
    if (name == "name") return {{"method", "profile"}, {"traits.email", person.email}, {"traits.name.first", "A"}};
    if (name == "e-mail") return {{"method", "profile"}, {"traits.email", "new-" + person.email}};
    if (name == "password") return {{"method", "password"}, {"password", "entirely different"}};
    if (name == "totp") return {{"method", "totp"}, {"totp_code", code_of(shown_key(form.answer), clock.now())}};
    if (name == "totp_keep") return {{"method", "totp"}};
    return {{name, "true"}};
  };
  int people = 0;
  for (const auto& row : rows)
    for (int column = 0; column < columns; ++column) {
      BOOST_TEST_CONTEXT(row.name << ", column " << column) {
        const auto person = add("p" + std::to_string(++people), column < with_second ? kPasswordOnly : row.has);
        Browser who(*this);
        who.logs_in(person);
        if (column >= second && (row.has & kWithTotp) != 0) who.passes("totp", code(person));
        if (column >= second && row.has == kWithCodes) who.passes("lookup_secret", person.codes[0]);
        const auto form = who.start_settings();
        if (row.name == "lookup_secret_confirm") (void)who.submit(form, {{"lookup_secret_regenerate", "true"}});
        if (column == old_ || column == second_old) clock.advance(15min);
        if (column == second_old) who.confirms(person);
        BOOST_TEST(verdict(who.submit(form, fields_of(row.name, form, person))) == row.expected[column]);
      }
    }
}

BOOST_AUTO_TEST_CASE(the_gate_of_the_settings) {
  const auto alice = add("alice", kWithTotp);
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1");
  browser.logs_in(alice);
  const auto form = browser.start_settings();
  BOOST_TEST(form.answer.status == 200);
  configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "highest_available");
  for (const auto& answer :
       {browser.start_settings().answer, browser.read(form), browser.submit(form, {{"method", "profile"}})}) {
    BOOST_TEST(answer.status == 403);
    BOOST_TEST(answer.at("error.id") == "session_aal2_required");
    BOOST_TEST(answer.body().find("traits") == std::string::npos);
  }
  browser.passes("totp", code(alice));
  BOOST_TEST(browser.read(form).status == 200);
}

BOOST_AUTO_TEST_CASE(a_taken_identifier_undoes_everything) {
  const auto alice = add("alice"), bob = add("bob");
  browser.logs_in(alice);
  const auto before = row_of(alice);
  const auto form = browser.start_settings();
  const auto taken =
      browser.submit(form, {{"method", "profile"}, {"traits.email", bob.email}, {"traits.name.first", "Mallory"}});
  BOOST_TEST(taken.status == 400);
  BOOST_TEST(taken.messages() == "4000007");
  BOOST_TEST(taken.node("traits.email") == bob.email);  // shown again, to be mended
  const auto after = row_of(alice);
  BOOST_TEST(after.traits == before.traits);
  BOOST_TEST(after.verifiable_addresses == before.verifiable_addresses);
  BOOST_TEST((after.updated_at == before.updated_at));
  Browser fresh(*this);
  fresh.logs_in(alice);
  fresh.cookies.clear();
  fresh.logs_in(bob);
  BOOST_TEST(browser.submit(form, {{"method", "profile"}, {"traits.email", "alison@example.org"}}).messages() ==
             "1050001");
  BOOST_TEST(browser.read(form).node("traits.email") == "alison@example.org");
}

BOOST_AUTO_TEST_CASE(the_profile_is_validated) {
  const auto alice = add("alice");
  browser.logs_in(alice);
  const auto form = browser.start_settings();
  BOOST_TEST(browser.submit(form, {{"method", "profile"}}).messages() == "traits.email:4000002");
  const auto bad = browser.submit(form, {{"method", "profile"}, {"traits.email", "nonsense"}});
  BOOST_TEST(bad.messages() == "traits.email:4000040");
  BOOST_TEST(bad.node("traits.email") == "nonsense");
  BOOST_TEST(browser.read(form).messages() == "traits.email:4000040");
}

BOOST_AUTO_TEST_CASE(enrolment_raises_the_session) {
  const auto alice = add("alice");
  browser.logs_in(alice);
  auto old = browser;
  const auto form = enrols_totp(browser);
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(old.aal() == 1);
  BOOST_TEST(form.answer.sets_cookie("ory_kratos_session"));
  BOOST_TEST(form.answer.nodes().find("totp_unlink") != std::string::npos);
  const auto regenerated = browser.submit(form, {{"lookup_secret_regenerate", "true"}});
  BOOST_TEST(regenerated.status == 200);
  BOOST_TEST(regenerated.messages().empty());
  BOOST_TEST(shown_codes(regenerated).size() == 12);
  const auto confirmed = browser.submit(form, {{"lookup_secret_confirm", "true"}});
  BOOST_TEST(confirmed.messages() == "1050001");
  BOOST_TEST(confirmed.node("lookup_secret_codes").empty());
  Browser later(*this);
  later.logs_in(alice);
  later.passes("lookup_secret", shown_codes(regenerated)[3]);
}

// The session was ended while its request was under way: then the factor is not stored either.
BOOST_AUTO_TEST_CASE(no_factor_without_its_session) {
  const auto alice = add("alice");
  browser.logs_in(alice);
  const auto form = browser.start_settings();
  std::optional<session::Session> session;
  std::optional<store::FlowRow> flow;
  const auto now = clock.now();
  db().write([&](store::Tx& tx) {
    session = session::find_by_token(tx, browser.session_token(), now);
    flow = store::find_flow(tx, store::FlowKind::settings, base::parse_uuid(form.id).value());
    store::revoke_session(tx, session->id(), alice.id, now);
  });
  const auto all = services();
  flow::SettingsEngine engine(all, methods::for_settings());
  flow::SettingsSubmission submission{
      .body = flow::Submission({{"method", "totp"}, {"totp_code", code_of(shown_key(form.answer), clock.now())}}),
      .session = &*session};
  BOOST_TEST((engine.submit(*flow, submission).kind == flow::SettingsOutcome::Kind::session_ended));
  BOOST_TEST(count("totp") == 0);
  BOOST_TEST(row_of(alice).factors == store::kPassword);
}

BOOST_AUTO_TEST_CASE(removing_the_last_second_factor_lowers_every_session) {
  const auto alice = add("alice", kWithBoth);
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  Browser phone(*this, Browser::Kind::application);
  phone.logs_in(alice);
  phone.passes("lookup_secret", alice.codes[0]);
  const auto form = browser.start_settings();
  BOOST_TEST(browser.submit(form, {{"totp_unlink", "true"}}).messages() == "1050001");
  BOOST_TEST(browser.aal() == 2);  // codes are left
  BOOST_TEST(phone.aal() == 2);
  BOOST_TEST(browser.submit(form, {{"lookup_secret_disable", "true"}}).messages() == "1050001");
  BOOST_TEST(browser.aal() == 1);
  BOOST_TEST(phone.aal() == 1);
  BOOST_TEST(phone.get("/sessions/whoami").at("authentication_methods").find("lookup_secret") == std::string::npos);
  // A new factor starts from the password again: nothing of the old ones counts.
  (void)enrols_totp(browser);
  BOOST_TEST(browser.aal() == 2);
  BOOST_TEST(phone.aal() == 1);
}

BOOST_AUTO_TEST_CASE(a_method_off_in_the_file_is_no_second_factor_left) {
  const auto alice = add("alice", kWithBoth);
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  configure("SELFSERVICE_METHODS_LOOKUP_SECRET_ENABLED", "false");
  BOOST_TEST(browser.aal() == 2);  // switching off lowers nobody
  const auto form = browser.start_settings();
  BOOST_TEST(browser.submit(form, {{"totp_unlink", "true"}}).messages() == "1050001");
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(only_an_explicit_true_unlinks) {
  const auto alice = add("alice", kWithTotp);
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  const auto form = browser.start_settings();
  BOOST_TEST(browser.submit(form, {{"totp_unlink", "false"}}).messages() == "4010004");
  BOOST_TEST(browser.submit(form, {{"totp_unlink", "yes"}}).messages() == "4010004");
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_unlink", "false"}}).messages() == "1050001");
  BOOST_TEST(count("totp") == 1);
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_unlink", "1"}}).messages() == "1050001");
  BOOST_TEST(count("totp") == 0);
}

// Codes are drawn for the session that asked for them; old ones work until the new ones are confirmed.
BOOST_AUTO_TEST_CASE(codes_are_shown_to_their_session_only) {
  const auto alice = add("alice", kWithCodes);
  browser.logs_in(alice);
  browser.passes("lookup_secret", alice.codes[0]);
  const auto form = browser.start_settings();
  const auto shown = browser.submit(form, {{"lookup_secret_reveal", "true"}});
  BOOST_TEST(shown_codes(shown)[0] == "used");
  BOOST_TEST(shown_codes(shown)[1] == alice.codes[1]);
  Browser thief(*this);
  thief.logs_in(alice);
  const auto peeked = thief.read(form);
  BOOST_TEST(peeked.status == 200);
  BOOST_TEST(peeked.body().find(alice.codes[1]) == std::string::npos);
  BOOST_TEST(peeked.node("lookup_secret_codes").empty());
  const auto regenerated = browser.submit(form, {{"lookup_secret_regenerate", "true"}});
  BOOST_TEST(thief.read(form).body().find(shown_codes(regenerated)[0]) == std::string::npos);
  thief.passes("lookup_secret", alice.codes[2]);
  BOOST_TEST(browser.submit(form, {{"lookup_secret_confirm", "true"}}).messages() == "1050001");
  BOOST_TEST(thief.tries("lookup_secret", alice.codes[3]).messages() == "4000016");
  BOOST_TEST(browser.submit(form, {{"lookup_secret_confirm", "true"}}).messages() == "4000001");  // nothing pending
}

// A door answers for one method, and the whole form stays whole: the key for an app is still offered afterwards.
BOOST_AUTO_TEST_CASE(a_door_leaves_the_rest_of_the_form) {
  const auto alice = add("alice");
  browser.logs_in(alice);
  const auto form = browser.start_settings();
  BOOST_TEST(!form.answer.node("totp_secret_key").empty());
  browser.submit(form, {{"lookup_secret_regenerate", "true"}});
  const auto door = "/self-service/methods/lookup_secret/settings?flow=" + form.id;
  const auto saved = browser.post(door, {{"lookup_secret_confirm", "true"}, {"csrf_token", form.csrf_token}});
  BOOST_TEST(saved.messages() == "1050001");
  BOOST_TEST(!saved.node("totp_secret_key").empty());
}

BOOST_AUTO_TEST_CASE(downloads_want_what_the_submit_wants) {
  const auto alice = add("alice", kWithTotp), bob = add("bob");
  configure("SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE", "15m");
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  const auto form = browser.start_settings();
  const auto codes_txt = "/self-service/methods/lookup_secret/codes.txt?flow=" + form.id;
  const auto qr_png = [](const Form& of) { return "/self-service/methods/totp/qr.png?flow=" + of.id; };
  BOOST_TEST(browser.get(codes_txt).status == 404);     // nothing is shown
  BOOST_TEST(browser.get(qr_png(form)).status == 404);  // enrolled
  const auto codes = shown_codes(browser.submit(form, {{"lookup_secret_regenerate", "true"}}));
  const auto file = browser.get(codes_txt);
  BOOST_TEST(file.status == 200);
  BOOST_TEST(file.header("Cache-Control").find("no-store") != std::string::npos);
  BOOST_TEST(file.body().find(codes[11] + "\n") != std::string::npos);
  BOOST_TEST(browser.get(codes_txt, {{"sec-fetch-site", "cross-site"}}).status == 404);
  BOOST_TEST(browser.get(codes_txt, {{"sec-fetch-site", "same-origin"}}).status == 200);
  Browser nobody(*this), thief(*this), bobs(*this);
  thief.logs_in(alice);
  bobs.logs_in(bob);
  for (auto* other : {&nobody, &thief, &bobs}) BOOST_TEST(other->get(codes_txt).status == 404);
  clock.advance(15min);
  BOOST_TEST(browser.get(codes_txt).status == 404);  // no longer privileged
  const auto bobs_form = bobs.start_settings();
  bobs.confirms(bob);
  BOOST_TEST(bobs.get(qr_png(bobs_form)).body().starts_with("\x89PNG"));
  BOOST_TEST(browser.get(qr_png(bobs_form)).status == 404);
  clock.advance(15min);
  BOOST_TEST(bobs.get(qr_png(bobs_form)).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
