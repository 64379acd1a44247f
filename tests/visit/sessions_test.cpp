// "Where you are signed in": the list on the account page and the form that ends its sessions, without scripts.
#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice"), bob = add("bob");
  Browser laptop{*this, Browser::Kind::form}, phone{*this, Browser::Kind::form, "198.51.100.7"},
      stranger{*this, Browser::Kind::form};
  Site() {
    laptop.logs_in(alice);
    clock.advance(60s);
    phone.logs_in(alice);
    stranger.logs_in(bob);
  }

  Answer ends(Browser& browser, const std::string& which) {
    const auto form = browser.start_settings();
    return browser.post("/settings/sessions?flow=" + form.id, {{"csrf_token", form.csrf_token}, {"session", which}});
  }
  std::string session_of(Browser& browser) { return browser.get("/sessions/whoami").at("id"); }
};

std::size_t buttons(const std::string& page) {
  std::size_t count = 0;
  for (auto at = page.find("name=\"session\""); at != std::string::npos; at = page.find("name=\"session\"", at + 1))
    ++count;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions, Site)

BOOST_AUTO_TEST_CASE(the_list_begins_with_this_device_which_has_no_button) {
  const auto page = laptop.get("/settings").body();
  const auto here = page.find("This device"), other = page.find("198.51.100.7");
  BOOST_REQUIRE((here != std::string::npos && other != std::string::npos));
  BOOST_TEST(here < other);
  BOOST_TEST(buttons(page) == 2U);  // the phone, and all others
  BOOST_TEST(page.find("value=\"" + session_of(phone) + "\"") != std::string::npos);
  BOOST_TEST(page.find(session_of(laptop)) == std::string::npos);
  BOOST_TEST(page.find(session_of(stranger)) == std::string::npos);
  BOOST_TEST(page.find("Signed in a moment ago with password.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_is_ended) {
  const auto answer = ends(laptop, session_of(phone));
  BOOST_TEST(answer.status == 303);
  const auto page = laptop.get(answer.location()).body();
  BOOST_TEST(page.find("That device is signed out.") != std::string::npos);
  BOOST_TEST(buttons(page) == 0U);
  BOOST_TEST(phone.aal() == 0);
  BOOST_TEST(laptop.aal() == 1);
}

BOOST_AUTO_TEST_CASE(the_others_are_ended_and_nobody_elses) {
  const auto answer = ends(laptop, "others");
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(laptop.get(answer.location()).body().find("You are signed out everywhere else.") != std::string::npos);
  BOOST_TEST(phone.aal() == 0);
  BOOST_TEST(laptop.aal() == 1);
  BOOST_TEST(stranger.aal() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_ones_own_is_not_touched) {
  BOOST_TEST(ends(laptop, session_of(stranger)).status == 303);
  BOOST_TEST(stranger.aal() == 1);
  BOOST_TEST(ends(laptop, session_of(laptop)).location().find("/error?id=") != std::string::npos);
  BOOST_TEST(ends(laptop, "nonsense").location().find("/error?id=") != std::string::npos);
  BOOST_TEST(laptop.aal() == 1);
}

BOOST_AUTO_TEST_CASE(a_form_of_another_site_ends_nothing) {
  const auto other = session_of(phone);
  const auto answer = laptop.post("/settings/sessions", {{"session", other}});
  BOOST_TEST(answer.location().find("/error?id=") != std::string::npos);
  BOOST_TEST(phone.aal() == 1);
}

BOOST_AUTO_TEST_CASE(last_seen_is_written_by_pages_and_once_a_minute) {
  const auto seen = [&] {
    std::int64_t at = 0;
    db().read([&](store::Tx& tx) {
      for (const auto& found : store::list_sessions_of(tx, alice.id))
        if (found.session.last_seen_at) at = base::to_micros(*found.session.last_seen_at);
    });
    return at;
  };
  BOOST_TEST(laptop.get("/sessions/whoami").status == 200);
  BOOST_TEST(seen() == 0);
  laptop.get("/");
  const auto first = seen();
  BOOST_TEST(first == base::to_micros(clock.now()));
  clock.advance(59s);
  laptop.get("/settings");
  BOOST_TEST(seen() == first);
  clock.advance(1s);
  laptop.get("/settings");
  BOOST_TEST(seen() == base::to_micros(clock.now()));
  clock.advance(2h);
  BOOST_TEST(phone.get("/settings").body().find("Last seen on these pages 2 hours ago.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
