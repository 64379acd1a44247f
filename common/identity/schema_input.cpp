// How a decoder reads form text by the schema's types (contract half B 0.4): what cannot be read stays text, so that
// validation can say which type was expected; an empty text means "not sent".
#include "identity/schema_input.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "identity/schema_document.h"

namespace identity {
namespace {

using base::Json;
using Input = Schema::Input;

std::optional<double> parse_real(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

Json integer_or_text(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (const auto value = base::parse_int(digits))
    return Json(base::JsonNumber{std::to_string(*value), static_cast<double>(*value)});
  const auto value = parse_real(text);  // `20.0` and `2e1` are integers too; `20.5` is for validation to refuse
  return value ? make_number(*value) : Json(text);
}

Json real_or_text(const std::string& text) {
  const auto value = parse_real(text);
  return value ? make_number(*value) : Json(text);
}

Json coerce(const std::string& text, std::string_view type) {
  if (type == "integer") return integer_or_text(text);
  if (type == "number") return real_or_text(text);
  if (type == "boolean") {
    const auto value = base::parse_go_bool(text);
    return value ? Json(*value) : Json(text);
  }
  return Json(text);
}

std::optional<Json> as_json(const Input& field) {
  if (!field.is_json) return std::nullopt;
  auto json = base::parse_json(field.text);
  return json ? std::optional(std::move(*json)) : std::nullopt;
}

// One trait's value from all fields of its name; nullopt = not sent.
std::optional<Json> field_value(const Trait& trait, const std::vector<const Input*>& sent) {
  if (sent.empty()) return std::nullopt;
  if (trait.type == "array") {
    if (auto whole = as_json(*sent.front())) return whole;
    base::JsonArray items;
    for (const Input* field : sent) {
      if (!field->text.empty()) items.emplace_back(field->text);
    }
    return items.empty() ? std::nullopt : std::optional(Json(std::move(items)));
  }
  // A checkbox comes after its hidden `false`; of everything else the first counts.
  const Input& field = trait.type == "boolean" ? *sent.back() : *sent.front();
  if (field.text.empty()) {
    return trait.type == "boolean" && trait.required ? std::optional(Json(false)) : std::nullopt;
  }
  if (auto json = as_json(field); json && !json->is_null() && (json->object() || json->array())) return json;
  return coerce(field.text, trait.type);
}

std::vector<const Input*> fields_named(const std::vector<Input>& fields, std::string_view name) {
  std::vector<const Input*> out;
  for (const Input& field : fields) {
    if (field.name == name) out.push_back(&field);
  }
  return out;
}

Json* find_mutable(Json& object, std::string_view name) {
  const auto same = [&](const auto& member) { return member.first == name; };
  const auto at = std::find_if(object.object()->begin(), object.object()->end(), same);
  return at == object.object()->end() ? nullptr : &at->second;
}

// Puts the value at `traits.a.b`; objects on the way are made. Something else in the way stays, for validation to
// refuse.
void put(Json& traits, std::string_view path, Json value) {
  Json* at = &traits;
  const auto names = base::split(path, '.');
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (at->object() == nullptr) return;
    Json* next = find_mutable(*at, names[i]);
    if (next == nullptr) next = &at->object()->emplace_back(std::string(names[i]), Json(base::JsonObject{})).second;
    at = next;
  }
  *at = std::move(value);
}

// `traits` itself: its JSON, an empty object if it is empty or null.
Json whole_document(const std::vector<Input>& fields) {
  const auto sent = fields_named(fields, "traits");
  if (sent.empty() || sent.front()->text.empty()) return Json(base::JsonObject{});
  auto json = as_json(*sent.front());
  if (!json) return Json(sent.front()->text);
  return json->is_null() ? Json(base::JsonObject{}) : std::move(*json);
}

}  // namespace

Json assemble_traits(const std::vector<Trait>& traits, const std::vector<std::string>& objects,
                     const std::vector<Input>& fields) {
  Json out = whole_document(fields);
  for (const std::string& path : objects) {
    const auto sent = fields_named(fields, path);
    if (sent.empty()) continue;
    if (auto json = as_json(*sent.front())) put(out, path, std::move(*json));
  }
  for (const Trait& trait : traits) {
    if (auto value = field_value(trait, fields_named(fields, trait.path))) put(out, trait.path, std::move(*value));
  }
  for (const std::string& path : objects) {
    if (!Schema::value_at(out, path)) put(out, path, Json(base::JsonObject{}));
  }
  return out;
}

}  // namespace identity
