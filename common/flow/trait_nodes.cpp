#include "flow/trait_nodes.h"

#include <algorithm>
#include <cmath>

#include "base/json_writer.h"

namespace flow {
namespace {

constexpr std::size_t kMaxUndeclared = 100;  // a body may name a million

struct Shape {
  std::string_view type, autocomplete;
};

// Input type and autocomplete by property name, format and JSON type.
Shape shape_of(const identity::Trait& trait) {
  if (trait.path.ends_with(".password")) return {"password", ""};
  if (trait.format == "email") return {"email", "email"};
  if (trait.format == "tel") return {"tel", "tel"};
  if (trait.format == "date-time") return {"datetime-local", ""};
  if (trait.format == "date") return {"date", ""};
  if (trait.format == "uri") return {"url", "url"};
  if (trait.type == "number" || trait.type == "integer") return {"number", ""};
  if (trait.type == "boolean") return {"checkbox", ""};
  return {"text", ""};
}

// A value as a field shows it: nothing for null, and numbers as Kratos prints them (1.50 is 1.5).
std::optional<base::Json> shown(const base::Json& value) {
  if (value.is_null()) return {};
  const auto* number = value.number();
  if (!number || !std::isfinite(number->value)) return value;
  return base::Json(base::JsonNumber{base::JsonWriter().real(number->value).take(), number->value});
}

bool is_scalar(const base::Json& value) { return !value.object() && !value.array(); }

// `traits.a.b` and `traits.list.0` of whatever is no object and no array, in the document's order.
void collect_leaves(const base::Json& value, const std::string& path,
                    std::vector<std::pair<std::string, const base::Json*>>& leaves) {
  if (const auto* members = value.object()) {
    for (const auto& [name, member] : *members) collect_leaves(member, path + "." + name, leaves);
  } else if (const auto* items = value.array()) {
    for (std::size_t i = 0; i < items->size(); ++i) collect_leaves((*items)[i], path + "." + std::to_string(i), leaves);
  } else {
    leaves.emplace_back(path, &value);
  }
}

bool is_trait(std::string_view name) { return name == "traits" || name.starts_with("traits."); }

}  // namespace

void add_trait_nodes(const identity::Schema& schema, const base::Json& traits, std::string_view group,
                     std::vector<Node>& nodes) {
  for (const auto& trait : schema.traits()) {
    const auto [type, autocomplete] = shape_of(trait);
    Node node{.group = std::string(group),
              .name = trait.path,
              .type = std::string(type),
              .required = trait.required,
              .autocomplete = std::string(autocomplete),
              .pattern = trait.pattern,
              .disabled = trait.disabled,
              .options = trait.options};
    if (const auto value = identity::Schema::value_at(traits, trait.path); value && is_scalar(*value))
      node.value = shown(*value);
    if (!trait.title.empty()) node.label = schema_label(trait.path, trait.title);
    nodes.push_back(std::move(node));
  }
}

void add_undeclared_nodes(const base::Json& traits, std::string_view group, std::vector<Node>& nodes) {
  std::vector<std::pair<std::string, const base::Json*>> leaves;
  if (traits.object()) collect_leaves(traits, "traits", leaves);
  std::size_t added = 0;
  for (const auto& [path, value] : leaves) {
    const auto same = [&name = path](const Node& node) { return node.name == name; };
    if (added == kMaxUndeclared) return;
    if (std::ranges::any_of(nodes, same)) continue;
    const char* type = value->number() ? "number" : value->boolean() ? "checkbox" : "text";
    nodes.push_back({.group = std::string(group), .name = path, .type = type, .value = shown(*value)});
    ++added;
  }
}

std::vector<identity::Schema::Input> trait_inputs(const Submission& fields) {
  using Kind = Submission::Field::Kind;
  std::vector<identity::Schema::Input> out;
  for (const auto& field : fields.fields())
    if (is_trait(field.name))
      out.push_back({field.name, field.text, field.kind == Kind::object || field.kind == Kind::array});
  return out;
}

FieldErrors trait_messages(const std::vector<identity::TraitError>& errors) {
  FieldErrors out;
  for (const auto& error : errors) out.push_back({error.path, make_message(error.message_id, error.context)});
  return out;
}

}  // namespace flow
