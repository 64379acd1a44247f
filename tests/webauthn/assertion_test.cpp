// Section 7.2: a good ceremony, and for every step one that spoils that step alone.
// contract: B4.10
#include "webauthn/assertion.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/cbor_writer.h"
#include "tests/support/soft_authenticator.h"
#include "tests/webauthn/verdict.h"

namespace {

using crypto::SignatureAlgorithm;
using testing::SoftAssertion;
using testing::SoftKey;
using testing::this_test;
using testing::verdict;

const SoftKey& key() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}

struct World {
  SoftAssertion assertion{key()};
  webauthn::CredentialRecord record = testing::record_of(key());
  webauthn::AssertionExpectation expected = testing::expected_assertion();

  [[nodiscard]] webauthn::Result<webauthn::VerifiedAssertion> verify() const {
    return testing::verify(this_test(), assertion.response(), record, expected);
  }
};

template <class Change>
std::string with(Change change) {
  World world;
  change(world);
  return verdict(world.verify());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(assertion)

BOOST_AUTO_TEST_CASE(good) {
  World world;
  world.assertion.flags = testing::kUp | testing::kUv;
  const auto verified = world.verify();
  BOOST_REQUIRE(verified.ok());
  BOOST_TEST(verified->credential_id() == world.record.id);
  BOOST_TEST(verified->sign_count() == 8U);
  BOOST_TEST(verified->user_verified());
  BOOST_TEST(!verified->backup_eligible());
  BOOST_TEST(!verified->backed_up());
  BOOST_TEST(!verified->counter_went_back());
}

BOOST_AUTO_TEST_CASE(every_algorithm_from_its_stored_form) {
  for (const SignatureAlgorithm algorithm : webauthn::kOfferedAlgorithms) {
    const SoftKey other(algorithm);
    const auto stored = webauthn::unpack_key(webauthn::pack_key({algorithm, other.parts()}));
    BOOST_REQUIRE(stored.has_value());
    auto record = testing::record_of(other);
    record.key = *stored;
    const auto response = SoftAssertion(other).response();
    BOOST_TEST(verdict(testing::verify(this_test(), response, record, testing::expected_assertion())) == "accepted");
    auto forged = response;
    forged.signature.back() ^= 1;
    BOOST_TEST(verdict(testing::verify(this_test(), forged, record, testing::expected_assertion())) ==
               "webauthn.signature_invalid");
  }
}

BOOST_AUTO_TEST_CASE(step_5_allowed) {
  BOOST_TEST(with([](World& w) { w.expected.allow_credentials = {w.record.id}; }) == "accepted");
  BOOST_TEST(with([](World& w) { w.expected.allow_credentials = {base::Bytes(32, 1)}; }) ==
             "webauthn.credential_not_allowed");
}

BOOST_AUTO_TEST_CASE(step_6_owner) {
  BOOST_TEST(with([](World& w) { w.record.id.back() ^= 1; }) == "webauthn.credential_id_mismatch");
  BOOST_TEST(with([](World& w) { w.assertion.user_handle = w.record.user_handle; }) == "accepted");
  BOOST_TEST(with([](World& w) { w.assertion.user_handle = {1}; }) == "webauthn.user_handle_mismatch");
  BOOST_TEST(with([](World& w) { w.expected.require_user_handle = true; }) == "webauthn.user_handle_mismatch");
}

BOOST_AUTO_TEST_CASE(steps_8_to_14_client_data) {
  BOOST_TEST(with([](World& w) { w.assertion.client.more = ","; }) == "webauthn.client_data_json");
  BOOST_TEST(with([](World& w) { w.assertion.client.type = "webauthn.create"; }) == "webauthn.client_data_type");
  BOOST_TEST(with([](World& w) { w.assertion.client.challenge += "A"; }) == "webauthn.challenge_mismatch");
  BOOST_TEST(with([](World& w) { w.assertion.client.origin = "http://example.org"; }) == "webauthn.origin_mismatch");
  BOOST_TEST(with([](World& w) { w.assertion.client.more = R"(,"crossOrigin":true)"; }) ==
             "webauthn.cross_origin_not_allowed");
  BOOST_TEST(with([](World& w) { w.assertion.client.more = R"(,"topOrigin":"https://example.org")"; }) ==
             "webauthn.top_origin_mismatch");
}

BOOST_AUTO_TEST_CASE(step_15_relying_party) {
  BOOST_TEST(with([](World& w) { w.assertion.rp_id = "example.com"; }) == "webauthn.rp_id_hash_mismatch");
  const auto by_appid = [](World& w) { w.assertion.rp_id = "https://example.org/u2f.json"; };
  BOOST_TEST(with(by_appid) == "webauthn.rp_id_hash_mismatch");
  BOOST_TEST(with([&](World& w) {
               by_appid(w);
               w.expected.appid = "https://example.org/u2f.json";
             }) == "accepted");
}

BOOST_AUTO_TEST_CASE(steps_16_and_17_user) {
  BOOST_TEST(with([](World& w) { w.assertion.flags = 0; }) == "webauthn.user_not_present");
  BOOST_TEST(with([](World& w) { w.expected.require_user_verification = true; }) == "webauthn.user_not_verified");
}

BOOST_AUTO_TEST_CASE(steps_18_and_19_backup) {
  BOOST_TEST(with([](World& w) { w.assertion.flags |= testing::kBs; }) == "webauthn.backup_flags_invalid");
  BOOST_TEST(with([](World& w) { w.assertion.flags |= testing::kBe; }) == "webauthn.backup_eligibility_changed");
  BOOST_TEST(with([](World& w) { w.record.backup_eligible = true; }) == "webauthn.backup_eligibility_changed");
  BOOST_TEST(with([](World& w) {
               w.assertion.flags |= testing::kBe;
               w.record.backup_eligible = std::nullopt;  // imported without flags
             }) == "accepted");
}

BOOST_AUTO_TEST_CASE(step_21_signature) {
  const World world;
  const auto verdict_of = [&](const webauthn::AssertionResponse& response) {
    return verdict(testing::verify(this_test(), response, world.record, world.expected));
  };
  auto response = world.assertion.response();
  response.signature.pop_back();
  BOOST_TEST(verdict_of(response) == "webauthn.signature_invalid");
  response = world.assertion.response();
  response.signature = {};
  BOOST_TEST(verdict_of(response) == "webauthn.signature_invalid");
  response = world.assertion.response();
  response.authenticator_data.back() ^= 1;  // the counter
  BOOST_TEST(verdict_of(response) == "webauthn.signature_invalid");
  response = world.assertion.response();
  response.client_data_json.insert(response.client_data_json.begin(), {0xEF, 0xBB, 0xBF});  // not signed
  BOOST_TEST(verdict_of(response) == "webauthn.signature_invalid");
  BOOST_TEST(with([](World& w) { w.record.key.key = SoftKey(SignatureAlgorithm::es256).parts(); }) ==
             "webauthn.signature_invalid");
}

BOOST_AUTO_TEST_CASE(step_22_counter) {
  const auto counting = [](std::uint32_t stored, std::uint32_t received, std::uint8_t flags = testing::kUp) {
    return [=](World& w) {
      w.record.sign_count = stored;
      w.record.backup_eligible = (flags & testing::kBe) != 0;
      w.assertion.sign_count = received;
      w.assertion.flags = flags;
    };
  };
  BOOST_TEST(with(counting(0, 0)) == "accepted");
  BOOST_TEST(with(counting(0, 1)) == "accepted");
  BOOST_TEST(with(counting(7, 7)) == "webauthn.sign_count");
  BOOST_TEST(with(counting(7, 0)) == "webauthn.sign_count");
  BOOST_TEST(with(counting(7, 6, testing::kUp | testing::kBe)) == "webauthn.sign_count");
  BOOST_TEST(with(counting(7, 6, testing::kUp | testing::kBe | testing::kBs)) == "accepted");  // synced

  World world;
  counting(7, 6)(world);
  world.expected.counter = webauthn::CounterPolicy::warn;
  const auto verified = world.verify();
  BOOST_REQUIRE(verified.ok());
  BOOST_TEST(verified->counter_went_back());
  BOOST_TEST(verified->sign_count() == 7U);
}

BOOST_AUTO_TEST_SUITE_END()
