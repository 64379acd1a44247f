// Which route a path and method mean. Patterns are exact, or end in one `{name}` segment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// Matches `/sessions/{id}`; the segment is percent-decoded into `parameter`. No trailing-slash tolerance.
[[nodiscard]] bool match_path(std::string_view pattern, std::string_view path, std::string& parameter);

}  // namespace http
