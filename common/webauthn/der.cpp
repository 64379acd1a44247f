// X.690 section 8.1.2 (identifiers, with tag numbers above 30 in base 128), 8.1.3 and 10.1 (definite, shortest
// lengths).
#include "webauthn/der.h"

namespace webauthn {

namespace {

std::optional<std::uint8_t> take(base::ByteView& bytes) {
  if (bytes.empty()) return std::nullopt;
  const std::uint8_t first = bytes.front();
  bytes = bytes.subspan(1);
  return first;
}

std::optional<DerTag> take_tag(base::ByteView& bytes) {
  const auto first = take(bytes);
  if (!first) return std::nullopt;
  const DerTag kind = DerTag{*first & 0xE0U} << 24;
  if ((*first & 0x1F) != 0x1F) return kind | (*first & 0x1F);
  DerTag number = 0;
  for (int i = 0; i < 3; ++i) {
    const auto next = take(bytes);
    if (!next || (i == 0 && *next == 0x80)) return std::nullopt;
    number = number << 7 | (*next & 0x7F);
    if ((*next & 0x80) == 0) return number < 31 ? std::nullopt : std::optional(kind | number);
  }
  return std::nullopt;
}

std::optional<std::size_t> take_length(base::ByteView& bytes) {
  const auto first = take(bytes);
  if (!first) return std::nullopt;
  if (*first < 0x80) return *first;
  const int size = *first & 0x7F;
  if (size == 0 || size > 3) return std::nullopt;
  std::size_t length = 0;
  for (int i = 0; i < size; ++i) {
    const auto next = take(bytes);
    if (!next || (i == 0 && *next == 0)) return std::nullopt;
    length = length << 8 | *next;
  }
  return length < 0x80 ? std::nullopt : std::optional(length);
}

}  // namespace

std::optional<std::vector<DerElement>> split_der(base::ByteView bytes) {
  std::vector<DerElement> elements;
  while (!bytes.empty()) {
    const auto tag = take_tag(bytes);
    const auto length = tag ? take_length(bytes) : std::nullopt;
    if (!length || *length > bytes.size()) return std::nullopt;
    elements.push_back({*tag, bytes.first(*length)});
    bytes = bytes.subspan(*length);
  }
  return elements;
}

std::optional<base::ByteView> read_der(base::ByteView bytes, DerTag tag) {
  const auto elements = split_der(bytes);
  if (!elements || elements->size() != 1 || elements->front().tag != tag) return std::nullopt;
  return elements->front().content;
}

std::optional<std::uint32_t> der_number(base::ByteView content) {
  if (content.empty() || content.size() > 4 || (content.front() & 0x80) != 0) return std::nullopt;
  std::uint32_t number = 0;
  for (const std::uint8_t byte : content) number = number << 8 | byte;
  return number;
}

}  // namespace webauthn
