#include "webauthn/error.h"

#include <array>

namespace webauthn {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 53> kSlugs = {
    "webauthn.envelope_malformed",
    "webauthn.base64_invalid",
    "webauthn.credential_id_mismatch",
    "webauthn.credential_not_allowed",
    "webauthn.user_handle_mismatch",
    "webauthn.client_data_json",
    "webauthn.client_data_type",
    "webauthn.challenge_mismatch",
    "webauthn.origin_mismatch",
    "webauthn.cross_origin_not_allowed",
    "webauthn.top_origin_mismatch",
    "webauthn.cbor_truncated",
    "webauthn.cbor_too_long",
    "webauthn.cbor_trailing",
    "webauthn.cbor_depth",
    "webauthn.cbor_indefinite",
    "webauthn.cbor_tag",
    "webauthn.cbor_noncanonical_int",
    "webauthn.cbor_key_order",
    "webauthn.cbor_duplicate_key",
    "webauthn.cbor_bad_utf8",
    "webauthn.cbor_bad_simple",
    "webauthn.cbor_reserved_ai",
    "webauthn.cbor_unexpected_break",
    "webauthn.attestation_object_malformed",
    "webauthn.authdata_malformed",
    "webauthn.authdata_trailing",
    "webauthn.rp_id_hash_mismatch",
    "webauthn.user_not_present",
    "webauthn.user_not_verified",
    "webauthn.backup_flags_invalid",
    "webauthn.backup_eligibility_changed",
    "webauthn.attested_credential_data_missing",
    "webauthn.cose_key_invalid",
    "webauthn.cose_alg_mismatch",
    "webauthn.cose_crv_mismatch",
    "webauthn.cose_point_not_on_curve",
    "webauthn.cose_rsa_weak",
    "webauthn.alg_not_allowed",
    "webauthn.attestation_format_unknown",
    "webauthn.attestation_malformed",
    "webauthn.attestation_alg_mismatch",
    "webauthn.attestation_certificate",
    "webauthn.attestation_aaguid_mismatch",
    "webauthn.attestation_key_mismatch",
    "webauthn.attestation_nonce_mismatch",
    "webauthn.attestation_tpm_magic",
    "webauthn.attestation_tpm_name",
    "webauthn.attestation_signature",
    "webauthn.attestation_trust",
    "webauthn.aaguid_not_allowed",
    "webauthn.signature_invalid",
    "webauthn.sign_count",
};
static_assert(kSlugs.size() == static_cast<std::size_t>(Error::sign_count) + 1);

}  // namespace

std::string_view slug(Error error) { return kSlugs.at(static_cast<std::size_t>(error)); }

}  // namespace webauthn
