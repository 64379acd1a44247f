// contract: B0.4
#include "http/body.h"

#include <boost/test/unit_test.hpp>

using http::BodyError;
using http::Field;
using http::Request;

namespace {

constexpr const char* kForm = "application/x-www-form-urlencoded";
constexpr const char* kJson = "application/json";

Request post(std::string type, std::string body) {
  Request request;
  request.method = "POST";
  request.content_type = std::move(type);
  request.body = std::move(body);
  return request;
}

std::vector<Field> decode(const char* type, std::string body) {
  auto fields = http::decode_body(post(type, std::move(body)));
  if (!fields.ok()) BOOST_FAIL("refused: " + fields.error().reason);
  return std::move(fields).value();
}

// `name=text` per field, joined by `|`.
std::string show(const std::vector<Field>& fields) {
  std::string out;
  for (const Field& field : fields) out.append(out.empty() ? "" : "|").append(field.name + "=" + field.text);
  return out;
}

BodyError refusal(const Request& request) {
  const auto fields = http::decode_body(request);
  if (fields.ok()) BOOST_FAIL("accepted: " + show(fields.value()));
  return fields.error();
}

std::string refusal(const char* type, std::string body) { return refusal(post(type, std::move(body))).reason; }

}  // namespace

BOOST_AUTO_TEST_SUITE(body)

BOOST_AUTO_TEST_CASE(forms_keep_order_repeats_and_bytes) {
  BOOST_TEST(show(decode(kForm, "b=1&a=%C3%A9+%2B%26%3d&b=2&traits.name=&=v")) == "b=1|a=é +&=|b=2|traits.name=|=v");
  BOOST_TEST(show(decode(kForm, "a=x%0D%0Ay%00z")) == std::string("a=x\r\ny\0z", 8));
  BOOST_TEST(show(decode("Application/X-WWW-Form-Urlencoded ; charset=UTF-8", "a=1")) == "a=1");
}

BOOST_AUTO_TEST_CASE(form_pairs_without_equals_sign_are_names) {
  BOOST_TEST(show(decode(kForm, "a&b=c&&d")) == "a=|b=c|d=");
  BOOST_TEST(show(decode(kForm, "a=b=c")) == "a=b=c");
  BOOST_TEST(decode(kForm, "&").empty());
}

BOOST_AUTO_TEST_CASE(form_refusals) {
  const std::string prefix = "Unable to decode HTTP POST form body: ";
  BOOST_TEST(refusal(kForm, "a=%zz1") == prefix + "invalid URL escape \"%zz\"");
  BOOST_TEST(refusal(kForm, "a=%") == prefix + "invalid URL escape \"%\"");
  BOOST_TEST(refusal(kForm, "a%4=1") == prefix + "invalid URL escape \"%4=\"");
  BOOST_TEST(refusal(kForm, "a=1&b=%4&c=2") == prefix + "invalid URL escape \"%4\"");
  BOOST_TEST(refusal(kForm, "a=1;b=2") == prefix + "invalid semicolon separator in query");
  BOOST_TEST(refusal(kForm, "a=%ff") == prefix + "invalid UTF-8");
  BOOST_TEST(refusal(kForm, "%c0%80=1") == prefix + "invalid UTF-8");
}

BOOST_AUTO_TEST_CASE(json_is_flattened_by_its_top_level) {
  const auto fields =
      decode(kJson, R"({"s":"x","n":123456,"t":true,"f":false,"e":"","z":null,"o":{"b":1.50,"a":[]},"l":[1,"<"]})");
  BOOST_TEST(show(fields) == R"(s=x|n=123456|t=true|f=false|e=|o={"b":1.50,"a":[]}|l=[1,"\u003c"])");
  BOOST_TEST((fields[0].kind == Field::Kind::json_scalar));
  BOOST_TEST((fields[5].kind == Field::Kind::json_object));
  BOOST_TEST((fields[6].kind == Field::Kind::json_array));
}

BOOST_AUTO_TEST_CASE(json_numbers_read_as_a_form_would_carry_them) {
  BOOST_TEST(show(decode(kJson, R"({"a":1e3,"b":-1.50,"c":-7,"d":12345678901234567890})")) ==
             "a=1000|b=-1.5|c=-7|d=12345678901234567890");
}

BOOST_AUTO_TEST_CASE(json_refusals) {
  const std::string broken = "Unable to decode form as JSON.";
  for (const char* text :
       {"{", "{\"a\":1}x", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}"})
    BOOST_TEST(refusal(kJson, text) == broken, text);
  const std::string not_object = "Expected JSON sent in request body to be an object but got: ";
  BOOST_TEST(refusal(kJson, "null") == not_object + "Null");
  BOOST_TEST(refusal(kJson, "false") == not_object + "False");
  BOOST_TEST(refusal(kJson, "1") == not_object + "Number");
  BOOST_TEST(refusal(kJson, "\"x\"") == not_object + "String");
  BOOST_TEST(refusal(kJson, "true") == not_object + "True");
  BOOST_TEST(refusal(kJson, "[]") == not_object + "JSON");
}

BOOST_AUTO_TEST_CASE(fields_have_a_limit) {
  std::string form = "f=1", json = "{\"f\":1";
  for (std::size_t i = 1; i < http::kMaxFields; ++i) {
    form += "&f=1";
    json += ",\"f" + std::to_string(i) + "\":1";
  }
  BOOST_TEST(decode(kForm, form).size() == http::kMaxFields);
  BOOST_TEST(decode(kJson, json + "}").size() == http::kMaxFields);
  BOOST_TEST(refusal(kForm, form + "&f=1") == "The HTTP request body has more than 1000 fields.");
  BOOST_TEST(refusal(kJson, json + ",\"g\":1}") == "The HTTP request body has more than 1000 fields.");
}

BOOST_AUTO_TEST_CASE(multipart_is_accepted_and_empty) {
  BOOST_TEST(decode("multipart/form-data; boundary=x", "--x\r\n\r\n").empty());
}

BOOST_AUTO_TEST_CASE(refused_before_the_body_is_looked_at) {
  Request request = post(kForm, "a=1");
  request.method = "GET";
  BOOST_TEST(refusal(request).reason ==
             "Unable to decode body because HTTP Request Method was \"GET\" but only [POST PUT PATCH] are supported.");
  const std::string types =
      "\", only [multipart/form-data application/x-www-form-urlencoded application/json] are supported.";
  BOOST_TEST(refusal("text/plain", "x") ==
             "HTTP POST Request used unknown HTTP Header \"Content-Type: text/plain" + types);
  BOOST_TEST(refusal("", "x") == "HTTP POST Request used unknown HTTP Header \"Content-Type: " + types);
  BOOST_TEST(refusal(kJson, "") ==
             "Unable to decode HTTP Request Body because its HTTP Header \"Content-Length\" is zero.");
}

BOOST_AUTO_TEST_CASE(bodies_that_could_not_be_read) {
  Request request = post(kForm, "");
  request.body.reset();
  request.body_problem = Request::BodyProblem::too_large;
  BOOST_TEST(refusal(request).status == 413);
  BOOST_TEST(refusal(request).reason == "The HTTP request body is larger than this server accepts.");
  request.body_problem = Request::BodyProblem::truncated;
  BOOST_TEST(refusal(request).status == 400);
  BOOST_TEST(refusal(request).reason ==
             "The HTTP request body is shorter than its HTTP Header \"Content-Length\" says.");
}

BOOST_AUTO_TEST_SUITE_END()
