#include "methods/breaches.h"

#include <algorithm>
#include <chrono>

#include "base/child_process.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/sha256.h"

namespace methods {
namespace {

constexpr base::ChildLimits kLimits{std::chrono::seconds(2), 1u << 20};  // a real list has about 40 KB
constexpr std::size_t kPrefix = 5, kSuffix = 35;
constexpr std::string_view kUnanswered = "password.breaches_unanswered";
constexpr std::string_view kWhole = ".\n";  // breach-check's last line

using Answer = base::Result<std::int64_t, std::string_view>;  // how often, or why nobody knows

std::string_view describe(base::ChildFailure failure) {
  switch (failure) {
    case base::ChildFailure::not_started:
      return "breach-check does not start";
    case base::ChildFailure::too_slow:
      return "no answer in time";
    case base::ChildFailure::too_long:
      break;
  }
  return "too long an answer";
}

Answer ask(const std::string& host, std::string prefix, std::string_view suffix) {
  std::ranges::transform(prefix, prefix.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  const auto output = base::output_of({base::beside_this_program("breach-check"), host, prefix}, kLimits);
  if (!output) return base::Error{describe(output.error())};
  std::string_view list = *output;
  if (!list.ends_with(kWhole)) return base::Error{std::string_view("no answer")};
  list.remove_suffix(kWhole.size());
  if (const auto count = count_breaches(list, suffix)) return *count;
  return base::Error{std::string_view("the answer is no list")};
}

std::optional<std::int64_t> parse_count(std::string_view digits) {
  std::string plain(digits);
  std::erase(plain, ',');
  const auto count = base::parse_int(plain);
  return count && *count >= 0 ? count : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> count_breaches(std::string_view list, std::string_view suffix) {
  std::int64_t found = 0;
  for (const std::string_view untrimmed : base::split(list, '\n')) {
    const std::string_view line = base::trim(untrimmed);
    if (line.empty()) continue;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string digits = base::to_lower_ascii(line.substr(0, colon));
    if (digits.size() != kSuffix || digits.find_first_not_of("0123456789abcdef") != std::string::npos) return {};
    const auto count = colon == line.size() ? 1 : parse_count(line.substr(colon + 1));
    if (!count) return {};
    // No early end: how long this takes tells nothing of the password.
    if (base::equal_constant_time(base::as_bytes(digits), base::as_bytes(suffix))) found = std::max(found, *count);
  }
  return found;
}

std::optional<flow::Message> check_breaches(std::string_view password, const flow::Services& services) {
  const config::Config& config = services.config;
  if (!config.haveibeenpwned_enabled) return {};
  std::string digits = base::encode_hex(crypto::sha1(base::as_bytes(password)));
  const Answer found =
      ask(config.haveibeenpwned_host, digits.substr(0, kPrefix), std::string_view(digits).substr(kPrefix));
  base::wipe(digits.data(), digits.size());
  if (!found) {
    if (!config.ignore_network_errors) throw base::Broken(std::string(kUnanswered), std::string(found.error()));
    services.log.warn(kUnanswered, {{"host", config.haveibeenpwned_host}, {"detail", found.error()}});
    return {};
  }
  if (*found <= config.max_breaches) return {};
  const base::JsonNumber breaches{std::to_string(*found), static_cast<double>(*found)};
  return flow::make_message(flow::ids::kBreached, {{"breaches", base::Json(breaches)}});
}

}  // namespace methods
