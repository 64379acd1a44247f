// Normalisation after PRECIS' UsernameCaseMapped spirit (RFC 8265) in the forgiving form of the contract (half B 7.3):
// what may not stand in an identifier is dropped, not refused, so that an identifier pasted with an invisible
// character still finds its owner. NFKC (UAX #15) folds widths; lower-casing is per code point, without locale.
#include "identity/normalise.h"

#include <utf8proc.h>

#include <span>
#include <vector>

#include "base/text.h"

namespace identity {
namespace {

constexpr std::size_t kMaxInput = 1024;  // bytes looked at; nothing longer can end within kMaxIdentifier
constexpr std::size_t kMaxIdentifier = 254;

bool is_dropped(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
      return true;
    default:
      return utf8proc_get_property(code_point)->ignorable;
  }
}

using CodePoints = std::vector<utf8proc_int32_t>;

// Decomposes with compatibility mappings (the first half of NFKC). The text is valid UTF-8.
CodePoints decompose(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE);
  const utf8proc_ssize_t count = utf8proc_decompose(bytes, size, nullptr, 0, kOptions);
  if (count <= 0) return {};
  CodePoints out(static_cast<std::size_t>(count) + 1);  // one more: utf8proc_reencode ends it with a zero
  utf8proc_decompose(bytes, size, out.data(), count, kOptions);
  out.pop_back();
  return out;
}

CodePoints decode(std::string_view utf8) {
  CodePoints out;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  auto left = static_cast<utf8proc_ssize_t>(utf8.size());
  while (left > 0) {
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(at, left, &code_point);
    if (used <= 0) break;
    out.push_back(code_point);
    at += used;
    left -= used;
  }
  return out;
}

std::string encode(std::span<const utf8proc_int32_t> code_points) {
  std::string out;
  for (const utf8proc_int32_t code_point : code_points) {
    utf8proc_uint8_t buffer[4];
    const utf8proc_ssize_t size = utf8proc_encode_char(code_point, buffer);
    out.append(buffer, buffer + size);
  }
  return out;
}

// Composes (the second half of NFKC) and encodes.
std::string compose(CodePoints code_points) {
  const auto count = static_cast<utf8proc_ssize_t>(code_points.size());
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const utf8proc_ssize_t left = utf8proc_normalize_utf32(code_points.data(), count, kOptions);
  return encode(std::span(code_points).first(left > 0 ? static_cast<std::size_t>(left) : 0));
}

std::string map_once(std::string_view text) {
  CodePoints kept;
  for (const utf8proc_int32_t code_point : decompose(text)) {
    if (!is_dropped(code_point)) kept.push_back(utf8proc_tolower(code_point));
  }
  return compose(std::move(kept));
}

bool is_between_digits(char c) { return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/'; }

}  // namespace

std::optional<std::string> parse_phone_number(std::string_view text) {
  const std::string_view number = base::trim(text);
  if (number.size() < 2 || number.front() != '+') return std::nullopt;
  std::string out = "+";
  for (const char c : number.substr(1)) {
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (!is_between_digits(c)) {
      return std::nullopt;
    }
  }
  const std::size_t digits = out.size() - 1;
  if (digits < 7 || digits > 15 || out[1] == '0') return std::nullopt;  // E.164: no country code begins with 0
  return out;
}

std::string normalise_identifier(std::string_view text) {
  if (text.size() > kMaxInput || !base::is_utf8(text)) return "";
  // Twice: lower-casing may leave a sequence that composes or maps once more (U+1E9E, U+0130).
  const std::string mapped = map_once(map_once(text));
  const std::string_view trimmed = base::trim(mapped);
  if (const auto number = parse_phone_number(trimmed)) return *number;
  return trimmed.size() > kMaxIdentifier ? "" : std::string(trimmed);
}

std::string address_value(std::string_view via, std::string_view text) {
  const std::string_view trimmed = base::trim(text);
  if (via == "sms") return parse_phone_number(trimmed).value_or(std::string(trimmed));
  CodePoints lower;
  for (const utf8proc_int32_t code_point : decode(trimmed)) lower.push_back(utf8proc_tolower(code_point));
  return encode(lower);
}

}  // namespace identity
