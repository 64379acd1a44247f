// Who may pass a gate: the rules of postern.gate, chosen by where a request leads and held against a session. A web
// server asks before it serves anything of the site's other pages and files (api/gate.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "session/standing.h"

namespace session {

// What a request is for. `path` is as the visitor spelled it, `resource` what the web server made of it, decoded; ""
// where it does not say.
struct Place {
  std::string host, path, resource;
};

// The path of a URL as segments, in every way that a server may read it: decoded once, then `//`, `/./` and `/../`
// resolved; with %2f as a slash or as part of a name; with or without `;parameters`. nullopt: no server serves it.
using Segments = std::vector<std::string>;
[[nodiscard]] std::optional<std::vector<Segments>> read_path(std::string_view escaped);
[[nodiscard]] bool lies_in(const Segments& path, const Segments& folder);

// The rules that all must be met: one, unless the request is ambiguous. Of those whose path the request lies in, the
// longest decides, of equals the one with a host; of none, one without conditions. A host that no rule names could be
// any of them, so it is held to the rules of each.
[[nodiscard]] std::optional<std::vector<const config::GateRule*>> rules_for(const config::Gate& gate,
                                                                            const Place& place);

enum class Lack { nothing, second_step, enrolment, method, freshness, group };
// The first thing that is missing, in the order above: whoever lacks a level learns nothing about groups.
[[nodiscard]] Lack lack_of(const Session& session, const config::GateRule& rule, const config::Essentials& essentials,
                           base::Time now);

// Whether the configuration asks a second factor of this person, everywhere or at a gate: then the last one cannot be
// removed. A rule for a group asks it of those who are in the group.
[[nodiscard]] bool asks_second_factor_of(const store::IdentityRow& identity, const config::Essentials& essentials);

// What a dotted name leads to in a person's traits: a text, a number or a boolean as text, the texts of a list. Values
// with control characters are left out, and of a list those with a comma, which joins them.
[[nodiscard]] std::vector<std::string> trait_values(const base::Json& traits, std::string_view name);

}  // namespace session
