// Security keys as a site's configuration wants them: which may be added, what they must do at sign-in.
// contract: B4.10
#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "tests/support/browser.h"
#include "tests/support/cbor_writer.h"
#include "tests/support/soft_authenticator.h"

using namespace support;
namespace cbor = testing::cbor;

namespace {

constexpr const char* kOrigin = "http://localhost:8080";
constexpr const char* kMethod = R"({"enabled":true,"config":{"rp":{"id":"localhost","display_name":"Example",
"origins":["http://localhost:8080"]}}})";
const std::string kModel = "01020300-0000-0000-0000-000000000000";  // of a software authenticator

const testing::SoftKey& vendor() {
  static const testing::SoftKey kKey(crypto::SignatureAlgorithm::es256);
  return kKey;
}
const testing::SoftKey& root() {
  static const testing::SoftKey kKey(crypto::SignatureAlgorithm::es384);
  return kKey;
}

std::string pem_of_root() {
  const testing::SoftCertificate wanted{
      .subject = {{"CN", "A test root"}}, .is_ca = true, .not_before = 0, .not_after = 4'000'000'000};
  const auto der = testing::make_certificate(wanted, root(), root());
  return "-----BEGIN CERTIFICATE-----\n" + base::encode_base64(der) + "\n-----END CERTIFICATE-----\n";
}

// A packed statement, signed by a maker whom `issuer` vouches for.
auto packed_by(const testing::SoftKey& issuer) {
  return [issuer](base::ByteView data, base::ByteView hash) {
    const testing::SoftCertificate wanted{.not_before = 0, .not_after = 4'000'000'000};
    const auto certificate = testing::make_certificate(wanted, vendor(), issuer);
    return cbor::map({{cbor::text("alg"), cbor::integer(-7)},
                      {cbor::text("sig"), cbor::bytes(vendor().sign(cbor::joined({data.begin(), data.end()}, hash)))},
                      {cbor::text("x5c"), cbor::array({cbor::bytes(certificate)})}});
  };
}

std::string challenge_in(const std::string& options) {
  const auto json = base::parse_json(options);
  return *json->find("publicKey")->find("challenge")->string();
}

struct Site : World {
  Site() { configure("SELFSERVICE_METHODS_WEBAUTHN", kMethod); }

  Person alice = add("alice");
  testing::SoftKey key{crypto::SignatureAlgorithm::es256};

  testing::SoftRegistration new_key() {
    testing::SoftRegistration made(key);
    made.rp_id = "localhost";
    return made;
  }
  // What came of adding it: `added`, or the status and the messages.
  Answer adds(Browser& browser, testing::SoftRegistration made) {
    const auto form = browser.start_settings();
    made.client.origin = kOrigin;
    made.client.challenge = challenge_in(form.answer.node("webauthn_register_trigger"));
    return browser.submit(form, {{"webauthn_register", testing::json_of(made.response())},
                                 {"webauthn_register_displayname", "Blue"},
                                 {"method", "webauthn"}});
  }
  std::string added(const testing::SoftRegistration& made) {
    Browser browser(*this);
    browser.logs_in(alice);
    const auto answer = adds(browser, made);
    return answer.status == 200 ? "added" : std::to_string(answer.status) + " " + answer.messages();
  }
  std::string used(std::uint32_t counter, std::uint8_t flags = testing::kUp) {
    Browser browser(*this);
    browser.logs_in(alice);
    const auto form = browser.start_login("aal=aal2");
    testing::SoftAssertion assertion(key);
    assertion.rp_id = "localhost";
    assertion.client.origin = kOrigin;
    assertion.client.challenge = challenge_in(form.answer.node("webauthn_login_trigger"));
    assertion.flags = flags;
    assertion.sign_count = counter;
    const auto answer =
        browser.submit(form, {{"webauthn_login", testing::json_of(assertion.response())}, {"method", "webauthn"}});
    return answer.status == 200 ? "in" : std::to_string(answer.status) + " " + answer.messages();
  }
  // Without a password: what came of it.
  std::string signed_up(testing::SoftRegistration made) {
    configure("SELFSERVICE_METHODS_WEBAUTHN_CONFIG_PASSWORDLESS", "true");
    configure("SELFSERVICE_FLOWS_REGISTRATION_STYLE", "unified");
    Browser browser(*this);
    const auto form = browser.start("registration");
    made.client.origin = kOrigin;
    made.client.challenge = challenge_in(form.answer.node("webauthn_register_trigger"));
    const auto answer = browser.submit(form, {{"webauthn_register", testing::json_of(made.response())},
                                              {"webauthn_register_displayname", "Blue"},
                                              {"traits.email", "carol@example.org"}});
    return answer.status == 200 ? "in" : std::to_string(answer.status) + " " + answer.messages();
  }
  store::WebauthnKeyRow stored(base::ByteView id) {
    return *db().read_value<std::optional<store::WebauthnKeyRow>>(
        [&](store::Tx& tx) { return store::find_webauthn_key(tx, id); });
  }
  void trusts_root() {
    write_file(folder() / "makers.pem", pem_of_root());
    configure("POSTERN_WEBAUTHN_ATTESTATION_TRUST_ANCHORS", "file://makers.pem");
  }
  std::string asked_for() {
    Browser browser(*this);
    browser.logs_in(alice);
    const auto options = base::parse_json(browser.start_settings().answer.node("webauthn_register_trigger"));
    const auto* attestation = options->find("publicKey")->find("attestation");
    return attestation ? *attestation->string() : "nothing";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webauthn, Site)

BOOST_AUTO_TEST_CASE(any_key_may_be_added_unless_told_otherwise) {
  BOOST_TEST(asked_for() == "nothing");
  BOOST_TEST(added(new_key()) == "added");
}

BOOST_AUTO_TEST_CASE(only_makers_that_are_trusted) {
  trusts_root();
  BOOST_TEST(asked_for() == "direct");
  BOOST_TEST(added(new_key()) == "400 webauthn_register:4000001");  // nobody vouches for it
  auto packed = new_key();
  packed.format = "packed";
  packed.statement = packed_by(vendor());
  BOOST_TEST(added(packed) == "400 webauthn_register:4000001");
  BOOST_TEST(logged().find("webauthn.not_accepted why=webauthn.attestation_trust aaguid=" + kModel) !=
             std::string::npos);
  packed.statement = packed_by(root());
  BOOST_TEST(added(packed) == "added");
}

BOOST_AUTO_TEST_CASE(only_models_that_are_listed) {
  trusts_root();
  configure("POSTERN_WEBAUTHN_ATTESTATION_AAGUIDS", "2fc0579f-8113-47ea-b116-bb5a8db9202a");
  auto packed = new_key();
  packed.format = "packed";
  packed.statement = packed_by(root());
  BOOST_TEST(added(packed) == "400 webauthn_register:4000001");
  BOOST_TEST(logged().find("why=webauthn.aaguid_not_allowed aaguid=" + kModel) != std::string::npos);
  configure("POSTERN_WEBAUTHN_ATTESTATION_AAGUIDS", "2fc0579f-8113-47ea-b116-bb5a8db9202a," + kModel);
  BOOST_TEST(added(packed) == "added");
}

BOOST_AUTO_TEST_CASE(who_signs_up_needs_such_a_key_too) {
  trusts_root();
  auto made = new_key();
  BOOST_TEST(signed_up(made) == "400 webauthn_register:4000001");  // nobody vouches for it
  made.format = "packed";
  made.statement = packed_by(vendor());
  BOOST_TEST(signed_up(made) == "400 webauthn_register:4000001");
  made.statement = packed_by(root());
  configure("POSTERN_WEBAUTHN_ATTESTATION_AAGUIDS", "2fc0579f-8113-47ea-b116-bb5a8db9202a");
  BOOST_TEST(signed_up(made) == "400 webauthn_register:4000001");
  BOOST_TEST(count("identities") == 1);  // alice
  BOOST_TEST(count("webauthn_credentials") == 0);
  configure("POSTERN_WEBAUTHN_ATTESTATION_AAGUIDS", kModel);
  BOOST_TEST(signed_up(made) == "in");
  BOOST_TEST(stored(made.id).attestation == "packed");
}

// Whoever asked for nothing gets what the key says of itself, checked, and trusted by nobody.
BOOST_AUTO_TEST_CASE(a_statement_that_is_wrong_signs_nobody_up) {
  auto made = new_key();
  made.format = "packed";
  made.statement = [](auto, auto) { return cbor::map({}); };
  BOOST_TEST(signed_up(made) == "400 4000043");
  BOOST_TEST(count("identities") == 1);
  made.statement = packed_by(vendor());
  BOOST_TEST(signed_up(made) == "in");
}

BOOST_AUTO_TEST_CASE(keys_that_were_added_before_stay_good) {
  BOOST_TEST(added(new_key()) == "added");
  trusts_root();
  BOOST_TEST(used(8) == "in");
}

BOOST_AUTO_TEST_CASE(a_counter_that_goes_back_is_logged) {
  BOOST_TEST(added(new_key()) == "added");
  BOOST_TEST(used(9) == "in");
  BOOST_TEST(logged().find("webauthn.counter") == std::string::npos);
  BOOST_TEST(used(9) == "in");
  BOOST_TEST(logged().find("webauthn.counter identity=" + base::to_string(alice.id)) != std::string::npos);
  BOOST_TEST(used(10) == "in");
  BOOST_TEST(::webauthn::unpack_flags(stored(new_key().id).flags).clone_warning);  // it stays said
}

BOOST_AUTO_TEST_CASE(a_counter_that_goes_back_is_refused_where_the_site_says_so) {
  configure("POSTERN_WEBAUTHN_SIGN_COUNTER", "deny");
  BOOST_TEST(added(new_key()) == "added");
  BOOST_TEST(used(9) == "in");
  BOOST_TEST(used(9) == "400 4000043");
  BOOST_TEST(used(3) == "400 4000043");
  BOOST_TEST(used(10) == "in");
}

BOOST_AUTO_TEST_CASE(the_counter_of_a_synced_key_means_nothing) {
  configure("POSTERN_WEBAUTHN_SIGN_COUNTER", "deny");
  auto synced = new_key();
  synced.flags = testing::kUp | testing::kAt | testing::kBe | testing::kBs;
  BOOST_TEST(added(synced) == "added");
  BOOST_TEST(used(3, testing::kUp | testing::kBe | testing::kBs) == "in");
  BOOST_TEST(logged().find("webauthn.counter") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(user_verification_is_checked_here) {
  BOOST_TEST(added(new_key()) == "added");
  configure("POSTERN_WEBAUTHN_USER_VERIFICATION", "preferred");
  BOOST_TEST(used(8) == "in");
  configure("POSTERN_WEBAUTHN_USER_VERIFICATION", "required");
  BOOST_TEST(used(9) == "400 4000043");
  BOOST_TEST(used(9, testing::kUp | testing::kUv) == "in");
  const auto other = new_key();
  auto verified = other;
  verified.id = base::Bytes(32, 0x5A);
  verified.flags |= testing::kUv;
  Browser browser(*this);
  browser.logs_in(add("bob"));
  BOOST_TEST(adds(browser, other).messages() == "4000043");
  BOOST_TEST(adds(browser, verified).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
