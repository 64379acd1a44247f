// What a handler wrote, taken apart, and compared with what a .case file expects.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/support/case_file.h"
#include "tests/support/pattern.h"

namespace support {

struct Answer {
  int status = 0;
  Pairs headers;
  std::string body;
};

// RFC 3875 section 6, strict: `Status:` first, CRLF, no stray control characters. Throws std::runtime_error.
[[nodiscard]] Answer parse_answer(std::string_view output);

// The first difference, or nullopt; captures go to `scope`.
[[nodiscard]] std::optional<std::string> compare(const Expected& expected, const Answer& answer, Scope& scope);

// The cookies of one browser. Paths and domains are ignored: a case talks to one site.
class CookieJar {
 public:
  void take(const Answer& answer, base::Time now);
  [[nodiscard]] std::string header(base::Time now) const;  // "" = none

 private:
  struct Cookie {
    std::string name, value;
    std::optional<base::Time> end;
  };
  std::vector<Cookie> cookies_;
};

}  // namespace support
