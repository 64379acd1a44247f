// The rescue file: what it does, once, and what it does not do.
#include "flow/rescue.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/browser.h"

using namespace support;
namespace fs = std::filesystem;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth);
  fs::path rescue = folder() / "rescue";
  Site() {
    fs::create_directory(rescue);
    ::chmod(rescue.c_str(), 0755);
  }

  std::string today(int days = 0) { return base::format_rfc3339(clock.now() + std::chrono::days(days)).substr(0, 10); }
  fs::path put(const std::string& name, const std::string& text, std::chrono::hours age = 0h) {
    const auto path = rescue / (name + ".txt");
    write_file(path, text);
    ::chmod(path.c_str(), 0644);
    const auto at = base::to_unix(clock.now() - age);
    const timespec times[2] = {{at, 0}, {at, 0}};
    ::utimensat(AT_FDCWD, path.c_str(), times, 0);
    return path;
  }
  // Whether a sign-in with the password took the second factors away.
  bool rescues() {
    Browser browser(*this);
    browser.logs_in(alice);
    return count("totp") == 0;
  }
  bool refused_because(const std::string& reason) {
    return !rescues() && logged().find("rescue.refused") != std::string::npos &&
           logged().find(reason) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rescue, Site)

BOOST_AUTO_TEST_CASE(once_with_the_password_and_then_into_enrolment) {
  Browser thief(*this);
  thief.logs_in(alice);
  thief.passes("totp", code(alice));
  const auto file = put("alice@example.org", today() + "\r\nlost her phone\r\n");
  Browser browser(*this, Browser::Kind::form);
  auto form = browser.start_login();
  const auto wrong =
      browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", "not hers"}});
  BOOST_TEST(wrong.status == 303);
  BOOST_TEST(fs::exists(file));
  BOOST_TEST(count("totp") == 1);  // never without the first factor
  const auto right =
      browser.submit(form, {{"method", "password"}, {"identifier", alice.email}, {"password", alice.password}});
  BOOST_TEST(right.location() == "http://localhost:8080/self-service/settings/browser");
  BOOST_TEST(browser.aal() == 1);
  BOOST_TEST(thief.aal() == 0);
  BOOST_TEST(!fs::exists(file));
  BOOST_TEST(count("totp") == 0);
  BOOST_TEST(count("lookup_codes") == 0);
  BOOST_TEST(count("audit WHERE what = 'rescued'") == 1);
}

BOOST_AUTO_TEST_CASE(a_person_and_a_day_once_whatever_becomes_of_the_file) {
  put(base::to_string(alice.id), today());
  BOOST_TEST(rescues());
  db().write([&](store::Tx& tx) {
    store::TotpRow row{.id = alice.id, .identity_id = alice.id};
    row.key.bytes = {1};
    store::insert_totp(tx, row);
    store::refresh_factors(tx, alice.id);
  });
  put(base::to_string(alice.id), today());
  Browser browser(*this);
  browser.logs_in(alice);
  BOOST_TEST(count("totp") == 1);
  put(base::to_string(alice.id), today(1));
  Browser again(*this);
  again.logs_in(alice);
  BOOST_TEST(count("totp") == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_count) {
  BOOST_TEST(!rescues());
  put("bob@example.org", today());
  BOOST_TEST(!rescues());
  put("alice@example.org", today(-1));
  BOOST_TEST(refused_because("not the date of today or tomorrow"));
  put("alice@example.org", today(2));
  BOOST_TEST(!rescues());
  put("alice@example.org", "");
  BOOST_TEST(!rescues());
  put("alice@example.org", today(), 25h);
  BOOST_TEST(refused_because("older than a day"));
  const auto file = put("alice@example.org", today());
  ::chmod(file.c_str(), 0666);
  BOOST_TEST(refused_because("others may write it"));
  ::chmod(file.c_str(), 0644);
  ::chmod(rescue.c_str(), 0775);
  BOOST_TEST(!rescues());
  ::chmod(rescue.c_str(), 0755);
  fs::rename(file, folder() / "elsewhere.txt");
  fs::create_symlink(folder() / "elsewhere.txt", file);
  BOOST_TEST(refused_because("or is a link"));
  fs::remove(file);
  fs::create_directory(file);
  BOOST_TEST(refused_because("it is no plain file"));
  fs::remove(file);
  if (::geteuid() == 0) {
    put("alice@example.org", today());
    BOOST_REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
    BOOST_TEST(refused_because("not the owner's"));
    fs::remove(file);
  }
  put("alice@example.org", today(1), 23h);
  BOOST_TEST(rescues());
}

BOOST_AUTO_TEST_CASE(a_confirmation_is_no_rescue) {
  Browser browser(*this);
  browser.logs_in(alice);
  browser.passes("totp", code(alice));
  const auto file = put("alice@example.org", today());
  browser.confirms(alice);
  BOOST_TEST(fs::exists(file));
  BOOST_TEST(count("totp") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
