// Signatures by the algorithms that WebAuthn uses, over keys given as parts.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/public_key.h"

namespace crypto {

enum class Hash : std::uint8_t { sha1, sha256, sha384, sha512 };
[[nodiscard]] base::Bytes digest(Hash hash, base::ByteView data);

// The numbers are COSE's (RFC 9053, RFC 8812). In WebAuthn ES256 means P-256, ES384 P-384, ES512 P-521, and EdDSA
// Ed25519 (Level 3 section 5.8.5). RS1 is SHA-1: only TPMs sign their attestation with it, no credential may.
enum class SignatureAlgorithm : std::int32_t {
  es256 = -7,
  es384 = -35,
  es512 = -36,
  eddsa = -8,
  ps256 = -37,
  ps384 = -38,
  ps512 = -39,
  rs256 = -257,
  rs384 = -258,
  rs512 = -259,
  rs1 = -65535,
};
[[nodiscard]] std::optional<SignatureAlgorithm> find_algorithm(std::int64_t cose_number);
[[nodiscard]] Hash hash_of(SignatureAlgorithm algorithm);  // of EdDSA: the SHA-512 inside it
// Is the key of the type, and on the curve, that the algorithm asks for?
[[nodiscard]] bool suits(SignatureAlgorithm algorithm, const PublicKey& key);

enum class SignatureError : std::uint8_t { wrong_key, invalid };
// ECDSA signatures are DER without any liberty, RSA ones exactly as long as the modulus, PSS salts as long as the hash.
base::Result<base::Done, SignatureError> verify_signature(SignatureAlgorithm algorithm, const PublicKey& key,
                                                          base::ByteView message, base::ByteView signature);

}  // namespace crypto
