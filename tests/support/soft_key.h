// Key pairs and certificates for tests, made by OpenSSL.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "crypto/signature.h"

struct evp_pkey_st;

namespace testing {

// COSE_Key, as an authenticator writes it.
[[nodiscard]] base::Bytes cose_of(crypto::SignatureAlgorithm algorithm, const crypto::PublicKey& key);

class SoftKey {
 public:
  explicit SoftKey(crypto::SignatureAlgorithm algorithm);  // RSA: 2048 bits
  [[nodiscard]] crypto::SignatureAlgorithm algorithm() const { return algorithm_; }
  [[nodiscard]] const crypto::PublicKey& parts() const { return parts_; }
  [[nodiscard]] base::Bytes cose() const { return cose_of(algorithm_, parts_); }
  [[nodiscard]] base::Bytes sign(base::ByteView message) const;
  [[nodiscard]] evp_pkey_st* handle() const { return handle_.get(); }

 private:
  crypto::SignatureAlgorithm algorithm_;
  std::shared_ptr<evp_pkey_st> handle_;
  crypto::PublicKey parts_;
};

struct SoftExtension {
  std::string oid;
  bool critical = false;
  base::Bytes value;
};

struct SoftCertificate {
  int version = 3;
  std::vector<std::pair<std::string, std::string>> subject{
      {"C", "AA"}, {"O", "Postern"}, {"OU", "Authenticator Attestation"}, {"CN", "A test"}};
  std::optional<bool> is_ca = false;
  std::string extended_usage;  // OID
  std::vector<SoftExtension> extensions;
  std::int64_t not_before = 1'700'000'000, not_after = 1'900'000'000;
  std::string issuer = "A test root";
};
// Signed by `issuer`, the key itself for a root.
[[nodiscard]] base::Bytes make_certificate(const SoftCertificate& wanted, const SoftKey& key, const SoftKey& issuer);

// An element of DER, for extensions: the tag's bytes and the content.
[[nodiscard]] base::Bytes der(base::Bytes tag, base::ByteView content);

}  // namespace testing
