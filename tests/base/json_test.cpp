// contract: B0.2
#include "base/json.h"

#include <boost/test/unit_test.hpp>

#include "base/json_writer.h"

namespace {

using namespace std::string_view_literals;
using Kind = base::JsonError::Kind;

std::string compact(std::string_view text) {
  const auto json = base::parse_json(text);
  return json ? json->text() : "refused: " + json.error().detail;
}

bool is_refused(std::string_view text, Kind kind) {
  const auto json = base::parse_json(text);
  return !json.ok() && json.error().kind == kind;
}

std::string quoted(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

std::string real(double value) { return base::JsonWriter().real(value).take(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(keeps_order_and_numbers) {
  BOOST_TEST(compact(R"( { "z" : 1e3 , "a" : [ 1.50, -0, true, false, null ], "m": {"y":"x","b":{}} } )") ==
             R"({"z":1e3,"a":[1.50,-0,true,false,null],"m":{"y":"x","b":{}}})");
  BOOST_TEST(compact("12345678901234567890123") == "12345678901234567890123");
  BOOST_TEST(compact("\"x\"") == "\"x\"");
  const auto json = base::parse_json(R"({"n":2.5e1,"":1})");
  BOOST_TEST(json->find("n")->number()->value == 25.0);
  BOOST_TEST(json->find("")->number()->text == "1");
  BOOST_TEST(json->find("no") == nullptr);
  BOOST_TEST(json->find("n")->find("x") == nullptr);
}

BOOST_AUTO_TEST_CASE(names_types) {
  const auto json = base::parse_json(R"([null,true,1,"",[],{}])");
  std::string names;
  for (const base::Json& item : *json->array()) names.append(item.type_name()).append(" ");
  BOOST_TEST(names == "null boolean number string array object ");
}

BOOST_AUTO_TEST_CASE(decodes_strings) {
  const auto json = base::parse_json(R"("\u00e4\ud83d\udd11\n\/\u0000\"")");
  BOOST_TEST(*json->string() == "ä🔑\n/\0\""sv);
  BOOST_TEST(compact(R"({"\u0061":1})") == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(refuses_duplicate_keys) {
  BOOST_TEST(is_refused(R"({"a":1,"a":2})", Kind::duplicate_key));
  BOOST_TEST(is_refused(R"({"a":1,"\u0061":2})", Kind::duplicate_key));
  BOOST_TEST(is_refused(R"([{"x":{"b":1,"b":1}}])", Kind::duplicate_key));
  BOOST_TEST(compact(R"([{"a":1},{"a":2}])") == R"([{"a":1},{"a":2}])");
}

BOOST_AUTO_TEST_CASE(refuses_depth) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  BOOST_TEST(base::parse_json(nested(32)).ok());
  BOOST_TEST(is_refused(nested(33), Kind::too_deep));
  BOOST_TEST(is_refused(std::string(5'000'000, '['), Kind::too_deep));
  BOOST_TEST(base::parse_json("\"" + std::string(100, '[') + "\"").ok());
}

BOOST_AUTO_TEST_CASE(refuses_bad_utf8) {
  for (const std::string_view text : {"\"\xff\"", "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "\xff", "{\"\xe2\x82\":1}"}) {
    BOOST_TEST(is_refused(text, Kind::bad_utf8));
  }
  for (const std::string_view text :
       {R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")", R"("\ud800\ud800")", R"("\ud800x")", R"({"\udfff":1})"}) {
    BOOST_TEST(is_refused(text, Kind::bad_utf8), text);
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_json) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "[1",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{\"\":1,}",
                                      "[,1]",
                                      "{a:1}",
                                      "{'a':1}",
                                      "{\"a\" 1}",
                                      "[1 2]",
                                      "[1]]",
                                      "1 2",
                                      "{} x",
                                      "tru",
                                      "nul",
                                      "True",
                                      "NaN",
                                      "Infinity",
                                      "-Infinity",
                                      "01",
                                      "-",
                                      "+1",
                                      ".5",
                                      "1.",
                                      "1e",
                                      "1e+",
                                      "0x1",
                                      "\"a",
                                      "\"\\x\"",
                                      "\"\\u12g4\"",
                                      "\"\\",
                                      "\"a\nb\"",
                                      "// c\n1",
                                      "{/**/}",
                                      "[1/**/]",
                                      "{\"a\":1}/**/",
                                      "\xef\xbb\xbf{}",
                                      "\xc2\xa0"
                                      "1",
                                      "[1e999]"}) {
    BOOST_TEST(is_refused(text, Kind::syntax), text);
  }
  BOOST_TEST(is_refused("{}\0"sv, Kind::syntax));
}

BOOST_AUTO_TEST_CASE(errors_say_where_and_not_what) {
  BOOST_TEST(compact("{\n  \"password\": \"s3cret\" \"s3cret\"}") == "refused: line 2, column 24: syntax error");
  BOOST_TEST(compact("[\n\"a\tb\"]") == "refused: line 2, column 3: control character in a string");
}

BOOST_AUTO_TEST_CASE(writer_keeps_order) {
  base::JsonWriter w;
  w.object().key("id").string("x").key("n").number(-3).key("list").array().string("a").boolean(true).null().close();
  w.key("empty").object().close().key("raw").raw("{}").key("at").time(base::from_micros(0)).close();
  BOOST_TEST(w.take() == R"({"id":"x","n":-3,"list":["a",true,null],"empty":{},"raw":{},"at":"1970-01-01T00:00:00Z"})");
  BOOST_TEST(base::JsonWriter().array().array().close().array().close().close().take() == "[[],[]]");
}

BOOST_AUTO_TEST_CASE(writer_refuses_misuse) {
  base::JsonWriter open;
  open.object();
  BOOST_CHECK_THROW(static_cast<void>(open.take()), base::Broken);
  base::JsonWriter closed;
  BOOST_CHECK_THROW(closed.close(), base::Broken);
}

BOOST_AUTO_TEST_CASE(go_escapes) {
  BOOST_TEST(quoted("a<b>&\"\\/'") == R"("a\u003cb\u003e\u0026\"\\/'")");
  BOOST_TEST(quoted("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  BOOST_TEST(quoted("\0\x01\x1f\x7f"sv) == "\"\\u0000\\u0001\\u001f\x7f\"");
  BOOST_TEST(quoted("\u2028\u2029\u2027ä🔑") == "\"\\u2028\\u2029\u2027ä🔑\"");
  BOOST_TEST(quoted("a\xff\xe2\x82z") == R"("a\ufffd\ufffd\ufffdz")");
}

BOOST_AUTO_TEST_CASE(go_floats) {
  BOOST_TEST(real(3) == "3");
  BOOST_TEST(real(3.5) == "3.5");
  BOOST_TEST(real(0) == "0");
  BOOST_TEST(real(1e20) == "100000000000000000000");
  BOOST_TEST(real(1e21) == "1e+21");
  BOOST_TEST(real(-1e-7) == "-1e-7");
  BOOST_TEST(real(0.000001) == "0.000001");
  BOOST_TEST(real(1e-10) == "1e-10");
}

BOOST_AUTO_TEST_SUITE_END()
