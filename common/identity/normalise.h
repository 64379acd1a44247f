// Identifiers as they are compared (contract half B 7.3): trim, NFKC, lower case, no control, format, private or
// unassigned code points, at most 254 bytes; `+` and 7 to 15 digits (blanks, dashes, brackets allowed) become E.164.
#pragma once

#include <string>
#include <string_view>

namespace identity {

[[nodiscard]] std::string normalise_identifier(std::string_view text);  // "" if nothing is left or it is too long

}  // namespace identity
