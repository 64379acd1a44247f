// Identifiers as they are compared (contract half B 7.3): trim, NFKC, lower case, no control, format, private or
// unassigned code points, at most 254 bytes; `+` and 7 to 15 digits (blanks, dashes, brackets allowed) become E.164.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace identity {

[[nodiscard]] std::string normalise_identifier(std::string_view text);  // "" if nothing is left or it is too long

// `+4915112345678` of `+49 (151) 123-456 78`; nullopt if it is no international number.
[[nodiscard]] std::optional<std::string> parse_phone_number(std::string_view text);

// An address as it is stored (contract half B 7.6): e-mail trimmed and in lower case, `sms` as E.164 where it is a
// number.
[[nodiscard]] std::string address_value(std::string_view via, std::string_view text);

}  // namespace identity
