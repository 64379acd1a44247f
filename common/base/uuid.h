// Identifiers: RFC 9562 UUIDs, version 4, made by us; in text always lower case with hyphens.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace base {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
  [[nodiscard]] ByteView view() const { return bytes; }
};

[[nodiscard]] Uuid make_uuid(Random& random);
[[nodiscard]] std::string to_string(const Uuid& id);
// 36 characters, hyphens in place, hex in either case; anything else is nullopt.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);
// Exactly 16 bytes (a database column); anything else throws Broken("db.bad_uuid").
[[nodiscard]] Uuid uuid_from_bytes(ByteView bytes);

}  // namespace base
