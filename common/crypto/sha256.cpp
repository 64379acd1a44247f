// FIPS 180-4 by OpenSSL's low-level functions, HMAC by RFC 2104, HKDF by RFC 5869. The low-level functions are
// deprecated, but the others (even the one-shot SHA256()) start up EVP, a millisecond in a fresh process.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/sha256.h"

#include <openssl/sha.h>

#include <algorithm>

#include "base/result.h"

namespace crypto {

namespace {

struct Sha1 {
  using Context = SHA_CTX;
  static constexpr std::size_t kSize = 20, kBlock = 64;
  static constexpr auto kInit = SHA1_Init;
  static constexpr auto kUpdate = SHA1_Update;
  static constexpr auto kFinal = SHA1_Final;
};
struct Sha256 {
  using Context = SHA256_CTX;
  static constexpr std::size_t kSize = 32, kBlock = 64;
  static constexpr auto kInit = SHA256_Init;
  static constexpr auto kUpdate = SHA256_Update;
  static constexpr auto kFinal = SHA256_Final;
};
struct Sha512 {
  using Context = SHA512_CTX;
  static constexpr std::size_t kSize = 64, kBlock = 128;
  static constexpr auto kInit = SHA512_Init;
  static constexpr auto kUpdate = SHA512_Update;
  static constexpr auto kFinal = SHA512_Final;
};

template <class Hash>
std::array<std::uint8_t, Hash::kSize> digest(base::ByteView first, base::ByteView second = {}) {
  typename Hash::Context context;
  std::array<std::uint8_t, Hash::kSize> out;
  Hash::kInit(&context);
  Hash::kUpdate(&context, first.data(), first.size());
  Hash::kUpdate(&context, second.data(), second.size());
  Hash::kFinal(out.data(), &context);
  base::wipe(&context, sizeof context);
  return out;
}

template <class Hash>
std::array<std::uint8_t, Hash::kSize> hmac(base::ByteView key, base::ByteView data) {
  std::array<std::uint8_t, Hash::kBlock> pad{};
  if (key.size() > pad.size()) {
    const auto short_key = digest<Hash>(key);
    std::copy(short_key.begin(), short_key.end(), pad.begin());
  } else {
    std::copy(key.begin(), key.end(), pad.begin());
  }
  const auto flip = [&](std::uint8_t mask) {
    for (std::uint8_t& byte : pad) byte ^= mask;
  };
  flip(0x36);  // inner
  const auto inner = digest<Hash>(pad, data);
  flip(0x36 ^ 0x5c);  // outer
  const auto out = digest<Hash>(pad, inner);
  base::wipe(pad.data(), pad.size());
  return out;
}

}  // namespace

Digest sha256(base::ByteView data) { return digest<Sha256>(data); }

std::array<std::uint8_t, 64> sha512(base::ByteView data) { return digest<Sha512>(data); }
std::array<std::uint8_t, 20> sha1(base::ByteView data) { return digest<Sha1>(data); }

Digest hmac_sha256(base::ByteView key, base::ByteView data) { return hmac<Sha256>(key, data); }
std::array<std::uint8_t, 20> hmac_sha1(base::ByteView key, base::ByteView data) { return hmac<Sha1>(key, data); }
std::array<std::uint8_t, 64> hmac_sha512(base::ByteView key, base::ByteView data) { return hmac<Sha512>(key, data); }

base::SecretBytes hkdf_sha256(base::ByteView key, std::string_view info, std::size_t length) {
  constexpr std::size_t kMostBlocks = 255;
  if (length > kMostBlocks * 32) throw base::Broken("crypto.hkdf", "HKDF yields at most 8160 bytes");
  const Digest extracted = hmac_sha256(Digest{}, key);  // section 2.2: no salt is a block of zeros
  base::Bytes out;
  base::Bytes block;  // section 2.3: T(i) = HMAC(PRK, T(i-1) | info | i)
  for (std::uint8_t i = 1; out.size() < length; ++i) {
    const base::ByteView label = base::as_bytes(info);
    block.insert(block.end(), label.begin(), label.end());
    block.push_back(i);
    const Digest next = hmac_sha256(extracted, block);
    block.assign(next.begin(), next.end());
    out.insert(out.end(), next.begin(), next.end());
  }
  out.resize(length);
  return base::SecretBytes(std::move(out));
}

base::TokenHash hash_token(std::string_view token) { return {sha256(token)}; }

}  // namespace crypto
