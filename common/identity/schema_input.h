// Fields of a form or of a JSON body -> a traits document (contract half B 0.4).
#pragma once

#include <string>
#include <vector>

#include "identity/schema.h"

namespace identity {

[[nodiscard]] base::Json assemble_traits(const std::vector<Trait>& traits, const std::vector<std::string>& objects,
                                         const std::vector<Schema::Input>& fields);

}  // namespace identity
