// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) that do not start up OpenSSL's EVP machinery: whoami needs them
// within microseconds in a fresh CGI process.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/secret.h"

namespace crypto {

using Digest = std::array<std::uint8_t, 32>;
[[nodiscard]] Digest sha256(base::ByteView data);
[[nodiscard]] inline Digest sha256(std::string_view text) { return sha256(base::as_bytes(text)); }
[[nodiscard]] std::array<std::uint8_t, 64> sha512(base::ByteView data);  // for Subresource Integrity
[[nodiscard]] Digest hmac_sha256(base::ByteView key, base::ByteView data);
[[nodiscard]] std::array<std::uint8_t, 20> sha1(base::ByteView data);  // for lists of known passwords, which hold it
// For TOTP only, which other people's apps compute so.
[[nodiscard]] std::array<std::uint8_t, 20> hmac_sha1(base::ByteView key, base::ByteView data);
[[nodiscard]] std::array<std::uint8_t, 64> hmac_sha512(base::ByteView key, base::ByteView data);
// RFC 5869 with SHA-256, empty salt; `length` <= 8160.
[[nodiscard]] base::SecretBytes hkdf_sha256(base::ByteView key, std::string_view info, std::size_t length);
[[nodiscard]] base::TokenHash hash_token(std::string_view token);

}  // namespace crypto
