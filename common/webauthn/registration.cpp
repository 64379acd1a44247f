// WebAuthn Level 3 section 7.1, step by step; the numbers are those of the section's list.
// Steps 1 to 4 are the browser's, 26 to 29 the caller's.
#include "webauthn/registration.h"

#include <algorithm>

#include "crypto/sha256.h"

namespace webauthn {

Result<VerifiedRegistration> verify_registration(const RegistrationResponse& response,
                                                 const RegistrationExpectation& expected) {
  // Steps 5, 6: client data is JSON
  const Result<ClientData> client_data = parse_client_data(response.client_data_json);
  if (!client_data) return base::Error{client_data.error()};

  // Steps 7 to 11: type, challenge, origin, frames
  const auto right = verify_client_data(*client_data, Ceremony::create, expected.challenge, expected.rp);
  if (!right) return base::Error{right.error()};

  // Step 12: its hash, over the bytes as they came
  const crypto::Digest hash = crypto::sha256(response.client_data_json);

  // Steps 13 to 25
  Result<VerifiedRegistration> verified = verify_new_credential(response.attestation_object, hash, expected);
  if (!verified) return verified;

  // Section 5.1: rawId is the id of the credential that was made
  if (verified->credential_id() != response.raw_id) return base::Error{Error::credential_id_mismatch};
  return verified;
}

Result<VerifiedRegistration> verify_new_credential(base::ByteView attestation_object, base::ByteView client_data_hash,
                                                   const RegistrationExpectation& expected) {
  // Step 13: the attestation object, {fmt, attStmt, authData}
  const Result<Cbor> object = decode_cbor(attestation_object, KeyOrder::any);
  if (!object) return base::Error{object.error()};
  const Cbor *format = object->find("fmt"), *statement = object->find("attStmt"), *encoded = object->find("authData");
  const bool is_complete = format != nullptr && format->text() != nullptr && statement != nullptr &&
                           statement->map() != nullptr && encoded != nullptr && encoded->bytes() != nullptr;
  if (!is_complete) return base::Error{Error::attestation_object_malformed};
  Result<AuthenticatorData> data = parse_authenticator_data(*encoded->bytes());
  if (!data) return base::Error{data.error()};

  // Step 14: made for this relying party
  if (data->rp_id_hash != crypto::sha256(expected.rp.id)) return base::Error{Error::rp_id_hash_mismatch};

  // Step 15: the user was present
  if (expected.require_user_presence && !data->user_present) return base::Error{Error::user_not_present};

  // Step 16: and verified, if the site asks for it
  if (expected.require_user_verification && !data->user_verified) return base::Error{Error::user_not_verified};

  // Step 17: only what may be backed up can be (18, 19: nothing is made of it but a record)
  if (data->backed_up && !data->backup_eligible) return base::Error{Error::backup_flags_invalid};

  // Step 20: a key, of an algorithm that was offered
  if (!data->credential) return base::Error{Error::attested_credential_data_missing};
  const auto& offered = expected.algorithms;
  if (std::find(offered.begin(), offered.end(), data->credential->key.algorithm) == offered.end()) {
    return base::Error{Error::alg_not_allowed};
  }

  // Steps 21, 22: the attestation statement, by its format
  const AttestationInput input{*statement, *encoded->bytes(), *data, *data->credential, client_data_hash};
  const Result<Attestation> attestation = verify_attestation(*format->text(), input);
  if (!attestation) return base::Error{attestation.error()};

  // Steps 23, 24: whether the site trusts it
  const auto trusted = verify_trust(*attestation, data->credential->aaguid, expected.attestation);
  if (!trusted) return base::Error{trusted.error()};

  // Step 25: at most 1023 bytes of credential id, or parse_authenticator_data had refused
  return VerifiedRegistration(std::move(*data), std::string(*format->text()), attestation->type);
}

std::optional<Aaguid> claimed_aaguid(base::ByteView attestation_object) {
  const Result<Cbor> object = decode_cbor(attestation_object, KeyOrder::any);
  const Cbor* encoded = object ? object->find("authData") : nullptr;
  if (encoded == nullptr || encoded->bytes() == nullptr) return std::nullopt;
  const auto data = parse_authenticator_data(*encoded->bytes());
  if (!data || !data->credential) return std::nullopt;
  return data->credential->aaguid;
}

}  // namespace webauthn
