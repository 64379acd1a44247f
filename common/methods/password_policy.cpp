#include "methods/password_policy.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace methods {
namespace {

// Beyond this the two comparisons would cost more than they tell.
constexpr std::size_t kMaxCompared = 256;
constexpr std::size_t kMinDistance = 5;

std::size_t levenshtein(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

std::size_t longest_common_substring(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1, 0);
  std::size_t longest = 0;
  for (const char c : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto above = row[j + 1];
      row[j + 1] = c == b[j] ? diagonal + 1 : 0;
      longest = std::max(longest, row[j + 1]);
      diagonal = above;
    }
  }
  return longest;
}

bool too_similar(std::string_view password, std::string_view identifier) {
  if (identifier.empty() || password.size() > kMaxCompared || identifier.size() > kMaxCompared) return false;
  const auto a = base::to_lower_ascii(password), b = base::to_lower_ascii(identifier);
  if (levenshtein(a, b) < kMinDistance) return true;
  return 2 * longest_common_substring(a, b) > a.size();
}

base::Json number(std::size_t value) {
  return base::Json(base::JsonNumber{std::to_string(value), static_cast<double>(value)});
}

}  // namespace

std::optional<flow::Message> check_password_policy(std::string_view password,
                                                   const std::vector<std::string>& identifiers,
                                                   const config::Config& config) {
  if (identifiers.empty()) return flow::make_message(flow::ids::kNoIdentifier);
  const auto length = base::count_code_points(password);
  const auto minimum = static_cast<std::size_t>(config.min_password_length);
  if (length < minimum)
    return flow::make_message(flow::ids::kTooShort,
                              {{"min_length", number(minimum)}, {"actual_length", number(length)}});
  if (!config.identifier_similarity_check_enabled) return {};
  for (const auto& identifier : identifiers)
    if (too_similar(password, identifier)) return flow::make_message(flow::ids::kTooSimilar);
  return {};
}

}  // namespace methods
