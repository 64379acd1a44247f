// Only for this folder: one entry per format of stored password hashes. password.cpp holds the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/password.h"

namespace crypto {

struct PasswordFormat {
  bool (*recognises)(std::string_view hash);  // by its prefix
  base::Result<base::Done, ImportError> (*check)(std::string_view hash);
  // Called only for what `check` accepts, so that no stored text can ask for unbounded work.
  bool (*verify)(std::string_view password, std::string_view hash, std::uint64_t memory_cap_kib);
  bool (*is_weak)(std::string_view hash);  // may be null: never
};

extern const PasswordFormat kArgon2Format;
extern const PasswordFormat kBcryptFormat;
extern const PasswordFormat kPbkdf2Format;
extern const PasswordFormat kScryptFormat;
extern const PasswordFormat kSshaFormat;
extern const PasswordFormat kTemplatedFormat;
extern const PasswordFormat kHmacFormat;
extern const PasswordFormat kCryptFormat;

// `m=64` for the name `m`: 0 to 4294967295.
[[nodiscard]] std::optional<std::int64_t> parse_parameter(std::string_view text, std::string_view name);
[[noreturn]] void refuse_memory();  // of a stored hash: more than limits.hash_memory_mb

[[nodiscard]] std::string hash_argon2(std::string_view password, const HashParameters& parameters, base::ByteView salt);
[[nodiscard]] bool is_argon2_current(std::string_view hash, const HashParameters& parameters);

// bcrypt takes at most 72 bytes and ends at a NUL.
[[nodiscard]] bool fits_bcrypt(std::string_view password);
[[nodiscard]] std::string hash_bcrypt(std::string_view password, int cost, base::ByteView salt);
[[nodiscard]] bool is_bcrypt_current(std::string_view hash, const HashParameters& parameters);

}  // namespace crypto
