// postern.admin.tokens: hashes of tokens, never tokens.
#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "tests/config/fixture.h"

using namespace config_test;

namespace {

const std::string kDigits(64, 'a');

auto load(const std::string& tokens) {
  return config::load_text(good_with("postern: { admin: { tokens: " + tokens + " } }\n"), "/etc/postern/kratos.yml",
                           {});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin)

BOOST_AUTO_TEST_CASE(nobody_by_default) { BOOST_TEST(must_load(kGood).config.admin_tokens.empty()); }

BOOST_AUTO_TEST_CASE(hashes_and_names) {
  const auto loaded = load("[\"sha256:" + kDigits + "\", \"sha256:" + kDigits + ":crm-1\"]");
  BOOST_REQUIRE(loaded.ok());
  const auto& tokens = loaded->config.admin_tokens;
  BOOST_REQUIRE(tokens.size() == 2u);
  BOOST_TEST(base::encode_hex(tokens[0].hash.bytes) == kDigits);
  BOOST_TEST(tokens[0].name == "aaaaaaaa");
  BOOST_TEST(tokens[1].name == "crm-1");
}

BOOST_AUTO_TEST_CASE(what_is_no_hash_is_not_quoted) {
  const std::string digits = kDigits.substr(1);
  for (const std::string& text :
       {std::string("postern_at_secret"), "sha256:" + digits, "sha256:" + digits + "g", "sha256:" + kDigits + "a",
        "sha256:" + kDigits + ":", "sha256:" + kDigits + ":a b", "sha512:" + kDigits}) {
    const auto loaded = load("[\"" + text + "\"]");
    BOOST_REQUIRE_MESSAGE(!loaded.ok(), text);
    const std::string problem = config::to_string(loaded.error().front());
    BOOST_TEST(problem.find("postern.admin.tokens: holds something else than the hash of a token") != std::string::npos,
               problem);
    BOOST_TEST(problem.find(text) == std::string::npos, problem);
  }
}

BOOST_AUTO_TEST_SUITE_END()
