// Traits as form fields (contract half B 7.4), for the profile and for registration.
#pragma once

#include <string_view>
#include <vector>

#include "flow/method.h"
#include "identity/schema.h"

namespace flow {

void add_trait_nodes(const identity::Schema& schema, const base::Json& traits, std::string_view group,
                     std::vector<Node>& nodes);
// What the document has beyond the nodes that are there: traits the schema does not name, items of lists. Kratos shows
// them in the settings form, and messages about them have their place.
void add_undeclared_nodes(const base::Json& traits, std::string_view group, std::vector<Node>& nodes);
[[nodiscard]] std::vector<identity::Schema::Input> trait_inputs(const Submission& fields);
[[nodiscard]] FieldErrors trait_messages(const std::vector<identity::TraitError>& errors);

}  // namespace flow
