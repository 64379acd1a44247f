#include "http/router.h"

#include <algorithm>

#include "base/url.h"

namespace http {

namespace {

std::optional<std::string> decode_segment(std::string_view segment) {
  if (segment.empty()) return std::nullopt;
  auto decoded = base::unescape_path(segment);
  if (!decoded || decoded->find('/') != std::string::npos || decoded->find('\0') != std::string::npos)
    return std::nullopt;
  return std::move(*decoded);
}

}  // namespace

bool match_path(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters) {
  parameters.clear();
  for (auto brace = pattern.find('{'); brace != std::string_view::npos; brace = pattern.find('{')) {
    if (!path.starts_with(pattern.substr(0, brace))) return false;
    path.remove_prefix(brace);
    pattern.remove_prefix(pattern.find('}') + 1);
    const auto end = std::min(path.find('/'), path.size());
    auto decoded = decode_segment(path.substr(0, end));
    if (!decoded) return false;
    parameters.push_back(std::move(*decoded));
    path.remove_prefix(end);
  }
  return path == pattern;
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
