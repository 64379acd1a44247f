#include "flow/submission.h"

#include <algorithm>
#include <ranges>

#include "base/text.h"

namespace flow {

std::string Submission::text(std::string_view name) const {
  const auto hit = std::ranges::find_if(fields_, [&](const Field& field) { return field.name == name; });
  return hit == fields_.end() ? std::string() : hit->text;
}

Submission::Bool Submission::boolean(std::string_view name) const {
  for (const auto& field : std::views::reverse(fields_)) {
    if (field.name != name || field.text.empty()) continue;
    const auto value = base::parse_go_bool(field.text);
    if (!value) return Bool::other;
    return *value ? Bool::yes : Bool::no;
  }
  return Bool::absent;
}

}  // namespace flow
