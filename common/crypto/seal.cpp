// AES-256-GCM (NIST SP 800-38D). Layout: version 1 | key id 4 | nonce 12 | ciphertext | tag 16. The nonce is random;
// with the same key that is safe for 2^32 seals. The key id only finds the key: a damaged one cannot make another fit.
#include "crypto/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "base/encoding.h"
#include "crypto/openssl.h"
#include "crypto/sha256.h"

namespace crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kIdAt = 1, kNonceAt = 5, kTextAt = 17, kTagSize = 16, kKeySize = 32;
constexpr int kNonceSize = 12;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context new_context() {
  start_openssl();
  Context context(EVP_CIPHER_CTX_new());
  if (!context) throw base::Unavailable("crypto.memory", "no memory for a cipher");
  return context;
}

void require(int result) {
  if (result != 1) throw base::Broken("crypto.cipher", "AES-256-GCM does not work");
}

int to_int(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw base::Broken("crypto.size", "too long");
  return static_cast<int>(size);
}

// What a value is bound to. The label ends with a NUL and the ids have fixed sizes, so no two places look alike.
base::Bytes associated_data(const SealPlace& place) {
  base::Bytes data = base::to_bytes(place.label);
  data.push_back(0);
  data.insert(data.end(), place.identity.bytes.begin(), place.identity.bytes.end());
  data.insert(data.end(), place.row.bytes.begin(), place.row.bytes.end());
  return data;
}

base::ByteView part(const base::Sealed& sealed, std::size_t from, std::size_t size) {
  return base::ByteView(sealed.bytes).subspan(from, size);
}

bool has_layout(const base::Sealed& sealed) {
  return sealed.bytes.size() >= kTextAt + kTagSize && sealed.bytes[0] == kVersion;
}

bool has_id(const base::Sealed& sealed, const std::array<std::uint8_t, 4>& id) {
  const base::ByteView found = part(sealed, kIdAt, id.size());
  return std::equal(id.begin(), id.end(), found.begin());
}

// Nothing if the tag does not fit.
std::optional<base::SecretBytes> decrypt(const base::Sealed& sealed, base::ByteView key, base::ByteView bound) {
  const std::size_t size = sealed.bytes.size() - kTextAt - kTagSize;
  base::Bytes tag(sealed.bytes.end() - static_cast<std::ptrdiff_t>(kTagSize), sealed.bytes.end());
  base::Bytes clear(size + 1);  // never empty: OpenSSL takes a null pointer for "associated data"
  const Context context = new_context();
  int written = 0;
  const auto nonce = part(sealed, kNonceAt, kNonceSize);
  require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()));
  require(EVP_DecryptUpdate(context.get(), nullptr, &written, bound.data(), to_int(bound.size())));
  require(EVP_DecryptUpdate(context.get(), clear.data(), &written, sealed.bytes.data() + kTextAt, to_int(size)));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, to_int(kTagSize), tag.data()));
  base::SecretBytes opened(std::move(clear));
  if (EVP_DecryptFinal_ex(context.get(), tag.data(), &written) != 1) return std::nullopt;
  return base::SecretBytes(opened.text().substr(0, size));
}

}  // namespace

void start_openssl() { OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr); }

Keyring::Keyring(const std::vector<std::string>& cipher, const std::vector<std::string>& fallback) {
  const auto add = [this](base::SecretBytes key) {
    const Digest digest = sha256(key.view());
    keys_.push_back({{digest[0], digest[1], digest[2], digest[3]}, std::move(key)});
  };
  for (const std::string& secret : cipher) {
    if (secret.size() != kKeySize)
      throw base::Unavailable("config.invalid", "secrets.cipher: a key is not 32 bytes long");
    add(base::SecretBytes(secret));
  }
  if (!keys_.empty()) return;
  for (const std::string& secret : fallback) add(hkdf_sha256(base::as_bytes(secret), "postern.seal", kKeySize));
}

base::Sealed Keyring::seal(base::ByteView clear, const SealPlace& place, base::Random& random) const {
  if (keys_.empty()) throw base::Unavailable("config.invalid", "neither secrets.cipher nor secrets.default is set");
  const Key& key = keys_.front();
  const base::Bytes nonce = base::random_bytes(random, kNonceSize);
  const base::Bytes bound = associated_data(place);
  base::Sealed sealed;
  sealed.bytes.push_back(kVersion);
  sealed.bytes.insert(sealed.bytes.end(), key.id.begin(), key.id.end());
  sealed.bytes.insert(sealed.bytes.end(), nonce.begin(), nonce.end());
  sealed.bytes.resize(kTextAt + clear.size() + kTagSize);
  std::uint8_t* const text = sealed.bytes.data() + kTextAt;
  std::uint8_t* const tag = text + clear.size();
  const Context context = new_context();
  int written = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes.view().data(), nonce.data()));
  require(EVP_EncryptUpdate(context.get(), nullptr, &written, bound.data(), to_int(bound.size())));
  if (!clear.empty()) require(EVP_EncryptUpdate(context.get(), text, &written, clear.data(), to_int(clear.size())));
  require(EVP_EncryptFinal_ex(context.get(), tag, &written));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, to_int(kTagSize), tag));
  return sealed;
}

base::SecretBytes Keyring::open(const base::Sealed& sealed, const SealPlace& place) const {
  if (!has_layout(sealed)) throw base::Broken("seal.damaged", "a sealed value is too short or of another version");
  const base::Bytes bound = associated_data(place);
  bool is_known = false;
  for (const Key& key : keys_) {
    if (!has_id(sealed, key.id)) continue;
    is_known = true;
    if (auto clear = decrypt(sealed, key.bytes.view(), bound)) return std::move(*clear);
  }
  if (!is_known) throw base::Unavailable("seal.unknown_key", "sealed with key " + key_id_text(sealed));
  throw base::Broken("seal.damaged", "a sealed value does not verify: " + std::string(place.label));
}

bool Keyring::is_current(const base::Sealed& sealed) const {
  return has_layout(sealed) && !keys_.empty() && has_id(sealed, keys_.front().id);
}

std::string Keyring::key_id_text(const base::Sealed& sealed) {
  return has_layout(sealed) ? base::encode_hex(part(sealed, kIdAt, 4)) : "";
}

MacKeys::MacKeys(const std::vector<std::string>& secrets, std::string_view purpose) {
  for (const std::string& secret : secrets) keys_.push_back(hkdf_sha256(base::as_bytes(secret), purpose, kKeySize));
}

std::array<std::uint8_t, 32> MacKeys::mac(base::ByteView data) const {
  if (keys_.empty()) throw base::Unavailable("config.invalid", "no secret for this purpose is set");
  return hmac_sha256(keys_.front().view(), data);
}

bool MacKeys::verify(base::ByteView data, base::ByteView tag) const {
  bool matches = false;
  for (const auto& expected : all(data)) matches |= base::equal_constant_time(expected, tag);
  return matches;
}

std::vector<std::array<std::uint8_t, 32>> MacKeys::all(base::ByteView data) const {
  std::vector<std::array<std::uint8_t, 32>> tags;
  for (const base::SecretBytes& key : keys_) tags.push_back(hmac_sha256(key.view(), data));
  return tags;
}

}  // namespace crypto
