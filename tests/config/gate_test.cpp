// postern.gate: rules that can be compared, and a way back to what they guard.
#include <boost/test/unit_test.hpp>

#include "tests/config/fixture.h"

using namespace config_test;

namespace {

std::string with_gate(const std::string& gate,
                      const std::string& allowed = "https://*.example.org/, https://example.org/") {
  return good_but("  default_browser_return_url: /\n",
                  "  default_browser_return_url: /\n  allowed_return_urls: [ " + allowed + " ]\n") +
         "postern: { gate: { " + gate + " } }\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

BOOST_AUTO_TEST_CASE(rules_are_made_plain) {
  const auto loaded =
      must_load(with_gate("rules: [{ path: //a//b/ }, { host: Wiki.Example.org }, { path: /, aal: aal1 }]"));
  const auto& rules = loaded.config.essentials.gate.rules;
  BOOST_REQUIRE(rules.size() == 3u);
  BOOST_TEST(rules[0].path == "/a/b");
  BOOST_TEST(!rules[0].aal.has_value());
  BOOST_TEST(rules[1].host == "wiki.example.org");
  BOOST_TEST(rules[1].path == "/");
  BOOST_TEST((rules[2].aal == config::RequiredAal::aal1));
  BOOST_TEST(loaded.warnings.empty());
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  const std::pair<const char*, const char*> rows[] = {
      {"rules: [{ path: private }]", "is no path of a rule"},
      {"rules: [{ path: /a/../b }]", "is no path of a rule"},
      {"rules: [{ path: /a%20b }]", "is no path of a rule"},
      {"rules: [{ host: \"https://a.example\" }]", "is no host"},
      {"rules: [{ path: /a }, { path: /a/ }]", "is the path of rule 0 too"},
      {"rules: [{ group: staff }]", "needs postern.gate.group_trait"},
      {"rules: [{ methods: [totp] }]", "lets nobody pass"},
      {"rules: [{ methods: [tan] }]", "is not allowed; allowed: password"},
      {"rules: [{ aal: aal2 }]", "none can be set up"},
      {"rules: [{ aal: aal3 }]", "is not allowed; allowed: aal1"},
      {"rules: [{ level: aal2 }]", "level"},
  };
  for (const auto& [gate, expected] : rows) {
    const std::string problems = problems_of(with_gate(gate));
    BOOST_TEST(problems.find(expected) != std::string::npos, gate << ": " << problems);
  }
}

BOOST_AUTO_TEST_CASE(a_rule_without_a_way_back_warns) {
  const auto warned = [](const std::string& gate, const std::string& allowed) {
    return must_load(with_gate(gate, allowed)).warnings.size();
  };
  BOOST_TEST(warned("rules: [{ path: /a }]", "https://example.org/") == 0u);
  BOOST_TEST(warned("rules: [{ path: /a }]", "") == 1u);
  BOOST_TEST(warned("rules: [{ host: wiki.example.org }]", "https://example.org/") == 1u);
  BOOST_TEST(warned("rules: [{ host: wiki.example.org }]", "\"https://*.example.org/\"") == 0u);
  BOOST_TEST(warned("rules: [{ host: evil-example.org }]", "\"https://*.example.org/\"") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
