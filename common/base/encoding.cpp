// RFC 4648: section 4 base64, section 5 base64url, section 6 base32, section 8 base16. Section 3.5 asks for zero pad
// bits; decoders refuse others, because two texts for one value would be two spellings of one secret.
#include "base/encoding.h"

namespace base {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// `bits` per character, most significant first, the last character filled up with zero bits.
std::string encode(ByteView bytes, std::string_view alphabet, unsigned bits) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  const std::uint32_t mask = (1U << bits) - 1;
  for (const std::uint8_t byte : bytes) {
    buffer = (buffer << 8) | byte;
    for (held += 8; held >= bits; held -= bits) text.push_back(alphabet[(buffer >> (held - bits)) & mask]);
  }
  if (held != 0) text.push_back(alphabet[(buffer << (bits - held)) & mask]);
  return text;
}

std::optional<Bytes> decode(std::string_view text, std::string_view alphabet, unsigned bits) {
  Bytes bytes;
  bytes.reserve(text.size() * bits / 8);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << bits) | static_cast<std::uint32_t>(value);
    held += bits;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<std::uint8_t>(buffer >> held));
  }
  const bool has_spare_character = held >= bits;
  const bool has_stray_bits = (buffer & ((1U << held) - 1)) != 0;
  if (has_spare_character || has_stray_bits) return std::nullopt;
  return bytes;
}

}  // namespace

std::string encode_hex(ByteView bytes) { return encode(bytes, kHex, 4); }

std::optional<Bytes> decode_hex(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return decode(lower, kHex, 4);
}

std::string encode_base64(ByteView bytes) {
  std::string text = encode_base64_raw(bytes);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string encode_base64_raw(ByteView bytes) { return encode(bytes, kBase64, 6); }
std::string encode_base64url(ByteView bytes) { return encode(bytes, kBase64Url, 6); }

std::optional<Bytes> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode(text, kBase64, 6);
}

std::optional<Bytes> decode_base64_raw(std::string_view text) { return decode(text, kBase64, 6); }
std::optional<Bytes> decode_base64url(std::string_view text) { return decode(text, kBase64Url, 6); }

std::string encode_base32(ByteView bytes) { return encode(bytes, kBase32, 5); }

std::optional<Bytes> decode_base32(std::string_view text) {
  std::string upper;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  while (upper.ends_with('=')) upper.pop_back();
  return decode(upper, kBase32, 5);
}

}  // namespace base
