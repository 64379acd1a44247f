// What a schema offers (contract half B 7.2, 7.4; half A 4.3), how forms become traits (half B 0.4), what is refused.
// contract: B7.2 B7.4
#include "tests/identity/fixtures.h"

using fixtures::json;
using fixtures::Lines;
using fixtures::schema;
using fixtures::with_traits;
using fixtures::with_x;
using identity::Schema;

namespace {

const std::string kContact = with_traits(R"("required":["email"],"properties":{
  "email":{"type":"string","format":"email","ory.sh/kratos":{"credentials":{"password":{"identifier":true}},
    "verification":{"via":"email"},"recovery":{"via":"email"}}},
  "phone":{"type":"string","format":"tel","ory.sh/kratos":{"credentials":{"password":{"identifier":true}},
    "verification":{"via":"sms"}}},
  "others":{"type":"array","items":{"type":"string","ory.sh/kratos":{"credentials":{"password":{"identifier":true}}}}}})");

std::string refusal(const std::string& source) {
  const auto parsed = Schema::parse("default", source);
  return parsed.ok() ? "accepted" : parsed.error();
}

std::string form(const Schema& schema, const std::vector<Schema::Input>& fields) {
  return schema.traits_from(fields).text();
}

Lines addresses(const std::vector<Schema::Address>& list) {
  Lines out;
  for (const auto& each : list) out.push_back(each.via + " " + each.value);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_suite)

BOOST_AUTO_TEST_CASE(leaves_in_file_order) {
  Lines got;
  const auto parsed = schema(fixtures::kPerson);
  for (const auto& trait : parsed.traits()) {
    got.push_back(trait.path + " " + trait.type + " " + trait.format + " " + trait.title +
                  (trait.required ? " *" : ""));
  }
  CHECK_LINES(
      got, {"traits.email string email E-Mail *", "traits.name.first string  First name",
            "traits.name.last string  Last name", "traits.age integer  Age", "traits.newsletter boolean  Send me news",
            "traits.plan string  Plan", "traits.website string uri Website"});
  const auto& email = parsed.traits()[0];
  BOOST_CHECK(email.is_password_identifier && email.is_webauthn_identifier && email.is_totp_account_name);
  BOOST_CHECK(email.is_passkey_display_name && !email.is_code_identifier);
  CHECK_LINES(parsed.traits()[5].options, {"free", "paid"});
}

BOOST_AUTO_TEST_CASE(leaves_below_combinations_and_references) {
  Lines got;
  const auto parsed =
      schema(R"({"type":"object","definitions":{"n":{"type":"object","properties":{"first":{"title":"F"}}}},
    "properties":{"traits":{"type":"object","properties":{"name":{"$ref":"#/definitions/n"},"off":{"disableFormField":true}},
      "allOf":[{"properties":{"more":{"type":["null","string"]}}}]}}})");
  for (const auto& trait : parsed.traits())
    got.push_back(trait.path + " " + trait.type + (trait.disabled ? " off" : ""));
  CHECK_LINES(got, {"traits.name.first ", "traits.off  off", "traits.more string"});
}

BOOST_AUTO_TEST_CASE(a_recursive_schema_ends) {
  const auto parsed =
      schema(with_traits(R"("properties":{"next":{"$ref":"#/properties/traits"},"x":{"type":"string"}})"));
  BOOST_CHECK(!parsed.traits().empty());
  BOOST_CHECK_LT(parsed.traits().size(), 20u);
  CHECK_LINES(fixtures::errors(parsed, R"({"next":{"next":{"x":1}}})"),
              {R"(traits.next.next.x 4000026 {"actual_type":"number","allowed_types":["string"]})"});
}

BOOST_AUTO_TEST_CASE(identifiers_in_schema_order_without_empty_ones) {
  const auto parsed = schema(kContact);
  const auto traits = json(R"({"others":["o1","","o1"],"phone":"+49 151 1234567","email":"Ada@Example.org"})");
  CHECK_LINES(parsed.identifiers(traits, "password"), {"Ada@Example.org", "+49 151 1234567", "o1"});
  CHECK_LINES(parsed.identifiers(traits, "webauthn"), {});
  CHECK_LINES(parsed.identifiers(json(R"({"email":""})"), "password"), {});
}

BOOST_AUTO_TEST_CASE(addresses_are_lower_case_or_e164) {
  const auto parsed = schema(kContact);
  const auto traits = json(R"({"phone":"+49 151 1234567","email":"Ada@Example.org"})");
  CHECK_LINES(addresses(parsed.verifiable_addresses(traits)), {"email ada@example.org", "sms +491511234567"});
  CHECK_LINES(addresses(parsed.recovery_addresses(traits)), {"email ada@example.org"});
}

BOOST_AUTO_TEST_CASE(the_account_name_of_an_app) {
  const auto parsed = schema(fixtures::kPerson);
  BOOST_CHECK(parsed.totp_account_name(json(R"({"email":"ada@example.org"})")) == "ada@example.org");
  BOOST_CHECK(!parsed.totp_account_name(json("{}")));
}

BOOST_AUTO_TEST_CASE(the_identifier_label_is_the_only_marked_trait_with_a_title) {
  const auto label = schema(fixtures::kPerson).identifier_label();
  BOOST_REQUIRE(label);
  BOOST_CHECK_EQUAL(label->title, "E-Mail");
  BOOST_CHECK_EQUAL(label->path, "traits.email");
  BOOST_CHECK(!schema(kContact).identifier_label());  // several
  const std::string totp = R"("ory.sh/kratos":{"credentials":{"totp":{"account_name":true}}})";
  BOOST_CHECK(schema(with_x(R"("title":"X",)" + totp)).identifier_label());
  BOOST_CHECK(!schema(with_x(totp)).identifier_label());  // no title
  BOOST_CHECK(!schema(with_x(R"("title":"X")")).identifier_label());
}

BOOST_AUTO_TEST_CASE(form_fields_take_the_types_of_the_schema) {
  BOOST_CHECK_EQUAL(form(schema(fixtures::kPerson), {{"traits.website", "https://ada.example/"},
                                                     {"traits.age", "36"},
                                                     {"traits.name.first", "Ada"},
                                                     {"traits.newsletter", "false"},
                                                     {"traits.newsletter", "true"},
                                                     {"traits.email", "a@example.org"},
                                                     {"traits.email", "second"},
                                                     {"traits.shoe", "1"},
                                                     {"csrf_token", "x"}}),
                    R"({"email":"a@example.org","name":{"first":"Ada"},"age":36,"newsletter":true,)"
                    R"("website":"https://ada.example/"})");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_stays_text) {
  const auto parsed = schema(fixtures::kPerson);
  const auto traits =
      parsed.traits_from({{"traits.email", "a@example.org"}, {"traits.age", "abc"}, {"traits.newsletter", "maybe"}});
  BOOST_CHECK_EQUAL(traits.text(), R"({"email":"a@example.org","age":"abc","newsletter":"maybe","name":{}})");
  CHECK_LINES(fixtures::errors(parsed, traits.text()),
              {R"(traits.age 4000026 {"actual_type":"string","allowed_types":["integer"]})",
               R"(traits.newsletter 4000026 {"actual_type":"string","allowed_types":["boolean"]})"});
}

BOOST_AUTO_TEST_CASE(an_empty_field_was_not_sent) {
  BOOST_CHECK_EQUAL(
      form(schema(fixtures::kPerson), {{"traits.email", ""}, {"traits.age", ""}, {"traits.newsletter", ""}}),
      R"({"name":{}})");
  const auto must = schema(with_traits(R"("required":["ok"],"properties":{"ok":{"type":"boolean"}})"));
  BOOST_CHECK_EQUAL(form(must, {{"traits.ok", ""}}), R"({"ok":false})");
}

BOOST_AUTO_TEST_CASE(absent_objects_are_filled_in) {
  const auto parsed = schema(fixtures::kPerson);
  BOOST_CHECK_EQUAL(form(parsed, {}), R"({"name":{}})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", R"({"email":"","age":1})", true}}), R"({"email":"","age":1,"name":{}})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", R"({"name":"Ada"})", true}}), R"({"name":"Ada"})");
}

BOOST_AUTO_TEST_CASE(a_whole_document_keeps_its_types_and_members) {
  const auto parsed = schema(fixtures::kPerson);
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", R"({"shoe":1.50,"name":{"first":1}})", true}, {"traits.age", "7"}}),
                    R"({"shoe":1.50,"name":{"first":1},"age":7})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", "null", true}}), R"({"name":{}})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", "", false}}), R"({"name":{}})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits", "abc", false}}), R"("abc")");
}

BOOST_AUTO_TEST_CASE(numbers_and_lists_of_a_form) {
  const auto parsed = schema(with_traits(
      R"("properties":{"n":{"type":"number"},"i":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}}})"));
  BOOST_CHECK_EQUAL(form(parsed, {{"traits.n", "1e3"}, {"traits.i", "007"}}), R"({"n":1000,"i":7})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits.n", "inf"}, {"traits.i", "1.5"}}), R"({"n":"inf","i":1.5})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits.n", "x"}, {"traits.i", "20.0"}}), R"({"n":"x","i":20})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits.tags", "a"}, {"traits.tags", ""}, {"traits.tags", "b"}}),
                    R"({"tags":["a","b"]})");
  BOOST_CHECK_EQUAL(form(parsed, {{"traits.tags", R"(["a",1])", true}}), R"({"tags":["a",1]})");
}

BOOST_AUTO_TEST_CASE(values_by_path) {
  const auto traits = json(R"({"name":{"first":"Ada"},"age":13})");
  BOOST_CHECK_EQUAL(Schema::value_at(traits, "traits.name.first")->text(), "\"Ada\"");
  BOOST_CHECK_EQUAL(Schema::value_at(traits, "traits.age")->text(), "13");
  BOOST_CHECK_EQUAL(Schema::value_at(traits, "traits")->text(), traits.text());
  BOOST_CHECK(!Schema::value_at(traits, "traits.name.last"));
  BOOST_CHECK(!Schema::value_at(traits, "traits.age.x"));
}

BOOST_AUTO_TEST_CASE(the_source_is_kept_compacted_in_order) {
  BOOST_CHECK_EQUAL(schema(R"({ "z": 1.50, "properties": { "traits": { "type": "object" } } })").source(),
                    R"({"z":1.50,"properties":{"traits":{"type":"object"}}})");
}

BOOST_AUTO_TEST_CASE(documents_that_are_no_identity_schema) {
  BOOST_TEST(refusal("{").starts_with("no JSON document: "));
  BOOST_CHECK_EQUAL(refusal("[]"), "#: must be an object");
  BOOST_CHECK_EQUAL(refusal(R"({"properties":{}})"), "#/properties: must have the member \"traits\"");
  BOOST_CHECK_EQUAL(refusal(R"({"properties":{"traits":{"type":"string"}}})"),
                    "#/properties/traits: must be a schema of type \"object\"");
  BOOST_CHECK_EQUAL(refusal(R"({"properties":{"traits":{}}})"),
                    "#/properties/traits: must be a schema of type \"object\"");
  BOOST_CHECK_EQUAL(refusal(R"({"properties":{"traits":true}})"),
                    "#/properties/traits: must be a schema of type \"object\"");
}

BOOST_AUTO_TEST_CASE(keywords_of_a_wrong_kind) {
  const std::string x = "#/properties/traits/properties/x/";
  BOOST_CHECK_EQUAL(refusal(with_x(R"("type":"text")")), x + "type: must name types of JSON Schema");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("type":[])")), x + "type: must name types of JSON Schema");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("minLength":-1)")), x + "minLength: must be a whole number, not negative");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("minLength":1.5)")), x + "minLength: must be a whole number, not negative");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("minimum":"1")")), x + "minimum: must be a number");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("exclusiveMinimum":true)")), x + "exclusiveMinimum: must be a number");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("multipleOf":0)")), x + "multipleOf: must be a number above 0");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("enum":[])")), x + "enum: must be a list");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("required":"a")")), x + "required: must be a list of names");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("format":1)")), x + "format: must be a string");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("uniqueItems":1)")), x + "uniqueItems: must be true or false");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("anyOf":[])")), x + "anyOf: must be a list of schemas");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("not":1)")), x + "not: must be a schema: an object, true or false");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("pattern":"[")")),
                    x + "pattern: is no regular expression that can be used here (ECMAScript): [");
}

BOOST_AUTO_TEST_CASE(references_that_lead_nowhere) {
  const std::string x = "#/properties/traits/properties/x: ";
  BOOST_CHECK_EQUAL(refusal(with_x(R"("$ref":"#/definitions/none")")), x + "$ref leads nowhere: #/definitions/none");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("$ref":"https://example.org/s.json")")),
                    x + "$ref must lead into this document (\"#/…\")");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("$ref":"#/properties/traits/properties/x")")), x + "$ref leads in a circle");
  BOOST_CHECK_EQUAL(refusal(with_x(R"("$ref":1)")), x + "$ref must be a string");
  // What a reference leads to is checked too, wherever it lies.
  BOOST_CHECK_EQUAL(refusal(R"({"elsewhere":{"minLength":-1},"properties":{"traits":{"type":"object",
    "properties":{"x":{"$ref":"#/elsewhere"}}}}})"),
                    x.substr(0, x.size() - 2) + "/minLength: must be a whole number, not negative");
}

BOOST_AUTO_TEST_CASE(the_extension_is_closed) {
  const auto extension = [](const std::string& members) { return refusal(with_x(R"("ory.sh/kratos":)" + members)); };
  const std::string x = "#/properties/traits/properties/x/ory.sh/kratos";
  BOOST_CHECK_EQUAL(extension("true"), x + ": must be an object");
  BOOST_CHECK_EQUAL(extension(R"({"credential":{}})"), x + "/credential: unknown member");
  BOOST_CHECK_EQUAL(extension(R"({"credentials":{"oidc":{}}})"), x + "/credentials/oidc: unknown member");
  BOOST_CHECK_EQUAL(extension(R"({"credentials":{"password":{"id":true}}})"),
                    x + "/credentials/password/id: unknown member");
  BOOST_CHECK_EQUAL(extension(R"({"credentials":{"password":{"identifier":"yes"}}})"),
                    x + "/credentials/password/identifier: must be true or false");
  BOOST_CHECK_EQUAL(extension(R"({"verification":{"via":"post"}})"),
                    x + "/verification/via: must be \"email\" or \"sms\"");
  BOOST_CHECK_EQUAL(extension(R"({"organizations":{"matcher":"x"}})"),
                    x + "/organizations/matcher: must be \"email_domain\"");
  BOOST_CHECK_EQUAL(extension(R"({"credentials":{"code":{"identifier":true,"via":"sms"}},"recovery":{"via":"email"}})"),
                    "accepted");
}

BOOST_AUTO_TEST_CASE(the_shared_sample_schemas) {
  int skipped = 0;
  for (const char* name : {"golden/person.schema.json", "golden/contact.schema.json"}) {
    const auto source = fixtures::shared_file(name);
    if (!source) {
      ++skipped;
      continue;
    }
    CHECK_LINES(fixtures::errors(schema(*source), "{}"), {R"(traits.email 4000002 {"property":"email"})"});
  }
  if (skipped > 0) BOOST_TEST_MESSAGE("skipped " << skipped << " shared schemas");
}

BOOST_AUTO_TEST_SUITE_END()
