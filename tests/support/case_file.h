// A .case file as values. tests/cases/README.md defines the format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Expected {
  int status = 0;
  Pairs headers;
  std::vector<std::string> absent;  // headers that must not be there
  std::optional<std::string> body;  // nullopt: any
};

struct Exchange {
  int line = 0;      // of the request line
  Pairs directives;  // before the request, in order: `clock`, `browser`, `postern`
  std::string method, target;
  Pairs headers;  // a name that starts with `@` is a CGI variable
  std::string body;
  Expected expected;
  std::vector<std::pair<std::string, Expected>> instead;  // by gateways, a blank between their names
  [[nodiscard]] const Expected& expected_from(std::string_view gateway) const;
};

struct Case {
  std::string path;
  Pairs directives;  // of the whole file: `config`, `identity`, `env`, `bare`, `only`, `skip`
  std::vector<Exchange> exchanges;
};

// Whether one of `names` is `gateway`, or what its name begins with up to a hyphen, or `servers` and it has one.
[[nodiscard]] bool names_gateway(std::string_view names, std::string_view gateway);

// Throws std::runtime_error("line N: …").
[[nodiscard]] Case parse_case(std::string path, std::string_view text);

}  // namespace support
