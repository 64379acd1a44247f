// scrypt, RFC 7914, in two forms (contract half B 5.3), fields in base64 with padding:
//   $scrypt$ln=<N>,r=<r>,p=<p>$<salt>$<key>           N itself, whatever the name says
//   $firescrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<text>$<separator>$<signer key>
// The second is Firebase's: 32 bytes of scrypt over salt and separator are an AES-256-CTR key, and what is compared is
// the signer key encrypted with it from a counter of zeros.
#include <openssl/evp.h>

#include <bit>
#include <memory>

#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/openssl.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

constexpr std::int64_t kMaxN = 131072, kMaxLog = 17, kMaxR = 8, kMaxP = 10;
constexpr std::size_t kMaxKey = 1024, kFirebaseKey = 32;

struct ScryptHash {
  std::int64_t n = 0, r = 0, p = 0;
  base::Bytes salt, expected;
  base::Bytes signer_key;  // empty: the plain form
};

struct Costs {
  std::int64_t ln = 0, r = 0, p = 0;
};

std::optional<Costs> parse_costs(std::string_view text) {
  const auto parameters = base::split(text, ',');
  if (parameters.size() != 3) return std::nullopt;
  const auto ln = parse_parameter(parameters[0], "ln");
  const auto r = parse_parameter(parameters[1], "r");
  const auto p = parse_parameter(parameters[2], "p");
  if (!ln || !r || !p) return std::nullopt;
  return Costs{*ln, *r, *p};
}

std::optional<ScryptHash> parse_plain(const std::vector<std::string_view>& fields) {
  if (fields.size() != 5) return std::nullopt;
  const auto costs = parse_costs(fields[2]);
  auto salt = base::decode_base64(fields[3]);
  auto key = base::decode_base64(fields[4]);
  if (!costs || !salt || !key || key->empty() || key->size() > kMaxKey) return std::nullopt;
  return ScryptHash{costs->ln, costs->r, costs->p, std::move(*salt), std::move(*key), {}};
}

std::optional<ScryptHash> parse_firebase(const std::vector<std::string_view>& fields) {
  if (fields.size() != 7) return std::nullopt;
  const auto costs = parse_costs(fields[2]);
  auto salt = base::decode_base64(fields[3]);
  auto text = base::decode_base64(fields[4]);
  const auto separator = base::decode_base64(fields[5]);
  auto signer = base::decode_base64(fields[6]);
  if (!costs || !salt || !text || !separator || !signer) return std::nullopt;
  if (signer->empty() || signer->size() > kMaxKey || text->size() != signer->size()) return std::nullopt;
  salt->insert(salt->end(), separator->begin(), separator->end());
  // Beyond the bound it only has to stay there.
  const std::int64_t n = costs->ln > kMaxLog ? 2 * kMaxN : std::int64_t{1} << costs->ln;
  return ScryptHash{n, costs->r, costs->p, std::move(*salt), std::move(*text), std::move(*signer)};
}

bool recognises(std::string_view text) { return text.starts_with("$scrypt$") || text.starts_with("$firescrypt$"); }

std::optional<ScryptHash> parse(std::string_view text) {
  const auto fields = base::split(text, '$');
  return text.starts_with("$scrypt$") ? parse_plain(fields) : parse_firebase(fields);
}

base::Result<base::Done, ImportError> check(std::string_view text) {
  const auto hash = parse(text);
  if (!hash) return base::Error{ImportError::malformed};
  if (hash->n > kMaxN || hash->r > kMaxR || hash->p > kMaxP) return base::Error{ImportError::too_costly};
  const bool is_power = hash->n > 1 && std::has_single_bit(static_cast<std::uint64_t>(hash->n));
  if (!is_power || hash->r < 1 || hash->p < 1) return base::Error{ImportError::malformed};
  return base::Done{};
}

// RFC 7914 section 6: N blocks of 128 r bytes, a few for the mixing, and p blocks of input.
std::uint64_t memory_bytes(const ScryptHash& hash) {
  return 128 * static_cast<std::uint64_t>(hash.r) * static_cast<std::uint64_t>(hash.n + hash.p + 2);
}

base::Bytes derive(std::string_view password, const ScryptHash& hash, std::size_t length) {
  base::Bytes key(length);
  start_openssl();
  const int done =
      EVP_PBE_scrypt(password.data(), password.size(), hash.salt.data(), hash.salt.size(),
                     static_cast<std::uint64_t>(hash.n), static_cast<std::uint64_t>(hash.r),
                     static_cast<std::uint64_t>(hash.p), 2 * memory_bytes(hash) + 1024, key.data(), key.size());
  if (done == 1) return key;
  throw base::Unavailable("hash.memory", "scrypt cannot have " + std::to_string(memory_bytes(hash) / 1024) + " KiB");
}

base::Bytes encrypt(base::ByteView key, base::ByteView text) {
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const std::array<std::uint8_t, 16> zeros{};
  base::Bytes out(text.size());
  int size = 0;
  if (!context || EVP_EncryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, key.data(), zeros.data()) != 1 ||
      EVP_EncryptUpdate(context.get(), out.data(), &size, text.data(), static_cast<int>(text.size())) != 1) {
    throw base::Broken("hash.firescrypt", "AES-256-CTR");
  }
  return out;
}

bool verify(std::string_view password, std::string_view text, std::uint64_t memory_cap_kib) {
  const auto hash = parse(text);
  if (!hash) return false;
  if (memory_cap_kib != 0 && memory_bytes(*hash) / 1024 > memory_cap_kib) refuse_memory();
  base::Bytes made = derive(password, *hash, hash->signer_key.empty() ? hash->expected.size() : kFirebaseKey);
  if (!hash->signer_key.empty()) made = encrypt(made, hash->signer_key);
  return base::equal_constant_time(made, hash->expected);
}

}  // namespace

constinit const PasswordFormat kScryptFormat = {recognises, check, verify, nullptr};

}  // namespace crypto
