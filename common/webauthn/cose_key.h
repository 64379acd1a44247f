// Credential public keys: COSE_Key (RFC 9052 section 7) from authenticators, a shorter form in the database.
#pragma once

#include <array>
#include <optional>

#include "base/bytes.h"
#include "crypto/signature.h"
#include "webauthn/cbor.h"
#include "webauthn/error.h"

namespace webauthn {

struct CredentialKey {
  crypto::SignatureAlgorithm algorithm = crypto::SignatureAlgorithm::es256;
  crypto::PublicKey key;
  bool operator==(const CredentialKey&) const = default;
};

// The algorithms that creation options offer, in the contract's order.
inline constexpr std::array kOfferedAlgorithms = {crypto::SignatureAlgorithm::es256, crypto::SignatureAlgorithm::es384,
                                                  crypto::SignatureAlgorithm::es512, crypto::SignatureAlgorithm::rs256,
                                                  crypto::SignatureAlgorithm::rs384, crypto::SignatureAlgorithm::rs512,
                                                  crypto::SignatureAlgorithm::ps256, crypto::SignatureAlgorithm::ps384,
                                                  crypto::SignatureAlgorithm::ps512, crypto::SignatureAlgorithm::eddsa};

// A key of one of these algorithms: point on the curve, RSA sound.
Result<CredentialKey> parse_cose_key(const Cbor& value);
Result<CredentialKey> parse_cose_key(base::ByteView bytes);  // one key, nothing left

// The COSE_Key of a key, members in canonical order (CTAP2).
[[nodiscard]] base::Bytes encode_cose_key(const CredentialKey& key);

// How a key is stored: `alg` (2 bytes, big-endian) and its parts, x | y (EC), the 32 bytes (Ed25519), or e (4 bytes) |
// n (RSA). No curve and no lengths: they follow from `alg` and the size. A verification needs no DER and no CBOR.
[[nodiscard]] base::Bytes pack_key(const CredentialKey& key);
// Only the shape is checked: what we stored has been checked when it was taken. nullopt: the row is damaged.
[[nodiscard]] std::optional<CredentialKey> unpack_key(base::ByteView packed);

}  // namespace webauthn
