// WebAuthn Level 3 section 8.2: {alg, sig, x5c} signed with a certificate, or {alg, sig} with the credential itself.
#include <algorithm>

#include "webauthn/attestation.h"

namespace webauthn {

namespace {

constexpr const char *kCountry = "2.5.4.6", *kOrganization = "2.5.4.10", *kUnit = "2.5.4.11", *kCommonName = "2.5.4.3";

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Section 8.2.1
bool meets_requirements(const crypto::Certificate& certificate) {
  const auto subject = certificate.subject();
  const auto has = [&](const char* oid, auto predicate) {
    return std::any_of(subject.begin(), subject.end(),
                       [&](const crypto::NameEntry& entry) { return entry.oid == oid && predicate(entry.value); });
  };
  const auto is_filled = [](const std::string& value) { return !value.empty(); };
  if (certificate.version() != 3) return false;
  if (!has(kCountry, [](const std::string& v) { return v.size() == 2 && is_letter(v[0]) && is_letter(v[1]); })) {
    return false;
  }
  if (!has(kOrganization, is_filled) || !has(kCommonName, is_filled)) return false;
  if (!has(kUnit, [](const std::string& value) { return value == "Authenticator Attestation"; })) return false;
  return certificate.is_ca() == false;
}

Result<Attestation> verify_self(const AttestationInput& input, crypto::SignatureAlgorithm algorithm,
                                base::ByteView signature) {
  if (algorithm != input.credential.key.algorithm) return base::Error{Error::attestation_alg_mismatch};
  const auto signed_by =
      verify_statement_signature(algorithm, input.credential.key.key, input.signed_bytes(), signature);
  if (!signed_by) return base::Error{signed_by.error()};
  return Attestation{AttestationType::self, {}};
}

}  // namespace

Result<Attestation> verify_packed(const AttestationInput& input) {
  // Step 1: the syntax. ECDAA (`ecdaaKeyId`) is gone since Level 2.
  const auto algorithm = require_algorithm(input.statement);
  if (!algorithm) return base::Error{algorithm.error()};
  const auto signature = require_bytes(input.statement, "sig");
  if (!signature) return base::Error{signature.error()};
  if (input.statement.find("ecdaaKeyId") != nullptr) return base::Error{Error::attestation_malformed};

  // Step 3: no x5c is self attestation; an empty one is not
  if (input.statement.find("x5c") == nullptr) return verify_self(input, *algorithm, *signature);

  // Step 2: signed by the certificate, which meets the requirements and names this model
  auto certificates = require_certificates(input.statement);
  if (!certificates) return base::Error{certificates.error()};
  const crypto::Certificate& leaf = certificates->front();
  const auto signed_by = verify_statement_signature(*algorithm, leaf.public_key(), input.signed_bytes(), *signature);
  if (!signed_by) return base::Error{signed_by.error()};
  if (!meets_requirements(leaf)) return base::Error{Error::attestation_certificate};
  const auto model = verify_aaguid_extension(leaf, input.credential.aaguid);
  if (!model) return base::Error{model.error()};
  return Attestation{AttestationType::basic, std::move(*certificates)};
}

}  // namespace webauthn
