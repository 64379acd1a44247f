// What pages owe the request, not the flow: language, the site's own name and links, and the end of a circle.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice");
  Browser browser{*this, Browser::Kind::form};

  std::string language_of(const std::string& target, Headers headers = {}) {
    const auto page = browser.get(target, std::move(headers)).body();
    const auto at = page.find("<html lang=\"");
    return at == std::string::npos ? page : page.substr(at + 12, 2);
  }
};

bool has(const Answer& answer, std::string_view text) { return answer.body().find(text) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pages, Site)

BOOST_AUTO_TEST_CASE(the_browser_says_its_language) {
  BOOST_TEST(language_of("/login") == "en");
  BOOST_TEST(language_of("/login", {{"accept-language", "de-CH,de;q=0.9,en;q=0.8"}}) == "de");
  BOOST_TEST(language_of("/login", {{"accept-language", "en;q=0.3, fr;q=0.7, *;q=0.9"}}) == "fr");
  BOOST_TEST(language_of("/login", {{"accept-language", "nl, de;q=0"}}) == "en");
  configure("POSTERN_PAGES_LANGUAGE", "es");
  BOOST_TEST(language_of("/login", {{"accept-language", "nl"}}) == "es");
  BOOST_TEST(language_of("/login", {{"accept-language", "en"}}) == "en");
}

BOOST_AUTO_TEST_CASE(what_was_chosen_is_kept) {
  const Headers english = {{"accept-language", "en"}};
  BOOST_TEST(language_of("/login?ui_locales=nl+fr-CA+en", english) == "fr");
  BOOST_TEST(browser.cookies["postern_language"] == "fr");
  BOOST_TEST(language_of("/login", english) == "fr");
  BOOST_TEST(language_of("/login?ui_locales=xx", english) == "fr");
  // An application that starts a flow says it there.
  browser.get("/self-service/login/browser?ui_locales=de");
  BOOST_TEST(language_of("/", english) == "de");
}

BOOST_AUTO_TEST_CASE(the_other_languages_lead_to_the_same_page) {
  const auto page = browser.get("/login?refresh=true&ui_locales=de");
  BOOST_TEST(has(page, "<a href=\"?refresh=true&amp;ui_locales=en\" lang=\"en\" hreflang=\"en\">English</a>"));
  BOOST_TEST(!has(page, ">Deutsch</a>"));
}

BOOST_AUTO_TEST_CASE(messages_are_translated_on_pages_and_never_in_json) {
  const auto form = browser.start_login();
  browser.cookies["postern_language"] = "de";
  browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "wrong"}});
  BOOST_TEST(has(browser.get("/login?flow=" + form.id), "Die Angaben stimmen nicht."));
  BOOST_TEST(has(browser.read(form), "The provided credentials are invalid"));
}

BOOST_AUTO_TEST_CASE(a_phone_whose_clock_is_wrong_is_told_so) {
  browser.logs_in(alice);
  const auto form = browser.start_settings();
  Person phone = alice;
  phone.totp_key = shown_key(form.answer);
  browser.submit(form, {{"method", "totp"}, {"totp_code", code(phone, -7)}});
  BOOST_TEST(has(browser.get("/settings?flow=" + form.id), "clock is about 4 minutes slow. Set it to automatic"));
  BOOST_TEST(has(browser.read(form), "The provided authentication code is invalid, please try again."));
  BOOST_TEST(!has(browser.read(form), "skewed"));
}

BOOST_AUTO_TEST_CASE(a_site_has_its_name_logo_and_links) {
  BOOST_TEST(!has(browser.get("/login"), "site.css"));
  std::ofstream(folder() / "site.css") << ":root { --site-accent: #00f; }\n";
  configure("POSTERN_PAGES_FOLDER", folder().string());
  configure("POSTERN_PAGES_SITE_NAME", "Oakfield & Sons");
  configure("POSTERN_PAGES_LOGO", "/logo.svg");
  configure("POSTERN_PAGES_HOME_URL", "https://oakfield.example/");
  configure("POSTERN_PAGES_HELP_URL", "/help");
  configure("POSTERN_PAGES_PRIVACY_URL", "/privacy");
  configure("POSTERN_PAGES_FORGOT_URL", "/forgot");
  const auto page = browser.get("/login");
  BOOST_TEST(has(page, "<title>Sign in – Oakfield &amp; Sons</title>"));
  BOOST_TEST(has(page, "<a class=\"brand\" href=\"https://oakfield.example/\"><img src=\"/logo.svg\" alt=\"\">"));
  BOOST_TEST(has(page, "/site.css\">"));
  for (const char* link :
       {"<a href=\"/help\">Help</a>", "<a href=\"/privacy\">Privacy</a>", "<a href=\"/forgot\">Forgot password?</a>"})
    BOOST_TEST(has(page, link), link);
}

BOOST_AUTO_TEST_CASE(a_circle_ends_at_the_third_turn) {
  browser.logs_in(alice);
  const std::string there = "/login?return_to=http%3A%2F%2Flocalhost%3A8080%2Fmembers";
  BOOST_TEST(browser.get(there).status == 303);
  BOOST_TEST(browser.get("/login").status == 303);  // to somewhere else: it counts from the start
  BOOST_TEST(browser.get(there).status == 303);
  BOOST_TEST(browser.get(there).status == 303);
  const auto page = browser.get(there);
  BOOST_TEST(page.status == 409);
  BOOST_TEST(has(page, "You were sent in a circle"));
  BOOST_TEST(has(page, "/self-service/logout?token="));
  BOOST_TEST(browser.get(there).status == 303);  // told once
  clock.advance(11s);
  BOOST_TEST(browser.get(there).status == 303);
  BOOST_TEST(browser.get(there).status == 303);
}

BOOST_AUTO_TEST_SUITE_END()
