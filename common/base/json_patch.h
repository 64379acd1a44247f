// JSON Patch (RFC 6902) over JSON Pointers (RFC 6901): a list of operations that all happen, or none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace base {

inline constexpr std::size_t kMaxPatchOperations = 1000;

// `["a/b", "0"]` of `/a~1b/0`; the whole document is "". Error: it does not begin with `/`, or holds a bare `~`.
Result<std::vector<std::string>, std::string> parse_json_pointer(std::string_view pointer);

// The document after all operations of `patch`. Whatever begins with one of `denied` (names of members at the top) may
// be tested, never changed; nor may the document as a whole. Error: which operation could not be done and why, with
// paths, never with values.
Result<Json, std::string> apply_json_patch(const Json& document, const Json& patch,
                                           const std::vector<std::string_view>& denied = {});

}  // namespace base
