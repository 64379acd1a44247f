// The state of a secret is in its type: clear and wiped (SecretBytes), sealed for the database (Sealed), or hashed
// so that it can only be recognised (TokenHash). None of them can be printed or written to a log by accident.
#pragma once

#include <array>
#include <compare>
#include <string_view>

#include "base/bytes.h"

namespace base {

// Clear bytes, overwritten when they go out of scope. Move only.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes bytes) : bytes_(std::move(bytes)) {}
  explicit SecretBytes(std::string_view text) : bytes_(to_bytes(text)) {}
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] std::string_view text() const { return as_text(bytes_); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] SecretBytes copy() const { return SecretBytes(bytes_); }

 private:
  Bytes bytes_;
};

// Overwrites memory in a way the compiler may not remove.
void wipe(void* memory, std::size_t size);

// What crypto/seal makes: version, key id, nonce, ciphertext, tag. Safe to store.
struct Sealed {
  Bytes bytes;
  bool operator==(const Sealed&) const = default;
};

// SHA-256 of a random token: a token is looked up by it, never stored itself.
struct TokenHash {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const TokenHash&) const = default;
};

}  // namespace base
