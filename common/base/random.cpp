#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>

#include "base/result.h"

namespace base {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Broken("random.refused", "getrandom failed");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

Bytes random_bytes(Random& random, std::size_t count) {
  Bytes bytes(count);
  random.fill(bytes);
  return bytes;
}

std::string random_text(Random& random, std::size_t count, std::string_view alphabet) {
  if (alphabet.empty() || alphabet.size() > 256) throw Broken("random.alphabet", "an alphabet has 1 to 256 characters");
  // bytes from here on would make the first characters of the alphabet likelier
  const std::size_t limit = 256 - 256 % alphabet.size();
  std::array<std::uint8_t, 64> pool{};
  std::string text;
  text.reserve(count);
  while (text.size() < count) {
    random.fill(pool);
    for (const std::uint8_t byte : pool) {
      if (byte >= limit) continue;
      text.push_back(alphabet[byte % alphabet.size()]);
      if (text.size() == count) break;
    }
  }
  return text;
}

}  // namespace base
