// valijson checks a whole document and says where it failed, but not in numbers, so the messages come from our own walk
// (schema_validate) and valijson guards against a rule that the walk has wrong. Two keywords are left out of its copy:
// `pattern`, which it matches on bytes and with a matcher that a hostile text can stall, and `format`, of which it
// knows three and those differently.
#include "identity/schema_valijson.h"

#include <json/json.h>

#include <algorithm>
#include <array>

#define VALIJSON_USE_EXCEPTIONS 1  // else it calls abort() on a schema it does not understand
#include <valijson/adapters/jsoncpp_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/text.h"

namespace identity {
namespace {

::Json::Value number_value(const base::JsonNumber& number) {
  if (const auto whole = base::parse_int(number.text)) return ::Json::Value(static_cast<::Json::Int64>(*whole));
  return ::Json::Value(number.value);
}

::Json::Value convert(const base::Json& json) {
  if (json.boolean()) return ::Json::Value(*json.boolean());
  if (json.number()) return number_value(*json.number());
  if (json.string()) return ::Json::Value(*json.string());
  if (json.array()) {
    ::Json::Value out(::Json::arrayValue);
    for (const base::Json& item : *json.array()) out.append(convert(item));
    return out;
  }
  if (!json.object()) return ::Json::Value();
  ::Json::Value out(::Json::objectValue);
  for (const auto& [name, member] : *json.object()) out[name] = convert(member);
  return out;
}

::Json::Value convert_schema(const base::Json& schema);

// The value of a keyword: subschemas below it lose the same keywords.
::Json::Value convert_keyword(const std::string& name, const base::Json& value) {
  constexpr std::array<std::string_view, 4> kMaps{"properties", "patternProperties", "definitions", "dependencies"};
  constexpr std::array<std::string_view, 12> kSchemas{
      "items", "additionalProperties", "additionalItems", "not", "if", "then", "else", "contains", "allOf", "anyOf",
      "oneOf", "propertyNames"};
  const auto is_in = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
  if (is_in(kMaps) && value.object()) {
    ::Json::Value out(::Json::objectValue);
    for (const auto& [key, child] : *value.object()) out[key] = convert_schema(child);
    return out;
  }
  if (!is_in(kSchemas)) return convert(value);
  if (!value.array()) return convert_schema(value);
  ::Json::Value out(::Json::arrayValue);
  for (const base::Json& child : *value.array()) out.append(convert_schema(child));
  return out;
}

::Json::Value convert_schema(const base::Json& schema) {
  if (!schema.object()) return convert(schema);
  ::Json::Value out(::Json::objectValue);
  for (const auto& [name, value] : *schema.object()) {
    if (name != "pattern" && name != "format") out[name] = convert_keyword(name, value);
  }
  return out;
}

// `<root>`, `[traits]`, `[name]` -> `traits.name`.
std::string path_of(const std::vector<std::string>& context) {
  std::string out;
  for (std::string_view step : context) {
    if (step == "<root>") continue;
    if (step.starts_with('[') && step.ends_with(']')) step = step.substr(1, step.size() - 2);
    if (!out.empty()) out += '.';
    out.append(step);
  }
  return out;
}

}  // namespace

struct Valijson::Parts {
  valijson::Schema schema;
};

Valijson::Valijson(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Valijson::Valijson(Valijson&&) noexcept = default;
Valijson& Valijson::operator=(Valijson&&) noexcept = default;
Valijson::~Valijson() = default;

base::Result<Valijson, std::string> Valijson::compile(const base::Json& schema) {
  auto parts = std::make_unique<Parts>();
  const ::Json::Value document = convert_schema(schema);
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::JsonCppAdapter(document), parts->schema);
  } catch (const std::exception& error) {
    return base::Error{std::string(error.what())};
  }
  return Valijson(std::move(parts));
}

std::optional<SecondOpinion> Valijson::find_error(const base::Json& traits) const {
  ::Json::Value document(::Json::objectValue);
  document["traits"] = convert(traits);
  valijson::Validator validator;
  valijson::ValidationResults results;
  try {
    const valijson::adapters::JsonCppAdapter target(document);
    if (validator.validate(parts_->schema, target, &results)) return std::nullopt;
  } catch (const std::exception& error) {
    return SecondOpinion{"traits", error.what()};
  }
  if (results.numErrors() == 0) return SecondOpinion{"traits", "is not valid"};
  // The first error is the innermost one.
  return SecondOpinion{path_of(results.begin()->context), results.begin()->description};
}

}  // namespace identity
