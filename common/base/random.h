// Randomness is a parameter: the product reads getrandom(2), tests a seeded stream.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// getrandom(2); throws Broken if the kernel refuses.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

[[nodiscard]] Bytes random_bytes(Random& random, std::size_t count);
// `count` characters, each uniform over `alphabet` (rejection sampling, no modulo bias).
[[nodiscard]] std::string random_text(Random& random, std::size_t count, std::string_view alphabet);

inline constexpr std::string_view kAlphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view kLowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace base
