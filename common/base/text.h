// Small text helpers and UTF-8 (RFC 3629).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// The code point that begins `text` (not empty). What is no UTF-8 counts as one byte with `valid` false, as Go reads
// it.
struct CodePoint {
  char32_t value;
  std::size_t size;  // bytes
  bool valid;
};
[[nodiscard]] CodePoint decode_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

[[nodiscard]] bool is_utf8(std::string_view text);  // no overlong forms, no surrogates, nothing above U+10FFFF
[[nodiscard]] std::size_t count_code_points(std::string_view utf8);
// Cuts to at most `bytes` bytes without splitting a code point.
[[nodiscard]] std::string truncate_utf8(std::string_view utf8, std::size_t bytes);

[[nodiscard]] bool has_controls(std::string_view text);  // ASCII ones, DEL included: a header, a name, a line has none
[[nodiscard]] std::string_view trim(std::string_view text);  // ASCII white space
[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);  // whole text, base 10, no plus sign
// Go's ParseBool: 1 t T TRUE true True, 0 f F FALSE false False.
[[nodiscard]] std::optional<bool> parse_go_bool(std::string_view text);
// Go's strconv.Quote, as %q prints a string.
[[nodiscard]] std::string quote_go(std::string_view text);

}  // namespace base
