// Each keyword of the contract's table (half B 0.6): the message id, the path and the exact context.
// contract: B0.6
#include "tests/identity/fixtures.h"

#include <chrono>

using fixtures::errors;
using fixtures::Lines;
using fixtures::schema;
using fixtures::with_traits;
using fixtures::with_x;

namespace {

Lines errors_of_x(const std::string& keywords, const std::string& value) {
  return errors(schema(with_x(keywords)), R"({"x":)" + value + "}");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_validate)

BOOST_AUTO_TEST_CASE(a_complete_person_is_valid) {
  CHECK_LINES(errors(schema(fixtures::kPerson),
                     R"({"email":"ada@example.org","name":{"first":"Ada","last":"Lovelace"},"age":36,"newsletter":true,
                        "plan":"paid","website":"https://ada.example/"})"),
              {});
}

BOOST_AUTO_TEST_CASE(seven_errors_at_once_in_schema_order) {
  CHECK_LINES(
      errors(schema(fixtures::kPerson),
             R"({"email":"nope","name":{"first":"A","last":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},"age":12,
                        "newsletter":"maybe","plan":"gold","website":"::"})"),
      {R"(traits.email 4000040 {"value":"nope"})", R"(traits.name.first 4000003 {"actual_length":1,"min_length":2})",
       R"(traits.name.last 4000017 {"actual_length":31,"max_length":30})",
       R"(traits.age 4000018 {"actual":12,"minimum":13})",
       R"(traits.newsletter 4000026 {"actual_type":"string","allowed_types":["boolean"]})",
       R"(traits.plan 4000001 {"reason":"value must be one of \"free\", \"paid\""})",
       R"(traits.website 4000001 {"reason":"\"::\" is not valid \"uri\""})"});
}

BOOST_AUTO_TEST_CASE(format_comes_before_length) {
  CHECK_LINES(errors(schema(fixtures::kPerson), R"({"email":""})"),
              {R"(traits.email 4000001 {"reason":"\"\" is not valid \"email\""})",
               R"(traits.email 4000003 {"actual_length":0,"min_length":3})"});
}

BOOST_AUTO_TEST_CASE(required_names_the_missing_property) {
  CHECK_LINES(errors(schema(fixtures::kPerson), "{}"), {R"(traits.email 4000002 {"property":"email"})"});
  const auto nested = schema(with_traits(
      R"("properties":{"name":{"type":"object","required":["first","last"],"properties":{"first":{"type":"string"}}}})"));
  CHECK_LINES(errors(nested, R"({"name":{}})"),
              {R"(traits.name.first 4000002 {"property":"first"})", R"(traits.name.last 4000002 {"property":"last"})"});
}

BOOST_AUTO_TEST_CASE(undeclared_properties_are_named_at_their_object) {
  CHECK_LINES(errors(schema(fixtures::kPerson), R"({"email":"a@example.org","shoe":1,"hat":2})"),
              {R"(traits 4000001 {"reason":"additionalProperties \"shoe\", \"hat\" not allowed"})"});
}

BOOST_AUTO_TEST_CASE(types) {
  CHECK_LINES(errors_of_x(R"("type":"integer")", R"("abc")"),
              {R"(traits.x 4000026 {"actual_type":"string","allowed_types":["integer"]})"});
  CHECK_LINES(errors_of_x(R"("type":["string","null"])", "1"),
              {R"(traits.x 4000026 {"actual_type":"number","allowed_types":["string","null"]})"});
  CHECK_LINES(errors_of_x(R"("type":"integer")", "1.5"),
              {R"(traits.x 4000026 {"actual_type":"number","allowed_types":["integer"]})"});
  CHECK_LINES(errors_of_x(R"("type":"integer")", "-7"), {});
  CHECK_LINES(errors_of_x(R"("type":"number")", "1.5"), {});
  CHECK_LINES(errors_of_x(R"("type":["string","null"])", "null"), {});
  CHECK_LINES(errors(schema(fixtures::kPerson), R"("abc")"),
              {R"(traits 4000026 {"actual_type":"string","allowed_types":["object"]})"});
}

BOOST_AUTO_TEST_CASE(a_wrong_type_says_nothing_else) {
  CHECK_LINES(errors_of_x(R"("type":"string","minLength":3,"enum":["abc"])", "1"),
              {R"(traits.x 4000026 {"actual_type":"number","allowed_types":["string"]})"});
}

BOOST_AUTO_TEST_CASE(lengths_count_code_points) {
  CHECK_LINES(errors_of_x(R"("type":"string","minLength":2,"maxLength":2)", R"("éé")"), {});
  CHECK_LINES(errors_of_x(R"("type":"string","minLength":3)", R"("éé")"),
              {R"(traits.x 4000003 {"actual_length":2,"min_length":3})"});
}

BOOST_AUTO_TEST_CASE(pattern) {
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^[a-z]+$")", R"("A1")"),
              {R"(traits.x 4000004 {"pattern":"^[a-z]+$"})"});
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^[a-z]+$")", R"("abc")"), {});
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"b")", R"("abc")"), {});  // not anchored
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^.{2}$")", R"("éß")"), {});
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^[à-ü]$")", R"("é")"), {});
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"(?i)^ada$")", R"("ADA")"), {});
}

BOOST_AUTO_TEST_CASE(a_hostile_text_does_not_stall_a_careless_pattern) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string text(4000, 'a');
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^(a+)+$")", "\"" + text + "!\""),
              {R"(traits.x 4000004 {"pattern":"^(a+)+$"})"});
  CHECK_LINES(errors_of_x(R"("type":"string","pattern":"^(a|b)*$")", "\"" + std::string(100000, 'a') + "\""),
              {R"(traits.x 4000004 {"pattern":"^(a|b)*$"})"});
  BOOST_CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

BOOST_AUTO_TEST_CASE(limits_of_numbers) {
  CHECK_LINES(errors_of_x(R"("minimum":13)", "12"), {R"(traits.x 4000018 {"actual":12,"minimum":13})"});
  CHECK_LINES(errors_of_x(R"("minimum":0.5)", "0.25"), {R"(traits.x 4000018 {"actual":0.25,"minimum":0.5})"});
  CHECK_LINES(errors_of_x(R"("exclusiveMinimum":13)", "13"), {R"(traits.x 4000019 {"actual":13,"minimum":13})"});
  CHECK_LINES(errors_of_x(R"("maximum":1e6)", "2000000"), {R"(traits.x 4000020 {"actual":2000000,"maximum":1000000})"});
  CHECK_LINES(errors_of_x(R"("exclusiveMaximum":13)", "13"), {R"(traits.x 4000021 {"actual":13,"maximum":13})"});
  CHECK_LINES(errors_of_x(R"("multipleOf":5)", "12"), {R"(traits.x 4000022 {"actual":12,"base":5})"});
  CHECK_LINES(errors_of_x(R"("multipleOf":5)", "-15"), {});
  CHECK_LINES(errors_of_x(R"("minimum":13,"maximum":13,"exclusiveMinimum":12,"exclusiveMaximum":14)", "13"), {});
}

BOOST_AUTO_TEST_CASE(lists) {
  CHECK_LINES(errors_of_x(R"("type":"array","maxItems":1)", "[1,2]"),
              {R"(traits.x 4000023 {"actual_items":2,"max_items":1})"});
  CHECK_LINES(errors_of_x(R"("type":"array","minItems":3)", "[1,2]"),
              {R"(traits.x 4000024 {"actual_items":2,"min_items":3})"});
  CHECK_LINES(errors_of_x(R"("uniqueItems":true)", R"([1,{"a":1,"b":2},{"b":2.0,"a":1}])"),
              {R"(traits.x 4000025 {"index_a":1,"index_b":2})"});
  CHECK_LINES(errors_of_x(R"("items":{"type":"string","minLength":2})", R"(["ab","c",3])"),
              {R"(traits.x.1 4000003 {"actual_length":1,"min_length":2})",
               R"(traits.x.2 4000026 {"actual_type":"number","allowed_types":["string"]})"});
  CHECK_LINES(errors_of_x(R"("items":[{"type":"string"}],"additionalItems":false)", R"(["a",1])"),
              {R"(traits.x 4000001 {"reason":"only 1 items are allowed, but found 2 items"})"});
  CHECK_LINES(errors_of_x(R"("contains":{"const":1})", "[2]"), {R"(traits.x 4000001 {"reason":"contains failed"})"});
}

BOOST_AUTO_TEST_CASE(a_long_list_is_not_compared_item_by_item) {
  std::string list = "[0";
  for (int i = 1; i < 1001; ++i) list += "," + std::to_string(i);
  CHECK_LINES(errors_of_x(R"("uniqueItems":true)", list + "]"),
              {R"(traits.x 4000001 {"reason":"has too many items to compare them"})"});
}

BOOST_AUTO_TEST_CASE(constants) {
  CHECK_LINES(errors_of_x(R"("const":"yes")", R"("no")"), {R"(traits.x 4000029 {"expected":"\"yes\""})"});
  CHECK_LINES(errors_of_x(R"("const":true)", "false"), {R"(traits.x 4000029 {"expected":"true"})"});
  CHECK_LINES(errors_of_x(R"("const":{"a":1})", "{}"), {"traits.x 4000030 {}"});
  CHECK_LINES(errors_of_x(R"("const":{"a":1,"b":2})", R"({"b":2,"a":1})"), {});
}

BOOST_AUTO_TEST_CASE(enums) {
  CHECK_LINES(errors_of_x(R"("enum":["a"])", R"("b")"), {R"(traits.x 4000001 {"reason":"value must be \"a\""})"});
  CHECK_LINES(errors_of_x(R"("enum":["a",1,null,true])", R"("b")"),
              {R"(traits.x 4000001 {"reason":"value must be one of \"a\", \"1\", \u003cnil\u003e, true"})"});
  CHECK_LINES(errors_of_x(R"("enum":[{"a":1}])", "1"), {R"(traits.x 4000001 {"reason":"enum failed"})"});
  CHECK_LINES(errors_of_x(R"("enum":["a",1])", "1"), {});
}

BOOST_AUTO_TEST_CASE(telephone_numbers_have_their_own_message) {
  CHECK_LINES(errors_of_x(R"("format":"tel")", R"("12")"), {R"(traits.x 4000041 {"value":"12"})"});
  CHECK_LINES(errors_of_x(R"("format":"tel")", R"("")"),
              {R"(traits.x 4000001 {"reason":"\"\" is not valid \"tel\""})"});
  CHECK_LINES(errors_of_x(R"("format":"tel")", R"("+49 151 1234567")"), {});
}

BOOST_AUTO_TEST_CASE(an_address_must_be_one_even_without_a_format) {
  CHECK_LINES(errors_of_x(R"("type":"string","ory.sh/kratos":{"verification":{"via":"email"}})", R"("nope")"),
              {R"(traits.x 4000040 {"value":"nope"})"});
  CHECK_LINES(errors_of_x(R"("type":"string","ory.sh/kratos":{"recovery":{"via":"sms"}})", R"("nope")"),
              {R"(traits.x 4000041 {"value":"nope"})"});
}

BOOST_AUTO_TEST_CASE(combinations) {
  const std::string any = R"("type":"string","anyOf":[{"format":"email"},{"format":"tel"}])";
  CHECK_LINES(errors_of_x(any, R"("a@example.org")"), {});
  CHECK_LINES(errors_of_x(any, R"("nope")"),
              {R"(traits.x 4000040 {"value":"nope"})", R"(traits.x 4000041 {"value":"nope"})"});
  CHECK_LINES(errors_of_x(R"("allOf":[{"minLength":2},{"maxLength":3}])", R"("a")"),
              {R"(traits.x 4000003 {"actual_length":1,"min_length":2})"});
  CHECK_LINES(errors_of_x(R"("oneOf":[{"minLength":1},{"maxLength":3}])", R"("ab")"),
              {R"(traits.x 4000001 {"reason":"valid against schemas at indexes 0 and 1"})"});
  CHECK_LINES(errors_of_x(R"("not":{"const":1})", "1"), {R"(traits.x 4000001 {"reason":"not failed"})"});
  CHECK_LINES(errors_of_x(R"("if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5})", "4"),
              {R"(traits.x 4000018 {"actual":4,"minimum":5})"});
}

BOOST_AUTO_TEST_CASE(rules_about_names) {
  CHECK_LINES(errors_of_x(R"("minProperties":2)", R"({"a":1})"),
              {R"(traits.x 4000001 {"reason":"minimum 2 properties allowed, but found 1 properties"})"});
  CHECK_LINES(errors_of_x(R"("propertyNames":{"maxLength":1})", R"({"ab":1})"),
              {R"(traits.x 4000017 {"actual_length":2,"max_length":1})"});
  CHECK_LINES(errors_of_x(R"("patternProperties":{"^n_":{"type":"number"}},"additionalProperties":false)",
                          R"({"n_a":"1","b":1})"),
              {R"(traits.x.n_a 4000026 {"actual_type":"string","allowed_types":["number"]})",
               R"(traits.x 4000001 {"reason":"additionalProperties \"b\" not allowed"})"});
  CHECK_LINES(errors_of_x(R"("dependencies":{"a":["b"]})", R"({"a":1})"),
              {R"(traits.x 4000001 {"reason":"property \"b\" is required, if \"a\" property exists"})"});
}

BOOST_AUTO_TEST_CASE(references_within_the_document) {
  const auto parsed = schema(R"({"type":"object","definitions":{"short":{"type":"string","maxLength":2}},
    "properties":{"traits":{"type":"object","properties":{"a":{"$ref":"#/definitions/short"},
      "b":{"$ref":"#/properties/traits/properties/a"}}}}})");
  CHECK_LINES(errors(parsed, R"({"a":"abc","b":"abc"})"), {R"(traits.a 4000017 {"actual_length":3,"max_length":2})",
                                                           R"(traits.b 4000017 {"actual_length":3,"max_length":2})"});
}

// What our walk does not know (rules of the root, not of the traits) valijson still refuses.
BOOST_AUTO_TEST_CASE(the_second_opinion_counts) {
  const auto parsed =
      schema(R"({"type":"object","required":["traits","salt"],"properties":{"traits":{"type":"object"}}})");
  const auto found = parsed.validate(fixtures::json("{}"));
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_CHECK_EQUAL(found[0].message_id, 4000001);
  BOOST_CHECK_EQUAL(found[0].context[0].first, "reason");
}

BOOST_AUTO_TEST_SUITE_END()
