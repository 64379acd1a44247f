// Placeholders of .case files, `{{…}}`: wildcards and captures in what is expected, values in what is sent.
// tests/cases/README.md defines them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace support {

struct Scope {
  std::map<std::string, std::string, std::less<>> captures;
  base::Time now;
};

// Text to be sent: `{{name}}`, `{{name|url}}`, `{{totp=KEY}}`. Throws std::runtime_error on a name that is not
// captured.
[[nodiscard]] std::string expand(std::string_view text, const Scope& scope);

// Compares `text` with `pattern` and, if they agree, adds the captures. Otherwise says where they part.
[[nodiscard]] std::optional<std::string> difference(std::string_view pattern, std::string_view text, Scope& scope);

}  // namespace support
