// Sealing of secrets at rest: version (1 byte) | key id (4) | nonce (12) | AES-256-GCM ciphertext | tag (16).
// Associated data binds a sealed value to its place: label, identity and row; moved elsewhere it does not open.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/uuid.h"

namespace crypto {

struct SealPlace {
  std::string_view label;  // "totp.key", "lookup.code", "flow.pending", "pending.submission"
  base::Uuid identity;     // nil for flow.*: the identity may come later
  base::Uuid row;
};

// The keys of secrets.cipher (32 bytes each), else HKDF of each secrets.default. The first seals, all open.
class Keyring {
 public:
  Keyring(const std::vector<std::string>& cipher, const std::vector<std::string>& fallback);
  [[nodiscard]] base::Sealed seal(base::ByteView clear, const SealPlace& place, base::Random& random) const;
  // Throws Unavailable("seal.unknown_key") for a key id we do not have, Broken("seal.damaged") if it does not verify.
  [[nodiscard]] base::SecretBytes open(const base::Sealed& sealed, const SealPlace& place) const;
  [[nodiscard]] bool is_current(const base::Sealed& sealed) const;           // sealed with the first key
  [[nodiscard]] static std::string key_id_text(const base::Sealed& sealed);  // hex, for `secrets reseal`

 private:
  struct Key {
    std::array<std::uint8_t, 4> id;
    base::SecretBytes bytes;
  };
  std::vector<Key> keys_;
};

// Keys for other purposes, each HKDF of the given secrets with its own label: first makes, all verify.
class MacKeys {
 public:
  MacKeys(const std::vector<std::string>& secrets, std::string_view purpose);
  [[nodiscard]] std::array<std::uint8_t, 32> mac(base::ByteView data) const;
  [[nodiscard]] bool verify(base::ByteView data, base::ByteView tag) const;
  [[nodiscard]] std::vector<std::array<std::uint8_t, 32>> all(base::ByteView data) const;

 private:
  std::vector<base::SecretBytes> keys_;
};

}  // namespace crypto
