#include "tools/doctor_gate_ways.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace tools {
namespace {

std::string percent(char c) {
  std::array<char, 4> text{};
  std::snprintf(text.data(), text.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text.data();
}

std::string in_case(std::string text, int (*change)(int)) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%')
      i += 2;  // an escape stays what it is
    else
      text[i] = static_cast<char>(change(static_cast<unsigned char>(text[i])));
  }
  return text;
}

// The first letter or digit behind a slash, escaped.
std::string with_escaped(std::string path, std::size_t from) {
  for (std::size_t i = from; i < path.size(); ++i) {
    if (std::isalnum(static_cast<unsigned char>(path[i])) == 0) continue;
    return path.replace(i, 1, percent(path[i]));
  }
  return path;
}

std::vector<std::pair<std::string, std::string>> spellings(const std::string& path) {
  const std::size_t last = path.rfind('/');
  const std::string folder = path.substr(0, last), name = path.substr(last + 1);
  return {{"a double slash", "/" + path},
          {"a double slash inside", folder + "//" + name},
          {"three slashes", "//" + path},
          {"a dot", "/." + path},
          {"a dot inside", folder + "/./" + name},
          {"an escaped dot", "/%2e" + path},
          {"two dots", "/postern-doctor/.." + path},
          {"escaped dots", "/postern-doctor/%2e%2e" + path},
          {"escaped dots and slash", "/postern-doctor/..%2f" + path.substr(1)},
          {"an escaped letter", with_escaped(path, 0)},
          {"an escaped letter of the name", with_escaped(path, last)},
          {"an escaped slash", folder + "%2f" + name},
          {"a double escape",
           "/%25" + percent(path.size() > 1 ? path[1] : '/').substr(1) + (path.size() > 2 ? path.substr(2) : "")},
          {"capitals", in_case(path, std::toupper)},
          {"small letters", in_case(path, std::tolower)},
          {"a slash at the end", path + "/"},
          {"a dot at the end", path + "."},
          {"a space at the end", path + "%20"},
          {"a zero byte at the end", path + "%00"},
          {"a zero byte and another type", path + "%00.css"},
          {"a path behind it", path + "/style.css"},
          {"a parameter of the path", path + ";x=1"},
          {"a parameter of the folder", folder + ";x=1/" + name},
          {"a backslash", folder + "%5c" + name},
          {"a query", path + "?x=1"},
          {"a query with a way back", path + "?return_to=/login&/../style.css"},
          {"an overlong slash", folder + "%c0%af" + name}};
}

}  // namespace

std::vector<Way> other_ways(const std::string& origin, const std::string& path) {
  std::vector<Way> out;
  for (auto& [name, spelling] : spellings(path)) out.push_back({name, {.url = origin + spelling}});
  const std::string url = origin + path;
  for (const char* method : {"HEAD", "PROPFIND", "DOCTOR"}) {
    out.push_back({std::string("the method ") + method, {.url = url, .method = method}});
  }
  out.push_back({"an empty form", {.url = url, .method = "POST", .options = {"--data", ""}}});
  out.push_back({"a range", {.url = url, .headers = {{"Range", "bytes=0-7"}}}});
  out.push_back({"a condition on tags", {.url = url, .headers = {{"If-None-Match", "*"}}}});
  out.push_back(
      {"a condition on time", {.url = url, .headers = {{"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}}}});
  out.push_back({"HTTP/1.0", {.url = url, .options = {"--http1.0"}}});
  out.push_back({"an absolute address", {.url = url, .options = {"--request-target", url}}});
  out.push_back({"a socket", {.url = url, .headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}}}});
  out.push_back({"another method in a header", {.url = url, .headers = {{"X-HTTP-Method-Override", "OPTIONS"}}}});
  out.push_back(
      {"another address in headers",
       {.url = url,
        .headers = {{"X-Original-URI", "/login"}, {"X-Original-URL", "/login"}, {"X-Rewrite-URL", "/login"}}}});
  out.push_back(
      {"variables in headers",
       {.url = url,
        .headers = {{"Variable-REMOTE_USER", "doctor"}, {"Remote-User", "doctor"}, {"X-Remote-User", "doctor"}}}});
  return out;
}

}  // namespace tools
