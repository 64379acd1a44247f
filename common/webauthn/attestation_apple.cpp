// WebAuthn Level 3 section 8.8: {x5c}, a certificate made for this one credential, with the nonce inside.
#include <algorithm>

#include "webauthn/attestation.h"
#include "webauthn/der.h"

namespace webauthn {

namespace {

constexpr const char* kNonceExtension = "1.2.840.113635.100.8.2";

// SEQUENCE { nonce [1] EXPLICIT OCTET STRING }
std::optional<base::ByteView> nonce_of(base::ByteView extension) {
  const auto sequence = read_der(extension, kDerSequence);
  const auto tagged = sequence ? read_der(*sequence, der_explicit(1)) : std::nullopt;
  return tagged ? read_der(*tagged, kDerOctetString) : std::nullopt;
}

}  // namespace

Result<Attestation> verify_apple(const AttestationInput& input) {
  // Step 1: the syntax
  auto certificates = require_certificates(input.statement);
  if (!certificates) return base::Error{certificates.error()};
  const crypto::Certificate& leaf = certificates->front();

  // Steps 2, 3: the nonce is the hash of authenticatorData | clientDataHash
  const base::Bytes expected = crypto::digest(crypto::Hash::sha256, input.signed_bytes());

  // Step 4: the certificate holds it
  const auto extension = leaf.find_extension(kNonceExtension);
  if (!extension) return base::Error{Error::attestation_certificate};
  const auto nonce = nonce_of(extension->value);
  if (!nonce || !std::equal(nonce->begin(), nonce->end(), expected.begin(), expected.end())) {
    return base::Error{Error::attestation_nonce_mismatch};
  }

  // Step 5: the certificate is for the credential's key
  if (!leaf.public_key() || *leaf.public_key() != input.credential.key.key) {
    return base::Error{Error::attestation_key_mismatch};
  }
  return Attestation{AttestationType::anonymization_ca, std::move(*certificates)};
}

}  // namespace webauthn
