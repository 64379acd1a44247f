// Environment variables over the file, by Kratos' rule: lower case, `_` = `.`, no prefix.
#pragma once

#include <vector>

#include "config/load.h"
#include "config/shape.h"
#include "config/value.h"

namespace config {

// Writes what `environment` sets into `document`; what cannot be read is a problem, never false or 0.
void apply_environment(Value& document, const Shape& root, const Environment& environment,
                       std::vector<Problem>& problems);

}  // namespace config
