// Passkeys: added, found by their handle alone, signed up with, removed; never the last way in.
// contract: B4.12
#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "methods/authenticator_names.h"
#include "tests/support/browser.h"
#include "tests/support/soft_authenticator.h"

using namespace support;

namespace {

constexpr const char* kOrigin = "http://localhost:8080";
constexpr const char* kMethod = R"({"enabled":true,"config":{"rp":{"id":"localhost","display_name":"Example",
"origins":["http://localhost:8080"]}}})";

struct Options {
  std::string challenge;
  base::Bytes user;
};

Options read_options(const std::string& text) {
  const auto json = base::parse_json(text);
  const auto* wrapped = json->find("credentialOptions");
  const auto& options = *(wrapped ? wrapped : &*json)->find("publicKey");
  const auto* user = options.find("user");
  return {*options.find("challenge")->string(),
          user ? *base::decode_base64url(*user->find("id")->string()) : base::Bytes{}};
}

struct Site : World {
  Site() { configure("SELFSERVICE_METHODS_PASSKEY", kMethod); }

  Person alice = add("alice");
  testing::SoftKey key{crypto::SignatureAlgorithm::es256};
  base::Bytes user;  // as the authenticator keeps it

  // The answer to a form that makes a passkey.
  std::string made(const Form& form) {
    const auto options = read_options(form.answer.node("passkey_create_data"));
    user = options.user;
    testing::SoftRegistration registration(key);
    registration.rp_id = "localhost";
    registration.aaguid = {};
    registration.client.origin = kOrigin;
    registration.client.challenge = options.challenge;
    return testing::json_of(registration.response());
  }
  std::string answered(const Form& form, const base::Bytes& handle) {
    testing::SoftAssertion assertion(key);
    assertion.rp_id = "localhost";
    assertion.client.origin = kOrigin;
    assertion.client.challenge = read_options(form.answer.node("passkey_challenge")).challenge;
    assertion.user_handle = handle;
    return testing::json_of(assertion.response());
  }
  Browser alice_adds() {
    Browser browser(*this);
    browser.logs_in(alice);
    const auto form = browser.start_settings();
    BOOST_REQUIRE(browser.submit(form, {{"passkey_settings_register", made(form)}}).status == 200);
    return browser;
  }
  std::string signs_in(Browser& browser, const base::Bytes& handle, const std::string& query = {}) {
    const auto form = browser.start_login(query);
    const auto answer = browser.submit(form, {{"passkey_login", answered(form, handle)}});
    return answer.status == 200 ? "in" : std::to_string(answer.status) + " " + answer.messages();
  }
  std::string id_of_key() const { return base::encode_hex(base::Bytes(32, 0xA5)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey, Site)

BOOST_AUTO_TEST_CASE(signs_in_without_a_name) {
  alice_adds();
  Browser browser(*this);
  BOOST_TEST(signs_in(browser, user) == "in");
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(native_clients_too) {
  alice_adds();
  Browser application(*this, Browser::Kind::application);
  const auto form = application.start_login();
  BOOST_TEST(form.answer.nodes().find("webauthn_script") == std::string::npos);
  BOOST_TEST(form.answer.body().find("\"onclick\"") == std::string::npos);
  BOOST_TEST(signs_in(application, user) == "in");
}

BOOST_AUTO_TEST_CASE(needs_no_identifier_first) {
  alice_adds();
  configure("SELFSERVICE_FLOWS_LOGIN_STYLE", "identifier_first");
  Browser browser(*this);
  BOOST_TEST(signs_in(browser, user) == "in");
}

BOOST_AUTO_TEST_CASE(is_offered_to_whom_has_one) {
  alice_adds();
  Person bob = add("bob");
  configure("SELFSERVICE_FLOWS_LOGIN_STYLE", "identifier_first");
  for (const auto& [person, has_passkey] : {std::pair(&alice, true), std::pair(&bob, false)}) {
    Browser browser(*this);
    const auto form = browser.start_login();
    const base::Query names{{"method", "identifier_first"}, {"identifier", person->email}};
    const auto answer = browser.submit(form, names);
    BOOST_TEST(answer.status == 400);
    BOOST_TEST((answer.nodes().find("passkey_login_trigger") != std::string::npos) == has_passkey);
    BOOST_TEST(answer.nodes().find("password") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_handle_names_the_account) {
  alice_adds();
  Browser browser(*this);
  BOOST_TEST(signs_in(browser, {}) == "400 4000015");
  BOOST_TEST(signs_in(browser, base::Bytes(32, 1)) == "400 4000015");
  const testing::SoftKey right = key;
  key = testing::SoftKey(crypto::SignatureAlgorithm::es256);
  BOOST_TEST(signs_in(browser, user) == "400 4000043");
  key = right;
  BOOST_TEST(signs_in(browser, user) == "in");
}

BOOST_AUTO_TEST_CASE(an_answer_counts_once) {
  alice_adds();
  Browser browser(*this), thief(*this);
  const auto form = browser.start_login();
  const auto answer = answered(form, user);
  BOOST_TEST(browser.submit(form, {{"passkey_login", answer}}).status == 200);
  thief.cookies = browser.cookies;
  std::erase_if(thief.cookies, [](const auto& cookie) { return cookie.first == "ory_kratos_session"; });
  BOOST_TEST(thief.submit(form, {{"passkey_login", answer}}).status != 200);
}

BOOST_AUTO_TEST_CASE(without_an_answer_the_page_has_to_ask) {
  Browser browser(*this);
  const auto form = browser.start_login();
  const auto answer = browser.submit(form, {{"method", "passkey"}});
  BOOST_TEST(answer.status == 422);
  BOOST_TEST(answer.at("error.id") == "browser_location_change_required");
  BOOST_TEST(browser.read(form).nodes() == form.answer.nodes());
}

BOOST_AUTO_TEST_CASE(confirms_only_its_owner) {
  auto browser = alice_adds();
  const auto handle = user;
  BOOST_TEST(signs_in(browser, handle, "refresh=true") == "in");
  BOOST_TEST(signs_in(browser, {}, "refresh=true") == "in");  // who was asked for this key need not say whose it is
  const auto bob = add("bob");
  Browser other(*this);
  other.logs_in(bob);
  BOOST_TEST(other.start_login("refresh=true").answer.node("passkey_challenge").empty());
}

BOOST_AUTO_TEST_CASE(signs_up) {
  configure("SELFSERVICE_FLOWS_REGISTRATION_STYLE", "unified");
  configure("SELFSERVICE_FLOWS_REGISTRATION_AFTER_HOOKS", R"([{"hook":"session"}])");
  Browser browser(*this);
  const auto form = browser.start("registration");
  const auto answer = browser.submit(form, {{"traits.email", "carol@example.org"}, {"passkey_register", made(form)}});
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("session.authenticator_assurance_level") == "aal1");
  Browser again(*this);
  BOOST_TEST(signs_in(again, user) == "in");
  // and it is the only way in
  const auto removal = again.submit(again.start_settings(), {{"passkey_remove", id_of_key()}});
  BOOST_TEST(removal.status == 400);
  BOOST_TEST(removal.messages() == "webauthn_remove:4000001");
}

BOOST_AUTO_TEST_CASE(sign_up_needs_an_answer) {
  configure("SELFSERVICE_FLOWS_REGISTRATION_STYLE", "unified");
  Browser browser(*this);
  for (const char* nothing : {"", "true"}) {
    const auto answer =
        browser.submit(browser.start("registration"),
                       {{"method", "passkey"}, {"traits.email", "carol@example.org"}, {"passkey_register", nothing}});
    BOOST_TEST(answer.messages() == "4010003");
  }
}

BOOST_AUTO_TEST_CASE(is_named_and_removed) {
  auto browser = alice_adds();
  const auto id = id_of_key();
  auto form = browser.start_settings();
  BOOST_TEST(form.answer.node("passkey_remove") == id);
  BOOST_TEST(browser.submit(form, {{"passkey_rename", id}, {"passkey_rename_displayname", "Phone"}}).status == 200);
  form = browser.start_settings();
  BOOST_TEST(form.answer.body().find(R"(Remove passkey \"Phone\")") != std::string::npos);
  BOOST_TEST(browser.submit(form, {{"passkey_settings_register", made(form)}}).messages() ==
             "passkey_settings_register:4000001");  // it is there already
  BOOST_TEST(browser.submit(form, {{"passkey_remove", "00"}}).messages() == "4000001");
  BOOST_TEST(browser.submit(form, {{"passkey_remove", id}}).status == 200);
  Browser again(*this);
  BOOST_TEST(signs_in(again, user) == "400 4000015");
}

BOOST_AUTO_TEST_CASE(is_nothing_while_it_is_off) {
  alice_adds();
  configure("SELFSERVICE_METHODS_PASSKEY_ENABLED", "false");
  Browser browser(*this);
  const auto form = browser.start_login();
  BOOST_TEST(form.answer.nodes().find("passkey") == std::string::npos);
  BOOST_TEST(browser.submit(form, {{"method", "passkey"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(is_called_by_what_keeps_it) {
  webauthn::Aaguid aaguid{};
  BOOST_TEST(methods::authenticator_name(aaguid).empty());
  aaguid = base::parse_uuid("bada5566-a7aa-401f-bd96-45619a55120d").value().bytes;
  BOOST_TEST(methods::authenticator_name(aaguid) == "1Password");
}

BOOST_AUTO_TEST_SUITE_END()
