// Security keys and passkeys that come from elsewhere: what of them is kept, what is refused, and that they sign in.
#include "methods/import.h"

#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "methods/webauthn_import.h"
#include "tests/support/browser.h"
#include "tests/support/soft_authenticator.h"

using namespace support;
using methods::KeyKind;

namespace {

constexpr const char* kOrigin = "http://localhost:8080";
constexpr const char* kMethod = R"({"enabled":true,"config":{"rp":{"id":"localhost","display_name":"Example",
"origins":["http://localhost:8080"]}}})";
const std::string kHandle = "Pq2vRk7nT0sWx4yZ";

std::string base64(base::ByteView bytes) { return base::encode_base64(bytes); }

struct Site : World {
  Site() {
    configure("SELFSERVICE_METHODS_WEBAUTHN", kMethod);
    configure("SELFSERVICE_METHODS_PASSKEY", kMethod);
  }

  testing::SoftKey key{crypto::SignatureAlgorithm::es256};
  const base::Bytes id = base::Bytes(32, 0xA5);

  // One credential in Kratos' form.
  std::string credential(bool passwordless, const std::string& more = "") const {
    return R"({"id":")" + base64(id) + R"(","public_key":")" + base64(key.cose()) +
           R"(","attestation_type":"packed","authenticator":{"aaguid":")" + base64(base::Bytes(16, 7)) +
           R"(","sign_count":7,"clone_warning":true},"display_name":"Blue","added_at":"2021-03-04T05:06:07Z",)" +
           R"("is_passwordless":)" + (passwordless ? "true" : "false") + more + "}";
  }
  std::string config(const std::string& entry) const {
    return R"({"credentials":[)" + entry + R"(],"user_handle":")" + base64(base::as_bytes(kHandle)) + R"("})";
  }
  store::WebauthnKeyRow read(KeyKind kind, const std::string& json) {
    auto keys = methods::imported_keys(kind, json, base::make_uuid(random), random, clock.now());
    BOOST_REQUIRE_MESSAGE(keys.ok(), (keys.ok() ? "" : keys.error()));
    return keys->at(0);
  }
  std::string refusal(KeyKind kind, const std::string& json) {
    const auto keys = methods::imported_keys(kind, json, base::make_uuid(random), random, clock.now());
    return keys.ok() ? "accepted" : keys.error();
  }
  void add(const char* type, const std::string& json) {
    import(R"({"traits":{"email":"ada@example.org"},"credentials":{"password":{"config":{"password":)"
           R"("a long way to Tipperary"}},")" +
           std::string(type) + R"(":{"config":)" + json + "}}}");
  }
  std::string answered(const std::string& options, const std::string& handle = "") {
    testing::SoftAssertion assertion(key);
    assertion.rp_id = "localhost";
    assertion.client.origin = kOrigin;
    assertion.client.challenge = *base::parse_json(options).value().find("publicKey")->find("challenge")->string();
    assertion.user_handle = base::to_bytes(handle);
    return testing::json_of(assertion.response());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(import, Site)

BOOST_AUTO_TEST_CASE(a_key_is_kept_whole) {
  const auto row =
      read(KeyKind::security_key, config(credential(false, R"(,"flags":{"user_present":true,"user_verified":true,)"
                                                           R"("backup_eligible":true,"backup_state":false},)"
                                                           R"("transport":["usb","nfc"])")));
  BOOST_TEST(row.credential_id == id, boost::test_tools::per_element());
  BOOST_TEST(row.name == "Blue");
  BOOST_TEST(!row.passkey);
  BOOST_TEST(!row.passwordless);
  BOOST_TEST(row.counter == 7);
  BOOST_TEST(row.attestation == "packed");
  BOOST_TEST(row.transports == "usb,nfc");
  BOOST_TEST(row.aaguid == base::Bytes(16, 7), boost::test_tools::per_element());
  BOOST_TEST(base::format_rfc3339(row.added_at) == "2021-03-04T05:06:07Z");
  BOOST_TEST((::webauthn::unpack_flags(row.flags) ==
              ::webauthn::StoredFlags{.user_verified = true, .backup_eligible = true, .clone_warning = true}));
}

BOOST_AUTO_TEST_CASE(of_an_old_key_little_is_known) {
  const auto row =
      read(KeyKind::security_key, R"({"credentials":[{"id":"AQID","public_key":"AQID"}],"user_handle":"AQ=="})");
  BOOST_TEST((::webauthn::unpack_flags(row.flags) == ::webauthn::StoredFlags{}));
  BOOST_TEST(row.attestation == "none");
  BOOST_TEST(row.counter == 0);
  BOOST_TEST((row.added_at == clock.now()));
}

BOOST_AUTO_TEST_CASE(every_passkey_is_a_first_factor_with_a_handle) {
  const auto row = read(KeyKind::passkey, config(credential(false)));
  BOOST_TEST(row.passkey);
  BOOST_TEST(row.passwordless);
  BOOST_TEST(row.user_handle == base::to_bytes(kHandle), boost::test_tools::per_element());
  BOOST_TEST(refusal(KeyKind::passkey, R"({"credentials":[)" + credential(true) + "]}") ==
             "passkey: config.user_handle is missing: it names the account");
  BOOST_TEST(refusal(KeyKind::passkey, R"({"credentials":[],"user_handle":""})") == "accepted");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_key_is_refused) {
  BOOST_TEST(refusal(KeyKind::passkey, "{}") == "passkey: config.credentials is no list");
  const auto with = [&](const std::string& members) {
    return refusal(KeyKind::passkey, R"({"credentials":[{)" + members + R"(}],"user_handle":"AQ=="})");
  };
  const std::string no_id = "passkey: id is no base64 credential id";
  BOOST_TEST(with(R"("public_key":"AQID")") == no_id);
  BOOST_TEST(with(R"("id":"A","public_key":"AQID")") == no_id);
  BOOST_TEST(with(R"("id":")" + base64(base::Bytes(1024, 1)) + R"(","public_key":"AQID")") == no_id);
  BOOST_TEST(with(R"("id":"AQID")") == "passkey: public_key is no base64");
  for (const char* count : {"-1", "4294967296", "1e300", "\"7\""})
    BOOST_TEST(with(R"("id":"AQID","public_key":"AQID","authenticator":{"sign_count":)" + std::string(count) + "}") ==
               "passkey: authenticator.sign_count is no number of 32 bits");
}

BOOST_AUTO_TEST_CASE(a_passkey_signs_in) {
  add("passkey", config(credential(true)));
  Browser browser(*this);
  const auto form = browser.start_login();
  const auto answer =
      browser.submit(form, {{"passkey_login", answered(form.answer.node("passkey_challenge"), kHandle)}});
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(a_key_that_stood_for_the_password_signs_in) {
  configure("SELFSERVICE_METHODS_WEBAUTHN_CONFIG_PASSWORDLESS", "true");
  add("webauthn", config(credential(true)));
  Browser browser(*this);
  const auto form = browser.start_login();
  BOOST_TEST(browser.submit(form, {{"method", "webauthn"}, {"identifier", "ada@example.org"}}).status == 422);
  const auto options = browser.read(form).node("webauthn_login_trigger");
  BOOST_TEST(
      browser
          .submit(form,
                  {{"method", "webauthn"}, {"identifier", "ada@example.org"}, {"webauthn_login", answered(options)}})
          .status == 200);
  BOOST_TEST(browser.aal() == 1);
}

BOOST_AUTO_TEST_CASE(a_second_factor_stays_one) {
  add("webauthn", config(credential(false)));
  Person ada{.email = "ada@example.org", .password = "a long way to Tipperary"};
  Browser browser(*this);
  browser.logs_in(ada);
  const auto form = browser.start_login("aal=aal2");
  BOOST_TEST(browser
                 .submit(form, {{"method", "webauthn"},
                                {"webauthn_login", answered(form.answer.node("webauthn_login_trigger"))}})
                 .status == 200);
  BOOST_TEST(browser.aal() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
