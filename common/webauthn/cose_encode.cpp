// COSE_Key written: RFC 9053 section 7, RFC 8230 section 4, as maps of CBOR (RFC 8949) with their labels in canonical
// order.
#include "webauthn/cose_key.h"

namespace webauthn {

namespace {

void put_head(base::Bytes& out, unsigned major, std::size_t argument) {
  if (argument < 24) {
    out.push_back(static_cast<std::uint8_t>(major << 5 | argument));
  } else if (argument < 0x100) {
    out.push_back(static_cast<std::uint8_t>(major << 5 | 24));
    out.push_back(static_cast<std::uint8_t>(argument));
  } else {
    out.push_back(static_cast<std::uint8_t>(major << 5 | 25));
    out.push_back(static_cast<std::uint8_t>(argument >> 8));
    out.push_back(static_cast<std::uint8_t>(argument & 0xFF));
  }
}

void put_integer(base::Bytes& out, std::int64_t value) {
  const bool negative = value < 0;
  put_head(out, negative ? 1 : 0, static_cast<std::size_t>(negative ? -1 - value : value));
}

void put_bytes(base::Bytes& out, base::ByteView bytes) {
  put_head(out, 2, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// kty (1), alg (3), then the members of the kind of key, by -1, -2, -3.
base::Bytes start(std::size_t members, std::int64_t type, crypto::SignatureAlgorithm algorithm) {
  base::Bytes out;
  put_head(out, 5, members);
  put_integer(out, 1);
  put_integer(out, type);
  put_integer(out, 3);
  put_integer(out, static_cast<std::int32_t>(algorithm));
  return out;
}

base::Bytes encode(const crypto::EcKey& key, crypto::SignatureAlgorithm algorithm) {
  base::Bytes out = start(5, 2, algorithm);
  put_integer(out, -1);
  put_integer(out, 1 + static_cast<std::int64_t>(key.curve));
  put_integer(out, -2);
  put_bytes(out, key.x);
  put_integer(out, -3);
  put_bytes(out, key.y);
  return out;
}

base::Bytes encode(const crypto::Ed25519Key& key, crypto::SignatureAlgorithm algorithm) {
  base::Bytes out = start(4, 1, algorithm);
  put_integer(out, -1);
  put_integer(out, 6);
  put_integer(out, -2);
  put_bytes(out, key.bytes);
  return out;
}

base::Bytes encode(const crypto::RsaKey& key, crypto::SignatureAlgorithm algorithm) {
  base::Bytes out = start(4, 3, algorithm);
  put_integer(out, -1);
  put_bytes(out, key.n);
  put_integer(out, -2);
  put_bytes(out, key.e);
  return out;
}

}  // namespace

base::Bytes encode_cose_key(const CredentialKey& key) {
  return std::visit([&](const auto& parts) { return encode(parts, key.algorithm); }, key.key);
}

}  // namespace webauthn
