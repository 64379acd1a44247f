// JSON Schema draft-07 validation (draft-handrews-json-schema-validation-01 section 6), with the error texts and
// numbers that Kratos' validator gives for each keyword.
#include "identity/schema_validate.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "identity/schema_format.h"

namespace identity {
namespace {

using base::Json;
using Context = std::vector<std::pair<std::string, Json>>;

constexpr std::size_t kMaxCompared = 1000;  // items with each other: a body may carry a million of them

Json count_json(std::size_t count) { return Json(base::JsonNumber{std::to_string(count), static_cast<double>(count)}); }

// Equal as JSON values: numbers by value, members in any order.
bool equal_values(const Json& a, const Json& b) {
  if (a.number() && b.number()) return a.number()->value == b.number()->value;
  if (a.array() && b.array()) {
    return std::equal(a.array()->begin(), a.array()->end(), b.array()->begin(), b.array()->end(), equal_values);
  }
  if (!a.object() || !b.object()) return a == b;
  if (a.object()->size() != b.object()->size()) return false;
  return std::all_of(a.object()->begin(), a.object()->end(), [&](const auto& member) {
    const Json* other = b.find(member.first);
    return other != nullptr && equal_values(member.second, *other);
  });
}

// A value as Go's %#v prints it.
std::string go_syntax(const Json& value) {
  if (value.string()) return base::quote_go(*value.string());
  if (value.number()) return base::quote_go(value.number()->text);  // json.Number is a string to Go
  return value.is_null() ? "<nil>" : value.text();
}

bool is_integer(const Json& value) {
  if (!value.number()) return false;
  std::string_view text = value.number()->text;
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

class Walk {
 public:
  explicit Walk(const Document& document) : document_(document) {}
  std::vector<TraitError> take() { return std::move(errors_); }

  void check(const Json& unresolved, const Json& value, const std::string& path) {
    const Json& schema = document_.resolve(unresolved);
    if (const bool* always = schema.boolean()) {
      if (!*always) fail(path, "always fail");
      return;
    }
    if (!check_type(schema, value, path)) return;  // what follows would only repeat that it is another type
    check_values(schema, value, path);
    check_format(schema, value, path);
    check_combinations(schema, value, path);
    if (value.object()) check_object(schema, value, path);
    if (value.array()) check_array(schema, value, path);
    if (value.string()) check_string(schema, *value.string(), path);
    if (value.number()) check_number(schema, value.number()->value, path);
  }

 private:
  void add(const std::string& path, int id, Context context) { errors_.push_back({path, id, std::move(context)}); }
  void fail(const std::string& path, const std::string& reason) { errors_.push_back(plain_error(path, reason)); }

  std::vector<TraitError> errors_of(const Json& schema, const Json& value, const std::string& path) const {
    Walk walk(document_);
    walk.check(schema, value, path);
    return walk.take();
  }
  bool is_valid(const Json& schema, const Json& value) const { return errors_of(schema, value, "").empty(); }

  bool check_type(const Json& schema, const Json& value, const std::string& path);
  void check_values(const Json& schema, const Json& value, const std::string& path);
  void check_format(const Json& schema, const Json& value, const std::string& path);
  void check_combinations(const Json& schema, const Json& value, const std::string& path);
  void check_one_of(const Json& one_of, const Json& value, const std::string& path);
  void check_object(const Json& schema, const Json& value, const std::string& path);
  void check_properties(const Json& schema, const Json& value, const std::string& path);
  void check_dependencies(const Json& schema, const Json& value, const std::string& path);
  void check_array(const Json& schema, const Json& value, const std::string& path);
  void check_items(const Json& schema, const base::JsonArray& items, const std::string& path);
  void check_unique(const base::JsonArray& items, const std::string& path);
  void check_string(const Json& schema, const std::string& text, const std::string& path);
  void check_number(const Json& schema, double value, const std::string& path);

  const Document& document_;
  std::vector<TraitError> errors_;
};

bool Walk::check_type(const Json& schema, const Json& value, const std::string& path) {
  const Json* type = schema.find("type");
  if (type == nullptr || has_type(schema, value.type_name()) || (is_integer(value) && has_type(schema, "integer"))) {
    return true;
  }
  base::JsonArray allowed = type->array() ? *type->array() : base::JsonArray{*type};
  add(path, 4000026,
      {{"actual_type", Json(std::string(value.type_name()))}, {"allowed_types", Json(std::move(allowed))}});
  return false;
}

void Walk::check_values(const Json& schema, const Json& value, const std::string& path) {
  if (const Json* constant = schema.find("const"); constant && !equal_values(*constant, value)) {
    const bool is_tree = constant->object() || constant->array();
    add(path, is_tree ? 4000030 : 4000029, is_tree ? Context{} : Context{{"expected", Json(go_syntax(*constant))}});
  }
  const Json* allowed = schema.find("enum");
  if (allowed == nullptr) return;
  const base::JsonArray& list = *allowed->array();
  if (std::any_of(list.begin(), list.end(), [&](const Json& each) { return equal_values(each, value); })) return;
  std::vector<std::string> texts;
  bool has_tree = false;
  for (const Json& each : list) {
    has_tree |= each.object() || each.array();
    texts.push_back(go_syntax(each));
  }
  if (has_tree) return fail(path, "enum failed");
  fail(path, (texts.size() == 1 ? "value must be " : "value must be one of ") + join(texts, ", "));
}

void Walk::check_format(const Json& schema, const Json& value, const std::string& path) {
  if (value.string() == nullptr) return;
  std::string format = text_of(schema.find("format"));
  if (format.empty() || has_format(*value.string(), format)) {
    // An address to be verified or recovered by must be one, even if the schema names no format.
    format.clear();
    for (const char* use : {"verification", "recovery"}) {
      const std::string via = text_of(find_member(schema, {kExtension, use, "via"}));
      if (format.empty() && !via.empty()) format = via == "sms" ? "tel" : "email";
    }
    if (format.empty() || value.string()->empty() || has_format(*value.string(), format)) return;
  }
  const std::string quoted = base::quote_go(*value.string());
  const bool is_email = format == "email" || format == "email_loose";
  // Kratos reads the value back from the validator's text, up to a blank: what is empty or has one keeps that text.
  const bool is_readable = !value.string()->empty() && quoted.find(' ') == std::string::npos;
  if (is_readable && (is_email || format == "tel")) {
    return add(path, is_email ? 4000040 : 4000041, {{"value", Json(quoted.substr(1, quoted.size() - 2))}});
  }
  fail(path, quoted + " is not valid " + base::quote_go(format));
}

void Walk::check_combinations(const Json& schema, const Json& value, const std::string& path) {
  if (const Json* no = schema.find("not"); no && is_valid(*no, value)) fail(path, "not failed");
  if (const Json* all = schema.find("allOf")) {
    for (const Json& each : *all->array()) check(each, value, path);
  }
  if (const Json* any = schema.find("anyOf")) {
    std::vector<TraitError> found;
    bool matched = false;
    for (const Json& each : *any->array()) {
      auto errors = errors_of(each, value, path);
      matched |= errors.empty();
      std::move(errors.begin(), errors.end(), std::back_inserter(found));
    }
    if (!matched) std::move(found.begin(), found.end(), std::back_inserter(errors_));
  }
  if (const Json* one = schema.find("oneOf")) check_one_of(*one, value, path);
  if (const Json* condition = schema.find("if")) {
    const Json* branch = schema.find(is_valid(*condition, value) ? "then" : "else");
    if (branch != nullptr) check(*branch, value, path);
  }
}

void Walk::check_one_of(const Json& one_of, const Json& value, const std::string& path) {
  std::vector<TraitError> found;
  std::vector<std::string> matched;
  for (std::size_t i = 0; i < one_of.array()->size(); ++i) {
    auto errors = errors_of((*one_of.array())[i], value, path);
    if (errors.empty()) matched.push_back(std::to_string(i));
    std::move(errors.begin(), errors.end(), std::back_inserter(found));
  }
  if (matched.size() > 1) return fail(path, "valid against schemas at indexes " + join(matched, " and "));
  if (matched.empty()) std::move(found.begin(), found.end(), std::back_inserter(errors_));
}

void Walk::check_object(const Json& schema, const Json& value, const std::string& path) {
  const std::size_t size = value.object()->size();
  const auto limit = [&](const char* name, const char* word, auto too_far) {
    const Json* number = schema.find(name);
    if (number == nullptr || !too_far(static_cast<double>(size), number->number()->value)) return;
    fail(path, std::string(word) + " " + number->number()->text + " properties allowed, but found " +
                   std::to_string(size) + " properties");
  };
  limit("minProperties", "minimum", std::less<>());
  limit("maxProperties", "maximum", std::greater<>());
  if (const Json* required = schema.find("required")) {
    for (const Json& name : *required->array()) {
      if (!value.find(*name.string())) add(join_path(path, *name.string()), 4000002, {{"property", name}});
    }
  }
  if (const Json* names = schema.find("propertyNames")) {
    for (const auto& member : *value.object()) check(*names, Json(member.first), path);
  }
  check_properties(schema, value, path);
  check_dependencies(schema, value, path);
}

void Walk::check_properties(const Json& schema, const Json& value, const std::string& path) {
  const Json* properties = schema.find("properties");
  if (properties != nullptr) {
    for (const auto& [name, child] : *properties->object()) {
      if (const Json* member = value.find(name)) check(child, *member, join_path(path, name));
    }
  }
  const Json* patterns = schema.find("patternProperties");
  const Json* additional = schema.find("additionalProperties");
  std::vector<std::string> undeclared;
  for (const auto& [name, member] : *value.object()) {
    bool is_declared = properties != nullptr && properties->find(name);
    for (const auto& [source, child] : patterns ? *patterns->object() : base::JsonObject{}) {
      if (!document_.pattern(source).matches(name)) continue;
      is_declared = true;
      check(child, member, join_path(path, name));
    }
    if (is_declared || additional == nullptr) continue;
    if (additional->boolean() && !*additional->boolean()) {
      undeclared.push_back(base::quote_go(name));
    } else {
      check(*additional, member, join_path(path, name));
    }
  }
  if (!undeclared.empty()) fail(path, "additionalProperties " + join(undeclared, ", ") + " not allowed");
}

void Walk::check_dependencies(const Json& schema, const Json& value, const std::string& path) {
  const Json* dependencies = schema.find("dependencies");
  if (dependencies == nullptr) return;
  for (const auto& [name, needs] : *dependencies->object()) {
    if (!value.find(name)) continue;
    if (needs.array() == nullptr) {
      check(needs, value, path);
      continue;
    }
    for (const Json& each : *needs.array()) {
      if (value.find(*each.string())) continue;
      fail(path, "property " + base::quote_go(*each.string()) + " is required, if " + base::quote_go(name) +
                     " property exists");
    }
  }
}

void Walk::check_array(const Json& schema, const Json& value, const std::string& path) {
  const base::JsonArray& items = *value.array();
  const auto size = static_cast<double>(items.size());
  if (const Json* least = schema.find("minItems"); least && size < least->number()->value) {
    add(path, 4000024,
        {{"actual_items", count_json(items.size())}, {"min_items", make_number(least->number()->value)}});
  }
  if (const Json* most = schema.find("maxItems"); most && size > most->number()->value) {
    add(path, 4000023, {{"actual_items", count_json(items.size())}, {"max_items", make_number(most->number()->value)}});
  }
  if (is_true(schema.find("uniqueItems"))) check_unique(items, path);
  check_items(schema, items, path);
  const Json* needed = schema.find("contains");
  if (needed == nullptr) return;
  const auto fits = [&](const Json& item) { return is_valid(*needed, item); };
  if (std::none_of(items.begin(), items.end(), fits)) fail(path, "contains failed");
}

void Walk::check_unique(const base::JsonArray& items, const std::string& path) {
  if (items.size() > kMaxCompared) return fail(path, "has too many items to compare them");
  for (std::size_t b = 1; b < items.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      if (!equal_values(items[a], items[b])) continue;
      return add(path, 4000025, {{"index_a", count_json(a)}, {"index_b", count_json(b)}});
    }
  }
}

void Walk::check_items(const Json& schema, const base::JsonArray& items, const std::string& path) {
  const Json* declared = schema.find("items");
  if (declared == nullptr) return;
  const base::JsonArray* tuple = declared->array();
  const Json* additional = schema.find("additionalItems");
  if (tuple && additional && additional->boolean() && !*additional->boolean() && items.size() > tuple->size()) {
    fail(path, "only " + std::to_string(tuple->size()) + " items are allowed, but found " +
                   std::to_string(items.size()) + " items");
    additional = nullptr;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Json* child = !tuple ? declared : i < tuple->size() ? &(*tuple)[i] : additional;
    if (child != nullptr) check(*child, items[i], join_path(path, std::to_string(i)));
  }
}

void Walk::check_string(const Json& schema, const std::string& text, const std::string& path) {
  const std::size_t length = base::count_code_points(text);
  const Json* least = schema.find("minLength");
  if (least && static_cast<double>(length) < least->number()->value) {
    add(path, 4000003, {{"actual_length", count_json(length)}, {"min_length", make_number(least->number()->value)}});
  }
  const Json* most = schema.find("maxLength");
  if (most && static_cast<double>(length) > most->number()->value) {
    add(path, 4000017, {{"actual_length", count_json(length)}, {"max_length", make_number(most->number()->value)}});
  }
  const Json* pattern = schema.find("pattern");
  if (pattern && !document_.pattern(*pattern->string()).matches(text)) add(path, 4000004, {{"pattern", *pattern}});
}

void Walk::check_number(const Json& schema, double value, const std::string& path) {
  const auto limit = [&](const char* keyword, const char* member, int id, auto too_far) {
    const Json* number = schema.find(keyword);
    if (number == nullptr || !too_far(value, number->number()->value)) return;
    add(path, id, {{"actual", make_number(value)}, {member, make_number(number->number()->value)}});
  };
  limit("minimum", "minimum", 4000018, std::less<>());
  limit("exclusiveMinimum", "minimum", 4000019, std::less_equal<>());
  limit("maximum", "maximum", 4000020, std::greater<>());
  limit("exclusiveMaximum", "maximum", 4000021, std::greater_equal<>());
  // Whole up to what binary fractions lose: 0.3 is a multiple of 0.1.
  limit("multipleOf", "base", 4000022, [](double number, double divisor) {
    const double quotient = number / divisor;
    return std::fabs(quotient - std::nearbyint(quotient)) > 1e-9 * std::fmax(1.0, std::fabs(quotient));
  });
}

}  // namespace

TraitError plain_error(std::string path, const std::string& reason) {
  return {std::move(path), 4000001, {{"reason", base::Json(reason)}}};
}

std::vector<TraitError> walk_errors(const Document& document, const base::Json& traits) {
  Walk walk(document);
  walk.check(document.traits(), traits, "traits");
  return walk.take();
}

}  // namespace identity
