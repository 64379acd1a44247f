// RFC 6902: each operation, then each way in which one cannot be done.
#include "base/json_patch.h"

#include <boost/test/unit_test.hpp>

namespace {

base::Json json(std::string_view text) {
  auto parsed = base::parse_json(text);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), text);
  return std::move(parsed).value();
}

// The document afterwards, or the error.
std::string patched(std::string_view document, std::string_view patch,
                    const std::vector<std::string_view>& denied = {}) {
  const auto result = base::apply_json_patch(json(document), json(patch), denied);
  return result ? result->text() : result.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_patch)

BOOST_AUTO_TEST_CASE(add) {
  BOOST_TEST(patched(R"({"a":1})", R"([{"op":"add","path":"/b","value":[1]}])") == R"({"a":1,"b":[1]})");
  BOOST_TEST(patched(R"({"a":1})", R"([{"op":"add","path":"/a","value":null}])") == R"({"a":null})");
  BOOST_TEST(patched("[1,3]", R"([{"op":"add","path":"/1","value":2},{"op":"add","path":"/-","value":4}])") ==
             "[1,2,3,4]");
  BOOST_TEST(patched("[1]", R"([{"op":"add","path":"/1","value":2}])") == "[1,2]");
}

BOOST_AUTO_TEST_CASE(remove_and_replace) {
  BOOST_TEST(patched(R"({"a":{"b":1,"c":2}})", R"([{"op":"remove","path":"/a/b"}])") == R"({"a":{"c":2}})");
  BOOST_TEST(patched("[1,2,3]", R"([{"op":"remove","path":"/1"}])") == "[1,3]");
  BOOST_TEST(patched(R"({"a":[1,2]})", R"([{"op":"replace","path":"/a/1","value":{"x":1}}])") ==
             R"({"a":[1,{"x":1}]})");
}

BOOST_AUTO_TEST_CASE(move_and_copy) {
  BOOST_TEST(patched(R"({"a":1,"b":{}})", R"([{"op":"move","from":"/a","path":"/b/c"}])") == R"({"b":{"c":1}})");
  BOOST_TEST(patched(R"({"a":[1]})", R"([{"op":"copy","from":"/a","path":"/b"}])") == R"({"a":[1],"b":[1]})");
  BOOST_TEST(patched("[1,2,3]", R"([{"op":"move","from":"/0","path":"/2"}])") == "[2,3,1]");
}

BOOST_AUTO_TEST_CASE(test_compares_values) {
  const char* document = R"({"a":{"x":1,"y":[true]},"b":2})";
  for (const char* value : {R"({"y":[true],"x":1.0})", R"({"x":1,"y":[true]})"})
    BOOST_TEST(patched(document, std::string(R"([{"op":"test","path":"/a","value":)") + value + "}]") == document);
  for (const char* value : {R"({"x":1})", R"({"x":2,"y":[true]})", R"({"x":1,"y":[]})", "null", "1"})
    BOOST_TEST(patched(document, std::string(R"([{"op":"test","path":"/a","value":)") + value + "}]") ==
               "operation 0 (/a): the test failed");
}

BOOST_AUTO_TEST_CASE(pointers_are_escaped) {
  BOOST_TEST(patched(R"({"a/b":1,"m~n":2,"":3})",
                     R"([{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/m~0n"},{"op":"remove","path":"/"}])") ==
             "{}");
  BOOST_TEST(base::parse_json_pointer("/~01").value().front() == "~1");
  for (const char* pointer : {"a", "/~", "/~2"}) BOOST_TEST(!base::parse_json_pointer(pointer).ok(), pointer);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done) {
  const auto error = [](const char* operation) {
    return patched(R"({"a":{"b":1},"l":[1]})", std::string("[") + operation + "]");
  };
  BOOST_TEST(error(R"({"op":"add","path":"/x/y","value":1})") ==
             "operation 0 (/x/y): nothing there that could hold it");
  BOOST_TEST(error(R"({"op":"add","path":"/l/2","value":1})") == "operation 0 (/l/2): no such index");
  BOOST_TEST(error(R"({"op":"add","path":"/l/00","value":1})") == "operation 0 (/l/00): no such index");
  BOOST_TEST(error(R"({"op":"add","path":"/l/x","value":1})") == "operation 0 (/l/x): no such index");
  BOOST_TEST(error(R"({"op":"add","path":"/x"})") == "operation 0 (/x): `value` is missing");
  BOOST_TEST(error(R"({"op":"remove","path":"/x"})") == "operation 0 (/x): nothing is there");
  BOOST_TEST(error(R"({"op":"remove","path":"/l/-"})") == "operation 0 (/l/-): nothing is there");
  BOOST_TEST(error(R"({"op":"replace","path":"/x","value":1})") == "operation 0 (/x): nothing is there");
  BOOST_TEST(error(R"({"op":"move","from":"/x","path":"/y"})") == "operation 0 (/y): nothing is at `from`");
  BOOST_TEST(error(R"({"op":"move","from":"/a","path":"/a/c"})") ==
             "operation 0 (/a/c): a value cannot be moved into itself");
  BOOST_TEST(error(R"({"op":"copy","path":"/y"})") == "operation 0 (/y): `from` is missing");
  BOOST_TEST(error(R"({"op":"merge","path":"/a"})") == "operation 0 (/a): `op` is no operation");
  BOOST_TEST(error(R"({"op":"remove"})") == "operation 0 (): `path` is missing");
  BOOST_TEST(error("1") == "operation 0 (): `op` is no operation");
  BOOST_TEST(patched("{}", "{}") == "a patch is a list of operations");
}

BOOST_AUTO_TEST_CASE(all_or_nothing) {
  const base::Json document = json(R"({"a":1})");
  BOOST_TEST(
      !base::apply_json_patch(document, json(R"([{"op":"remove","path":"/a"},{"op":"remove","path":"/x"}])")).ok());
  BOOST_TEST(document.text() == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(nothing_grows_without_end) {
  std::string copies;
  for (int i = 0; i < 100; ++i) copies += (i ? "," : "") + std::string(R"({"op":"copy","from":"/a","path":"/a/-"})");
  BOOST_TEST(patched(R"({"a":["xxxxxxxxxxxxxxxxxxxx"]})", "[" + copies + "]").ends_with("the value is too large"));
  std::string deeper = R"({"op":"add","path":"/a","value":[]})";
  for (int i = 0; i < 6; ++i)
    deeper += R"(,{"op":"copy","from":"/a","path":"/b"},{"op":"move","from":"/b","path":"/a)" + std::string(1, '/') +
              R"(-"})";
  BOOST_TEST(!patched("{}", "[" + deeper + "]").empty());
  std::string many;
  for (int i = 0; i < 1001; ++i) many += (i ? "," : "") + std::string(R"({"op":"test","path":"","value":1})");
  BOOST_TEST(patched("1", "[" + many + "]") == "the patch has too many operations");
}

BOOST_AUTO_TEST_CASE(denied_paths) {
  const std::vector<std::string_view> denied = {"id"};
  const auto attempt = [&](const char* operation) {
    return patched(R"({"id":{"x":1},"a":1})", std::string("[") + operation + "]", denied);
  };
  for (const char* operation :
       {R"({"op":"replace","path":"/id","value":1})", R"({"op":"add","path":"/id/y","value":1})",
        R"({"op":"remove","path":"/id"})", R"({"op":"copy","from":"/a","path":"/id"})",
        R"({"op":"move","from":"/id","path":"/b"})", R"({"op":"replace","path":"","value":{}})"})
    BOOST_TEST(attempt(operation).find("patch includes denied path: ") != std::string::npos, operation);
  BOOST_TEST(attempt(R"({"op":"test","path":"/id/x","value":1})") == R"({"id":{"x":1},"a":1})");
  BOOST_TEST(attempt(R"({"op":"copy","from":"/id","path":"/b"})") == R"({"id":{"x":1},"a":1,"b":{"x":1}})");
}

BOOST_AUTO_TEST_SUITE_END()
