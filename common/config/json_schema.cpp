// JSON Schema draft 7 (draft-handrews-json-schema-validation-01), which editors' YAML servers read. It says what
// load.cpp accepts as far as a schema can: the rules that look at several keys (rules*.cpp) are not in it.
#include "config/json_schema.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "config/shape.h"

namespace config {
namespace {

constexpr std::string_view kDurationPattern = "^([0-9]+(ns|us|ms|s|m|h))+$";
constexpr std::string_view kSizePattern = "^[0-9]+(B|KB|MB|GB|TB)$";

void write_enum(base::JsonWriter& out, const Key& key) {
  out.key("enum").array();
  for (const std::string_view word : base::split(key.allowed, '|')) out.string(word);
  out.close();
}

void write_string(base::JsonWriter& out, std::string_view pattern = {}) {
  out.key("type").string("string");
  if (!pattern.empty()) out.key("pattern").string(pattern);
}

void write_integer(base::JsonWriter& out, const Key& key) {
  out.key("type").string("integer");
  if (key.least != std::numeric_limits<std::int64_t>::min()) out.key("minimum").number(key.least);
  if (key.most != std::numeric_limits<std::int64_t>::max()) out.key("maximum").number(key.most);
}

void write_item(base::JsonWriter& out, const Key& key) {
  out.key("type").string("array").key("items").object();
  if (key.type == Type::hooks) {
    out.key("type").string("object").key("required").array().string("hook").close();
    out.key("properties").object().key("hook").object();
    if (!key.allowed.empty()) write_enum(out, key);
    out.close().key("config").object().close().close();
  } else if (key.type == Type::choices) {
    write_enum(out, key);
  } else {
    write_string(out);
    if (key.secret && key.least > 0) out.key("minLength").number(key.least);
    if (key.secret && key.most < std::numeric_limits<std::int64_t>::max()) out.key("maxLength").number(key.most);
  }
  out.close();
}

void write_type(base::JsonWriter& out, const Key& key) {
  switch (key.type) {
    case Type::boolean:
      out.key("type").string("boolean");
      break;
    case Type::integer:
      write_integer(out, key);
      break;
    case Type::choice:
      write_enum(out, key);
      break;
    case Type::duration:
      write_string(out, kDurationPattern);
      break;
    case Type::size:
      write_string(out, kSizePattern);
      break;
    case Type::quoted_boolean:
    case Type::text:
    case Type::uri:
      write_string(out);
      break;
    case Type::texts:
    case Type::choices:
    case Type::hooks:
      write_item(out, key);
      break;
    case Type::any:
      break;
  }
}

std::string description(const Key& key) {
  std::string text = key.why;
  if (key.status == Status::irrelevant) text = "Accepted; it makes no difference here.";
  if (key.status == Status::missing) text = "Not there yet: " + key.why;
  if (!key.fallback.empty() && key.status == Status::supported) text += " (default: " + key.fallback + ")";
  return text;
}

void write_shape(base::JsonWriter& out, const Shape& shape);

void write_object(base::JsonWriter& out, const Shape& shape) {
  out.key("type").array().string("object").string("null").close();  // a section whose keys are all comments is null
  if (!shape.open) out.key("additionalProperties").boolean(false);
  const auto is_required = [](const Shape& child) { return child.key != nullptr && child.key->required; };
  if (std::ranges::any_of(shape.children, is_required)) {
    out.key("required").array();
    for (const Shape& child : shape.children) {
      if (is_required(child)) out.string(child.name);
    }
    out.close();
  }
  out.key("properties").object();
  for (const Shape& child : shape.children) {
    out.key(child.name);
    write_shape(out, child);
  }
  out.close();
}

void write_shape(base::JsonWriter& out, const Shape& shape) {
  out.object();
  if (shape.key != nullptr) {
    out.key("description").string(description(*shape.key));
    if (shape.children.empty()) write_type(out, *shape.key);
  }
  if (shape.is_list()) {
    out.key("type").string("array").key("items");
    write_shape(out, shape.children[0]);
  } else if (!shape.children.empty()) {
    write_object(out, shape);
  }
  out.close();
}

}  // namespace

std::string json_schema() {
  Keys keys = make_keys();
  const Shape root = make_shape(keys);
  base::JsonWriter out;
  out.object().key("$schema").string("http://json-schema.org/draft-07/schema#");
  out.key("title").string("Postern's kratos.yml");
  write_object(out, root);
  return out.close().take();
}

}  // namespace config
