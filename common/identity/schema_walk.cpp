// A schema may name properties below `properties` and below the branches of its combinations; all of them count, the
// first of one path wins.
#include "identity/schema_walk.h"

#include <algorithm>

namespace identity {
namespace {

using base::Json;

constexpr std::size_t kMaxOptions = 500;
constexpr int kMaxTraitDepth = 8;  // of a form; a recursive schema would go on for ever

// The subschemas that speak of the same value as `schema`.
std::vector<const Json*> branches(const Json& schema) {
  std::vector<const Json*> out;
  for (const char* list : {"allOf", "anyOf", "oneOf"}) {
    if (const Json* many = schema.find(list)) {
      for (const Json& each : *many->array()) out.push_back(&each);
    }
  }
  for (const char* one : {"then", "else"}) {
    if (const Json* branch = schema.find(one)) out.push_back(branch);
  }
  return out;
}

bool lists_name(const Json* required, const std::string& name) {
  if (required == nullptr) return false;
  const base::JsonArray& names = *required->array();
  return std::any_of(names.begin(), names.end(), [&](const Json& each) { return *each.string() == name; });
}

// The type that a form field takes: the first but `null`.
std::string form_type(const Json& schema) {
  const Json* type = schema.find("type");
  if (type == nullptr || type->array() == nullptr) return text_of(type);
  for (const Json& each : *type->array()) {
    if (*each.string() != "null") return *each.string();
  }
  return "null";
}

void mark(Trait& trait, const Json* extension) {
  if (extension == nullptr) return;
  const auto flag = [&](const char* method, const char* name) {
    return is_true(find_member(*extension, {"credentials", method, name}));
  };
  trait.is_password_identifier |= flag("password", "identifier");
  trait.is_webauthn_identifier |= flag("webauthn", "identifier");
  trait.is_code_identifier |= flag("code", "identifier");
  trait.is_passkey_display_name |= flag("passkey", "display_name");
  trait.is_totp_account_name |= flag("totp", "account_name");
  if (trait.verification_via.empty())
    trait.verification_via = text_of(find_member(*extension, {"verification", "via"}));
  if (trait.recovery_via.empty()) trait.recovery_via = text_of(find_member(*extension, {"recovery", "via"}));
}

class Lister {
 public:
  explicit Lister(const Document& document) : document_(document) {}
  std::vector<Trait> traits;
  std::vector<std::string> objects;

  void descend(const Json& unresolved, const std::string& path, int depth) {
    const Json& schema = document_.resolve(unresolved);
    if (depth > kMaxTraitDepth || schema.object() == nullptr) return;
    if (const Json* properties = schema.find("properties")) {
      for (const auto& [name, child] : *properties->object()) {
        visit(document_.resolve(child), join_path(path, name), lists_name(schema.find("required"), name), depth + 1);
      }
    }
    for (const Json* branch : branches(schema)) descend(*branch, path, depth + 1);
  }

 private:
  void visit(const Json& schema, const std::string& path, bool required, int depth) {
    if (schema.object() == nullptr) return;
    const std::string type = form_type(schema);
    if (type == "object" && std::find(objects.begin(), objects.end(), path) == objects.end()) objects.push_back(path);
    if (type == "object" || schema.find("properties")) return descend(schema, path, depth);
    const auto same = [&](const Trait& each) { return each.path == path; };
    if (std::none_of(traits.begin(), traits.end(), same)) traits.push_back(make_trait(schema, path, type, required));
  }

  Trait make_trait(const Json& schema, const std::string& path, const std::string& type, bool required) const {
    Trait trait;
    trait.path = path;
    trait.type = type;
    trait.format = text_of(schema.find("format"));
    trait.pattern = text_of(schema.find("pattern"));
    trait.title = text_of(schema.find("title"));
    trait.required = required;
    trait.disabled = is_true(schema.find("disableFormField"));
    if (const Json* options = schema.find("enum")) {
      for (const Json& each : *options->array()) {
        if (trait.options.size() == kMaxOptions) break;
        trait.options.push_back(each.string() ? *each.string() : each.text());
      }
    }
    mark(trait, schema.find(kExtension));
    const Json* items = schema.find("items");
    if (items && items->object()) mark(trait, document_.resolve(*items).find(kExtension));
    return trait;
  }

  const Document& document_;
};

class Visitor {
 public:
  Visitor(const Document& document, const ExtensionVisit& visit) : document_(document), visit_(visit) {}

  void descend(const Json& unresolved, const Json& value, int depth) const {
    const Json& schema = document_.resolve(unresolved);
    if (depth > kMaxSchemaDepth || schema.object() == nullptr) return;
    if (const Json* extension = schema.find(kExtension)) visit_(*extension, value);
    const Json* properties = schema.find("properties");
    if (properties && value.object()) {
      for (const auto& [name, child] : *properties->object()) {
        if (const Json* member = value.find(name)) descend(child, *member, depth + 1);
      }
    }
    if (const Json* items = schema.find("items"); items && value.array()) descend_items(*items, *value.array(), depth);
    for (const Json* branch : branches(schema)) descend(*branch, value, depth + 1);
  }

 private:
  void descend_items(const Json& declared, const base::JsonArray& items, int depth) const {
    const base::JsonArray* tuple = declared.array();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (tuple && i >= tuple->size()) return;
      descend(tuple ? (*tuple)[i] : declared, items[i], depth + 1);
    }
  }

  const Document& document_;
  const ExtensionVisit& visit_;
};

}  // namespace

std::vector<Trait> list_traits(const Document& document) {
  Lister lister(document);
  lister.descend(document.traits(), "traits", 0);
  return std::move(lister.traits);
}

std::vector<std::string> list_objects(const Document& document) {
  Lister lister(document);
  lister.descend(document.traits(), "traits", 0);
  return std::move(lister.objects);
}

void visit_extensions(const Document& document, const base::Json& traits, const ExtensionVisit& visit) {
  Visitor(document, visit).descend(document.traits(), traits, 0);
}

}  // namespace identity
