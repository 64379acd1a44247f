// COSE_Key: RFC 9053 section 7.1 (EC2), 7.2 (OKP), RFC 8230 section 4 (RSA), and what WebAuthn Level 3 section 5.8.5
// and 6.5.1.1 ask for beyond: `alg` present, one curve per algorithm, points not compressed. Other labels are ignored.
#include "webauthn/cose_key.h"

#include <algorithm>

namespace webauthn {

namespace {

using crypto::SignatureAlgorithm;

constexpr std::int64_t kType = 1, kAlgorithm = 3;
constexpr std::int64_t kCurve = -1, kX = -2, kY = -3;  // EC2, OKP
constexpr std::int64_t kModulus = -1, kExponent = -2;  // RSA
constexpr std::int64_t kTypeOkp = 1, kTypeEc2 = 2, kTypeRsa = 3;
constexpr std::int64_t kCurveP256 = 1, kCurveP521 = 3, kCurveEd25519 = 6;

std::optional<base::Bytes> bytes_member(const Cbor& map, std::int64_t label) {
  const Cbor* member = map.find(label);
  if (member == nullptr || member->bytes() == nullptr) return std::nullopt;
  return base::Bytes(member->bytes()->begin(), member->bytes()->end());
}

std::optional<std::int64_t> integer_member(const Cbor& map, std::int64_t label) {
  const Cbor* member = map.find(label);
  return member == nullptr ? std::nullopt : member->integer();
}

crypto::Curve curve_of(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::es256   ? crypto::Curve::p256
         : algorithm == SignatureAlgorithm::es384 ? crypto::Curve::p384
                                                  : crypto::Curve::p521;
}

bool is_ecdsa(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::es256 || algorithm == SignatureAlgorithm::es384 ||
         algorithm == SignatureAlgorithm::es512;
}

std::int64_t type_of(SignatureAlgorithm algorithm) {
  return is_ecdsa(algorithm) ? kTypeEc2 : algorithm == SignatureAlgorithm::eddsa ? kTypeOkp : kTypeRsa;
}

Result<crypto::PublicKey> parse_ec2(const Cbor& map, SignatureAlgorithm algorithm) {
  const auto curve = integer_member(map, kCurve);
  auto x = bytes_member(map, kX), y = bytes_member(map, kY);
  if (!curve || !x || !y || *curve < kCurveP256 || *curve > kCurveP521) return base::Error{Error::cose_key_invalid};
  const auto named = static_cast<crypto::Curve>(*curve - kCurveP256);
  const std::size_t size = crypto::coordinate_size(named);
  if (x->size() != size || y->size() != size) return base::Error{Error::cose_key_invalid};
  if (named != curve_of(algorithm)) return base::Error{Error::cose_crv_mismatch};
  return crypto::PublicKey(crypto::EcKey{named, std::move(*x), std::move(*y)});
}

Result<crypto::PublicKey> parse_okp(const Cbor& map) {
  const auto curve = integer_member(map, kCurve);
  auto x = bytes_member(map, kX);
  if (!curve || !x) return base::Error{Error::cose_key_invalid};
  if (*curve != kCurveEd25519) return base::Error{Error::cose_crv_mismatch};
  return crypto::PublicKey(crypto::Ed25519Key{std::move(*x)});
}

Result<crypto::PublicKey> parse_rsa(const Cbor& map) {
  auto n = bytes_member(map, kModulus), e = bytes_member(map, kExponent);
  if (!n || !e) return base::Error{Error::cose_key_invalid};
  return crypto::PublicKey(crypto::RsaKey{std::move(*n), std::move(*e)});
}

Error error_of(crypto::KeyFault fault) {
  return fault == crypto::KeyFault::malformed      ? Error::cose_key_invalid
         : fault == crypto::KeyFault::not_on_curve ? Error::cose_point_not_on_curve
                                                   : Error::cose_rsa_weak;
}

base::Bytes joined(base::ByteView a, base::ByteView b) {
  base::Bytes out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

base::Bytes copy(base::ByteView bytes) { return {bytes.begin(), bytes.end()}; }

constexpr std::size_t kExponentSize = 4;

base::Bytes pack_parts(const crypto::EcKey& key) { return joined(key.x, key.y); }
base::Bytes pack_parts(const crypto::Ed25519Key& key) { return key.bytes; }
base::Bytes pack_parts(const crypto::RsaKey& key) {
  base::Bytes e(kExponentSize - std::min(kExponentSize, key.e.size()), 0);
  e.insert(e.end(), key.e.begin(), key.e.end());
  return joined(e, key.n);
}

}  // namespace

Result<CredentialKey> parse_cose_key(const Cbor& value) {
  if (value.map() == nullptr) return base::Error{Error::cose_key_invalid};
  const auto type = integer_member(value, kType), number = integer_member(value, kAlgorithm);
  if (!type || !number) return base::Error{Error::cose_key_invalid};
  const auto algorithm = crypto::find_algorithm(*number);
  if (!algorithm || *algorithm == SignatureAlgorithm::rs1) return base::Error{Error::cose_alg_mismatch};
  if (*type != type_of(*algorithm)) return base::Error{Error::cose_alg_mismatch};

  Result<crypto::PublicKey> key = *type == kTypeEc2   ? parse_ec2(value, *algorithm)
                                  : *type == kTypeOkp ? parse_okp(value)
                                                      : parse_rsa(value);
  if (!key) return base::Error{key.error()};
  if (const auto fault = crypto::find_fault(*key)) return base::Error{error_of(*fault)};
  return CredentialKey{*algorithm, std::move(*key)};
}

Result<CredentialKey> parse_cose_key(base::ByteView bytes) {
  const Result<Cbor> value = decode_cbor(bytes);
  if (!value) return base::Error{value.error()};
  return parse_cose_key(*value);
}

base::Bytes pack_key(const CredentialKey& key) {
  const auto number = static_cast<std::uint16_t>(static_cast<std::int32_t>(key.algorithm));
  const base::Bytes head = {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xFF)};
  return joined(head, std::visit([](const auto& parts) { return pack_parts(parts); }, key.key));
}

std::optional<CredentialKey> unpack_key(base::ByteView packed) {
  if (packed.size() < 2) return std::nullopt;
  const auto number = static_cast<std::int16_t>(packed[0] << 8 | packed[1]);
  const auto algorithm = crypto::find_algorithm(number);
  const base::ByteView parts = packed.subspan(2);
  if (!algorithm) return std::nullopt;
  if (is_ecdsa(*algorithm)) {
    const crypto::Curve curve = curve_of(*algorithm);
    const std::size_t size = crypto::coordinate_size(curve);
    if (parts.size() != 2 * size) return std::nullopt;
    return CredentialKey{*algorithm, crypto::EcKey{curve, copy(parts.first(size)), copy(parts.subspan(size))}};
  }
  if (*algorithm == SignatureAlgorithm::eddsa) {
    if (parts.size() != 32) return std::nullopt;
    return CredentialKey{*algorithm, crypto::Ed25519Key{copy(parts)}};
  }
  if (parts.size() < kExponentSize + crypto::kLeastRsaBits / 8) return std::nullopt;
  base::ByteView e = parts.first(kExponentSize);
  while (!e.empty() && e.front() == 0) e = e.subspan(1);
  return CredentialKey{*algorithm, crypto::RsaKey{copy(parts.subspan(kExponentSize)), copy(e)}};
}

}  // namespace webauthn
