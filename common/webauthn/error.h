// Why a ceremony was refused: one name a check, in the order in which the checks come.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace webauthn {

enum class Error : std::uint8_t {
  // the browser's JSON
  envelope_malformed,
  base64_invalid,
  credential_id_mismatch,  // `id` is not `rawId`, or neither is the id of the credential
  credential_not_allowed,
  user_handle_mismatch,
  // client data
  client_data_json,
  client_data_type,
  challenge_mismatch,
  origin_mismatch,
  cross_origin_not_allowed,
  top_origin_mismatch,
  // CBOR
  cbor_truncated,
  cbor_too_long,
  cbor_trailing,
  cbor_depth,
  cbor_indefinite,
  cbor_tag,
  cbor_noncanonical_int,
  cbor_key_order,
  cbor_duplicate_key,
  cbor_bad_utf8,
  cbor_bad_simple,
  cbor_reserved_ai,
  cbor_unexpected_break,
  // authenticator data
  attestation_object_malformed,
  authdata_malformed,
  authdata_trailing,
  rp_id_hash_mismatch,
  user_not_present,
  user_not_verified,
  backup_flags_invalid,
  backup_eligibility_changed,
  attested_credential_data_missing,
  // the key
  cose_key_invalid,
  cose_alg_mismatch,  // an algorithm we do not have, or one that is not of the key's type
  cose_crv_mismatch,
  cose_point_not_on_curve,
  cose_rsa_weak,
  alg_not_allowed,
  // attestation
  attestation_format_unknown,
  attestation_malformed,
  attestation_alg_mismatch,
  attestation_certificate,
  attestation_aaguid_mismatch,
  attestation_key_mismatch,
  attestation_nonce_mismatch,
  attestation_tpm_magic,
  attestation_tpm_name,
  attestation_signature,
  attestation_trust,
  aaguid_not_allowed,
  // assertion
  signature_invalid,
  sign_count,
};

// For logs: `webauthn.challenge_mismatch`.
[[nodiscard]] std::string_view slug(Error error);

template <class T>
using Result = base::Result<T, Error>;

}  // namespace webauthn
