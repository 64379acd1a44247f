// Password hashes: new ones are argon2id (RFC 9106, PHC string) or bcrypt; verified are all of the contract's list
// (half B 5.3), one password_*.cpp a family.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace crypto {

struct HashParameters {
  enum class Algorithm : std::uint8_t { argon2, bcrypt } algorithm = Algorithm::bcrypt;
  std::uint32_t memory_kib = 19456, iterations = 2, parallelism = 1, salt_length = 16, key_length = 32;
  int bcrypt_cost = 12;
};

// bcrypt: more than 72 bytes (message 4000033), or a NUL, at which its C interface would end the password.
enum class HashError { password_too_long };
enum class ImportError { unknown_format, too_costly, malformed, weak };  // contract half B 7.6

// Throws Unavailable("hash.memory") if the memory cannot be had: never "wrong password".
base::Result<std::string, HashError> hash_password(std::string_view password, const HashParameters& parameters,
                                                   base::Random& random);
// True if it matches. A hash that is not importable is a mismatch. Throws Unavailable("hash.memory") as above, and
// also for a hash that needs more than `memory_cap_kib` (limits.hash_memory_mb; 0 = no cap).
[[nodiscard]] bool verify_password(std::string_view password, std::string_view hash, std::uint64_t memory_cap_kib = 0);
// Same work as verifying a hash with these parameters, for an identifier nobody has.
void spend_password_work(std::string_view password, const HashParameters& parameters);
// The stored hash is of another algorithm or weaker than configured.
[[nodiscard]] bool needs_rehash(std::string_view hash, const HashParameters& parameters);
// Weak is what has no salt (postern.import.allow_weak_hashes).
base::Result<base::Done, ImportError> check_importable(std::string_view hash, bool allow_weak = false);

}  // namespace crypto
