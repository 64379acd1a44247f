// JSON Schema draft-07, as far as validation looks at it, and Kratos' extension, every object of which is closed
// (contract half B 7.2). What is refused here would otherwise be a rule that silently does not hold.
#include "identity/schema_check.h"

#include <algorithm>
#include <array>

namespace identity {
namespace {

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

constexpr std::array<std::string_view, 7> kTypes{"array", "boolean", "integer", "null", "number", "object", "string"};
constexpr std::array<std::string_view, 6> kCounts{"minLength", "maxLength",     "minItems",
                                                  "maxItems",  "minProperties", "maxProperties"};
constexpr std::array<std::string_view, 4> kLimits{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};
constexpr std::array<std::string_view, 9> kOneSchema{
    "items", "additionalProperties", "additionalItems", "not", "if", "then", "else", "contains", "propertyNames"};
constexpr std::array<std::string_view, 3> kSchemaLists{"allOf", "anyOf", "oneOf"};
constexpr std::array<std::string_view, 4> kSchemaMaps{"properties", "patternProperties", "definitions", "dependencies"};

std::string pointer(const std::string& place, std::string_view name) { return place + "/" + std::string(name); }

// The extension as a tree: a closed object has members, a leaf has a check.
enum class Leaf { object, boolean, address_kind, email_domain };
struct ExtensionNode {
  std::string_view name;
  Leaf leaf = Leaf::object;
  std::vector<ExtensionNode> members;
};

const ExtensionNode& extension_tree() {
  static const ExtensionNode kTree{
      kExtension,
      Leaf::object,
      {{"credentials",
        Leaf::object,
        {{"password", Leaf::object, {{"identifier", Leaf::boolean, {}}}},
         {"webauthn", Leaf::object, {{"identifier", Leaf::boolean, {}}}},
         {"passkey", Leaf::object, {{"display_name", Leaf::boolean, {}}}},
         {"totp", Leaf::object, {{"account_name", Leaf::boolean, {}}}},
         {"code", Leaf::object, {{"identifier", Leaf::boolean, {}}, {"via", Leaf::address_kind, {}}}}}},
       {"verification", Leaf::object, {{"via", Leaf::address_kind, {}}}},
       {"recovery", Leaf::object, {{"via", Leaf::address_kind, {}}}},
       {"organizations", Leaf::object, {{"matcher", Leaf::email_domain, {}}}}}};
  return kTree;
}

// "" or what is wrong, with its place.
std::string check_extension(const base::Json& value, const ExtensionNode& node, const std::string& place) {
  const std::string text = text_of(&value);
  switch (node.leaf) {
    case Leaf::boolean:
      return value.boolean() != nullptr ? "" : place + ": must be true or false";
    case Leaf::address_kind:
      return text == "email" || text == "sms" ? "" : place + ": must be \"email\" or \"sms\"";
    case Leaf::email_domain:
      return text == "email_domain" ? "" : place + ": must be \"email_domain\"";
    case Leaf::object:
      break;
  }
  if (value.object() == nullptr) return place + ": must be an object";
  for (const auto& [name, member] : *value.object()) {
    const auto known = std::find_if(node.members.begin(), node.members.end(),
                                    [&name = name](const ExtensionNode& each) { return each.name == name; });
    if (known == node.members.end()) return pointer(place, name) + ": unknown member";
    if (auto reason = check_extension(member, *known, pointer(place, name)); !reason.empty()) return reason;
  }
  return "";
}

bool is_schema(const base::Json& json) { return json.object() != nullptr || json.boolean() != nullptr; }

bool is_text_list(const base::Json& json) {
  const base::JsonArray* array = json.array();
  return array != nullptr &&
         std::all_of(array->begin(), array->end(), [](const base::Json& each) { return each.string() != nullptr; });
}

bool is_count(const base::Json& json) {
  const base::JsonNumber* number = json.number();
  return number != nullptr && number->value >= 0 && number->value <= 1e15 &&
         number->value == static_cast<double>(static_cast<std::int64_t>(number->value));
}

}  // namespace

std::string DocumentCheck::run() {
  check_root();
  if (reason_.empty()) check_schema(document_.root_, "#", 0);
  if (!reason_.empty()) return reason_;
  const base::Json& traits = document_.traits();
  if (traits.object() == nullptr || !has_type(traits, "object") || traits.find("type") == nullptr) {
    refuse("#/properties/traits", "must be a schema of type \"object\"");
  }
  return reason_;
}

void DocumentCheck::check_root() {
  if (document_.root_.object() == nullptr) return refuse("#", "must be an object");
  const base::Json* traits = find_member(document_.root_, {"properties", "traits"});
  if (traits == nullptr) refuse("#/properties", "must have the member \"traits\"");
}

void DocumentCheck::check_schema(const base::Json& schema, const std::string& place, int depth) {
  if (!reason_.empty() || !seen_.insert(&schema).second) return;
  if (depth > kMaxSchemaDepth) return refuse(place, "is nested too deeply");
  if (!is_schema(schema)) return refuse(place, "must be a schema: an object, true or false");
  if (schema.object() == nullptr) return;
  if (schema.find("$ref") != nullptr) check_reference(schema, place, depth);
  for (const auto& [name, value] : *schema.object()) {
    check_keyword(name, value, pointer(place, name));
    check_children(name, value, pointer(place, name), depth);
  }
}

// A chain of references must end at a schema that is none.
void DocumentCheck::check_reference(const base::Json& schema, const std::string& place, int depth) {
  const base::Json* at = &schema;
  for (int hops = 0; hops < kMaxSchemaDepth; ++hops) {
    const base::Json* reference = at->find("$ref");
    if (reference == nullptr) return check_schema(*at, place, depth + 1);
    if (reference->string() == nullptr) return refuse(place, "$ref must be a string");
    if (!reference->string()->starts_with('#')) return refuse(place, "$ref must lead into this document (\"#/…\")");
    at = document_.find_reference(*at);
    if (at == nullptr) return refuse(place, "$ref leads nowhere: " + *reference->string());
  }
  refuse(place, "$ref leads in a circle");
}

void DocumentCheck::check_keyword(const std::string& name, const base::Json& value, const std::string& place) {
  if (name == "type") return check_type(value, place);
  if (name == kExtension) {
    if (auto reason = check_extension(value, extension_tree(), place); !reason.empty() && reason_.empty()) {
      reason_ = std::move(reason);
    }
    return;
  }
  if (name == "pattern") {
    if (value.string() == nullptr) return refuse(place, "must be a string");
    return compile(*value.string(), place);
  }
  if (name == "required" && !is_text_list(value)) return refuse(place, "must be a list of names");
  if (name == "enum" && (value.array() == nullptr || value.array()->empty())) return refuse(place, "must be a list");
  if (contains(kCounts, name) && !is_count(value)) return refuse(place, "must be a whole number, not negative");
  if (contains(kLimits, name) && value.number() == nullptr) return refuse(place, "must be a number");
  if (name == "multipleOf" && (value.number() == nullptr || value.number()->value <= 0)) {
    return refuse(place, "must be a number above 0");
  }
  if (name == "uniqueItems" && value.boolean() == nullptr) return refuse(place, "must be true or false");
  if ((name == "format" || name == "title") && value.string() == nullptr) return refuse(place, "must be a string");
}

void DocumentCheck::check_type(const base::Json& value, const std::string& place) {
  const auto is_known = [](const base::Json& each) { return each.string() && contains(kTypes, *each.string()); };
  const base::JsonArray* many = value.array();
  const bool good = many ? !many->empty() && std::all_of(many->begin(), many->end(), is_known) : is_known(value);
  if (!good) refuse(place, "must name types of JSON Schema");
}

void DocumentCheck::check_children(const std::string& name, const base::Json& value, const std::string& place,
                                   int depth) {
  if (contains(kSchemaMaps, name)) {
    if (value.object() == nullptr) return refuse(place, "must be an object");
    for (const auto& [key, child] : *value.object()) {
      if (name == "patternProperties") compile(key, pointer(place, key));
      if (name == "dependencies" && is_text_list(child)) continue;
      check_schema(child, pointer(place, key), depth + 1);
    }
    return;
  }
  const bool is_list = contains(kSchemaLists, name) || (name == "items" && value.array() != nullptr);
  if (is_list) {
    if (value.array() == nullptr || value.array()->empty()) return refuse(place, "must be a list of schemas");
    for (std::size_t i = 0; i < value.array()->size(); ++i) {
      check_schema((*value.array())[i], pointer(place, std::to_string(i)), depth + 1);
    }
    return;
  }
  if (contains(kOneSchema, name)) check_schema(value, place, depth + 1);
}

void DocumentCheck::compile(const std::string& pattern, const std::string& place) {
  if (!reason_.empty() || document_.patterns_.contains(pattern)) return;
  try {
    document_.patterns_.emplace(pattern, Pattern(pattern));
  } catch (const std::regex_error&) {
    refuse(place, "is no regular expression that can be used here (ECMAScript): " + pattern);
  }
}

void DocumentCheck::refuse(const std::string& place, std::string_view reason) {
  if (reason_.empty()) reason_ = place + ": " + std::string(reason);
}

}  // namespace identity
