// Passwords that were found in data breaches (contract half B 5.1), by the range search of Pwned Passwords: whoever is
// asked learns five of the forty digits of a SHA-1, which hundreds of known passwords share.
//   GET https://HOST/range/21BD1  ->  the other 35 digits of each and how often it was found, `SUFFIX:COUNT`, a line
//   each
// The network is the business of the executable `breach-check`, which lies beside the handlers and may be left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "flow/messages.h"
#include "flow/services.h"

namespace methods {

// How often `list` says that the password of this suffix (lower case) was found; nullopt = it is no such list. A line
// without a count means once, a count of 0 is there to hide how long the list is.
[[nodiscard]] std::optional<std::int64_t> count_breaches(std::string_view list, std::string_view suffix);

// Slow: it may wait for an answer for two seconds. nullopt = acceptable. Without an answer ignore_network_errors
// decides: the password is acceptable, or base::Broken is thrown.
[[nodiscard]] std::optional<flow::Message> check_breaches(std::string_view password, const flow::Services& services);

}  // namespace methods
