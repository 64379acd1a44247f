// A browser by its User-Agent header, for people: a family and a system, or nothing. Not a parser of the world's
// agents: what is not in the short tables stays unknown.
#pragma once

#include <string_view>

namespace api {

struct Agent {
  std::string_view browser;  // `Firefox`; "" = unknown
  std::string_view system;   // `windows mac linux android iphone ipad chromeos`, keys of words; "" = unknown
};
[[nodiscard]] Agent read_user_agent(std::string_view header);

}  // namespace api
