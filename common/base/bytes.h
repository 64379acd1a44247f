// Byte strings. ByteView borrows, Bytes owns; text that is not known to be text is bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);
Bytes to_bytes(std::string_view text);

// The one comparison of secrets in this code: takes the same time wherever the inputs differ (lengths are public).
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

}  // namespace base
