// required_aal: aal2 and postern.enrolment: a second factor for everybody, and from when.
#include <boost/test/unit_test.hpp>

#include "tests/config/fixture.h"

using namespace config_test;

namespace {

std::string asks(const std::string& rest) {
  return good_but("  default_browser_return_url: /\n",
                  "  default_browser_return_url: /\n  methods: { totp: { enabled: true } }\n") +
         "session: { whoami: { required_aal: aal2 } }\n" + rest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(enrolment)

BOOST_AUTO_TEST_CASE(a_day_begins_at_midnight_utc) {
  const auto loaded = must_load(asks("postern: { enrolment: { until: 2027-01-31, grace: 72h } }\n"));
  const auto& essentials = loaded.config.essentials;
  BOOST_TEST((essentials.whoami_aal == config::RequiredAal::aal2));
  BOOST_REQUIRE(essentials.enrolment_until.has_value());
  BOOST_TEST(base::format_rfc3339(*essentials.enrolment_until) == "2027-01-31T00:00:00Z");
  BOOST_TEST((essentials.enrolment_grace == std::chrono::hours(72)));
  BOOST_TEST(loaded.warnings.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_day) {
  for (const char* day : {"2027-02-30", "2027-1-31", "tomorrow", "2027-13-01", "1969-12-31", "2027-01-31T00:00:00Z"}) {
    BOOST_TEST_CONTEXT(day) {
      const std::string problems =
          problems_of(asks("postern: { enrolment: { until: \"" + std::string(day) + "\" } }\n"));
      BOOST_TEST(problems.ends_with("is no day; allowed: 2027-01-31"), problems);
    }
  }
}

BOOST_AUTO_TEST_CASE(somebody_must_be_able_to_enrol) {
  const std::string problems = problems_of(good_with("session: { whoami: { required_aal: aal2 } }\n"));
  BOOST_TEST(problems.find("none can be set up") != std::string::npos, problems);
}

BOOST_AUTO_TEST_SUITE_END()
