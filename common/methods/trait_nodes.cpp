#include "methods/trait_nodes.h"

namespace methods {
namespace {

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

bool is_trait(std::string_view name) { return name == "traits" || name.starts_with("traits."); }

}  // namespace

void add_trait_nodes(const identity::Schema& schema, const base::Json& traits, std::string_view group,
                     std::vector<flow::Node>& nodes) {
  for (const auto& trait : schema.traits()) {
    const auto [type, autocomplete] = shape_of(trait);
    flow::Node node{.group = std::string(group),
                    .name = trait.path,
                    .type = std::string(type),
                    .value = identity::Schema::value_at(traits, trait.path),
                    .required = trait.required,
                    .autocomplete = std::string(autocomplete),
                    .pattern = trait.pattern,
                    .disabled = trait.disabled,
                    .options = trait.options};
    if (!trait.title.empty()) node.label = flow::schema_label(trait.path, trait.title);
    nodes.push_back(std::move(node));
  }
}

std::vector<identity::Schema::Input> trait_inputs(const flow::Submission& fields) {
  using Kind = flow::Submission::Field::Kind;
  std::vector<identity::Schema::Input> out;
  for (const auto& field : fields.fields())
    if (is_trait(field.name))
      out.push_back({field.name, field.text, field.kind == Kind::object || field.kind == Kind::array});
  return out;
}

flow::FieldErrors trait_messages(const std::vector<identity::TraitError>& errors) {
  flow::FieldErrors out;
  for (const auto& error : errors) out.push_back({error.path, flow::make_message(error.message_id, error.context)});
  return out;
}

}  // namespace methods
