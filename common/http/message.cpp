#include "http/message.h"

#include <algorithm>

#include "base/text.h"

namespace http {
namespace {

constexpr std::pair<int, std::string_view> kReasonPhrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Request Entity Too Large"},
    {414, "Request URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Entity"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

// RFC 9110 section 5.6.2: what a cookie's name may consist of.
bool is_token(std::string_view text) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  for (const Header& header : headers)
    if (header.name == lower_case_name) return header.value;
  return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> Request::cookies() const {
  std::vector<std::pair<std::string_view, std::string_view>> found;
  const auto line = header("cookie");
  if (!line) return found;
  for (std::string_view part : base::split(*line, ';')) {
    part = base::trim(part);
    const auto equals = part.find('=');
    const std::string_view name = base::trim(part.substr(0, equals));
    if (!is_token(name)) continue;
    std::string_view value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    found.emplace_back(name, value);
  }
  return found;
}

Response& Response::set(std::string name, std::string value) {
  std::erase_if(headers, [&](const Header& header) { return base::equal_ignoring_case(header.name, name); });
  return add(std::move(name), std::move(value));
}

Response& Response::add(std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
  return *this;
}

const std::string* Response::find(std::string_view name) const {
  for (const Header& header : headers)
    if (base::equal_ignoring_case(header.name, name)) return &header.value;
  return nullptr;
}

std::string_view reason_phrase(int status) {
  for (const auto& [code, phrase] : kReasonPhrases)
    if (code == status) return phrase;
  return "";
}

}  // namespace http
