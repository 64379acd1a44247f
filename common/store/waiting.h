// How long somebody has been waiting for a lock, and when to try again. Short and jittered: processes that sleep longer
// and longer, or in step, starve one another.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <thread>

namespace store {

using SteadyClock = std::chrono::steady_clock;

class Waiting {
 public:
  static constexpr auto kPatience = std::chrono::seconds(5);

  // Sleeps 50 to 450 us; false: patience is over. `first` starts the count.
  bool again(bool first) {
    const auto now = SteadyClock::now();
    if (first) since_ = now;
    if (now - since_ >= kPatience) return false;
    random_ ^= random_ << 13, random_ ^= random_ >> 7, random_ ^= random_ << 17;  // xorshift: only to spread the tries
    std::this_thread::sleep_for(std::chrono::microseconds(50 + random_ % 400));
    return true;
  }

 private:
  SteadyClock::time_point since_{};
  std::uint64_t random_ = (static_cast<std::uint64_t>(::getpid()) << 32) | 0x9E3779B9U;
};

}  // namespace store
