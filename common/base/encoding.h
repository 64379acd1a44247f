// RFC 4648 encodings. Decoders are strict: the exact alphabet, no whitespace, no stray bits; anything else is nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace base {

[[nodiscard]] std::string encode_hex(ByteView bytes);  // lower case
[[nodiscard]] std::optional<Bytes> decode_hex(std::string_view text);

[[nodiscard]] std::string encode_base64(ByteView bytes);      // section 4, with padding
[[nodiscard]] std::string encode_base64_raw(ByteView bytes);  // section 4, without padding (password hash strings)
[[nodiscard]] std::string encode_base64url(ByteView bytes);   // section 5, without padding
[[nodiscard]] std::optional<Bytes> decode_base64(std::string_view text);      // padding required
[[nodiscard]] std::optional<Bytes> decode_base64_raw(std::string_view text);  // padding refused
[[nodiscard]] std::optional<Bytes> decode_base64url(std::string_view text);   // padding refused

[[nodiscard]] std::string encode_base32(ByteView bytes);  // section 6, upper case, without padding
// Takes either case, spaces, dashes and optional padding, as people type TOTP keys.
[[nodiscard]] std::optional<Bytes> decode_base32(std::string_view text);

}  // namespace base
