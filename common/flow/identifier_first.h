// Sign-in that asks who somebody is before it offers ways to sign in (contract half A 4.9, login.style). FlowRow::shows
// says which of the two a flow is at, so a form that somebody has open outlives a change of the configuration.
#pragma once

#include <optional>
#include <string_view>

#include "base/uuid.h"
#include "store/flows.h"

namespace flow {

inline constexpr std::string_view kIdentifierFirst = "identifier_first";  // the method, its group, and what is active
inline constexpr std::string_view kAsksIdentifier = "identifier_first.asks";
inline constexpr std::string_view kIsIdentified = "identifier_first.identified";

[[nodiscard]] inline bool asks_identifier(const store::FlowRow& flow) { return flow.shows == kAsksIdentifier; }
[[nodiscard]] inline bool is_identified(const store::FlowRow& flow) { return flow.shows.starts_with(kIsIdentified); }

// Whose account somebody types: an identifier of any method, whatever its case.
[[nodiscard]] std::optional<base::Uuid> find_account(store::Tx& tx, std::string_view typed);

}  // namespace flow
