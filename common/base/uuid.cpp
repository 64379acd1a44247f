// RFC 9562: section 4 is the text form, section 5.4 version 4.
#include "base/uuid.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/result.h"

namespace base {

namespace {

constexpr bool is_hyphen_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid make_uuid(Random& random) {
  Uuid id;
  random.fill(id.bytes);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);  // version 4
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);  // variant 10
  return id;
}

std::string to_string(const Uuid& id) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t place = 0;
  for (const std::uint8_t byte : id.bytes) {
    if (is_hyphen_place(place)) ++place;
    text[place++] = kHex[byte >> 4];
    text[place++] = kHex[byte & 15];
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_place(i) != (text[i] == '-')) return std::nullopt;
    if (text[i] != '-') hex.push_back(text[i]);
  }
  const auto bytes = decode_hex(hex);
  if (!bytes) return std::nullopt;
  return uuid_from_bytes(*bytes);
}

Uuid uuid_from_bytes(ByteView bytes) {
  Uuid id;
  if (bytes.size() != id.bytes.size()) throw Broken("db.bad_uuid", "an identifier is not 16 bytes long");
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

}  // namespace base
