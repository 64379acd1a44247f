#include "config/json_schema.h"

#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "base/text.h"
#include "config/load.h"

namespace {

// The schema of a dotted path, `#` for a list's index.
const base::Json* find_schema(const base::Json& root, std::string_view path) {
  const base::Json* at = &root;
  for (const std::string_view name : base::split(path, '.')) {
    const base::Json* next = name == "#" ? at->find("items") : at->find("properties");
    if (next != nullptr && name != "#") next = next->find(name);
    if (next == nullptr) return nullptr;
    at = next;
  }
  return at;
}

std::string text_at(const base::Json& json, std::string_view name) {
  const base::Json* member = json.find(name);
  return member != nullptr && member->string() ? *member->string() : std::string();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_schema)

BOOST_AUTO_TEST_CASE(every_key_is_there_with_its_meaning) {
  const auto schema = base::parse_json(config::json_schema());
  BOOST_REQUIRE(schema.ok());
  for (const config::KeyInfo& key : config::documented_keys()) {
    const base::Json* found = find_schema(*schema, key.path);
    BOOST_REQUIRE_MESSAGE(found != nullptr, key.path);
    BOOST_TEST(text_at(*found, "description").starts_with(key.why), key.path);
  }
}

BOOST_AUTO_TEST_CASE(types_are_those_of_the_table) {
  const auto schema = base::parse_json(config::json_schema());
  BOOST_REQUIRE(schema.ok());
  const auto at = [&](std::string_view path) -> const base::Json& { return *find_schema(*schema, path); };
  BOOST_TEST(text_at(at("selfservice.methods.totp.enabled"), "type") == "boolean");
  BOOST_TEST(text_at(at("session.lifespan"), "pattern") == "^([0-9]+(ns|us|ms|s|m|h))+$");
  const base::Json* levels = at("session.whoami.required_aal").find("enum");
  BOOST_REQUIRE((levels != nullptr && levels->array()));
  BOOST_TEST(levels->array()->size() >= 2U);
  BOOST_TEST(text_at(at("secrets.cipher"), "type") == "array");
  // A misspelt key is marked, but where Kratos tolerates any.
  const base::Json* closed = at("session.whoami").find("additionalProperties");
  BOOST_REQUIRE(closed != nullptr);
  BOOST_TEST(*closed->boolean() == false);
}

BOOST_AUTO_TEST_SUITE_END()
