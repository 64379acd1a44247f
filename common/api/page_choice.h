// Which group of nodes a page shows as its form (the other groups become links).
#pragma once

#include <string>
#include <vector>

#include "flow/node.h"

namespace api {

struct Choice {
  std::vector<std::string> offered;  // groups with something to do, in node order
  std::string asked;                 // `with` or `show`
  std::string failed;                // whose submission failed
  std::string last_used;             // login only
  bool codes_shown = false;          // settings only: recovery codes stand in the flow
};

// All groups with nodes, in node order, without `default`.
[[nodiscard]] std::vector<std::string> offered_groups(const flow::Ui& ui);
// The group that the messages speak of: that of the first node in error, else of the first global message we know.
[[nodiscard]] std::string group_in_error(const flow::Ui& ui);
// Second step and refresh. "" only if nothing is offered.
[[nodiscard]] std::string choose_login_group(const Choice& choice);
// "" = the overview. Asking for a group that is not offered is a way to ask for the overview.
[[nodiscard]] std::string choose_settings_group(const Choice& choice);

}  // namespace api
