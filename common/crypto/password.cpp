#include "crypto/password.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

constexpr std::size_t kBcryptSaltSize = 16;

const PasswordFormat* find_format(std::string_view hash) {
  static constexpr std::array kFormats = {&kArgon2Format, &kBcryptFormat,    &kPbkdf2Format, &kScryptFormat,
                                          &kSshaFormat,   &kTemplatedFormat, &kHmacFormat,   &kCryptFormat};
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto* f) { return f->recognises(hash); });
  return found == kFormats.end() ? nullptr : *found;
}

}  // namespace

std::optional<std::int64_t> parse_parameter(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || text.substr(name.size(), 1) != "=") return std::nullopt;
  const auto value = base::parse_int(text.substr(name.size() + 1));
  if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return value;
}

void refuse_memory() { throw base::Unavailable("hash.memory", "a stored hash needs more than limits.hash_memory_mb"); }

base::Result<std::string, HashError> hash_password(std::string_view password, const HashParameters& parameters,
                                                   base::Random& random) {
  if (parameters.algorithm == HashParameters::Algorithm::argon2) {
    return hash_argon2(password, parameters, base::random_bytes(random, parameters.salt_length));
  }
  if (!fits_bcrypt(password)) return base::Error{HashError::password_too_long};
  return hash_bcrypt(password, parameters.bcrypt_cost, base::random_bytes(random, kBcryptSaltSize));
}

bool verify_password(std::string_view password, std::string_view hash, std::uint64_t memory_cap_kib) {
  const PasswordFormat* format = find_format(hash);
  if (format == nullptr || !format->check(hash)) return false;
  return format->verify(password, hash, memory_cap_kib);
}

void spend_password_work(std::string_view password, const HashParameters& parameters) {
  if (parameters.algorithm == HashParameters::Algorithm::argon2) {
    static_cast<void>(hash_argon2(password, parameters, base::Bytes(parameters.salt_length)));
  } else if (fits_bcrypt(password)) {  // else a known identifier is not worked for either
    static_cast<void>(hash_bcrypt(password, parameters.bcrypt_cost, base::Bytes(kBcryptSaltSize)));
  }
}

bool needs_rehash(std::string_view hash, const HashParameters& parameters) {
  const bool is_argon2 = parameters.algorithm == HashParameters::Algorithm::argon2;
  return !(is_argon2 ? is_argon2_current(hash, parameters) : is_bcrypt_current(hash, parameters));
}

base::Result<base::Done, ImportError> check_importable(std::string_view hash, bool allow_weak) {
  const PasswordFormat* format = find_format(hash);
  if (format == nullptr) return base::Error{ImportError::unknown_format};
  if (auto sound = format->check(hash); !sound) return sound;
  if (!allow_weak && format->is_weak != nullptr && format->is_weak(hash)) return base::Error{ImportError::weak};
  return base::Done{};
}

}  // namespace crypto
