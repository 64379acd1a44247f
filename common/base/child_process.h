// A program of ours as a child: what it writes to its standard output, within limits. It is given its arguments and
// nothing else: no environment, no input, no signal that is blocked or ignored, and none of our descriptors (a
// database, the web server's socket), which it would otherwise hold open.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

enum class ChildFailure : std::uint8_t { not_started, too_slow, too_long };

struct ChildLimits {
  std::chrono::milliseconds time;  // until it has closed its output
  std::size_t bytes;
};

// The child has ended, or was killed, when this returns. What it was killed for is gone: there is no half an output.
[[nodiscard]] Result<std::string, ChildFailure> output_of(const std::vector<std::string>& command, ChildLimits limits);

// Runs it with texts to read, from memory: the first is its standard input, the others its descriptors 3, 4, …. What it
// prints is dropped. Its exit code, or 128 and the number of the signal that ended it. It runs in a process group of
// its own, which is killed as a whole if it is too slow. The caller does not ignore SIGCHLD.
[[nodiscard]] Result<int, ChildFailure> exit_code_of(const std::vector<std::string>& command,
                                                     const std::vector<std::string_view>& inputs,
                                                     std::chrono::milliseconds time);

// The first `name` that may be run in `folders`, a list like PATH's: absolute ones count only; "" = there is none.
[[nodiscard]] std::string find_program(std::string_view name, std::string_view folders);

// The path of what is called `name` in the folder of this executable; "" where there is no /proc.
[[nodiscard]] std::string beside_this_program(std::string_view name);

}  // namespace base
