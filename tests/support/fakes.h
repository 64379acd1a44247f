// A clock that stands still until it is moved, and randomness that repeats itself: for unit tests.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace support {

// 2030-01-01T00:00:00Z, the first second of a TOTP step: where tests begin.
inline constexpr std::int64_t kTestEpochMicros = 1'893'456'000'000'000;

class ManualClock final : public base::Clock {
 public:
  explicit ManualClock(base::Time now = base::from_micros(kTestEpochMicros)) : now_(now) {}
  [[nodiscard]] base::Time now() override { return now_; }
  void advance(base::Duration by) { now_ += by; }
  void set(base::Time now) { now_ = now; }

 private:
  base::Time now_;
};

// SplitMix64 (Steele, Lea, Flood 2014) over an FNV-1a hash of the seed text: the same text, the same stream.
class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::string_view seed = "postern") { reseed(seed); }

  void reseed(std::string_view seed) {
    state_ = 0xcbf29ce484222325u;
    for (const char c : seed) state_ = (state_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
  }

  void fill(std::span<std::uint8_t> out) override {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i, word >>= 8) {
      if (i % 8 == 0) word = next();
      out[i] = static_cast<std::uint8_t>(word);
    }
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_ = 0;
};

}  // namespace support
