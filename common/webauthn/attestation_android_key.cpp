// WebAuthn Level 3 section 8.4: {alg, sig, x5c}, the certificate of the credential's own key, in which the keystore
// describes that key (the Android Keystore's KeyDescription).
#include <algorithm>

#include "webauthn/attestation.h"
#include "webauthn/der.h"

namespace webauthn {

namespace {

constexpr const char* kKeyDescription = "1.3.6.1.4.1.11129.2.1.17";
constexpr DerTag kPurpose = der_explicit(1), kAllApplications = der_explicit(600), kOrigin = der_explicit(702);
constexpr std::uint32_t kPurposeSign = 2, kOriginGenerated = 0;

// KeyDescription ::= SEQUENCE { attestationVersion, attestationSecurityLevel, keymasterVersion,
//   keymasterSecurityLevel, attestationChallenge OCTET STRING, uniqueId, softwareEnforced, teeEnforced }
struct KeyDescription {
  base::ByteView challenge;
  std::vector<DerElement> authorizations;  // of both lists
};

std::optional<KeyDescription> parse_description(base::ByteView extension) {
  const auto sequence = read_der(extension, kDerSequence);
  const auto elements = sequence ? split_der(*sequence) : std::nullopt;
  if (!elements || elements->size() != 8 || (*elements)[4].tag != kDerOctetString) return std::nullopt;
  KeyDescription description{(*elements)[4].content, {}};
  for (const std::size_t place : {6U, 7U}) {
    const auto list = split_der((*elements)[place].content);
    if ((*elements)[place].tag != kDerSequence || !list) return std::nullopt;
    description.authorizations.insert(description.authorizations.end(), list->begin(), list->end());
  }
  return description;
}

bool may_sign(base::ByteView purpose) {
  const auto set = read_der(purpose, kDerSet);
  const auto numbers = set ? split_der(*set) : std::nullopt;
  return numbers && std::any_of(numbers->begin(), numbers->end(), [](const DerElement& element) {
           return element.tag == kDerInteger && der_number(element.content) == kPurposeSign;
         });
}

bool is_generated(base::ByteView origin) {
  const auto number = read_der(origin, kDerInteger);
  return number && der_number(*number) == kOriginGenerated;
}

// In either list; what neither says is not held against the key.
bool is_acceptable(const DerElement& authorization) {
  if (authorization.tag == kAllApplications) return false;
  if (authorization.tag == kPurpose) return may_sign(authorization.content);
  if (authorization.tag == kOrigin) return is_generated(authorization.content);
  return true;
}

}  // namespace

Result<Attestation> verify_android_key(const AttestationInput& input) {
  // Step 1: the syntax
  const auto algorithm = require_algorithm(input.statement);
  if (!algorithm) return base::Error{algorithm.error()};
  const auto signature = require_bytes(input.statement, "sig");
  if (!signature) return base::Error{signature.error()};
  auto certificates = require_certificates(input.statement);
  if (!certificates) return base::Error{certificates.error()};
  const crypto::Certificate& leaf = certificates->front();

  // Step 2: signed by the certificate
  const auto signed_by = verify_statement_signature(*algorithm, leaf.public_key(), input.signed_bytes(), *signature);
  if (!signed_by) return base::Error{signed_by.error()};

  // Step 3: which is for the credential's key
  if (*leaf.public_key() != input.credential.key.key) return base::Error{Error::attestation_key_mismatch};

  // Step 4: the keystore made it for this ceremony
  const auto extension = leaf.find_extension(kKeyDescription);
  const auto description = extension ? parse_description(extension->value) : std::nullopt;
  if (!description) return base::Error{Error::attestation_certificate};
  const base::ByteView challenge = description->challenge;
  if (!std::equal(challenge.begin(), challenge.end(), input.client_data_hash.begin(), input.client_data_hash.end())) {
    return base::Error{Error::attestation_nonce_mismatch};
  }

  // Step 5: for this application alone, to sign, and never outside the keystore
  const auto& authorizations = description->authorizations;
  if (!std::all_of(authorizations.begin(), authorizations.end(), is_acceptable)) {
    return base::Error{Error::attestation_certificate};
  }
  return Attestation{AttestationType::basic, std::move(*certificates)};
}

}  // namespace webauthn
