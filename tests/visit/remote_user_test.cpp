// The web server's user goes in by the same door as everybody else: what holds for a sign-in holds for theirs.
#include "api/remote_user.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/browser.h"

using namespace support;
namespace fs = std::filesystem;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth);
  Site() {
    configure("POSTERN_REMOTE_USER_TRAIT", "email");
    configure("POSTERN_REMOTE_USER_DOMAIN", "example.org");
  }
  // Whom the web server names, at the page that begins a sign-in.
  http::Response arrives(const std::string& name, const std::string& query = {}) {
    http::Request request{.method = "GET", .path = "/self-service/login/browser", .query = query};
    request.host = "localhost:8080";
    request.remote_addr = "192.0.2.7";
    request.remote_user = name;
    return app().answer(request);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(remote_user, Site)

BOOST_AUTO_TEST_CASE(is_reported_and_known_by_every_name) {
  BOOST_TEST(arrives("alice").status == 303);
  BOOST_TEST(arrives("ALICE@EXAMPLE.ORG").status == 303);
  BOOST_TEST(count("identities") == 1);
  BOOST_TEST(count("audit WHERE what = 'sign_in' AND address = '192.0.2.7'") == 2);
  BOOST_TEST(count("sessions WHERE aal = 1") == 2);
}

BOOST_AUTO_TEST_CASE(is_an_account_from_the_first_visit_on) {
  const auto answer = arrives("bob");
  BOOST_TEST(*answer.find("Location") == "http://localhost:8080/");
  arrives("bob");
  BOOST_TEST(count("identities WHERE external_id = 'bob'") == 1);
  BOOST_TEST(count("passwords") == 1);  // alice's
  BOOST_TEST(count("audit WHERE what = 'registration'") == 1);
}

BOOST_AUTO_TEST_CASE(is_rescued_like_anybody) {
  const fs::path folder = World::folder() / "rescue";
  fs::create_directory(folder);
  ::chmod(folder.c_str(), 0755);
  write_file(folder / "alice@example.org.txt", base::format_rfc3339(clock.now()).substr(0, 10));
  const auto at = base::to_unix(clock.now());
  const timespec times[2] = {{at, 0}, {at, 0}};
  ::utimensat(AT_FDCWD, (folder / "alice@example.org.txt").c_str(), times, 0);
  ::chmod((folder / "alice@example.org.txt").c_str(), 0644);
  BOOST_TEST(*arrives("alice").find("Location") == "http://localhost:8080/self-service/settings/browser");
  BOOST_TEST(count("totp") == 0);
  BOOST_TEST(count("audit WHERE what = 'rescued'") == 1);
}

BOOST_AUTO_TEST_CASE(is_nobody_when_disabled_or_nameless) {
  disable(alice);
  BOOST_TEST(arrives("alice").status == 303);  // to the error page
  BOOST_TEST(count("sessions") == 0);
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string(257, 'a')}) arrives(name);
  BOOST_TEST(count("sessions") == 0);
  BOOST_TEST(count("identities") == 1);
}

BOOST_AUTO_TEST_CASE(counts_for_nothing_unless_configured) {
  configure("POSTERN_REMOTE_USER_TRAIT", "");
  arrives("alice");
  BOOST_TEST(count("sessions") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
