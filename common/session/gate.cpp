#include "session/gate.h"

#include <algorithm>

#include "base/text.h"
#include "base/url.h"

namespace session {

namespace {

const config::GateRule kPlainRule{};  // whoami's level, nothing more

struct Reading {
  bool escaped_slashes = false;  // %2f separates
  bool parameters = true;        // `;…` is part of a name
};

Segments resolve(const Segments& raw) {
  Segments resolved;
  for (const std::string& segment : raw) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      resolved.push_back(segment);
    } else if (!resolved.empty()) {
      resolved.pop_back();
    }
  }
  return resolved;
}

// RFC 3986 section 3.3: whole segments, decoded one by one.
std::optional<Segments> read_as(std::string_view escaped, Reading reading) {
  Segments raw;
  for (const std::string_view piece : base::split(escaped, '/')) {
    const auto decoded = base::unescape_path(piece);
    if (!decoded || decoded->find('\0') != std::string::npos) return std::nullopt;
    if (!reading.escaped_slashes) {
      raw.push_back(*decoded);
      continue;
    }
    for (std::string_view part : base::split(*decoded, '/')) {
      if (!reading.parameters) part = part.substr(0, part.find(';'));
      raw.emplace_back(part);
    }
  }
  return resolve(raw);
}

Segments segments_of(std::string_view decoded) {
  Segments raw;
  for (const std::string_view piece : base::split(decoded, '/')) raw.emplace_back(piece);
  return resolve(raw);
}

// As a server compares it: without port, final dot and case.
std::string plain_host(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) host = host.substr(0, colon);
  while (host.ends_with('.')) host.remove_suffix(1);
  return base::to_lower_ascii(host);
}

const config::GateRule& best_rule(const config::Gate& gate, const std::string& host, const Segments& path) {
  const config::GateRule* best = nullptr;
  std::size_t best_length = 0;
  for (const config::GateRule& rule : gate.rules) {
    if (!rule.host.empty() && rule.host != host) continue;
    const Segments folder = segments_of(rule.path);
    if (!lies_in(path, folder)) continue;
    const bool better =
        best == nullptr || folder.size() > best_length || (folder.size() == best_length && best->host.empty());
    if (!better) continue;
    best = &rule;
    best_length = folder.size();
  }
  return best == nullptr ? kPlainRule : *best;
}

std::vector<std::string> hosts_to_try(const config::Gate& gate, const std::string& host) {
  std::vector<std::string> named;
  for (const config::GateRule& rule : gate.rules) {
    if (rule.host.empty()) continue;
    if (rule.host == host) return {host};
    named.push_back(rule.host);
  }
  if (named.empty()) named.push_back(host);
  return named;
}

void add_once(std::vector<const config::GateRule*>& rules, const config::GateRule& rule) {
  if (std::ranges::find(rules, &rule) == rules.end()) rules.push_back(&rule);
}

base::Time newest_of(const Session& session, const std::vector<std::string>& methods) {
  base::Time newest{};
  for (const Completed& completed : session.methods) {
    if (completed.method == kRememberedDevice) continue;  // nobody proved anything
    const bool counts = methods.empty() || std::ranges::find(methods, completed.method) != methods.end();
    if (counts) newest = std::max(newest, completed.at);
  }
  return newest;
}

bool is_in_group(const store::IdentityRow& identity, const config::Gate& gate, const std::string& group) {
  const auto traits = base::parse_json(identity.traits);
  if (!traits) return false;
  const auto groups = trait_values(traits.value(), gate.group_trait);
  return std::ranges::find(groups, group) != groups.end();
}

}  // namespace

bool lies_in(const Segments& path, const Segments& folder) {
  return folder.size() <= path.size() && std::equal(folder.begin(), folder.end(), path.begin());
}

std::optional<std::vector<Segments>> read_path(std::string_view escaped) {
  std::vector<Segments> readings;
  for (const Reading reading : {Reading{false, true}, Reading{true, true}, Reading{true, false}}) {
    auto segments = read_as(escaped, reading);
    if (!segments) return std::nullopt;
    if (std::ranges::find(readings, *segments) == readings.end()) readings.push_back(std::move(*segments));
  }
  return readings;
}

std::optional<std::vector<const config::GateRule*>> rules_for(const config::Gate& gate, const Place& place) {
  const auto readings = read_path(place.path);
  if (!readings) return std::nullopt;
  std::vector<const config::GateRule*> rules;
  for (const std::string& host : hosts_to_try(gate, plain_host(place.host))) {
    std::size_t longest = 0;
    for (const Segments& path : *readings) {
      const config::GateRule& rule = best_rule(gate, host, path);
      longest = std::max(longest, rule.path.size());
      add_once(rules, rule);
    }
    // Where the web server's own rewriting led deeper into what is guarded, that counts too.
    if (place.resource.empty()) continue;
    const config::GateRule& rule = best_rule(gate, host, segments_of(place.resource));
    if (rule.path.size() > longest) add_once(rules, rule);
  }
  return rules;
}

Lack lack_of(const Session& session, const config::GateRule& rule, const config::Essentials& essentials,
             base::Time now) {
  const Missing missing =
      rule.aal ? missing_for(session, *rule.aal, essentials, now) : missing_to_be_let_in(session, essentials, now);
  switch (missing) {
    case Missing::second_step:
      return Lack::second_step;
    case Missing::enrolment:
      return Lack::enrolment;
    case Missing::nothing:
      break;
  }
  const base::Time newest = newest_of(session, rule.methods);
  if (!rule.methods.empty() && newest == base::Time{}) return Lack::method;
  if (rule.max_age > base::Duration{} && newest + rule.max_age < now) return Lack::freshness;
  if (!rule.group.empty() && !is_in_group(session.identity, essentials.gate, rule.group)) return Lack::group;
  return Lack::nothing;
}

bool asks_second_factor_of(const store::IdentityRow& identity, const config::Essentials& essentials) {
  if (asks_everybody(essentials)) return true;
  return std::ranges::any_of(essentials.gate.rules, [&](const config::GateRule& rule) {
    if (rule.aal != config::RequiredAal::aal2) return false;
    return rule.group.empty() || is_in_group(identity, essentials.gate, rule.group);
  });
}

std::vector<std::string> trait_values(const base::Json& traits, std::string_view name) {
  const base::Json* value = &traits;
  for (const std::string_view step : base::split(name, '.')) {
    value = value->find(step);
    if (value == nullptr) return {};
  }
  std::vector<std::string> out;
  const auto add = [&out](const std::string& text) {
    if (!text.empty() && !base::has_controls(text)) out.push_back(text);
  };
  if (const std::string* text = value->string()) add(*text);
  if (const base::JsonNumber* number = value->number()) add(number->text);
  if (const bool* on = value->boolean()) add(*on ? "true" : "false");
  if (const base::JsonArray* list = value->array()) {
    for (const base::Json& item : *list) {
      const std::string* text = item.string();
      if (text != nullptr && text->find(',') == std::string::npos) add(*text);
    }
  }
  return out;
}

}  // namespace session
