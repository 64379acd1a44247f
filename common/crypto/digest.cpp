#define OPENSSL_SUPPRESS_DEPRECATED  // MD4 has no other door
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/md4.h>

#include <algorithm>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/openssl.h"

namespace crypto {

base::Bytes digest(const DigestKind& kind, base::ByteView data) {
  base::Bytes out(kind.size);
  if (kind.engine == nullptr) {
    MD4(data.data(), data.size(), out.data());
    return out;
  }
  start_openssl();
  const EVP_MD* engine = EVP_get_digestbyname(kind.engine);
  unsigned size = 0;
  const bool done = engine != nullptr && EVP_Digest(data.data(), data.size(), out.data(), &size, engine, nullptr) == 1;
  if (!done || size != kind.size) throw base::Broken("hash.digest", kind.engine);
  return out;
}

base::Bytes hmac(const DigestKind& kind, base::ByteView key, base::ByteView data) {
  base::Bytes pad = key.size() > kind.block ? digest(kind, key) : base::Bytes(key.begin(), key.end());
  pad.resize(kind.block);
  const auto keyed = [&](std::uint8_t mask, base::ByteView rest) {
    base::Bytes text = pad;
    for (std::uint8_t& byte : text) byte ^= mask;
    text.insert(text.end(), rest.begin(), rest.end());
    base::Bytes out = digest(kind, text);
    base::wipe(text.data(), text.size());
    return out;
  };
  const base::Bytes out = keyed(0x5c, keyed(0x36, data));
  base::wipe(pad.data(), pad.size());
  return out;
}

}  // namespace crypto
