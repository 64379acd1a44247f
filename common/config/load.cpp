// kratos.yml: YAML -> Value -> environment over it -> walked along the key table -> rules -> Config.
#include "config/load.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.h"
#include "config/draft.h"
#include "config/environment.h"
#include "config/file.h"
#include "config/parse_value.h"
#include "config/shape.h"
#include "config/yaml_reader.h"

namespace config {
namespace {

using Kind = Value::Kind;

// The hooks that flows run; the others are Kratos' and get a warning.
bool is_run(std::string_view path, std::string_view hook) {
  if (path.find(".registration.") != std::string_view::npos) return hook == "session";
  return hook == "revoke_active_sessions" || hook == "require_verified_address";
}

class Walk {
 public:
  Walk(const Shape& root, Draft& draft) : root_(root), draft_(draft) {}

  void object(const Shape& shape, const Value& value, const std::string& path, std::size_t item) {
    // `session:` with every line below it commented out is an empty object.
    const bool fits = value.kind == Kind::object || value.kind == Kind::null;
    if (!fits) return refuse(value.place, path, "must be an object, but is " + std::string(value.kind_name()));
    draft_.objects[path] = value.place;
    for (const Member& member : value.members) {
      const std::string member_path = path.empty() ? member.name : path + "." + member.name;
      const Shape* known = shape.find(member.name);
      if (known != nullptr) {
        any(*known, member.value, member_path, item);
      } else if (!shape.open) {
        refuse(member.place, member_path, explain_unknown(root_, shape, member.name));
      }
    }
  }

 private:
  void any(const Shape& shape, const Value& value, const std::string& path, std::size_t item) {
    if (shape.key != nullptr) return leaf(*shape.key, value, path, item);
    if (shape.is_list()) return list(shape, value, path);
    object(shape, value, path, item);
  }

  void list(const Shape& shape, const Value& value, const std::string& path) {
    if (value.kind != Kind::list) {
      return refuse(value.place, path, "must be a list of objects, but is " + std::string(value.kind_name()));
    }
    draft_.objects[path] = value.place;
    const Shape& entry = shape.children[0];
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const std::string entry_path = path + "." + std::to_string(i);
      object(entry, value.items[i], entry_path, i);
      for (const Shape& child : entry.children) {
        const bool absent = value.items[i].kind == Kind::object && value.items[i].find(child.name) == nullptr;
        if (child.key->required && absent) refuse(value.items[i].place, entry_path + "." + child.name, "is missing");
      }
    }
  }

  void leaf(const Key& key, const Value& value, const std::string& path, std::size_t item) {
    base::Result<Parsed, std::string> parsed = parse_value(key, value);
    const std::string shown = key.secret ? "(hidden)" : show(value);
    draft_.set[path] = {shown, value.place};
    if (!parsed) return refuse(value.place, path, parsed.error());
    if (key.put) key.put(draft_.config, parsed.value(), item);
    if (key.status == Status::missing && shown != key.fallback && !value.is_empty()) draft_.warn(path, key.why);
    if (key.type != Type::hooks) return;
    for (const std::string& hook : parsed.value().list) {
      if (!is_run(path, hook)) draft_.warn(path, "the hook `" + hook + "` is not run: Postern does not have it");
    }
  }

  void refuse(const Place& place, const std::string& path, std::string why) {
    draft_.problems.push_back({place.text(draft_.file), path, std::move(why)});
  }

  const Shape& root_;
  Draft& draft_;
};

// A default of the table: ["*"] or [GET, PUT].
Value list_of(std::string_view text) {
  Value list;
  list.kind = Kind::list;
  for (std::string_view word : base::split(text.substr(1, text.size() - 2), ',')) {
    word = base::trim(word);
    if (word.starts_with('"')) word = word.substr(1, word.size() - 2);
    if (word.empty()) continue;
    list.items.emplace_back();
    list.items.back().kind = Kind::string;
    list.items.back().text = word;
  }
  return list;
}

void apply_defaults(const std::vector<Key>& keys, Config& config) {
  for (const Key& key : keys) {
    if (!key.put || key.fallback.empty()) continue;
    Value value;
    value.text = key.fallback;
    value.kind = Kind::string;
    if (key.type == Type::boolean) value.kind = Kind::boolean;
    if (key.type == Type::integer) value.kind = Kind::number;
    if (key.type == Type::texts || key.type == Type::choices) value = list_of(key.fallback);
    key.put(config, parse_value(key, value).value(), 0);
  }
}

void check_required(const std::vector<Key>& keys, Draft& draft) {
  for (const Key& key : keys) {
    if (!key.required || key.path.find('#') != std::string::npos || draft.has(key.path)) continue;
    draft.refuse(key.path, "is missing: " + key.why);
  }
}

bool is_item_of(std::string_view path, std::string_view pattern) {
  const std::size_t mark = pattern.find('#');
  if (mark == std::string_view::npos) return false;
  return path.starts_with(pattern.substr(0, mark)) && path.ends_with(pattern.substr(mark + 1));
}

std::vector<EffectiveValue> list_effective(const std::vector<Key>& keys, const Draft& draft) {
  std::vector<EffectiveValue> values;
  for (const Key& key : keys) {
    if (key.path.find('#') != std::string::npos) {
      for (const auto& [path, setting] : draft.set) {
        if (is_item_of(path, key.path)) values.push_back({path, setting.text, setting.place.source(draft.file)});
      }
    } else if (const auto set = draft.set.find(key.path); set != draft.set.end()) {
      values.push_back({key.path, set->second.text, set->second.place.source(draft.file)});
    } else if (key.status == Status::supported) {
      const auto derived = draft.derived.find(key.path);
      values.push_back({key.path, derived == draft.derived.end() ? key.fallback : derived->second, "default"});
    }
  }
  std::ranges::sort(values, {}, &EffectiveValue::key);
  return values;
}

constexpr std::array<std::string_view, 12> kTypeNames{
    "boolean", "\"true\" or \"false\"", "integer", "text",    "URL", "duration", "size", "choice",
    "list",    "list of choices",       "hooks",   "anything"};

}  // namespace

std::string to_string(const Problem& problem) {
  return problem.place + ": " + (problem.key.empty() ? "" : problem.key + ": ") + problem.text;
}

base::Result<Loaded, std::vector<Problem>> load_text(const std::string& text, const std::string& path,
                                                     const Environment& environment) {
  base::Result<Value, Problem> document = read_yaml(text, path);
  if (!document) return base::Error{std::vector<Problem>{document.error()}};
  Keys keys = make_keys();
  const Shape root = make_shape(keys);
  Draft draft;
  draft.file = path;
  draft.folder = std::filesystem::absolute(path).parent_path().string();
  apply_environment(document.value(), root, environment, draft.problems);
  apply_defaults(keys.rows(), draft.config);
  Walk(root, draft).object(root, document.value(), "", 0);
  check_required(keys.rows(), draft);
  apply_rules(draft);
  if (!draft.problems.empty()) return base::Error{std::move(draft.problems)};
  std::vector<EffectiveValue> effective = list_effective(keys.rows(), draft);
  return Loaded{std::move(draft.config), std::move(draft.warnings), std::move(effective)};
}

base::Result<Loaded, std::vector<Problem>> load(const std::string& path, const Environment& environment) {
  const Reading file = read_file(path);
  if (!file.text) {
    return base::Error{std::vector<Problem>{{path + ":1:1", "", "cannot be read: " + file.problem}}};
  }
  return load_text(*file.text, path, environment);
}

std::vector<KeyInfo> known_keys() {
  std::vector<KeyInfo> infos;
  Keys keys = make_keys();
  for (const Key& key : keys.rows()) {
    infos.push_back({key.path, std::string(kTypeNames[static_cast<std::size_t>(key.type)]), key.fallback, key.allowed,
                     key.why, key.status == Status::supported, key.required});
  }
  return infos;
}

std::vector<KeyInfo> documented_keys() {
  std::vector<KeyInfo> keys = known_keys();
  std::erase_if(keys, [](const KeyInfo& key) {
    const std::size_t after = key.path.find(".after.");
    const bool of_a_method = after != std::string::npos && key.path.find('.', after + 7) != std::string::npos;
    const bool repeated = of_a_method && key.path.find(".after.password.") == std::string::npos;
    const bool deprecated = key.path.ends_with(".rp.origin");
    return !key.supported || repeated || deprecated;
  });
  return keys;
}

}  // namespace config
