// Traits as form fields (contract half B 7.4), for the profile and for registration.
#pragma once

#include <string_view>
#include <vector>

#include "flow/method.h"
#include "identity/schema.h"

namespace methods {

void add_trait_nodes(const identity::Schema& schema, const base::Json& traits, std::string_view group,
                     std::vector<flow::Node>& nodes);
// What the document has beyond the nodes that are there: traits the schema does not name, items of lists. Kratos shows
// them in the settings form, and messages about them have their place.
void add_undeclared_nodes(const base::Json& traits, std::string_view group, std::vector<flow::Node>& nodes);
[[nodiscard]] std::vector<identity::Schema::Input> trait_inputs(const flow::Submission& fields);
[[nodiscard]] flow::FieldErrors trait_messages(const std::vector<identity::TraitError>& errors);

}  // namespace methods
