// Attestation statements (WebAuthn Level 3 section 6.5.4): what vouches for the authenticator that made a credential.
// One file a format; this is what they share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/certificate.h"
#include "webauthn/authenticator_data.h"
#include "webauthn/cbor.h"
#include "webauthn/error.h"

namespace webauthn {

enum class AttestationType : std::uint8_t { none, self, basic, attestation_ca, anonymization_ca };

struct Attestation {
  AttestationType type = AttestationType::none;
  std::vector<crypto::Certificate> path;  // the leaf first; empty for none and self
};

struct AttestationInput {
  const Cbor& statement;  // attStmt
  base::ByteView authenticator_data;
  const AuthenticatorData& data;
  const AttestedCredential& credential;
  base::ByteView client_data_hash;

  [[nodiscard]] base::Bytes signed_bytes() const;  // authenticatorData | clientDataHash
};

// By `fmt`: none, packed, fido-u2f, tpm, apple, android-key; any other is attestation_format_unknown. Nothing is
// trusted yet: see AttestationPolicy.
Result<Attestation> verify_attestation(std::string_view format, const AttestationInput& input);

// What the site wants to know about authenticators; empty lists ask for nothing.
struct AttestationPolicy {
  std::vector<crypto::Certificate> trust_anchors;  // if any: a certificate path to one of them, valid at `now`
  std::vector<Aaguid> allowed_aaguids;
  base::Time now{};
};
// Steps 23 and 24 of section 7.1.
Result<base::Done> verify_trust(const Attestation& attestation, const Aaguid& aaguid, const AttestationPolicy& policy);

// The formats, each in attestation_<format>.cpp.
Result<Attestation> verify_none(const AttestationInput& input);
Result<Attestation> verify_packed(const AttestationInput& input);
Result<Attestation> verify_fido_u2f(const AttestationInput& input);
Result<Attestation> verify_tpm(const AttestationInput& input);
Result<Attestation> verify_apple(const AttestationInput& input);
Result<Attestation> verify_android_key(const AttestationInput& input);

// Parts of statements; attestation_malformed where they are missing or of another type.
Result<base::ByteView> require_bytes(const Cbor& statement, std::string_view name);
Result<crypto::SignatureAlgorithm> require_algorithm(const Cbor& statement);  // attestation_signature: one we lack
Result<std::vector<crypto::Certificate>> require_certificates(const Cbor& statement);  // x5c, one at least
// The extension id-fido-gen-ce-aaguid (section 8.2.2), where the certificate has it.
Result<base::Done> verify_aaguid_extension(const crypto::Certificate& certificate, const Aaguid& aaguid);
Result<base::Done> verify_statement_signature(crypto::SignatureAlgorithm algorithm,
                                              const std::optional<crypto::PublicKey>& key, base::ByteView message,
                                              base::ByteView signature);

}  // namespace webauthn
