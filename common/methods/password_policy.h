// What a new password must be (contract half B 5.1), with length in characters, not bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "flow/messages.h"

namespace methods {

// Checked once per identifier, the first failure wins; nullopt = acceptable.
[[nodiscard]] std::optional<flow::Message> check_password_policy(std::string_view password,
                                                                 const std::vector<std::string>& identifiers,
                                                                 const config::Config& config);

}  // namespace methods
