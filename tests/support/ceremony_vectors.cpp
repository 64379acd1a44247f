// Registrations and sign-ins: w3c.json, libs.json, negative.json, edge.json.
#include <stdexcept>

#include "base/encoding.h"
#include "tests/support/ceremony_notes.h"
#include "tests/support/webauthn_vectors.h"

namespace testing {

namespace {

using webauthn::Error;

// What is refused on purpose although others accept it.
std::string reason_to_decline(const base::Json& vector) {
  if (has_tag(vector, "ml-dsa")) return "ML-DSA is not offered: OpenSSL 3.0 lacks it";
  if (has_tag(vector, "credential-rs1")) return "credentials that sign with SHA-1 are not offered";
  if (has_tag(vector, "deprecated-format")) return "android-safetynet has been switched off by its maker";
  return "";
}

std::int64_t number_or(const base::Json& vector, std::string_view name, std::int64_t fallback) {
  const base::Json* member = vector.find(name);
  return member == nullptr || member->number() == nullptr ? fallback : std::stoll(member->number()->text);
}

webauthn::RelyingParty rp_of(const base::Json& vector) {
  webauthn::RelyingParty rp;
  rp.id = text_or(vector, "rpId");
  if (vector.find("origin") != nullptr) rp.origins.push_back(text_or(vector, "origin"));
  for (const base::Json& origin : list_of(vector, "origins")) rp.origins.push_back(*origin.string());
  rp.allow_cross_origin = flag_or(vector, "allow_cross_origin", false);
  for (const base::Json& origin : list_of(vector, "top_origins")) rp.top_origins.push_back(*origin.string());
  return rp;
}

// `2026-01-31T12:00:00Z`, or seconds
base::Time time_of(const base::Json& vector) {
  const base::Json* member = vector.find("verification_time");
  if (member == nullptr) return {};
  if (member->number() != nullptr) return base::from_micros(std::stoll(member->number()->text) * 1'000'000);
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(member->string()->c_str(), "%d-%u-%u", &year, &month, &day) != 3) {
    throw std::runtime_error("verification_time: " + *member->string());
  }
  return std::chrono::sys_days(
             std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day))) +
         std::chrono::hours(12);
}

std::string response_json_of(const base::Json& vector) {
  const base::Json* object = vector.find("response_json");
  return object != nullptr ? object->text() : text_or(vector, "response_json_text");
}

Ceremony ceremony_of(const base::Json& vector) {
  Ceremony ceremony{.name = "vector/" + text_or(vector, "name"), .wanted = text_or(vector, "expected")};
  if (text_or(vector, "level") == "json") ceremony.json = response_json_of(vector);
  for (const base::Json& anchor : list_of(vector, "trust_anchors")) {
    ceremony.anchors.push_back(base::decode_base64url(*anchor.string()).value());
  }
  return ceremony;
}

webauthn::RegistrationExpectation registration_of(const base::Json& vector) {
  webauthn::RegistrationExpectation expected;
  expected.rp = rp_of(vector);
  expected.challenge = text_or(vector, "challenge");
  expected.require_user_presence = flag_or(vector, "require_up", true);
  expected.require_user_verification = flag_or(vector, "require_uv", false);
  if (vector.find("allowed_algs") != nullptr && vector.find("allowed_algs")->array() != nullptr) {
    expected.algorithms.clear();
    for (const base::Json& number : list_of(vector, "allowed_algs")) {
      const auto algorithm = crypto::find_algorithm(std::stoll(number.number()->text));
      if (algorithm) expected.algorithms.push_back(*algorithm);
    }
  }
  for (const base::Json& anchor : list_of(vector, "trust_anchors")) {
    const auto der = base::decode_base64url(*anchor.string());
    expected.attestation.trust_anchors.push_back(crypto::Certificate::parse(der.value()).value());
  }
  expected.attestation.now = time_of(vector);
  return expected;
}

webauthn::Result<webauthn::VerifiedRegistration> register_credential(const base::Json& vector) {
  const webauthn::RegistrationExpectation expected = registration_of(vector);
  const std::string level = text_or(vector, "level");
  if (level == "authenticator") {
    return webauthn::verify_new_credential(bytes_of(vector, "attestationObject"), bytes_of(vector, "clientDataHash"),
                                           expected);
  }
  const Ceremony ceremony = ceremony_of(vector);
  if (level == "json") return verify(ceremony, webauthn::parse_registration_response(ceremony.json), expected);
  const webauthn::RegistrationResponse response{
      bytes_of(vector, "credential_id"), bytes_of(vector, "clientDataJSON"), bytes_of(vector, "attestationObject"), {}};
  return verify(ceremony, response, expected);
}

// Accepting is not enough: the facts have to be those that the vector gives.
bool has_right_facts(const base::Json& vector, const webauthn::VerifiedRegistration& made) {
  const base::Bytes cose = bytes_of(vector, "public_key_cose");
  if (!cose.empty()) {
    const auto key = webauthn::parse_cose_key(base::ByteView(cose));
    if (!key || *key != made.key() || webauthn::unpack_key(webauthn::pack_key(*key)) != made.key()) return false;
  }
  if (vector.find("credential_id") != nullptr && bytes_of(vector, "credential_id") != made.credential_id())
    return false;
  if (vector.find("fmt") != nullptr && text_or(vector, "fmt") != made.attestation_format()) return false;
  if (number_or(vector, "sign_count", made.sign_count()) != made.sign_count()) return false;
  const base::Json* flags = vector.find("flags");
  if (flags == nullptr || flags->object() == nullptr) return true;
  return flag_or(*flags, "uv", made.user_verified()) == made.user_verified() &&
         flag_or(*flags, "be", made.backup_eligible()) == made.backup_eligible() &&
         flag_or(*flags, "bs", made.backed_up()) == made.backed_up();
}

webauthn::Result<webauthn::VerifiedAssertion> assert_credential(const base::Json& vector) {
  const auto key = webauthn::parse_cose_key(base::ByteView(bytes_of(vector, "public_key_cose")));
  const std::string level = text_or(vector, "level");
  webauthn::Result<webauthn::AssertionResponse> response = webauthn::AssertionResponse{
      bytes_of(vector, "credential_id"), bytes_of(vector, "clientDataJSON"), bytes_of(vector, "authenticatorData"),
      bytes_of(vector, "signature"), bytes_of(vector, "userHandle")};
  const Ceremony ceremony = ceremony_of(vector);
  if (level == "json") response = webauthn::parse_assertion_response(ceremony.json);
  if (!key) return base::Error{response ? key.error() : response.error()};

  webauthn::CredentialRecord record{bytes_of(vector, "credential_id"), *key, 0, std::nullopt,
                                    bytes_of(vector, "expected_user_handle")};
  record.sign_count = static_cast<std::uint32_t>(number_or(vector, "stored_sign_count", 0));
  const base::Json* eligible = vector.find("stored_backup_eligible");
  if (eligible != nullptr && eligible->boolean() != nullptr) record.backup_eligible = *eligible->boolean();

  webauthn::AssertionExpectation expected;
  expected.rp = rp_of(vector);
  expected.challenge = text_or(vector, "challenge");
  expected.require_user_presence = flag_or(vector, "require_up", true);
  expected.require_user_verification = flag_or(vector, "require_uv", false);
  expected.counter = webauthn::CounterPolicy::deny;
  expected.appid = text_or(vector, "appid");
  for (const base::Json& id : list_of(vector, "allow_credentials")) {
    expected.allow_credentials.push_back(base::decode_base64url(*id.string()).value());
  }
  if (level == "authenticator") {
    return webauthn::verify_signed_data(response->authenticator_data, response->signature,
                                        bytes_of(vector, "clientDataHash"), record, expected);
  }
  return verify(ceremony, response, record, expected);
}

}  // namespace

VectorOutcome run_ceremony(const base::Json& vector) {
  VectorOutcome outcome{.name = text_or(vector, "name"),
                        .expected = text_or(vector, "expected"),
                        .requirement = text_or(vector, "requirement"),
                        .declined = reason_to_decline(vector)};
  std::optional<Error> error;
  if (text_or(vector, "kind") == "registration") {
    const auto made = register_credential(vector);
    if (!made) error = made.error();
    if (made && !has_right_facts(vector, *made)) outcome.reason = "wrong facts";
  } else {
    const auto made = assert_credential(vector);
    if (!made) error = made.error();
  }
  outcome.got = error || !outcome.reason.empty() ? "reject" : "accept";
  if (error) outcome.reason = webauthn::slug(*error);
  return outcome;
}

}  // namespace testing
