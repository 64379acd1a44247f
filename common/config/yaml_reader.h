// YAML 1.2 (and so JSON) -> Value. The only file that knows yaml-cpp.
// Refused: duplicate keys, keys that are not scalars, more than one document, aliases that grow the document without
// end.
#pragma once

#include <string>

#include "base/result.h"
#include "config/load.h"
#include "config/value.h"

namespace config {

base::Result<Value, Problem> read_yaml(const std::string& text, const std::string& file);

}  // namespace config
