// Ways to ask a web server for one and the same thing, which a gate may judge by another name than it is served under.
// None of them changes anything where the gate is open, so a POST carries nothing and there is no PUT or DELETE.
#pragma once

#include <string>
#include <vector>

#include "tools/fetch.h"

namespace tools {

struct Way {
  std::string name;
  Wanted wanted;
};
// `path` is escaped and begins with a slash.
[[nodiscard]] std::vector<Way> other_ways(const std::string& origin, const std::string& path);

}  // namespace tools
