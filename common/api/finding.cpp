#include "api/finding.h"

#include <algorithm>

namespace api {

using Verdict = Finding::Verdict;

Finding ok(std::string name, std::string found) { return {Verdict::ok, std::move(name), std::move(found), {}}; }

Finding hint(std::string name, std::string found, std::string change) {
  return {Verdict::hint, std::move(name), std::move(found), std::move(change)};
}

Finding wrong(std::string name, std::string found, std::string change) {
  return {Verdict::wrong, std::move(name), std::move(found), std::move(change)};
}

void append(Findings& to, Findings more) {
  for (Finding& finding : more) to.push_back(std::move(finding));
}

bool has_wrong(const Findings& findings) {
  return std::ranges::any_of(findings, [](const Finding& finding) { return finding.verdict == Verdict::wrong; });
}

}  // namespace api
