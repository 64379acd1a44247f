// WebAuthn Level 3 section 8.6: {x5c: [one certificate], sig} over what a U2F registration signs.
#include "webauthn/attestation.h"

namespace webauthn {

Result<Attestation> verify_fido_u2f(const AttestationInput& input) {
  // Step 1: the syntax
  const auto signature = require_bytes(input.statement, "sig");
  if (!signature) return base::Error{signature.error()};
  auto certificates = require_certificates(input.statement);
  if (!certificates) return base::Error{certificates.error()};

  // Step 2: exactly one certificate, with a P-256 key
  if (certificates->size() != 1) return base::Error{Error::attestation_malformed};
  const auto& key = certificates->front().public_key();
  if (!key || !crypto::suits(crypto::SignatureAlgorithm::es256, *key)) {
    return base::Error{Error::attestation_certificate};
  }

  // Steps 3, 4: the credential's key as an uncompressed point
  const auto* point = std::get_if<crypto::EcKey>(&input.credential.key.key);
  if (point == nullptr || point->curve != crypto::Curve::p256) return base::Error{Error::attestation_key_mismatch};

  // Step 5: 0x00 | rpIdHash | clientDataHash | credentialId | publicKeyU2F
  base::Bytes message = {0x00};
  const auto append = [&](base::ByteView part) { message.insert(message.end(), part.begin(), part.end()); };
  append(input.data.rp_id_hash);
  append(input.client_data_hash);
  append(input.credential.id);
  message.push_back(0x04);
  append(point->x);
  append(point->y);

  // Step 6: signed by the certificate
  const auto signed_by = verify_statement_signature(crypto::SignatureAlgorithm::es256, key, message, *signature);
  if (!signed_by) return base::Error{signed_by.error()};
  return Attestation{AttestationType::basic, std::move(*certificates)};
}

}  // namespace webauthn
