#include "webauthn/attestation.h"

#include <algorithm>
#include <array>

#include "webauthn/der.h"

namespace webauthn {

namespace {

constexpr const char* kAaguidExtension = "1.3.6.1.4.1.45724.1.1.4";
constexpr std::size_t kMostCertificates = 8;

}  // namespace

base::Bytes AttestationInput::signed_bytes() const {
  base::Bytes out(authenticator_data.begin(), authenticator_data.end());
  out.insert(out.end(), client_data_hash.begin(), client_data_hash.end());
  return out;
}

Result<Attestation> verify_attestation(std::string_view format, const AttestationInput& input) {
  using Verify = Result<Attestation> (*)(const AttestationInput&);
  constexpr std::array<std::pair<std::string_view, Verify>, 6> kFormats = {{{"none", verify_none},
                                                                            {"packed", verify_packed},
                                                                            {"fido-u2f", verify_fido_u2f},
                                                                            {"tpm", verify_tpm},
                                                                            {"apple", verify_apple},
                                                                            {"android-key", verify_android_key}}};
  for (const auto& [name, verify] : kFormats) {
    if (name == format) return verify(input);
  }
  return base::Error{Error::attestation_format_unknown};
}

Result<base::Done> verify_trust(const Attestation& attestation, const Aaguid& aaguid, const AttestationPolicy& policy) {
  const auto& allowed = policy.allowed_aaguids;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), aaguid) == allowed.end()) {
    return base::Error{Error::aaguid_not_allowed};
  }
  if (policy.trust_anchors.empty()) return base::Done{};
  if (!crypto::verify_chain(attestation.path, policy.trust_anchors, policy.now)) {
    return base::Error{Error::attestation_trust};
  }
  return base::Done{};
}

Result<base::ByteView> require_bytes(const Cbor& statement, std::string_view name) {
  const Cbor* member = statement.find(name);
  if (member == nullptr || member->bytes() == nullptr) return base::Error{Error::attestation_malformed};
  return *member->bytes();
}

Result<crypto::SignatureAlgorithm> require_algorithm(const Cbor& statement) {
  const Cbor* member = statement.find("alg");
  if (member == nullptr || !member->integer()) return base::Error{Error::attestation_malformed};
  const auto algorithm = crypto::find_algorithm(*member->integer());
  if (!algorithm) return base::Error{Error::attestation_signature};
  return *algorithm;
}

Result<std::vector<crypto::Certificate>> require_certificates(const Cbor& statement) {
  const Cbor* list = statement.find("x5c");
  if (list == nullptr || list->array() == nullptr) return base::Error{Error::attestation_malformed};
  if (list->array()->empty() || list->array()->size() > kMostCertificates) {
    return base::Error{Error::attestation_malformed};
  }
  std::vector<crypto::Certificate> certificates;
  for (const Cbor& item : *list->array()) {
    if (item.bytes() == nullptr) return base::Error{Error::attestation_malformed};
    auto certificate = crypto::Certificate::parse(*item.bytes());
    if (!certificate) return base::Error{Error::attestation_malformed};
    certificates.push_back(std::move(*certificate));
  }
  return certificates;
}

Result<base::Done> verify_aaguid_extension(const crypto::Certificate& certificate, const Aaguid& aaguid) {
  const auto extension = certificate.find_extension(kAaguidExtension);
  if (!extension) return base::Done{};
  if (extension->critical) return base::Error{Error::attestation_certificate};
  const auto value = read_der(extension->value, kDerOctetString);
  if (!value || !std::equal(value->begin(), value->end(), aaguid.begin(), aaguid.end())) {
    return base::Error{Error::attestation_aaguid_mismatch};
  }
  return base::Done{};
}

Result<base::Done> verify_statement_signature(crypto::SignatureAlgorithm algorithm,
                                              const std::optional<crypto::PublicKey>& key, base::ByteView message,
                                              base::ByteView signature) {
  if (!key || !crypto::verify_signature(algorithm, *key, message, signature)) {
    return base::Error{Error::attestation_signature};
  }
  return base::Done{};
}

}  // namespace webauthn
