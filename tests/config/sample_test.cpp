// config/kratos.yml holds every key that does something, with the default of the table; and it loads either way: as it
// stands, and with every commented key switched on.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.h"
#include "fixture.h"

using namespace config_test;

namespace {

const config::Environment kSecret{{"SECRETS_DEFAULT", "a-secret-of-the-test-suite"}};

std::string read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string uncommented(const std::string& text) {
  static const std::regex kKey("^( *)#((- )?[a-z_]+:( .*|$))");
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += std::regex_replace(line, kKey, "$1$2") + "\n";
  return result;
}

std::set<std::string> keys_of_table() {
  std::set<std::string> keys;
  for (const config::KeyInfo& key : config::documented_keys()) keys.insert(key.path);
  return keys;
}

std::set<std::string> keys_of_sample(const config::Loaded& sample) {
  std::set<std::string> keys;
  for (const config::EffectiveValue& value : sample.effective) {
    if (value.source != "default") keys.insert(std::regex_replace(value.key, std::regex("\\.[0-9]+\\."), ".#."));
  }
  return keys;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sample)

BOOST_AUTO_TEST_CASE(as_it_stands_it_lacks_only_a_secret) {
  const std::string text = read("config/kratos.yml");
  BOOST_TEST(
      problems_of(text).ends_with("secrets.default: is missing: the first signs, all verify; make one with `postern "
                                  "secrets generate`"));
  BOOST_TEST(problems_of(text).find('\n') == std::string::npos);
  BOOST_TEST(must_load(text, kSecret).warnings.empty());
}

BOOST_AUTO_TEST_CASE(it_holds_every_supported_key_and_no_other) {
  const config::Loaded loaded = must_load(uncommented(read("config/kratos.yml")));
  const std::set<std::string> table = keys_of_table(), sample = keys_of_sample(loaded);
  BOOST_TEST(sample == table, boost::test_tools::per_element());
  BOOST_TEST(table.size() > 70u);
  BOOST_REQUIRE(loaded.warnings.size() == 1u);  // the example of a gate has no way back: allowed_return_urls is empty
  BOOST_TEST(loaded.warnings[0].key == "selfservice.allowed_return_urls");
}

BOOST_AUTO_TEST_CASE(commented_values_are_the_defaults) {
  const config::Loaded loaded = must_load(uncommented(read("config/kratos.yml")));
  const std::set<std::string> chosen{"selfservice.methods.totp.enabled", "selfservice.methods.lookup_secret.enabled",
                                     "hashers.algorithm", "hashers.argon2.memory", "hashers.argon2.iterations"};
  std::size_t compared = 0;
  for (const config::KeyInfo& key : config::known_keys()) {
    if (!key.supported || key.fallback.empty() || chosen.contains(key.path)) continue;
    const std::string shown = effective(loaded, key.path);
    const std::string fallback = std::regex_replace(key.fallback, std::regex("\""), "");
    BOOST_TEST(shown.substr(0, shown.find(" <")) == fallback, key.path);
    ++compared;
  }
  BOOST_TEST(compared > 30u);
}

BOOST_AUTO_TEST_CASE(the_identity_schema_is_json) {
  BOOST_TEST(base::parse_json(read("config/identity.schema.json")).ok());
}

BOOST_AUTO_TEST_SUITE_END()
