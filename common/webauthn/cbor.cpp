// RFC 8949 section 3: a head is a major type (3 bits) and additional information (5 bits), the argument itself or the
// size of it. CTAP 2.1 section 8 says what is canonical. A length is compared with what is left before anything is
// allocated, and recursion ends at kMostCborLevels, so that no input costs more than its own size.
#include "webauthn/cbor.h"

#include <algorithm>

#include "base/text.h"

namespace webauthn {

namespace {

enum Major : std::uint8_t { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kSimple };

struct Head {
  Major major;
  std::uint8_t information;
  std::uint64_t argument;
};

class Decoder {
 public:
  Decoder(base::ByteView bytes, KeyOrder order) : bytes_(bytes), order_(order) {}

  Result<Cbor> item(int levels) {
    const Result<Head> head = this->head();
    if (!head) return base::Error{head.error()};
    const std::uint64_t argument = head->argument;
    switch (head->major) {
      case kUnsigned:
        return Cbor(CborUnsigned{argument});
      case kNegative:
        return Cbor(CborNegative{argument});
      case kBytes:
      case kText:
        return string(*head);
      case kArray:
      case kMap:
        if (levels == 0) return base::Error{Error::cbor_depth};
        if (argument > left()) return base::Error{Error::cbor_truncated};  // an item is at least one byte
        return head->major == kArray ? array(argument, levels - 1) : map(argument, levels - 1);
      case kTag:
        return base::Error{Error::cbor_tag};
      case kSimple:
        break;
    }
    return Cbor(CborOther{});
  }

  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

  Result<Head> head() {
    if (left() == 0) return base::Error{Error::cbor_truncated};
    const std::uint8_t first = bytes_[at_++];
    Head head{static_cast<Major>(first >> 5), static_cast<std::uint8_t>(first & 0x1F), 0};
    if (head.information < 24) {
      head.argument = head.information;
      return head;
    }
    if (head.information == 31) return base::Error{without_length(head.major)};
    if (head.information > 27) return base::Error{Error::cbor_reserved_ai};
    const std::size_t size = std::size_t{1} << (head.information - 24);
    if (left() < size) return base::Error{Error::cbor_truncated};
    for (std::size_t i = 0; i < size; ++i) head.argument = (head.argument << 8) | bytes_[at_++];
    if (head.major == kSimple) {  // one byte: a simple value; two, four, eight: a float
      if (size == 1 && head.argument < 32) return base::Error{Error::cbor_bad_simple};
      return head;
    }
    const std::uint64_t least = size == 1 ? 24 : std::uint64_t{1} << (size * 4);
    if (head.argument < least) return base::Error{Error::cbor_noncanonical_int};
    return head;
  }

  static Error without_length(Major major) {
    if (major == kSimple) return Error::cbor_unexpected_break;
    const bool has_length = major >= kBytes && major <= kMap;
    return has_length ? Error::cbor_indefinite : Error::cbor_reserved_ai;
  }

  Result<Cbor> string(const Head& head) {
    if (head.argument > left()) return base::Error{Error::cbor_truncated};
    const base::ByteView content = bytes_.subspan(at_, static_cast<std::size_t>(head.argument));
    at_ += content.size();
    if (head.major == kBytes) return Cbor(content);
    const std::string_view text = base::as_text(content);
    if (!base::is_utf8(text)) return base::Error{Error::cbor_bad_utf8};
    return Cbor(text);
  }

  Result<Cbor> array(std::uint64_t count, int levels) {
    CborArray items;
    for (std::uint64_t i = 0; i < count; ++i) {
      Result<Cbor> value = item(levels);
      if (!value) return value;
      items.push_back(std::move(*value));
    }
    return Cbor(std::move(items));
  }

  Result<Cbor> map(std::uint64_t count, int levels) {
    CborMap members;
    std::vector<std::string_view> keys;  // as they are encoded
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::size_t start = at_;
      Result<Cbor> key = item(levels);
      if (!key) return key;
      keys.push_back(base::as_text(bytes_.subspan(start, at_ - start)));
      Result<Cbor> value = item(levels);
      if (!value) return value;
      members.emplace_back(std::move(*key), std::move(*value));
    }
    // By major type, then length, then bytes: with shortest heads that is the order of the encoded bytes.
    const bool is_sorted = std::is_sorted(keys.begin(), keys.end(), is_before);
    std::sort(keys.begin(), keys.end(), is_before);
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) return base::Error{Error::cbor_duplicate_key};
    if (!is_sorted && order_ == KeyOrder::canonical) return base::Error{Error::cbor_key_order};
    return Cbor(std::move(members));
  }

  // char_traits<char> compares as unsigned.
  static bool is_before(std::string_view a, std::string_view b) { return a < b; }

  base::ByteView bytes_;
  KeyOrder order_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::int64_t> Cbor::integer() const {
  constexpr std::uint64_t kMost = INT64_MAX;
  if (const auto* positive = std::get_if<CborUnsigned>(&value_); positive != nullptr && positive->value <= kMost) {
    return static_cast<std::int64_t>(positive->value);
  }
  if (const auto* negative = std::get_if<CborNegative>(&value_); negative != nullptr && negative->value <= kMost) {
    return -1 - static_cast<std::int64_t>(negative->value);
  }
  return std::nullopt;
}

const Cbor* Cbor::find(std::string_view key) const {
  if (map() == nullptr) return nullptr;
  for (const auto& [name, value] : *map()) {
    if (name.text() != nullptr && *name.text() == key) return &value;
  }
  return nullptr;
}

const Cbor* Cbor::find(std::int64_t key) const {
  if (map() == nullptr) return nullptr;
  for (const auto& [name, value] : *map()) {
    if (name.integer() == key) return &value;
  }
  return nullptr;
}

Result<CborPrefix> decode_cbor_prefix(base::ByteView bytes, KeyOrder order) {
  if (bytes.size() > kMostCborBytes) return base::Error{Error::cbor_too_long};
  Decoder decoder(bytes, order);
  Result<Cbor> value = decoder.item(kMostCborLevels);
  if (!value) return base::Error{value.error()};
  return CborPrefix{std::move(*value), decoder.position()};
}

Result<Cbor> decode_cbor(base::ByteView bytes, KeyOrder order) {
  Result<CborPrefix> prefix = decode_cbor_prefix(bytes, order);
  if (!prefix) return base::Error{prefix.error()};
  if (prefix->size != bytes.size()) return base::Error{Error::cbor_trailing};
  return std::move(prefix->value);
}

}  // namespace webauthn
