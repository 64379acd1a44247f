#include "webauthn/authenticator_data.h"

#include <algorithm>

namespace webauthn {

namespace {

constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04, kBackupEligible = 0x08, kBackedUp = 0x10,
                       kAttestedCredential = 0x40, kExtensions = 0x80;
constexpr std::int64_t kEligibilityUnknown = 0x100, kCloneWarning = 0x200;
constexpr std::size_t kHeadSize = 37, kAaguidSize = 16;

// Takes the credential from the front of `rest`.
Result<AttestedCredential> take_credential(base::ByteView& rest) {
  AttestedCredential credential;
  if (rest.size() < kAaguidSize + 2) return base::Error{Error::authdata_malformed};
  std::copy_n(rest.begin(), kAaguidSize, credential.aaguid.begin());
  const std::size_t id_size = static_cast<std::size_t>(rest[kAaguidSize] << 8 | rest[kAaguidSize + 1]);
  rest = rest.subspan(kAaguidSize + 2);
  if (id_size == 0 || id_size > kMostCredentialIdBytes || id_size > rest.size()) {
    return base::Error{Error::authdata_malformed};
  }
  credential.id.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(id_size));
  rest = rest.subspan(id_size);

  const Result<CborPrefix> encoded = decode_cbor_prefix(rest);
  if (!encoded) return base::Error{encoded.error()};
  rest = rest.subspan(encoded->size);
  Result<CredentialKey> key = parse_cose_key(encoded->value);
  if (!key) return base::Error{key.error()};
  credential.key = std::move(*key);
  return credential;
}

}  // namespace

Result<AuthenticatorData> parse_authenticator_data(base::ByteView bytes) {
  if (bytes.size() < kHeadSize) return base::Error{Error::authdata_malformed};
  AuthenticatorData data;
  std::copy_n(bytes.begin(), data.rp_id_hash.size(), data.rp_id_hash.begin());
  const std::uint8_t flags = bytes[32];
  data.user_present = (flags & kUserPresent) != 0;
  data.user_verified = (flags & kUserVerified) != 0;
  data.backup_eligible = (flags & kBackupEligible) != 0;
  data.backed_up = (flags & kBackedUp) != 0;
  for (std::size_t i = 33; i < kHeadSize; ++i) data.sign_count = data.sign_count << 8 | bytes[i];

  base::ByteView rest = bytes.subspan(kHeadSize);
  if ((flags & kAttestedCredential) != 0) {
    Result<AttestedCredential> credential = take_credential(rest);
    if (!credential) return base::Error{credential.error()};
    data.credential = std::move(*credential);
  }
  if ((flags & kExtensions) != 0) {  // looked at only to know where they end: we ask for none
    const Result<CborPrefix> extensions = decode_cbor_prefix(rest);
    if (!extensions) return base::Error{extensions.error()};
    if (extensions->value.map() == nullptr) return base::Error{Error::authdata_malformed};
    rest = rest.subspan(extensions->size);
  }
  if (!rest.empty()) return base::Error{Error::authdata_trailing};
  return data;
}

std::int64_t pack_flags(const StoredFlags& flags) {
  std::int64_t packed = 0;
  if (flags.user_verified) packed |= kUserVerified;
  if (flags.backed_up) packed |= kBackedUp;
  if (flags.clone_warning) packed |= kCloneWarning;
  if (!flags.backup_eligible) return packed | kEligibilityUnknown;
  return *flags.backup_eligible ? packed | kBackupEligible : packed;
}

StoredFlags unpack_flags(std::int64_t packed) {
  StoredFlags flags;
  flags.user_verified = (packed & kUserVerified) != 0;
  flags.backed_up = (packed & kBackedUp) != 0;
  flags.clone_warning = (packed & kCloneWarning) != 0;
  if ((packed & kEligibilityUnknown) == 0) flags.backup_eligible = (packed & kBackupEligible) != 0;
  return flags;
}

}  // namespace webauthn
