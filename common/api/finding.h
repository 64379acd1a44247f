// One thing that was looked at, for the owner of a site: what is so, and what to change.
#pragma once

#include <string>
#include <vector>

namespace api {

struct Finding {
  enum class Verdict { ok, hint, wrong } verdict = Verdict::ok;
  std::string name;    // of the check, a word or two: `rp id`
  std::string found;   // what is so, without a full stop
  std::string change;  // which key or file to change, and how; "" if nothing has to be done
};
using Findings = std::vector<Finding>;

[[nodiscard]] Finding ok(std::string name, std::string found);
[[nodiscard]] Finding hint(std::string name, std::string found, std::string change);
[[nodiscard]] Finding wrong(std::string name, std::string found, std::string change);
void append(Findings& to, Findings more);
[[nodiscard]] bool has_wrong(const Findings& findings);

}  // namespace api
