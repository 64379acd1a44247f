#include "http/router.h"

#include "base/url.h"

namespace http {

bool match_path(std::string_view pattern, std::string_view path, std::string& parameter) {
  parameter.clear();
  const auto brace = pattern.find('{');
  if (brace == std::string_view::npos) return path == pattern;
  if (!path.starts_with(pattern.substr(0, brace))) return false;
  const std::string_view segment = path.substr(brace);
  if (segment.empty() || segment.find('/') != std::string_view::npos) return false;
  auto decoded = base::unescape_path(segment);
  if (!decoded || decoded->find('/') != std::string::npos || decoded->find('\0') != std::string::npos) return false;
  parameter = std::move(*decoded);
  return true;
}

std::optional<std::string_view> strip_base_path(std::string_view path, std::string_view base_path) {
  while (base_path.ends_with('/')) base_path.remove_suffix(1);
  if (base_path.empty()) return path;
  if (!path.starts_with(base_path)) return std::nullopt;
  path.remove_prefix(base_path.size());
  if (path.empty()) return "/";
  if (path.front() != '/') return std::nullopt;
  return path;
}

}  // namespace http
