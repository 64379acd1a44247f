// X.509 certificates (RFC 5280), as far as attestation statements look into them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/public_key.h"

namespace crypto {

struct NameEntry {
  std::string oid;    // dotted
  std::string value;  // UTF-8
};

struct CertificateExtension {
  bool critical = false;
  base::Bytes value;  // what the OCTET STRING holds
};

class Certificate {
 public:
  // `der` is the certificate and nothing else.
  [[nodiscard]] static std::optional<Certificate> parse(base::ByteView der);

  [[nodiscard]] int version() const;  // 1, 2, 3
  [[nodiscard]] std::vector<NameEntry> subject() const;
  // The entries of the directory names in the subject alternative name; empty where there are none.
  [[nodiscard]] std::vector<NameEntry> alternative_names() const;
  // Basic constraints; nullopt where the certificate has none.
  [[nodiscard]] std::optional<bool> is_ca() const;
  [[nodiscard]] bool has_extended_usage(const std::string& oid) const;
  [[nodiscard]] std::optional<CertificateExtension> find_extension(const std::string& oid) const;
  // Null where it is of a type that PublicKey does not know.
  [[nodiscard]] const std::optional<PublicKey>& public_key() const { return key_; }

 private:
  friend base::Result<base::Done, std::string> verify_chain(const std::vector<Certificate>&,
                                                            const std::vector<Certificate>&, base::Time);
  struct X509;
  std::shared_ptr<const X509> x509_;
  std::optional<PublicKey> key_;
};

// A path from the first of `chain` through the others to one of `anchors` (roots, intermediates or the leaf itself),
// all valid at `at`. The error is OpenSSL's reason, for a log.
base::Result<base::Done, std::string> verify_chain(const std::vector<Certificate>& chain,
                                                   const std::vector<Certificate>& anchors, base::Time at);

}  // namespace crypto
