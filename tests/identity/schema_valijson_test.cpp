// Our walk and valijson must agree on what is valid: each keyword once satisfied, once violated.
#include "identity/schema_valijson.h"

#include "identity/schema_document.h"
#include "identity/schema_validate.h"
#include "tests/identity/fixtures.h"

namespace {

struct Verdicts {
  bool walk, valijson;
};

Verdicts verdicts(const std::string& keywords, const std::string& value) {
  const std::string source = fixtures::with_x(keywords);
  const auto document = identity::Document::parse(source);
  const auto valijson = identity::Valijson::compile(fixtures::json(source));
  BOOST_REQUIRE_MESSAGE(document.ok() && valijson.ok(), source);
  const auto traits = fixtures::json(R"({"x":)" + value + "}");
  return {identity::walk_errors(*document, traits).empty(), !valijson->find_error(traits)};
}

struct Case {
  std::string keywords, good, bad;
};

const std::vector<Case> kCases{
    {R"("type":"string")", R"("a")", "1"},
    {R"("type":"integer")", "3", "3.5"},
    {R"("type":"number")", "3.5", R"("3")"},
    {R"("type":["boolean","null"])", "null", "0"},
    {R"("minLength":2)", R"("éé")", R"("é")"},
    {R"("maxLength":2)", R"("éé")", R"("ééé")"},
    {R"("minimum":2)", "2", "1"},
    {R"("exclusiveMinimum":2)", "2.5", "2"},
    {R"("maximum":2)", "2", "3"},
    {R"("exclusiveMaximum":2)", "1", "2"},
    {R"("multipleOf":2)", "-4", "3"},
    {R"("multipleOf":0.1)", "0.3", "0.35"},
    {R"("minItems":1)", "[1]", "[]"},
    {R"("maxItems":1)", "[1]", "[1,2]"},
    {R"("uniqueItems":true)", "[1,2]", "[1,1]"},
    {R"("const":"a")", R"("a")", R"("b")"},
    {R"("enum":["a",1])", "1", "2"},
    {R"("required":["a"])", R"({"a":1})", "{}"},
    {R"("properties":{"a":{"type":"string"}})", R"({"a":"x"})", R"({"a":1})"},
    {R"("properties":{"a":{}},"additionalProperties":false)", R"({"a":1})", R"({"b":1})"},
    {R"("additionalProperties":{"type":"string"})", R"({"b":"x"})", R"({"b":1})"},
    {R"("patternProperties":{"^n":{"type":"number"}})", R"({"n":1})", R"({"n":"x"})"},
    {R"("items":{"type":"string"})", R"(["a"])", "[1]"},
    {R"("items":[{"type":"string"}],"additionalItems":false)", R"(["a"])", R"(["a",1])"},
    {R"("contains":{"const":1})", "[2,1]", "[2]"},
    {R"("minProperties":1)", R"({"a":1})", "{}"},
    {R"("maxProperties":1)", R"({"a":1})", R"({"a":1,"b":2})"},
    {R"("propertyNames":{"maxLength":1})", R"({"a":1})", R"({"ab":1})"},
    {R"("dependencies":{"a":["b"]})", R"({"a":1,"b":2})", R"({"a":1})"},
    {R"("allOf":[{"minimum":1},{"maximum":2}])", "1", "3"},
    {R"("anyOf":[{"const":1},{"const":2}])", "2", "3"},
    {R"("oneOf":[{"minimum":1},{"maximum":2}])", "3", "1.5"},
    {R"("not":{"const":1})", "2", "1"},
    {R"("if":{"minimum":5},"then":{"maximum":6},"else":{"minimum":2})", "6", "7"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_valijson)

BOOST_AUTO_TEST_CASE(both_accept_and_both_refuse) {
  for (const Case& each : kCases) {
    const Verdicts good = verdicts(each.keywords, each.good), bad = verdicts(each.keywords, each.bad);
    BOOST_CHECK_MESSAGE(good.walk, "walk refuses " << each.good << " for " << each.keywords);
    BOOST_CHECK_MESSAGE(good.valijson, "valijson refuses " << each.good << " for " << each.keywords);
    BOOST_CHECK_MESSAGE(!bad.walk, "walk accepts " << each.bad << " for " << each.keywords);
    BOOST_CHECK_MESSAGE(!bad.valijson, "valijson accepts " << each.bad << " for " << each.keywords);
  }
}

BOOST_AUTO_TEST_CASE(an_error_has_a_path) {
  const auto valijson =
      identity::Valijson::compile(fixtures::json(fixtures::with_x(R"("properties":{"a":{"maximum":1}})")));
  const auto error = valijson.value().find_error(fixtures::json(R"({"x":{"a":2}})"));
  BOOST_REQUIRE(error);
  BOOST_CHECK_EQUAL(error->path, "traits.x.a");
  BOOST_CHECK(!error->description.empty());
}

BOOST_AUTO_TEST_CASE(what_it_cannot_compile) {
  const auto valijson =
      identity::Valijson::compile(fixtures::json(R"({"properties":{"traits":{"$ref":"other.json"}}})"));
  BOOST_REQUIRE(!valijson.ok());
  BOOST_CHECK_EQUAL(valijson.error(), "Fetching of remote JSON References not enabled.");
}

BOOST_AUTO_TEST_SUITE_END()
