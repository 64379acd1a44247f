#include "api/user_agent.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(families_of_browsers_and_systems) {
  struct Case {
    const char *header, *browser, *system;
  };
  constexpr Case kCases[] = {
      {"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "linux"},
      {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
       "Safari/537.36",
       "Chrome", "windows"},
      {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
       "Safari/537.36 Edg/142.0.0.0",
       "Edge", "windows"},
      {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
       "Safari/605.1.15",
       "Safari", "mac"},
      {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 "
       "Mobile/15E148 Safari/604.1",
       "Chrome", "iphone"},
      {"Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
       "Chrome/130.0.0.0 Mobile Safari/537.36",
       "Samsung Internet", "android"},
      {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 "
       "OPR/120.0.0.0",
       "Opera", "chromeos"},
      {"okhttp/4.12.0", "", ""},
      {"", "", ""},
  };
  for (const Case& sample : kCases) {
    const api::Agent agent = api::read_user_agent(sample.header);
    BOOST_TEST(agent.browser == sample.browser, sample.header);
    BOOST_TEST(agent.system == sample.system, sample.header);
  }
}
