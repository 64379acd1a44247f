// Only for this folder: points of the NIST curves as OpenSSL's EC_KEY. Its users define OPENSSL_SUPPRESS_DEPRECATED:
// through EVP the same key costs half of an ES256 verification more, and a millisecond in a fresh process.
#pragma once

#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <array>
#include <memory>

#include "crypto/public_key.h"

namespace crypto {

struct FreeEcKey {
  void operator()(EC_KEY* key) const { EC_KEY_free(key); }
};
using LoadedEcKey = std::unique_ptr<EC_KEY, FreeEcKey>;

constexpr std::array<int, 3> kCurveNids = {NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1};

// Null where a coordinate is not below the prime, or the point is not on the curve. The curves have cofactor 1, so
// that a point on the curve is in the group.
inline LoadedEcKey load_point(const EcKey& parts) {
  LoadedEcKey key(EC_KEY_new_by_curve_name(kCurveNids.at(static_cast<std::size_t>(parts.curve))));
  base::Bytes encoded;
  encoded.reserve(1 + parts.x.size() + parts.y.size());
  encoded.push_back(POINT_CONVERSION_UNCOMPRESSED);
  encoded.insert(encoded.end(), parts.x.begin(), parts.x.end());
  encoded.insert(encoded.end(), parts.y.begin(), parts.y.end());
  if (EC_KEY_oct2key(key.get(), encoded.data(), encoded.size(), nullptr) != 1) return nullptr;
  return key;
}

}  // namespace crypto
