// Section 7.1: a good ceremony, and for every step one that spoils that step alone.
// contract: B4.10
#include "webauthn/registration.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/cbor_writer.h"
#include "tests/support/soft_authenticator.h"
#include "tests/webauthn/verdict.h"

namespace {

using crypto::SignatureAlgorithm;
using testing::SoftKey;
using testing::SoftRegistration;
using webauthn::Error;
namespace cbor = testing::cbor;

const SoftKey& key() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}

// The slug, or `accepted`.
std::string verdict(const webauthn::RegistrationResponse& response,
                    const webauthn::RegistrationExpectation& expected = testing::expected_registration()) {
  return testing::verdict(testing::verify(testing::this_test(), response, expected));
}

template <class Spoil>
std::string spoiled(Spoil spoil) {
  SoftRegistration registration(key());
  spoil(registration);
  return verdict(registration.response());
}

template <class Spoil>
std::string unexpected(Spoil spoil) {
  auto expected = testing::expected_registration();
  spoil(expected);
  return verdict(SoftRegistration(key()).response(), expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration)

BOOST_AUTO_TEST_CASE(good) {
  SoftRegistration registration(key());
  registration.flags = testing::kUp | testing::kUv | testing::kBe | testing::kBs | testing::kAt;
  const auto verified =
      testing::verify(testing::this_test(), registration.response(), testing::expected_registration());
  BOOST_REQUIRE(verified.ok());
  BOOST_TEST(verified->credential_id() == registration.id);
  BOOST_TEST((verified->key().key == key().parts()));
  BOOST_TEST((verified->key().algorithm == SignatureAlgorithm::es256));
  BOOST_TEST((verified->aaguid() == registration.aaguid));
  BOOST_TEST(verified->sign_count() == 7U);
  BOOST_TEST(verified->user_present());
  BOOST_TEST(verified->user_verified());
  BOOST_TEST(verified->backup_eligible());
  BOOST_TEST(verified->backed_up());
  BOOST_TEST(verified->attestation_format() == "none");
  BOOST_TEST((verified->attestation_type() == webauthn::AttestationType::none));
}

BOOST_AUTO_TEST_CASE(every_algorithm) {
  for (const SignatureAlgorithm algorithm : webauthn::kOfferedAlgorithms) {
    BOOST_TEST(verdict(SoftRegistration(SoftKey(algorithm)).response()) == "accepted");
  }
}

BOOST_AUTO_TEST_CASE(step_5_and_6_client_data) {
  BOOST_TEST(spoiled([](auto& r) { r.client.more = ",,"; }) == "webauthn.client_data_json");
  BOOST_TEST(spoiled([](auto& r) { r.client.more = R"(,"crossOrigin":"false")"; }) == "webauthn.client_data_json");
  BOOST_TEST(spoiled([](auto& r) { r.client.more = R"(,"topOrigin":1)"; }) == "webauthn.client_data_json");
  BOOST_TEST(spoiled([](auto& r) { r.client.more = R"(,"origin":"https://example.org")"; }) ==
             "webauthn.client_data_json");
  BOOST_TEST(spoiled([](auto& r) { r.client.more = R"(,"x":{"y":[null]})"; }) == "accepted");
  BOOST_TEST(spoiled([](auto& r) { r.client.before = "\xEF\xBB\xBF"; }) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_7_type) {
  BOOST_TEST(spoiled([](auto& r) { r.client.type = "webauthn.get"; }) == "webauthn.client_data_type");
}

BOOST_AUTO_TEST_CASE(step_8_challenge) {
  BOOST_TEST(spoiled([](auto& r) { r.client.challenge = "c29tZSBieXRlcX"; }) == "webauthn.challenge_mismatch");
  BOOST_TEST(spoiled([](auto& r) { r.client.challenge = ""; }) == "webauthn.challenge_mismatch");
  SoftRegistration registration(key());
  registration.client.challenge = "";
  auto expected = testing::expected_registration();
  expected.challenge = "";  // a bug of ours must not open the door
  BOOST_TEST(verdict(registration.response(), expected) == "webauthn.challenge_mismatch");
}

BOOST_AUTO_TEST_CASE(step_9_origin) {
  BOOST_TEST(spoiled([](auto& r) { r.client.origin = "https://example.org.evil.test"; }) == "webauthn.origin_mismatch");
  BOOST_TEST(unexpected([](auto& e) { e.rp.origins = {}; }) == "webauthn.origin_mismatch");
}

BOOST_AUTO_TEST_CASE(steps_10_and_11_frames) {
  SoftRegistration framed(key());
  framed.client.more = R"(,"crossOrigin":true)";
  BOOST_TEST(verdict(framed.response()) == "webauthn.cross_origin_not_allowed");
  auto expected = testing::expected_registration();
  expected.rp.allow_cross_origin = true;
  BOOST_TEST(verdict(framed.response(), expected) == "accepted");

  framed.client.more = R"(,"crossOrigin":true,"topOrigin":"https://shop.test")";
  BOOST_TEST(verdict(framed.response(), expected) == "webauthn.top_origin_mismatch");
  expected.rp.top_origins = {"https://shop.test"};
  BOOST_TEST(verdict(framed.response(), expected) == "accepted");
  expected.rp.allow_cross_origin = false;
  framed.client.more = R"(,"topOrigin":"https://shop.test")";
  BOOST_TEST(verdict(framed.response(), expected) == "webauthn.top_origin_mismatch");
}

BOOST_AUTO_TEST_CASE(step_13_attestation_object) {
  const auto with_object = [](const base::Bytes& object) {
    auto response = SoftRegistration(key()).response();
    response.attestation_object = object;
    return verdict(response);
  };
  const base::Bytes good = SoftRegistration(key()).response().attestation_object;
  BOOST_TEST(with_object({}) == "webauthn.cbor_truncated");
  BOOST_TEST(with_object(base::Bytes(good.begin(), good.end() - 1)) == "webauthn.cbor_truncated");
  BOOST_TEST(with_object(cbor::joined(good, base::Bytes{0})) == "webauthn.cbor_trailing");
  BOOST_TEST(with_object({0x80}) == "webauthn.attestation_object_malformed");
  const base::Bytes data = SoftRegistration(key()).authenticator_data();
  const auto fmt = cbor::text("fmt"), stmt = cbor::text("attStmt"), auth = cbor::text("authData");
  const auto none = cbor::text("none"), empty = cbor::map({}), bytes = cbor::bytes(data);
  BOOST_TEST(with_object(cbor::map({{auth, bytes}, {stmt, empty}, {fmt, none}})) == "accepted");  // any order
  for (const auto& object :
       {cbor::map({{fmt, none}, {stmt, empty}}), cbor::map({{fmt, none}, {auth, bytes}}),
        cbor::map({{stmt, empty}, {auth, bytes}}), cbor::map({{fmt, bytes}, {stmt, empty}, {auth, bytes}}),
        cbor::map({{fmt, none}, {stmt, none}, {auth, bytes}}), cbor::map({{fmt, none}, {stmt, empty}, {auth, none}})}) {
    BOOST_TEST(with_object(object) == "webauthn.attestation_object_malformed");
  }
}

BOOST_AUTO_TEST_CASE(step_13_authenticator_data) {
  BOOST_TEST(spoiled([](auto& r) { r.leftover = {0}; }) == "webauthn.authdata_trailing");
  BOOST_TEST(spoiled([](auto& r) { r.id = {}; }) == "webauthn.authdata_malformed");
  BOOST_TEST(spoiled([](auto& r) { r.cose = {}; }) == "webauthn.cbor_truncated");
  BOOST_TEST(spoiled([](auto& r) { r.flags |= testing::kEd; }) == "webauthn.cbor_truncated");
  BOOST_TEST(spoiled([](auto& r) {
               r.flags |= testing::kEd;
               r.extensions = cbor::array({});
             }) == "webauthn.authdata_malformed");
  BOOST_TEST(spoiled([](auto& r) {
               r.flags |= testing::kEd;
               r.extensions = cbor::map({{cbor::text("credProtect"), cbor::integer(2)}});
             }) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_14_relying_party) {
  BOOST_TEST(spoiled([](auto& r) { r.rp_id = "example.com"; }) == "webauthn.rp_id_hash_mismatch");
}

BOOST_AUTO_TEST_CASE(step_15_presence) {
  const auto absent = [](auto& r) { r.flags = testing::kAt; };
  BOOST_TEST(spoiled(absent) == "webauthn.user_not_present");
  SoftRegistration registration(key());
  absent(registration);
  auto expected = testing::expected_registration();
  expected.require_user_presence = false;
  BOOST_TEST(verdict(registration.response(), expected) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_16_verification) {
  BOOST_TEST(unexpected([](auto& e) { e.require_user_verification = true; }) == "webauthn.user_not_verified");
}

BOOST_AUTO_TEST_CASE(step_17_backup) {
  BOOST_TEST(spoiled([](auto& r) { r.flags |= testing::kBs; }) == "webauthn.backup_flags_invalid");
  BOOST_TEST(spoiled([](auto& r) { r.flags |= testing::kBe; }) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_20_key) {
  BOOST_TEST(spoiled([](auto& r) { r.flags = testing::kUp; }) == "webauthn.attested_credential_data_missing");
  BOOST_TEST(unexpected([](auto& e) { e.algorithms = {SignatureAlgorithm::rs256}; }) == "webauthn.alg_not_allowed");
}

BOOST_AUTO_TEST_CASE(steps_21_and_22_statement) {
  BOOST_TEST(spoiled([](auto& r) { r.format = "None"; }) == "webauthn.attestation_format_unknown");
  BOOST_TEST(spoiled([](auto& r) { r.format = "android-safetynet"; }) == "webauthn.attestation_format_unknown");
  BOOST_TEST(spoiled([](auto& r) {
               r.statement = [](auto, auto) { return cbor::map({{cbor::text("alg"), cbor::integer(-7)}}); };
             }) == "webauthn.attestation_malformed");
}

BOOST_AUTO_TEST_CASE(steps_23_and_24_trust) {
  const SoftKey root(SignatureAlgorithm::es256);
  testing::SoftCertificate wanted{.is_ca = true};
  const auto anchor = crypto::Certificate::parse(testing::make_certificate(wanted, root, root));
  BOOST_TEST(unexpected([&](auto& e) { e.attestation.trust_anchors = {*anchor}; }) == "webauthn.attestation_trust");
  BOOST_TEST(unexpected([](auto& e) { e.attestation.allowed_aaguids = {{9}}; }) == "webauthn.aaguid_not_allowed");
  BOOST_TEST(unexpected([](auto& e) { e.attestation.allowed_aaguids = {{9}, {1, 2, 3}}; }) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_25_length_of_the_id) {
  BOOST_TEST(spoiled([](auto& r) { r.id = base::Bytes(1023, 1); }) == "accepted");
  BOOST_TEST(spoiled([](auto& r) { r.id = base::Bytes(1024, 1); }) == "webauthn.authdata_malformed");
}

BOOST_AUTO_TEST_CASE(flags_are_stored_and_read_back) {
  for (const bool verified : {false, true}) {
    for (const bool backed_up : {false, true}) {
      for (const std::optional<bool> eligible : {std::optional<bool>(), std::optional(false), std::optional(true)}) {
        const webauthn::StoredFlags flags{verified, eligible, backed_up};
        BOOST_TEST((webauthn::unpack_flags(webauthn::pack_flags(flags)) == flags));
      }
    }
  }
  BOOST_TEST(webauthn::pack_flags({true, true, true}) == 0x1C);
}

BOOST_AUTO_TEST_CASE(raw_id_is_the_attested_one) {
  auto response = SoftRegistration(key()).response();
  response.raw_id.back() ^= 1;
  BOOST_TEST(verdict(response) == "webauthn.credential_id_mismatch");
}

BOOST_AUTO_TEST_SUITE_END()
