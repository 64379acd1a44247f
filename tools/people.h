// Identities as commands name and show them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/identities.h"
#include "tools/site.h"

namespace tools {

inline constexpr const char* kWho = "UUID, or an identifier such as an e-mail address";

// By UUID or by identifier; throws Failure if there is nobody.
[[nodiscard]] store::IdentityRow require_identity(store::Tx& tx, const std::string& who);

// Everybody, by id, in short transactions; `after_page` may print what there is so far.
void each_identity(Site& site, const std::function<void(store::Tx&, const store::IdentityRow&)>& fn,
                   const std::function<void()>& after_page);
[[nodiscard]] std::string join(const std::vector<std::string>& words, std::string_view separator);
// `password totp`, or `-`.
[[nodiscard]] std::string factor_names(std::uint32_t factors);
// Kratos' public JSON of the identity.
[[nodiscard]] std::string identity_json(const store::IdentityRow& row, const config::Config& config);

}  // namespace tools
