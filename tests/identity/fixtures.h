// Schemas and small helpers of the identity tests.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "identity/schema.h"

namespace fixtures {

// A person with every kind of field.
inline const std::string kPerson = R"({
  "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
  "properties": {"traits": {"type": "object", "required": ["email"], "additionalProperties": false, "properties": {
    "email": {"type": "string", "format": "email", "title": "E-Mail", "minLength": 3, "maxLength": 320,
      "ory.sh/kratos": {"credentials": {"password": {"identifier": true}, "webauthn": {"identifier": true},
        "totp": {"account_name": true}, "passkey": {"display_name": true}}}},
    "name": {"type": "object", "additionalProperties": false, "properties": {
      "first": {"type": "string", "title": "First name", "minLength": 2},
      "last": {"type": "string", "title": "Last name", "maxLength": 30}}},
    "age": {"type": "integer", "title": "Age", "minimum": 13},
    "newsletter": {"type": "boolean", "title": "Send me news"},
    "plan": {"type": "string", "title": "Plan", "enum": ["free", "paid"]},
    "website": {"type": "string", "format": "uri", "title": "Website"}}}}})";

// `{"properties":{"traits":{"type":"object", <members> }}}`
inline std::string with_traits(const std::string& members) {
  return R"({"type":"object","properties":{"traits":{"type":"object",)" + members + "}}}";
}
// A schema whose only trait `x` has these keywords.
inline std::string with_x(const std::string& keywords) {
  return with_traits(R"("properties":{"x":{)" + keywords + "}}");
}

inline identity::Schema schema(const std::string& source) {
  auto parsed = identity::Schema::parse("default", source);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : parsed.error()));
  return std::move(parsed).value();
}

inline base::Json json(const std::string& text) {
  auto parsed = base::parse_json(text);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), "bad JSON in a test: " + text);
  return std::move(parsed).value();
}

// `path id {context}` per error.
inline std::vector<std::string> errors(const identity::Schema& schema, const std::string& traits) {
  std::vector<std::string> out;
  for (const auto& error : schema.validate(json(traits))) {
    const base::Json context{base::JsonObject(error.context.begin(), error.context.end())};
    out.push_back(error.path + " " + std::to_string(error.message_id) + " " + context.text());
  }
  return out;
}

using Lines = std::vector<std::string>;

// A file of the folder beside the repository, if it is there.
inline std::optional<std::string> shared_file(const std::string& name) {
  const char* folder = std::getenv("POSTERN_SHARED");
  std::ifstream file(std::string(folder ? folder : "../shared") + "/" + name);
  if (!file) return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace fixtures

#define CHECK_LINES(got, ...)                                                                                \
  do {                                                                                                       \
    const fixtures::Lines got_lines = (got), want_lines = __VA_ARGS__;                                       \
    BOOST_CHECK_EQUAL_COLLECTIONS(got_lines.begin(), got_lines.end(), want_lines.begin(), want_lines.end()); \
  } while (false)
