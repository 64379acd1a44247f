// PBKDF2, RFC 8018 section 5.2: $pbkdf2-<digest>$i=<iterations>,l=<length>$<salt>$<key>, both in unpadded base64. The
// length that counts is the key's own. sha224 and sha384 are SHA-3's here, as in the contract (half B 5.3).
#include <openssl/evp.h>

#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/openssl.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

constexpr std::int64_t kMaxIterations = 10'000'000;
constexpr std::size_t kMaxKey = 1024;

struct Pbkdf2Hash {
  const char* engine = nullptr;
  std::int64_t iterations = 0;
  base::Bytes salt, key;
};

const char* find_engine(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 5> kEngines = {{{"pbkdf2-sha1", "SHA1"},
                                                                                        {"pbkdf2-sha224", "SHA3-224"},
                                                                                        {"pbkdf2-sha256", "SHA256"},
                                                                                        {"pbkdf2-sha384", "SHA3-384"},
                                                                                        {"pbkdf2-sha512", "SHA512"}}};
  for (const auto& [known, engine] : kEngines) {
    if (name == known) return engine;
  }
  return nullptr;
}

std::optional<Pbkdf2Hash> parse(std::string_view text) {
  const auto fields = base::split(text, '$');
  if (fields.size() != 5) return std::nullopt;
  const auto parameters = base::split(fields[2], ',');
  if (parameters.size() != 2) return std::nullopt;
  const auto iterations = parse_parameter(parameters[0], "i");
  const auto length = parse_parameter(parameters[1], "l");
  auto salt = base::decode_base64_raw(fields[3]);
  auto key = base::decode_base64_raw(fields[4]);
  const char* engine = find_engine(fields[1]);
  if (engine == nullptr || !iterations || !length || !salt || !key) return std::nullopt;
  if (key->empty() || key->size() > kMaxKey) return std::nullopt;
  return Pbkdf2Hash{engine, *iterations, std::move(*salt), std::move(*key)};
}

bool recognises(std::string_view text) { return text.starts_with("$pbkdf2-"); }

base::Result<base::Done, ImportError> check(std::string_view text) {
  const auto hash = parse(text);
  if (!hash) return base::Error{ImportError::malformed};
  if (hash->iterations < 1 || hash->iterations > kMaxIterations) return base::Error{ImportError::too_costly};
  return base::Done{};
}

bool verify(std::string_view password, std::string_view text, std::uint64_t /* next to no memory */) {
  const auto hash = parse(text);
  if (!hash) return false;
  start_openssl();
  const EVP_MD* engine = EVP_get_digestbyname(hash->engine);
  base::Bytes made(hash->key.size());
  if (engine == nullptr || PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), hash->salt.data(),
                                             static_cast<int>(hash->salt.size()), static_cast<int>(hash->iterations),
                                             engine, static_cast<int>(made.size()), made.data()) != 1) {
    throw base::Broken("hash.pbkdf2", hash->engine);
  }
  return base::equal_constant_time(made, hash->key);
}

}  // namespace

constinit const PasswordFormat kPbkdf2Format = {recognises, check, verify, nullptr};

}  // namespace crypto
