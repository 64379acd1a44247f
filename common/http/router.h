// Which route a path means. Patterns are exact, or hold `{name}` for whole segments. No trailing-slash tolerance.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// `/sessions/{id}/extend` against `/sessions/abc/extend`: true, and what stands for `{id}`, percent-decoded, is the one
// of `parameters`. A segment that is empty, decodes to one with a slash or a NUL, or holds a bad escape does not match.
[[nodiscard]] bool match_path(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters);

// The path below the path of serve.public.base_url, "/" at least: ("/auth/login", "/auth") and ("/auth/login",
// "/auth/") are "/login". nullopt if `path` does not lie below `base_path`. Whole segments: "/author" is not below
// "/auth".
[[nodiscard]] std::optional<std::string_view> strip_base_path(std::string_view path, std::string_view base_path);

}  // namespace http
