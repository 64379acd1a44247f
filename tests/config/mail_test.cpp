// courier.smtp and postern.mail: how mail leaves, and that no password stands in an error.
#include <boost/test/unit_test.hpp>

#include "tests/config/fixture.h"

using namespace config_test;

namespace {

config::Mail mail_of(const std::string& rest) { return must_load(good_with(rest)).config.mail; }
std::string smtp(const std::string& rest) { return "courier: { smtp: { " + rest + " } }\n"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(mail)

BOOST_AUTO_TEST_CASE(none_unless_one_is_named) {
  BOOST_TEST(!mail_of("").is_configured());
  BOOST_TEST(mail_of("postern: { mail: { sendmail: sendmail } }\n").is_configured());
  const auto mail = mail_of(smtp("connection_uri: 'smtp://h:25/?disable_starttls=true'"));
  BOOST_TEST(mail.is_configured());
  BOOST_TEST(mail.notices);
  BOOST_TEST(mail.from_address.starts_with("no-reply@"));
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_not_shown) {
  for (const char* uri : {"smtp://", "imap://u:hidden@h/", "u:hidden@h", "smtps://u:hidden@h:port/", "hidden"}) {
    const auto problems = problems_of(good_with(smtp("connection_uri: '" + std::string(uri) + "'")));
    BOOST_TEST(problems.find("is no address of a mail server") != std::string::npos, problems);
    BOOST_TEST(problems.find("hidden") == std::string::npos, problems);
  }
  for (const char* from : {"nobody", "a b@example.org", "a@example.org, b@example.org", "-f@example.org"})
    BOOST_TEST(problems_of(good_with(smtp("from_address: \"" + std::string(from) + "\""))).find("is no address") !=
               std::string::npos);
  for (const char* key : {"from_name", "from_address", "connection_uri"})
    BOOST_TEST(!problems_of(good_with(smtp(std::string(key) + ": \"a@b\\nBcc: c@d\""))).empty());
  for (const char* program : {"bin/sendmail", "./sendmail", "../x"})
    BOOST_TEST(problems_of(good_with("postern: { mail: { sendmail: " + std::string(program) + " } }\n"))
                   .find("neither a name nor a whole path") != std::string::npos);
}

// Off unless somebody switches it on, and then people must hear of it.
BOOST_AUTO_TEST_CASE(the_waiting_reset_needs_mail_and_a_guarded_address) {
  const std::string on = "postern: { reset: { enabled: true }, mail: { sendmail: sendmail } }\n";
  BOOST_TEST(!must_load(good_with("")).config.reset.enabled);
  BOOST_TEST(must_load(good_with(on)).config.reset.enabled);
  BOOST_TEST((must_load(good_with(on)).config.reset.delay == std::chrono::hours(24)));
  BOOST_TEST(problems_of(good_with("postern: { reset: { enabled: true } }\n")).find("needs mail") != std::string::npos);
  BOOST_TEST(problems_of(good_with("postern: { reset: { delay: 59m } }\n")).find("too short") != std::string::npos);
  const std::string weak = good_but("  default_browser_return_url: /\n",
                                    "  default_browser_return_url: /\n  flows: { settings: { required_aal: aal1 } }\n");
  BOOST_TEST(problems_of(weak + on).find("may change the address that is told") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
