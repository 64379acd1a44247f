// Validation of traits in the words of the contract (half B 0.6): which keyword failed, where, with which numbers.
#pragma once

#include <string>
#include <vector>

#include "identity/schema.h"
#include "identity/schema_document.h"

namespace identity {

// Errors of `traits` against `properties.traits`, paths beginning with `traits`, in schema order; of one trait in the
// order type, const, enum, format, combinations, then length, pattern and limits.
[[nodiscard]] std::vector<TraitError> walk_errors(const Document& document, const base::Json& traits);

// The 4000001 of a plain reason.
[[nodiscard]] TraitError plain_error(std::string path, const std::string& reason);

}  // namespace identity
