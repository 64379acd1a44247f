// Contract A section 1.1: a variable names the first key, in alphabetical order, that equals it with every `_` read as
// `.`; lists merge element by element, so a shorter list leaves the file's last entries in place. Two differences from
// Kratos: of keys without a dot only DSN counts (HOME, CONFIG or VERSION of a host are not ours), and what cannot be
// read is refused.
#include "config/environment.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "config/parse_value.h"

namespace config {
namespace {

using Kind = Value::Kind;

// The first words of the keys. A CGI process looks at its whole environment on each request, and most of it is the
// request's: only these are kept, so that nothing a client sends (HTTP_…) or the server adds is ever read as a key.
constexpr std::array<std::string_view, 19> kRoots{"SELFSERVICE", "SESSION",  "COOKIES",       "SECRETS",  "CIPHERS",
                                                  "HASHERS",     "SERVE",    "IDENTITY",      "DATABASE", "LOG",
                                                  "FEATURE",     "SECURITY", "COURIER",       "CLIENTS",  "OAUTH2",
                                                  "PREVIEW",     "TRACING",  "ORGANIZATIONS", "POSTERN"};

struct Candidate {
  const Shape* shape;
  std::vector<std::string> steps;  // the path; `#` filled in where it is complete
};

using Words = std::vector<std::string_view>;

// Does the path, from `from` on, spell the words? `steps` collects it with the indices filled in.
bool spells(const std::string& name, Words& words, std::size_t& at, std::vector<std::string>& steps) {
  if (name == "#") {
    if (at >= words.size() || !base::parse_int(words[at])) return false;
    steps.emplace_back(words[at++]);
    return true;
  }
  std::size_t next = at;
  std::string dotted = name;
  std::ranges::replace(dotted, '_', '.');
  for (const std::string_view word : base::split(dotted, '.')) {
    if (next >= words.size() || words[next] != word) return false;
    ++next;
  }
  at = next;
  steps.push_back(name);
  return true;
}

bool is_string_list(const Shape& shape) {
  return shape.key != nullptr && (shape.key->type == Type::texts || shape.key->type == Type::choices);
}

void collect(const Shape& shape, Words& words, std::size_t at, const std::vector<std::string>& steps,
             std::vector<Candidate>& found) {
  for (const Shape& child : shape.children) {
    std::size_t next = at;
    std::vector<std::string> path = steps;
    if (!spells(child.name, words, next, path)) continue;
    if (next == words.size()) found.push_back({&child, path});
    if (is_string_list(child) && next + 1 == words.size() && base::parse_int(words[next])) {
      path.emplace_back(words[next]);
      found.push_back({&child, path});
    }
    collect(child, words, next, path, found);
  }
}

std::optional<Candidate> find_key(const Shape& root, const std::string& variable) {
  const std::string lower = base::to_lower_ascii(variable);
  if (lower != "dsn" && lower.find('_') == std::string::npos) return std::nullopt;
  Words words = base::split(lower, '_');
  std::vector<Candidate> found;
  collect(root, words, 0, {}, found);
  std::erase_if(found,
                [](const Candidate& c) { return c.steps.size() < 2 && c.steps != std::vector<std::string>{"dsn"}; });
  if (found.empty()) return std::nullopt;
  return *std::ranges::min_element(found, {}, [](const Candidate& c) { return c.shape->path; });
}

// One line of RFC 4180: a,"b,c","d ""e""".
std::optional<std::vector<std::string>> split_csv(std::string_view line) {
  std::vector<std::string> fields;
  if (line.empty()) return fields;
  std::string field;
  bool inside = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool doubled = inside && c == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (doubled) {
      field += c;
      ++i;
    } else if (c == '"') {
      if (!inside && !field.empty()) return std::nullopt;
      inside = !inside;
    } else if (c == ',' && !inside) {
      fields.push_back(std::move(field));
      field.clear();
    } else {
      field += c;
    }
  }
  if (inside) return std::nullopt;
  fields.push_back(std::move(field));
  return fields;
}

using Read = base::Result<Value, std::string>;

Read scalar(Kind kind, std::string text, const Place& place) {
  Value value;
  value.kind = kind;
  value.text = std::move(text);
  value.place = place;
  return value;
}

Read read_strings(const std::string& text, const Place& place) {
  if (const auto json = base::parse_json(text)) {
    if (json->array() == nullptr) return base::Error{std::string("must be a list, as JSON or separated by commas")};
    return from_json(json.value(), place);
  }
  const auto fields = split_csv(text);
  if (!fields) return base::Error{std::string("the quotes do not pair; allowed: JSON, or values separated by commas")};
  Value value;
  value.kind = Kind::list;
  value.place = place;
  for (const std::string& field : *fields) value.items.push_back(scalar(Kind::string, field, place).value());
  return value;
}

Read read_variable(const Candidate& to, const std::string& text, const Place& place) {
  const Key* key = to.shape->key;
  if (key == nullptr || key->type == Type::any || key->type == Type::hooks) {
    const auto json = base::parse_json(text);
    const bool fits = json && (json->array() != nullptr || json->object() != nullptr);
    if (!fits) return base::Error{std::string("must be a JSON object or list")};
    return from_json(json.value(), place);
  }
  const bool one_entry = base::parse_int(to.steps.back()).has_value();
  if (is_string_list(*to.shape) && !one_entry) return read_strings(text, place);
  if (key->type == Type::boolean) {
    const std::optional<bool> on = base::parse_go_bool(text);
    if (!on) return base::Error{std::string("must be true or false")};
    return scalar(Kind::boolean, *on ? "true" : "false", place);
  }
  if (key->type == Type::integer) {
    if (!base::parse_int(text)) return base::Error{std::string("must be a whole number")};
    return scalar(Kind::number, text, place);
  }
  return scalar(Kind::string, text, place);
}

void merge(Value& onto, Value from) {
  if (from.kind == Kind::object && onto.kind == Kind::object) {
    for (Member& member : from.members) merge(onto.member(member.name, member.place), std::move(member.value));
  } else if (from.kind == Kind::list && onto.kind == Kind::list) {
    for (std::size_t i = 0; i < from.items.size(); ++i) {
      if (i < onto.items.size()) {
        merge(onto.items[i], std::move(from.items[i]));
      } else {
        onto.items.push_back(std::move(from.items[i]));
      }
    }
    onto.place = from.place;
  } else {
    onto = std::move(from);
  }
}

// Walks to the value that `steps` names and makes what is missing on the way. nullptr: an index beyond the end, or the
// file holds something else there.
Value* reach(Value& document, const std::vector<std::string>& steps, const Place& place) {
  Value* at = &document;
  for (const std::string& step : steps) {
    const std::optional<std::int64_t> index = base::parse_int(step);
    const Kind wanted = index ? Kind::list : Kind::object;
    if (at->kind == Kind::null) at->kind = wanted;
    if (at->kind != wanted) return nullptr;
    if (!index) {
      at = &at->member(step, place);
      continue;
    }
    const auto item = static_cast<std::size_t>(*index);
    if (item > at->items.size()) return nullptr;
    if (item == at->items.size()) at->items.emplace_back();
    at = &at->items[item];
  }
  return at;
}

}  // namespace

Environment environment_overrides(char** environ_block) {
  Environment kept;
  for (char** entry = environ_block; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, equals);
    const std::string_view first = name.substr(0, name.find('_'));
    const bool known =
        name == "DSN" || (first.size() < name.size() && std::ranges::find(kRoots, first) != kRoots.end());
    if (known) kept.emplace(name, line.substr(equals + 1));
  }
  return kept;
}

void apply_environment(Value& document, const Shape& root, const Environment& environment,
                       std::vector<Problem>& problems) {
  for (const auto& [variable, text] : environment) {
    const std::optional<Candidate> key = find_key(root, variable);
    if (!key) continue;
    const Place place{0, 0, variable};
    const auto refuse = [&](std::string why) {
      problems.push_back({place.text(""), key->shape->path, std::move(why)});
    };
    Read value = read_variable(*key, text, place);
    if (!value) {
      refuse(value.error());
      continue;
    }
    Value* target = reach(document, key->steps, place);
    if (target == nullptr) {
      refuse("has no place in the file: a list counts from 0 without gaps, and what is above must be an object");
      continue;
    }
    merge(*target, std::move(value.value()));
  }
}

}  // namespace config
