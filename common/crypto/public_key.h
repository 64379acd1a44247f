// Public keys as their parts, which is what is stored and checked; DER appears only inside certificates.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/bytes.h"

namespace crypto {

enum class Curve : std::uint8_t { p256, p384, p521 };
// Bytes of a coordinate: 32, 48, 66.
[[nodiscard]] std::size_t coordinate_size(Curve curve);

struct EcKey {
  Curve curve = Curve::p256;
  base::Bytes x, y;  // big-endian, exactly coordinate_size(curve) bytes each
  bool operator==(const EcKey&) const = default;
};
struct RsaKey {
  base::Bytes n, e;  // big-endian, no leading zeros
  bool operator==(const RsaKey&) const = default;
};
struct Ed25519Key {
  base::Bytes bytes;  // RFC 8032 section 5.1.5, 32 bytes
  bool operator==(const Ed25519Key&) const = default;
};
using PublicKey = std::variant<EcKey, RsaKey, Ed25519Key>;

inline constexpr int kLeastRsaBits = 2048, kMostRsaBits = 8192;

enum class KeyFault : std::uint8_t {
  malformed,     // a part of the wrong length, or with leading zeros
  not_on_curve,  // or, for Ed25519, a point of small order, under which anybody can sign
  weak_rsa,      // modulus even or not of 2048 to 8192 bits, exponent even, below 3 or beyond 32 bits
};
// What forbids taking this key from a peer; nullopt if nothing does.
[[nodiscard]] std::optional<KeyFault> find_fault(const PublicKey& key);

}  // namespace crypto
