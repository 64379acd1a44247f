// One value against one row of the key table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/key.h"
#include "config/value.h"

namespace config {

// The value, or what is wrong and what is allowed. Never quotes a secret.
base::Result<Parsed, std::string> parse_value(const Key& key, const Value& value);

[[nodiscard]] std::optional<base::Duration> parse_duration(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_size(std::string_view text);  // bytes; KB = 1024
[[nodiscard]] std::vector<std::string_view> allowed_words(const Key& key);

// A value as `postern config check` shows it: scalars bare, lists as [a, b].
[[nodiscard]] std::string show(const Value& value);

}  // namespace config
