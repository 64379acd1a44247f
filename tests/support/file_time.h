// Clock and randomness of a handler under test, steered by files that the case runner writes. Both are read again at
// every call, so one FastCGI process follows its clock, and answers with the same random bytes as a CGI process would.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "tests/support/fakes.h"

namespace support {

inline std::string read_file_named_by(const char* variable) {
  const char* path = std::getenv(variable);
  std::ifstream file(path ? path : "");
  if (!file) throw base::Broken("test.file", std::string(variable) + " names no readable file");
  return {std::istreambuf_iterator<char>(file), {}};
}

// POSTERN_TEST_CLOCK: a file with the microseconds since 1970 in decimal.
class FileClock final : public base::Clock {
 public:
  [[nodiscard]] base::Time now() override {
    const auto micros = base::parse_int(base::trim(read_file_named_by("POSTERN_TEST_CLOCK")));
    if (!micros) throw base::Broken("test.file", "POSTERN_TEST_CLOCK holds no number");
    return base::from_micros(*micros);
  }
};

// POSTERN_TEST_SEED: a file with any text; the stream begins anew whenever the text changes.
class FileRandom final : public base::Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::string seed = read_file_named_by("POSTERN_TEST_SEED");
    if (seed != seed_) {
      seed_ = std::move(seed);
      random_.reseed(seed_);
    }
    random_.fill(out);
  }

 private:
  std::string seed_;
  SeededRandom random_;
};

}  // namespace support
