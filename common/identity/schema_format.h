// The formats of JSON Schema draft-07 that say something about a trait, and `tel` (contract half B 0.6).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace identity {

// A format that is not known here says nothing: every text has it.
[[nodiscard]] bool has_format(std::string_view text, std::string_view format);
// RFC 3339 section 5.6; fractions beyond microseconds are cut off.
[[nodiscard]] std::optional<base::Time> parse_rfc3339(std::string_view text);

}  // namespace identity
