// The key table as a JSON Schema (draft 7), for editors: they complete keys, show what each means, and mark mistakes.
#pragma once

#include <string>

namespace config {

[[nodiscard]] std::string json_schema();  // one line

}  // namespace config
