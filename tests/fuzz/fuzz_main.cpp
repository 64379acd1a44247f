// Drives LLVMFuzzerTestOneInput where there is no libFuzzer: mutations of seeds for so many seconds, by a seeded
// stream, so that a failure comes back. `fuzz SECONDS [SEED [PARSER]] < lines of hex`: the first byte chooses
// the parser; with PARSER only seeds of that one are used (webauthn_fuzz.cpp numbers them).
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "base/encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

void mutate_once(base::Bytes& input, const base::Bytes& other, Random& random) {
  constexpr std::uint8_t kOdd[] = {0x00, 0x01, 0x18, 0x1B, 0x40, 0x58, 0x5B, 0x7F,
                                   0x80, 0x9B, 0xA0, 0xBB, 0xFF, '"',  '}'};
  const std::size_t at = below(random, input.size());
  const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random() % 6) {
    case 0:
      input[at] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      break;
    case 1:
      input[at] = kOdd[below(random, std::size(kOdd))];
      break;
    case 2:
      input.insert(place, kOdd[below(random, std::size(kOdd))]);
      break;
    case 3:
      input.erase(place,
                  place + static_cast<std::ptrdiff_t>(below(random, std::min<std::size_t>(16, input.size() - at))));
      break;
    case 4:
      input.resize(at + 1);
      break;
    default: {  // a piece of another seed
      const std::size_t from = below(random, other.size()),
                        size = below(random, std::min<std::size_t>(64, other.size() - from));
      input.insert(place, other.begin() + static_cast<std::ptrdiff_t>(from),
                   other.begin() + static_cast<std::ptrdiff_t>(from + size));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
  Random random(argc > 2 ? static_cast<std::uint64_t>(std::atoll(argv[2])) : 1);
  const int only = argc > 3 ? std::atoi(argv[3]) : -1;
  std::vector<base::Bytes> seeds;
  for (std::string line; std::getline(std::cin, line);) {
    auto bytes = base::decode_hex(line);
    if (bytes && !bytes->empty() && (only < 0 || bytes->front() == only)) seeds.push_back(std::move(*bytes));
  }
  if (seeds.empty()) {
    std::printf("skipped: 0 seeds\n");
    return 0;
  }
  for (const base::Bytes& seed : seeds) LLVMFuzzerTestOneInput(seed.data(), seed.size());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  long runs = 0;
  for (; std::chrono::steady_clock::now() < end; ++runs) {
    base::Bytes input = seeds[below(random, seeds.size())];
    const std::uint8_t parser = input[0];
    const std::size_t count = 1 + below(random, 6);
    for (std::size_t i = 0; i < count && !input.empty(); ++i) {
      mutate_once(input, seeds[below(random, seeds.size())], random);
    }
    if (input.empty()) continue;
    input[0] = parser;
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%ld runs of %zu seeds in %d s, nothing found\n1 passed, 0 failed\n", runs, seeds.size(), seconds);
}
