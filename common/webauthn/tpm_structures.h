// The two structures of TPM 2.0 (Trusted Platform Module Library, Part 2) that an attestation statement carries.
// A TPM2B is a length (2 bytes) and that many bytes; numbers are big-endian; nothing may follow. Borrows.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "crypto/signature.h"

namespace webauthn {

inline constexpr std::uint32_t kTpmGenerated = 0xFF544347;  // section 6.2, TPM_GENERATED_VALUE
inline constexpr std::uint16_t kTpmAttestCertify = 0x8017;  // section 6.9, TPM_ST_ATTEST_CERTIFY

// Section 12.2.4, TPMT_PUBLIC (pubArea)
struct TpmPublic {
  crypto::Hash name_hash;  // nameAlg
  crypto::PublicKey key;
};
[[nodiscard]] std::optional<TpmPublic> parse_tpm_public(base::ByteView bytes);

// Section 10.12.8, TPMS_ATTEST (certInfo), of the type certify
struct TpmAttest {
  std::uint32_t magic;
  std::uint16_t type;
  base::ByteView extra_data;
  base::ByteView name;  // of the key that is certified
};
[[nodiscard]] std::optional<TpmAttest> parse_tpm_attest(base::ByteView bytes);

}  // namespace webauthn
