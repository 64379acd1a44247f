// The registration engine: its checks in their order, both styles, and what a success makes (contract half B 6).
// contract: B6.1 B6.2 B6.3 B6.4 B6.5 B6.6 B6.7
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/browser.h"

using namespace support;

namespace {

constexpr const char* kPassword = "Another-pw-4711-x";

struct Site : World {
  Browser browser{*this};
  Site() { configure("SELFSERVICE_FLOWS_REGISTRATION_STYLE", "unified"); }

  void two_steps() { configure("SELFSERVICE_FLOWS_REGISTRATION_STYLE", "profile_first"); }
  void signs_in_at_once() { configure("SELFSERVICE_FLOWS_REGISTRATION_AFTER_HOOKS", R"([{"hook":"session"}])"); }
  static base::Query new_person(const std::string& email = "new@example.org") {
    return {{"method", "password"}, {"traits.email", email}, {"traits.name.first", "Ada"}, {"password", kPassword}};
  }
  Form start(Browser& who, const std::string& query = {}) { return who.start("registration", query); }
  Form start(const std::string& query = {}) { return start(browser, query); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registration, Site)

// A submission with every fault at once meets the checks in order; each step mends what was named.
BOOST_AUTO_TEST_CASE(checks_in_their_order) {
  BOOST_TEST(browser.post("/self-service/registration", {}).at("error.reason") ==
             "The flow query parameter is missing or malformed.");
  BOOST_TEST(browser.post("/self-service/registration?flow=1b4e28ba-2fa1-41d2-883f-0016d3cca427", {}).status == 404);

  auto form = start();
  BOOST_TEST(form.answer.nodes() == "csrf_token traits.email password traits.name.first method=password");
  form.csrf_token = "bad";
  const auto target = "/self-service/registration?flow=" + form.id;
  BOOST_TEST(browser.send("POST", target, {{"content-type", "text/plain"}}, "x").messages() == "4000001");
  BOOST_TEST(browser.submit(form, {}).messages() == "traits.email:4000002");
  BOOST_TEST(browser.submit(form, {{"traits.email", "new@example.org"}}).messages() == "4010003");
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"traits.email", "new@example.org"}}).messages() == "4010003");

  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "false");
  BOOST_TEST(browser.submit(form, new_person()).status == 404);
  configure("SELFSERVICE_METHODS_PASSWORD_ENABLED", "true");

  BOOST_TEST(browser.submit(form, {{"method", "password"}}).messages() == "traits.email:4000002 password:4000002");
  BOOST_TEST(
      browser.submit(form, {{"method", "password"}, {"traits.email", "nope"}, {"password", "short"}}).messages() ==
      "traits.email:4000040");
  const auto violation = browser.submit(form, new_person());
  BOOST_TEST(violation.status == 403);
  BOOST_TEST(violation.at("error.id") == "security_csrf_violation");

  form.csrf_token = browser.read(form).node("csrf_token");
  auto person = new_person();
  person.back().second = "short";
  const auto policy = browser.submit(form, person);
  BOOST_TEST(policy.status == 400);
  BOOST_TEST(policy.messages() == "password:4000032");
  BOOST_TEST(policy.node("traits.email") == "new@example.org");
  BOOST_TEST(policy.body().find("\"short\"") == std::string::npos);
  person.back().second = "new@example.org";
  BOOST_TEST(browser.submit(form, person).messages() == "password:4000031");
  BOOST_TEST(count("identities") == 0);

  const auto done = browser.submit(form, new_person());
  BOOST_TEST(done.status == 200);
  BOOST_TEST(done.at("identity.traits") == R"({"email":"new@example.org","name":{"first":"Ada"}})");
  BOOST_TEST(done.at("session").empty());
  BOOST_TEST(count("identities") == 1);
  BOOST_TEST(count("sessions") == 0);
  BOOST_TEST(browser.aal() == 0);
  browser.logs_in({.email = "NEW@example.org", .password = kPassword});
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(an_identifier_is_somebodys_however_it_is_written) {
  add("alice");
  const auto answer = browser.submit(start(), new_person("Alice@Example.org"));
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.messages() == "4000007");
  BOOST_TEST(count("identities") == 1);
  BOOST_TEST(count("passwords") == 1);
}

BOOST_AUTO_TEST_CASE(a_person_without_an_identifier_cannot_sign_up) {
  write_file(folder() / "identity.schema.json",
             R"({"type":"object","properties":{"traits":{"type":"object","properties":{"email":{"type":"string"}}}}})");
  configure("SELFSERVICE_FLOWS_REGISTRATION_LIFESPAN", "2h");
  BOOST_TEST(browser.submit(start(), new_person()).messages() == "4000009");
}

BOOST_AUTO_TEST_CASE(the_session_hook_signs_in_at_once) {
  signs_in_at_once();
  const auto done = browser.submit(start("return_to=https%3A%2F%2Fapp.example.org%2Fwelcome"), new_person());
  BOOST_TEST(done.status == 200);
  BOOST_TEST(done.at("session.authenticator_assurance_level") == "aal1");
  BOOST_TEST(done.at("session_token").empty());
  BOOST_TEST(done.at("continue_with") ==
             R"([{"action":"redirect_browser_to","redirect_browser_to":"https://app.example.org/welcome"}])");
  BOOST_TEST(done.sets_cookie("ory_kratos_session"));
  BOOST_TEST(browser.aal() == 1);
  BOOST_TEST(browser.get("/sessions/whoami").at("authentication_methods").find("password") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_application_gets_a_token) {
  Browser application(*this, Browser::Kind::application);
  const auto plain = application.submit(start(application), new_person());
  BOOST_TEST(plain.status == 200);
  BOOST_TEST(plain.at("continue_with") == "null");
  BOOST_TEST(plain.at("session_token").empty());
  signs_in_at_once();
  const auto done = application.submit(start(application), new_person("second@example.org"));
  const auto token = done.at("session_token");
  BOOST_TEST(token.starts_with("ory_st_"));
  BOOST_TEST(done.at("continue_with") ==
             R"([{"action":"set_ory_session_token","ory_session_token":")" + token + "\"}]");
  BOOST_TEST(!done.sets_cookie("ory_kratos_session"));
  application.token = token;
  BOOST_TEST(application.get("/sessions/whoami").at("identity.traits.email") == "second@example.org");
}

BOOST_AUTO_TEST_CASE(redirects_of_a_form) {
  Browser person(*this, Browser::Kind::form);
  const auto form = start(person);
  const auto refused = person.submit(form, {{"method", "password"}});
  BOOST_TEST(refused.status == 302);
  BOOST_TEST(refused.location() == "http://localhost:8080/registration?flow=" + form.id);
  const auto done = person.submit(form, new_person());
  BOOST_TEST(done.status == 303);
  BOOST_TEST(done.location() == "http://localhost:8080/");
}

BOOST_AUTO_TEST_CASE(two_steps_forward_and_back) {
  two_steps();
  const auto form = start();
  BOOST_TEST(form.answer.nodes() == "csrf_token traits.email traits.name.first method=profile");
  BOOST_TEST(browser.submit(form, {{"method", "profile"}}).messages() == "traits.email:4000002");

  const base::Query traits{{"traits.email", "new@example.org"}, {"traits.name.first", "Ada"}};
  const auto with = [&](const std::string& name, const std::string& value) {
    auto fields = traits;
    fields.emplace_back(name, value);
    return fields;
  };
  const auto second = browser.submit(form, with("method", "profile"));
  BOOST_TEST(second.status == 400);
  BOOST_TEST(second.messages() == "1040009");
  BOOST_TEST(second.at("transient_payload") == "{}");
  const auto in_second = "csrf_token traits.email password traits.name.first method=password screen";
  BOOST_TEST(second.nodes() == in_second);
  BOOST_TEST(browser.read(form).nodes() == in_second);
  BOOST_TEST(browser.read(form).node("traits.email") == "new@example.org");

  BOOST_TEST(browser.submit(form, {{"screen", "previous"}}).messages() == "traits.email:4000002");
  BOOST_TEST(browser.read(form).nodes() == in_second);
  const auto back = browser.submit(form, with("screen", "previous"));
  BOOST_TEST(back.nodes() == form.answer.nodes());
  BOOST_TEST(back.messages().empty());
  BOOST_TEST(back.node("traits.email") == "new@example.org");
  BOOST_TEST(browser.submit(form, with("method", "profile:back")).nodes() == form.answer.nodes());
  BOOST_TEST(browser.submit(form, with("screen", "credential-selection")).nodes() == in_second);

  const auto short_password =
      browser.submit(form, {{"method", "password"}, {"traits.email", "new@example.org"}, {"password", "short"}});
  BOOST_TEST(short_password.messages() == "password:4000032");
  BOOST_TEST(short_password.nodes() == in_second);
  BOOST_TEST(browser.submit(form, with("screen", "previous")).nodes() == form.answer.nodes());
  BOOST_TEST(browser.submit(form, new_person()).status == 200);
}

BOOST_AUTO_TEST_CASE(a_step_is_protected_like_a_submission) {
  two_steps();
  auto form = start();
  form.csrf_token = "bad";
  BOOST_TEST(browser.submit(form, {{"method", "profile"}, {"traits.email", "new@example.org"}}).status == 403);
  BOOST_TEST(browser.read(form).nodes() == "csrf_token traits.email traits.name.first method=profile");
}

// Everything in one post is fine in two steps too; a refusal then shows the step in which it can be mended.
BOOST_AUTO_TEST_CASE(one_post_does_for_both_steps) {
  two_steps();
  const auto form = start();
  BOOST_TEST(browser.submit(form, {{"method", "password"}}).messages() == "traits.email:4000002");
  auto person = new_person();
  person.back().second = "short";
  const auto refused = browser.submit(form, person);
  BOOST_TEST(refused.messages() == "password:4000032");
  BOOST_TEST(refused.nodes() == "csrf_token traits.email password traits.name.first method=password screen");
  BOOST_TEST(browser.submit(form, new_person()).status == 200);
}

BOOST_AUTO_TEST_CASE(an_expired_flow_is_replaced) {
  const auto form = start("return_to=https%3A%2F%2Fapp.example.org%2Fwelcome");
  clock.advance(1h);
  BOOST_TEST(browser.read(form).status == 410);
  const auto answer = browser.submit(form, new_person());
  BOOST_TEST(answer.status == 410);
  Form fresh{.id = answer.at("use_flow_id"), .csrf_token = {}, .kind = "registration", .answer = {}};
  const auto read = browser.read(fresh);
  BOOST_TEST(read.messages() == "4040001");
  BOOST_TEST(read.at("return_to") == "https://app.example.org/welcome");
  BOOST_TEST(count("identities") == 0);
}

BOOST_AUTO_TEST_CASE(who_is_signed_in_does_not_sign_up) {
  const auto form = start();
  browser.logs_in(add("alice"));
  BOOST_TEST(start().answer.at("error.id") == "session_already_available");
  const auto script = browser.submit(form, new_person());
  BOOST_TEST(script.status == 400);
  BOOST_TEST(script.at("error.reason") == "A valid session was detected and thus registration is not possible.");
  browser.kind = Browser::Kind::form;
  BOOST_TEST(browser.submit(form, new_person()).status == 302);
  BOOST_TEST(browser.get("/registration").status == 303);
  BOOST_TEST(count("identities") == 1);
}

BOOST_AUTO_TEST_CASE(switched_off) {
  const auto form = start();
  configure("SELFSERVICE_FLOWS_REGISTRATION_ENABLED", "false");
  BOOST_TEST(start().answer.at("error.id") == "self_service_flow_disabled");
  BOOST_TEST(browser.read(form).at("error.id") == "self_service_flow_disabled");
  BOOST_TEST(browser.submit(form, new_person()).at("error.id") == "self_service_flow_disabled");
  browser.kind = Browser::Kind::form;
  BOOST_TEST(browser.get("/registration").status == 303);
  BOOST_TEST(browser.get("/login").body().find("Create an account") == std::string::npos);
  BOOST_TEST(count("identities") == 0);
}

BOOST_AUTO_TEST_CASE(another_browser_cannot_read_or_use_a_flow) {
  const auto form = start();
  Browser other(*this);
  BOOST_TEST(other.read(form).status == 403);
  BOOST_TEST(other.submit(form, new_person()).status == 403);
}

BOOST_AUTO_TEST_CASE(schemas_that_may_be_chosen) {
  BOOST_TEST(start("identity_schema=nope").answer.at("error.reason") ==
             "Requested identity schema \"nope\" does not exist.");
  BOOST_TEST(start("identity_schema=default").answer.at("identity_schema") == "default");
}

BOOST_AUTO_TEST_CASE(a_key_alone) {
  std::ifstream in(folder() / "kratos.yml");
  std::string yaml{std::istreambuf_iterator<char>(in), {}};
  const std::string mark = "  methods:\n";
  yaml.insert(yaml.find(mark) + mark.size(),
              "    webauthn: { config: { passwordless: true, rp: { id: localhost, display_name: Example } } }\n");
  write_file(folder() / "kratos.yml", yaml);
  configure("SELFSERVICE_METHODS_WEBAUTHN_ENABLED", "true");
  const auto form = start();
  BOOST_TEST(form.answer.nodes() ==
             "csrf_token traits.email traits.name.first webauthn_register_displayname webauthn_register "
             "webauthn_register_trigger webauthn_script password method=password");
  // One challenge and one user handle, however often the form is drawn or a trait refused.
  const auto options = form.answer.node("webauthn_register_trigger");
  BOOST_TEST(options.find("\"challenge\"") != std::string::npos);
  BOOST_TEST(browser.read(form).node("webauthn_register_trigger") == options);
  const auto faulty = browser.submit(form, {{"webauthn_register", "{}"}, {"traits.email", "nope"}});
  BOOST_TEST(faulty.status == 400);
  BOOST_TEST(faulty.node("webauthn_register_trigger") == options);
  BOOST_TEST(start().answer.node("webauthn_register_trigger") != options);

  const base::Query email{{"traits.email", "new@example.org"}};
  const auto with = [&](const std::string& name, const std::string& value) {
    auto fields = email;
    fields.emplace_back(name, value);
    return fields;
  };
  BOOST_TEST(browser.submit(form, with("method", "webauthn")).messages() == "4010003");
  BOOST_TEST(browser.submit(form, with("webauthn_register", "{}")).messages() == "4000001");
  Browser application(*this, Browser::Kind::application);
  BOOST_TEST(start(application).answer.nodes() == "csrf_token traits.email password traits.name.first method=password");
  configure("SELFSERVICE_METHODS_WEBAUTHN_CONFIG_PASSWORDLESS", "false");
  BOOST_TEST(start().answer.nodes() == "csrf_token traits.email password traits.name.first method=password");
}

BOOST_AUTO_TEST_CASE(pages) {
  Browser person(*this, Browser::Kind::form);
  BOOST_TEST(person.get("/login?return_to=https%3A%2F%2Fapp.example.org%2Fwelcome")
                 .body()
                 .find("/registration?return_to=https%3A%2F%2Fapp.example.org%2Fwelcome") != std::string::npos);
  const auto page = person.get("/registration");
  BOOST_TEST(page.status == 200);
  for (const char* part : {"Create an account", "name=\"traits.email\"", "name=\"password\"", "I have an account"})
    BOOST_TEST(page.body().find(part) != std::string::npos, part);
}

BOOST_AUTO_TEST_SUITE_END()
