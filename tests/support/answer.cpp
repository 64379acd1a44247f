#include "tests/support/answer.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace support {
namespace {

bool same_name(std::string_view a, std::string_view b) { return base::equal_ignoring_case(a, b); }

std::string shorten(std::string_view text) { return base::truncate_utf8(text, 300); }

// One header that matches, each used once, so that two expected Set-Cookie lines mean two.
std::optional<std::string> compare_headers(const Expected& expected, const Answer& answer, Scope& scope) {
  std::vector<bool> used(answer.headers.size());
  for (const auto& [name, pattern] : expected.headers) {
    std::string reason = "is absent";
    bool found = false;
    for (std::size_t i = 0; i < used.size() && !found; ++i) {
      if (used[i] || !same_name(answer.headers[i].first, name)) continue;
      const auto different = difference(pattern, answer.headers[i].second, scope);
      used[i] = found = !different;
      if (different) reason = *different;
    }
    if (!found) return "header " + name + ": " + reason;
  }
  for (const std::string& name : expected.absent)
    for (const auto& [have, value] : answer.headers)
      if (same_name(have, name)) return "header " + name + " should be absent, is `" + value + "`";
  return std::nullopt;
}

// The element of `array` whose id or name is `name`, its own or that of its attributes.
const base::Json* find_named(const base::JsonArray& array, std::string_view name) {
  for (const base::Json& element : array) {
    const base::Json* attributes = element.find("attributes");
    for (const base::Json* holder : {&element, attributes})
      for (const char* key : {"id", "name"})
        if (const base::Json* value = holder ? holder->find(key) : nullptr;
            value && (value->string() ? *value->string() == name : value->text() == name))
          return &element;
  }
  return nullptr;
}

// `$`, then `.member`, `[0]` or `[name]` steps.
const base::Json* find_path(const base::Json& root, std::string_view path) {
  const base::Json* at = &root;
  path.remove_prefix(1);
  while (at && !path.empty()) {
    const bool bracket = path.front() == '[';
    const auto end = bracket ? path.find(']') : path.find_first_of(".[", 1);
    const std::string_view step = path.substr(1, end == std::string_view::npos ? end : end - 1);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + (bracket ? 1 : 0));
    if (!bracket) {
      at = at->find(step);
    } else if (const base::JsonArray* array = at->array()) {
      const auto index = base::parse_int(step);
      at = index && *index < 1000
               ? (static_cast<std::size_t>(*index) < array->size() ? &(*array)[static_cast<std::size_t>(*index)]
                                                                   : nullptr)
               : find_named(*array, step);
    } else {
      at = nullptr;
    }
  }
  return at;
}

std::optional<std::string> compare_path(std::string_view line, const base::Json& root, Scope& scope) {
  const bool absent = line.front() == '-';
  if (absent) line.remove_prefix(1);
  const auto equals = line.find(" = ");
  const std::string path(base::trim(line.substr(0, equals)));
  const base::Json* value = find_path(root, path);
  if (absent) return value ? std::optional(path + " should be absent, is " + shorten(value->text())) : std::nullopt;
  if (!value) return path + " is absent from " + shorten(root.text());
  if (equals == std::string_view::npos) return std::nullopt;
  const auto different = difference(line.substr(equals + 3), value->string() ? *value->string() : value->text(), scope);
  return different ? std::optional(path + ": " + *different) : std::nullopt;
}

bool is_path_line(std::string_view line) { return line.starts_with('$') || line.starts_with("-$"); }

std::optional<std::string> compare_body(std::string_view expected, std::string_view body, Scope& scope) {
  while (body.ends_with('\n')) body.remove_suffix(1);
  if (!is_path_line(expected)) {
    const auto different = difference(expected, body, scope);
    return different ? std::optional("body: " + *different) : std::nullopt;
  }
  const auto json = base::parse_json(body);
  if (!json.ok()) return "body is no JSON: " + shorten(body);
  for (const std::string_view line : base::split(expected, '\n')) {
    if (base::trim(line).empty()) continue;
    if (!is_path_line(line)) return "expected body mixes $ lines with text: " + std::string(line);
    if (auto different = compare_path(line, json.value(), scope)) return different;
  }
  return std::nullopt;
}

}  // namespace

Answer parse_answer(std::string_view output) {
  if (!output.starts_with("Status: "))
    throw std::runtime_error("the answer does not start with Status: " + shorten(output));
  const auto end = output.find("\r\n\r\n");
  if (end == std::string_view::npos) throw std::runtime_error("the answer has no end of headers: " + shorten(output));
  Answer answer;
  answer.body = output.substr(end + 4);
  for (std::string_view line : base::split(output.substr(0, end), '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(": ");
    const bool clean =
        std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
    if (colon == std::string_view::npos || !clean) throw std::runtime_error("bad header line: " + shorten(line));
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const std::string& status = answer.headers.front().second;
  answer.status = static_cast<int>(base::parse_int(std::string_view(status).substr(0, 3)).value_or(0));
  return answer;
}

std::optional<std::string> compare(const Expected& expected, const Answer& answer, Scope& scope) {
  if (answer.status != expected.status)
    return "status " + std::to_string(answer.status) + ", expected " + std::to_string(expected.status) +
           "; body: " + shorten(answer.body);
  if (auto different = compare_headers(expected, answer, scope)) return different;
  return expected.body ? compare_body(*expected.body, answer.body, scope) : std::nullopt;
}

void CookieJar::take(const Answer& answer, base::Time now) {
  for (const auto& [header, line] : answer.headers) {
    if (!same_name(header, "Set-Cookie")) continue;
    const auto parts = base::split(line, ';');
    const auto equals = parts[0].find('=');
    if (equals == std::string_view::npos) continue;
    Cookie cookie{std::string(parts[0].substr(0, equals)), std::string(parts[0].substr(equals + 1)), std::nullopt};
    for (std::string_view part : parts) {
      part = base::trim(part);
      if (part.size() < 8 || !same_name(part.substr(0, 8), "max-age=")) continue;
      cookie.end = now + std::chrono::seconds(base::parse_int(part.substr(8)).value_or(0));
    }
    std::erase_if(cookies_, [&](const Cookie& old) { return old.name == cookie.name; });
    cookies_.push_back(std::move(cookie));
  }
}

std::string CookieJar::header(base::Time now) const {
  std::string out;
  for (const Cookie& cookie : cookies_)
    if (!cookie.end || *cookie.end > now) out.append(out.empty() ? "" : "; ").append(cookie.name + "=" + cookie.value);
  return out;
}

}  // namespace support
