// WebAuthn Level 3 section 7.2, step by step; the numbers are those of the section's list.
// Steps 1 to 4 are the browser's, 23 to 25 the caller's.
#include "webauthn/assertion.h"

#include <algorithm>

#include "crypto/sha256.h"

namespace webauthn {

Result<VerifiedAssertion> verify_assertion(const AssertionResponse& response, const CredentialRecord& record,
                                           const AssertionExpectation& expected) {
  // Step 5: one of the credentials that were asked for
  const auto& allowed = expected.allow_credentials;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), response.raw_id) == allowed.end()) {
    return base::Error{Error::credential_not_allowed};
  }

  // Step 6: the record is that credential's, and the user handle is its owner's
  if (response.raw_id != record.id) return base::Error{Error::credential_id_mismatch};
  if (response.user_handle.empty() && expected.require_user_handle) return base::Error{Error::user_handle_mismatch};
  const bool is_compared = !response.user_handle.empty() && !record.user_handle.empty();
  if (is_compared && response.user_handle != record.user_handle) return base::Error{Error::user_handle_mismatch};

  // Steps 7 to 9: client data is JSON
  const Result<ClientData> client_data = parse_client_data(response.client_data_json);
  if (!client_data) return base::Error{client_data.error()};

  // Steps 10 to 14: type, challenge, origin, frames
  const auto right = verify_client_data(*client_data, Ceremony::get, expected.challenge, expected.rp);
  if (!right) return base::Error{right.error()};

  // Steps 15 to 22; step 20 is the hash, over the bytes as they came
  return verify_signed_data(response.authenticator_data, response.signature, crypto::sha256(response.client_data_json),
                            record, expected);
}

Result<VerifiedAssertion> verify_signed_data(base::ByteView authenticator_data, base::ByteView signature,
                                             base::ByteView client_data_hash, const CredentialRecord& record,
                                             const AssertionExpectation& expected) {
  Result<AuthenticatorData> data = parse_authenticator_data(authenticator_data);
  if (!data) return base::Error{data.error()};

  // Step 15: made for this relying party (section 10.1.1: or for its AppID)
  const bool is_for_rp = data->rp_id_hash == crypto::sha256(expected.rp.id);
  const bool is_for_appid = !expected.appid.empty() && data->rp_id_hash == crypto::sha256(expected.appid);
  if (!is_for_rp && !is_for_appid) return base::Error{Error::rp_id_hash_mismatch};

  // Step 16: the user was present
  if (expected.require_user_presence && !data->user_present) return base::Error{Error::user_not_present};

  // Step 17: and verified, if the site asks for it
  if (expected.require_user_verification && !data->user_verified) return base::Error{Error::user_not_verified};

  // Step 18: only what may be backed up can be
  if (data->backed_up && !data->backup_eligible) return base::Error{Error::backup_flags_invalid};

  // Step 19: whether it may be backed up never changes
  if (record.backup_eligible && *record.backup_eligible != data->backup_eligible) {
    return base::Error{Error::backup_eligibility_changed};
  }

  // Step 21: the signature over authenticatorData | clientDataHash
  base::Bytes message(authenticator_data.begin(), authenticator_data.end());
  message.insert(message.end(), client_data_hash.begin(), client_data_hash.end());
  if (!crypto::verify_signature(record.key.algorithm, record.key.key, message, signature)) {
    return base::Error{Error::signature_invalid};
  }

  // Step 22: the counter grows, or there is none
  const bool has_counter = data->sign_count != 0 || record.sign_count != 0;
  const bool went_back = has_counter && data->sign_count <= record.sign_count && !data->backed_up;
  if (went_back && expected.counter == CounterPolicy::deny) return base::Error{Error::sign_count};
  const std::uint32_t sign_count = std::max(data->sign_count, record.sign_count);
  return VerifiedAssertion(record.id, std::move(*data), sign_count, went_back);
}

}  // namespace webauthn
