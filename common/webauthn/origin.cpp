// RFC 6454 section 6.2 writes an origin as scheme://host[:port], without a path, and that is all that is taken apart
// here: whatever has more than that is compared as it stands.
#include "webauthn/origin.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace webauthn {

namespace {

bool is_port(std::string_view text) {
  const auto number = base::parse_int(text);
  return number && text.front() != '-' && text.size() <= 5 && *number <= 65535;
}

// `scheme://host[:port]` in lower case, default port left out; nullopt if it is anything else.
std::optional<std::string> normalise(std::string_view text) {
  const std::string lower = base::to_lower_ascii(text);
  const std::size_t mark = lower.find("://");
  if (mark == std::string::npos || mark == 0) return std::nullopt;
  const std::string_view scheme = std::string_view(lower).substr(0, mark);
  std::string_view authority = std::string_view(lower).substr(mark + 3);
  if (authority.empty() || authority.find_first_of("/?#@\\ ") != std::string_view::npos) return std::nullopt;

  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  if (!has_port) return lower;
  const std::string_view port = authority.substr(colon + 1);
  if (!is_port(port)) return std::nullopt;
  const bool is_default = (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  return is_default ? lower.substr(0, mark + 3 + colon) : lower;
}

}  // namespace

bool is_same_origin(std::string_view received, std::string_view configured) {
  if (received == configured) return true;
  if (configured.ends_with('/')) configured.remove_suffix(1);
  const auto a = normalise(received), b = normalise(configured);
  return a && b && *a == *b;
}

bool is_listed(std::string_view received, const std::vector<std::string>& configured) {
  return std::any_of(configured.begin(), configured.end(),
                     [&](const std::string& one) { return is_same_origin(received, one); });
}

}  // namespace webauthn
