// CBOR for tests: whatever it is told, in the order it is told.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace testing::cbor {

inline base::Bytes head(unsigned major, std::uint64_t argument) {
  const int size = argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 0x100000000 ? 4 : 8;
  const unsigned information = size == 0   ? static_cast<unsigned>(argument)
                               : size == 1 ? 24U
                               : size == 2 ? 25U
                               : size == 4 ? 26U
                                           : 27U;
  base::Bytes out = {static_cast<std::uint8_t>(major << 5 | information)};
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(argument >> (8 * i)));
  return out;
}

inline base::Bytes joined(base::Bytes a, base::ByteView b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline base::Bytes integer(std::int64_t value) {
  return value >= 0 ? head(0, static_cast<std::uint64_t>(value)) : head(1, static_cast<std::uint64_t>(-1 - value));
}
inline base::Bytes bytes(base::ByteView value) { return joined(head(2, value.size()), value); }
inline base::Bytes text(std::string_view value) { return joined(head(3, value.size()), base::as_bytes(value)); }
inline base::Bytes array(const std::vector<base::Bytes>& items) {
  base::Bytes out = head(4, items.size());
  for (const base::Bytes& item : items) out = joined(std::move(out), item);
  return out;
}
inline base::Bytes map(const std::vector<std::pair<base::Bytes, base::Bytes>>& members) {
  base::Bytes out = head(5, members.size());
  for (const auto& [key, value] : members) out = joined(joined(std::move(out), key), value);
  return out;
}

}  // namespace testing::cbor
