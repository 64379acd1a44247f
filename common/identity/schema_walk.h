// Leaves of a schema, and its extensions met along a traits document.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "identity/schema.h"
#include "identity/schema_document.h"

namespace identity {

[[nodiscard]] std::vector<Trait> list_traits(const Document& document);
// Paths (`traits.name`) of the object-typed schemas below `traits`, outer before inner, `traits` itself left out.
[[nodiscard]] std::vector<std::string> list_objects(const Document& document);

using ExtensionVisit = std::function<void(const base::Json& extension, const base::Json& value)>;
// Each value of `traits` whose schema carries the extension, in schema order.
void visit_extensions(const Document& document, const base::Json& traits, const ExtensionVisit& visit);

}  // namespace identity
