// Authenticator data (WebAuthn Level 3 section 6.1): rpIdHash (32) | flags (1) | signCount (4) | attested credential
// data, if AT | extensions, if ED. Nothing may follow.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "webauthn/cose_key.h"
#include "webauthn/error.h"

namespace webauthn {

using Aaguid = std::array<std::uint8_t, 16>;

// Section 6.5.1: aaguid (16) | credentialIdLength (2) | credentialId | credentialPublicKey (COSE_Key).
struct AttestedCredential {
  Aaguid aaguid{};
  base::Bytes id;  // 1 to 1023 bytes
  CredentialKey key;
};

struct AuthenticatorData {
  std::array<std::uint8_t, 32> rp_id_hash{};
  bool user_present = false, user_verified = false;  // UP, UV
  bool backup_eligible = false, backed_up = false;   // BE, BS
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> credential;
};

// How a credential's flags are stored: the bits of authenticator data that say UV, BE and BS, and two more: 0x100 where
// BE was never seen, because the credential was imported without, and 0x200 once its counter went back.
struct StoredFlags {
  bool user_verified = false;  // when it was registered
  std::optional<bool> backup_eligible;
  bool backed_up = false;
  bool clone_warning = false;
  bool operator==(const StoredFlags&) const = default;
};
[[nodiscard]] std::int64_t pack_flags(const StoredFlags& flags);
[[nodiscard]] StoredFlags unpack_flags(std::int64_t packed);

inline constexpr std::size_t kMostCredentialIdBytes = 1023;

Result<AuthenticatorData> parse_authenticator_data(base::ByteView bytes);

}  // namespace webauthn
