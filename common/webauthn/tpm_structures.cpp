#include "webauthn/tpm_structures.h"

#include <algorithm>

namespace webauthn {

namespace {

// Part 2 section 6.3, TPM_ALG_ID
enum Algorithm : std::uint16_t {
  kRsa = 0x0001,
  kSha1 = 0x0004,
  kSha256 = 0x000B,
  kSha384 = 0x000C,
  kSha512 = 0x000D,
  kNull = 0x0010,
  kEcc = 0x0023,
};

// Reads on after an error, and says so at the end: what it gave until then is zeros.
class Reader {
 public:
  explicit Reader(base::ByteView bytes) : rest_(bytes) {}

  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
    return value;
  }
  std::uint16_t number16() { return static_cast<std::uint16_t>(number(2)); }
  base::ByteView sized() { return take(number(2)); }
  void skip(std::size_t size) { take(size); }
  // An algorithm, and its details where it is not null.
  void skip_scheme(std::size_t details) {
    if (number16() != kNull) skip(details);
  }
  [[nodiscard]] bool is_sound() const { return !failed_ && rest_.empty(); }

 private:
  base::ByteView take(std::size_t size) {
    if (size > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const base::ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  base::ByteView rest_;
  bool failed_ = false;
};

std::optional<crypto::Hash> hash_named(std::uint16_t algorithm) {
  switch (algorithm) {
    case kSha1:
      return crypto::Hash::sha1;
    case kSha256:
      return crypto::Hash::sha256;
    case kSha384:
      return crypto::Hash::sha384;
    case kSha512:
      return crypto::Hash::sha512;
    default:
      return std::nullopt;
  }
}

base::ByteView without_zeros(base::ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  return number;
}

// TPMs leave out leading zeros of coordinates.
base::Bytes widened(base::ByteView number, std::size_t size) {
  const base::ByteView digits = without_zeros(number);
  base::Bytes out(size - std::min(size, digits.size()), 0);
  out.insert(out.end(), digits.begin(), digits.end());
  return out;
}

// Section 12.2.3.5, TPMS_RSA_PARMS, and TPM2B_PUBLIC_KEY_RSA
std::optional<crypto::PublicKey> read_rsa(Reader& reader) {
  reader.skip_scheme(4);  // symmetric: bits, mode
  reader.skip_scheme(2);  // scheme: hash
  reader.skip(2);         // bits
  const std::uint32_t given = reader.number(4);
  const std::uint32_t exponent = given == 0 ? 65537 : given;
  const base::ByteView modulus = without_zeros(reader.sized());
  const base::Bytes wide = {static_cast<std::uint8_t>(exponent >> 24), static_cast<std::uint8_t>(exponent >> 16 & 0xFF),
                            static_cast<std::uint8_t>(exponent >> 8 & 0xFF),
                            static_cast<std::uint8_t>(exponent & 0xFF)};
  const base::ByteView e = without_zeros(wide);
  return crypto::RsaKey{base::Bytes(modulus.begin(), modulus.end()), base::Bytes(e.begin(), e.end())};
}

// Section 12.2.3.6, TPMS_ECC_PARMS, and TPMS_ECC_POINT
std::optional<crypto::PublicKey> read_ecc(Reader& reader) {
  constexpr std::uint16_t kFirstCurve = 0x0003, kLastCurve = 0x0005;  // section 6.4: NIST P-256, P-384, P-521
  reader.skip_scheme(4);
  reader.skip_scheme(2);
  const std::uint16_t curve_id = reader.number16();
  reader.skip_scheme(2);  // key derivation: hash
  if (curve_id < kFirstCurve || curve_id > kLastCurve) return std::nullopt;
  const auto curve = static_cast<crypto::Curve>(curve_id - kFirstCurve);
  const std::size_t size = crypto::coordinate_size(curve);
  base::Bytes x = widened(reader.sized(), size);
  base::Bytes y = widened(reader.sized(), size);
  return crypto::EcKey{curve, std::move(x), std::move(y)};
}

}  // namespace

std::optional<TpmPublic> parse_tpm_public(base::ByteView bytes) {
  Reader reader(bytes);
  const std::uint16_t type = reader.number16();
  const auto name_hash = hash_named(reader.number16());
  reader.skip(4);  // objectAttributes
  reader.sized();  // authPolicy
  if (!name_hash || (type != kRsa && type != kEcc)) return std::nullopt;
  auto key = type == kRsa ? read_rsa(reader) : read_ecc(reader);
  if (!key || !reader.is_sound()) return std::nullopt;
  return TpmPublic{*name_hash, std::move(*key)};
}

std::optional<TpmAttest> parse_tpm_attest(base::ByteView bytes) {
  Reader reader(bytes);
  TpmAttest attest{};
  attest.magic = reader.number(4);
  attest.type = reader.number16();
  reader.sized();  // qualifiedSigner
  attest.extra_data = reader.sized();
  reader.skip(17);  // clockInfo
  reader.skip(8);   // firmwareVersion
  attest.name = reader.sized();
  reader.sized();  // qualifiedName
  if (!reader.is_sound()) return std::nullopt;
  return attest;
}

}  // namespace webauthn
