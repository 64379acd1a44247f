#include "config/value.h"

#include <algorithm>

namespace config {

std::string Place::text(const std::string& file) const {
  if (!variable.empty()) return "environment " + variable;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string Place::source(const std::string& file) const {
  if (!variable.empty()) return "environment " + variable;
  return file + ":" + std::to_string(line);
}

const Value* Value::find(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &Member::name);
  return found == members.end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view name) {
  const auto found = std::ranges::find(members, name, &Member::name);
  return found == members.end() ? nullptr : &found->value;
}

Value& Value::member(std::string_view name, const Place& made_at) {
  if (Value* existing = find(name)) return *existing;
  Value made;
  made.place = made_at;
  members.push_back({std::string(name), made_at, std::move(made)});
  return members.back().value;
}

std::string_view Value::kind_name() const {
  switch (kind) {
    case Kind::null:
      return "empty";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::list:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "unknown";
}

bool Value::is_empty() const {
  switch (kind) {
    case Kind::null:
      return true;
    case Kind::boolean:
    case Kind::number:
      return false;
    case Kind::string:
      return text.empty();
    case Kind::list:
      return items.empty();
    case Kind::object:
      return members.empty();
  }
  return true;
}

Value from_json(const base::Json& json, const Place& place) {
  Value value;
  value.place = place;
  if (const bool* flag = json.boolean()) {
    value.kind = Value::Kind::boolean;
    value.text = *flag ? "true" : "false";
  } else if (const base::JsonNumber* number = json.number()) {
    value.kind = Value::Kind::number;
    value.text = number->text;
  } else if (const std::string* text = json.string()) {
    value.kind = Value::Kind::string;
    value.text = *text;
  } else if (const base::JsonArray* array = json.array()) {
    value.kind = Value::Kind::list;
    for (const base::Json& item : *array) value.items.push_back(from_json(item, place));
  } else if (const base::JsonObject* object = json.object()) {
    value.kind = Value::Kind::object;
    for (const auto& [name, member] : *object) value.members.push_back({name, place, from_json(member, place)});
  }
  return value;
}

}  // namespace config
