// Only for this folder: digests by name, for password hashes that other programs made.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace crypto {

struct DigestKind {
  std::string_view name;  // as formats write it: "sha256"
  std::size_t size = 0, block = 0;
  const char* engine = nullptr;  // OpenSSL's name; nullptr: MD4, which its default provider lacks
};

inline constexpr DigestKind kMd4 = {"md4", 16, 64, nullptr};
inline constexpr DigestKind kMd5 = {"md5", 16, 64, "MD5"};
inline constexpr DigestKind kSha1 = {"sha1", 20, 64, "SHA1"};
inline constexpr DigestKind kSha224 = {"sha224", 28, 64, "SHA224"};
inline constexpr DigestKind kSha256 = {"sha256", 32, 64, "SHA256"};
inline constexpr DigestKind kSha384 = {"sha384", 48, 128, "SHA384"};
inline constexpr DigestKind kSha512 = {"sha512", 64, 128, "SHA512"};

[[nodiscard]] base::Bytes digest(const DigestKind& kind, base::ByteView data);
[[nodiscard]] base::Bytes hmac(const DigestKind& kind, base::ByteView key, base::ByteView data);  // RFC 2104

}  // namespace crypto
