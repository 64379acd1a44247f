// WebAuthn Level 3 section 8.3: {ver: "2.0", alg, x5c, sig, certInfo, pubArea}. A TPM certifies with its attestation
// key (the certificate's) that it holds the credential's key. SHA-1 is what many TPMs have, so RS1 is taken here.
#include <algorithm>

#include "webauthn/attestation.h"
#include "webauthn/tpm_structures.h"

namespace webauthn {

namespace {

constexpr const char* kAttestationKeyUsage = "2.23.133.8.3";  // tcg-kp-AIKCertificate
// TPMv2-EK-Profile section 3.2.9: manufacturer, model, version
constexpr const char *kManufacturer = "2.23.133.2.1", *kModel = "2.23.133.2.2", *kVersion = "2.23.133.2.3";

// Section 8.3.1. Which manufacturers there are is left to trust anchors.
bool meets_requirements(const crypto::Certificate& certificate) {
  if (certificate.version() != 3 || !certificate.subject().empty()) return false;
  const auto names = certificate.alternative_names();
  for (const char* required : {kManufacturer, kModel, kVersion}) {
    const auto is_it = [&](const crypto::NameEntry& name) { return name.oid == required && !name.value.empty(); };
    if (std::none_of(names.begin(), names.end(), is_it)) return false;
  }
  return certificate.has_extended_usage(kAttestationKeyUsage) && certificate.is_ca() == false;
}

// Part 1 section 16: a name is nameAlg | hash of the public area.
bool is_name_of(base::ByteView name, crypto::Hash hash, base::ByteView public_area) {
  base::Bytes expected(public_area.begin() + 2, public_area.begin() + 4);  // nameAlg, as it stands there
  const base::Bytes hashed = crypto::digest(hash, public_area);
  expected.insert(expected.end(), hashed.begin(), hashed.end());
  return std::equal(name.begin(), name.end(), expected.begin(), expected.end());
}

}  // namespace

Result<Attestation> verify_tpm(const AttestationInput& input) {
  // Step 1: the syntax
  const Cbor* version = input.statement.find("ver");
  if (version == nullptr || version->text() == nullptr || *version->text() != "2.0") {
    return base::Error{Error::attestation_malformed};
  }
  const auto algorithm = require_algorithm(input.statement);
  if (!algorithm) return base::Error{algorithm.error()};
  const auto signature = require_bytes(input.statement, "sig");
  if (!signature) return base::Error{signature.error()};
  const auto cert_info = require_bytes(input.statement, "certInfo");
  if (!cert_info) return base::Error{cert_info.error()};
  const auto pub_area = require_bytes(input.statement, "pubArea");
  if (!pub_area) return base::Error{pub_area.error()};
  auto certificates = require_certificates(input.statement);
  if (!certificates) return base::Error{certificates.error()};
  const auto certified = parse_tpm_public(*pub_area);
  if (!certified) return base::Error{Error::attestation_malformed};
  const auto attest = parse_tpm_attest(*cert_info);
  if (!attest) return base::Error{Error::attestation_malformed};

  // Step 2: pubArea is the credential's key
  if (certified->key != input.credential.key.key) return base::Error{Error::attestation_key_mismatch};

  // Step 4: certInfo was made inside a TPM, certifies a key, this ceremony's, and that of pubArea
  if (attest->magic != kTpmGenerated) return base::Error{Error::attestation_tpm_magic};
  if (attest->type != kTpmAttestCertify) return base::Error{Error::attestation_malformed};
  const base::Bytes nonce = crypto::digest(crypto::hash_of(*algorithm), input.signed_bytes());
  if (!std::equal(nonce.begin(), nonce.end(), attest->extra_data.begin(), attest->extra_data.end())) {
    return base::Error{Error::attestation_nonce_mismatch};
  }
  if (!is_name_of(attest->name, certified->name_hash, *pub_area)) return base::Error{Error::attestation_tpm_name};

  // Step 5: signed by the attestation key, whose certificate meets the requirements and names this model
  const crypto::Certificate& leaf = certificates->front();
  const auto signed_by = verify_statement_signature(*algorithm, leaf.public_key(), *cert_info, *signature);
  if (!signed_by) return base::Error{signed_by.error()};
  if (!meets_requirements(leaf)) return base::Error{Error::attestation_certificate};
  const auto model = verify_aaguid_extension(leaf, input.credential.aaguid);
  if (!model) return base::Error{model.error()};
  return Attestation{AttestationType::attestation_ca, std::move(*certificates)};
}

}  // namespace webauthn
