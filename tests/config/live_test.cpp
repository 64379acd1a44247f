// The configuration of a running handler: cache, last good copy, edits under way.
// contract: A1.1
#include "config/live.h"

#include <fcntl.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "config/cache.h"
#include "config/file.h"
#include "fixture.h"

using namespace config_test;

namespace {

// The kernel stamps files with its last tick: a reading within one is not trusted (config/file.cpp).
void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

struct Site : Folder {
  base::SystemClock clock;
  int log_fd;
  base::Log log;
  config::Environment environment;

  Site() : log_fd(::open(file("log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)), log(clock, log_fd) {
    save(kGood);
  }
  ~Site() { ::close(log_fd); }
  void save(const std::string& text) const {
    write("kratos.yml", text);
    settle();
  }
  [[nodiscard]] config::Live live() { return {file("kratos.yml"), environment, log}; }
  [[nodiscard]] std::size_t lines(const std::string& slug) const {
    const std::string text = read("log");
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(slug, at)) != std::string::npos; at += slug.size()) ++count;
    return count;
  }
  [[nodiscard]] bool exists(const std::string& name) const { return std::filesystem::exists(file(name)); }
  [[nodiscard]] unsigned mode(const std::string& name) const {
    struct stat status {};
    return ::stat(file(name).c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
  }
};

const std::string kOther = good_but("https://example.org/auth/", "https://other.example/");
const std::string kBad = good_with("session: { whoami: { required_all: aal1 } }\n");

bool is_invalid(const base::Unavailable& error) { return error.slug() == "config.invalid"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(live)

BOOST_AUTO_TEST_CASE(first_use_makes_cache_and_last_good) {
  Site site;
  config::Live live = site.live();
  live.refresh();
  BOOST_TEST(live.essentials().base_url == "https://example.org/auth/");
  BOOST_TEST(live.full().secrets_default.size() == 1u);
  BOOST_TEST(live.path() == site.file("kratos.yml"));
  BOOST_TEST(site.read("kratos.last-good.yml") == kGood);
  BOOST_TEST(site.mode("kratos.last-good.yml") == 0600u);
  BOOST_TEST(site.mode("cache") == 0700u);
  BOOST_TEST(site.mode("cache/kratos.yml.bin") == 0600u);
  BOOST_TEST(site.read("cache/kratos.yml.bin").find("a-secret-of-the-test-suite") == std::string::npos);
}

// Proof that no YAML is read: a cache that says something else than the file is believed.
BOOST_AUTO_TEST_CASE(a_valid_cache_is_enough) {
  Site site;
  config::Essentials cached = must_load(kGood).config.essentials;
  cached.base_url = "https://from-the-cache.example/";
  const config::CacheKey key{site.file("kratos.yml"), config::stamp_of(site.file("kratos.yml")),
                             config::fingerprint({})};
  ::mkdir(site.file("cache").c_str(), 0700);
  BOOST_TEST_REQUIRE(
      config::write_private(site.file("cache/kratos.yml.bin"), config::encode_cache(key, {cached, false})));
  config::Live live = site.live();
  live.refresh();
  BOOST_TEST(live.essentials().base_url == "https://from-the-cache.example/");
  BOOST_TEST(!site.exists("kratos.last-good.yml"));
  BOOST_TEST(live.full().essentials.base_url == "https://example.org/auth/");

  // Others may not plant one.
  ::chmod(site.file("cache/kratos.yml.bin").c_str(), 0644);
  config::Live second = site.live();
  second.refresh();
  BOOST_TEST(second.essentials().base_url == "https://example.org/auth/");
}

BOOST_AUTO_TEST_CASE(other_overrides_miss_the_cache) {
  Site site;
  site.live().refresh();
  site.environment = {{"SERVE_PUBLIC_BASE_URL", "http://localhost:9090/"}};
  config::Live live = site.live();
  live.refresh();
  BOOST_TEST(live.essentials().base_url == "http://localhost:9090/");
}

BOOST_AUTO_TEST_CASE(an_edit_counts_from_the_next_refresh) {
  Site site;
  config::Live live = site.live();
  live.refresh();
  const std::uint64_t before = live.generation();
  live.refresh();
  BOOST_TEST(live.generation() == before);
  site.save(kOther);
  BOOST_TEST(live.essentials().base_url == "https://example.org/auth/");
  live.refresh();
  BOOST_TEST(live.essentials().base_url == "https://other.example/");
  BOOST_TEST(live.full().totp_issuer == "other.example");
  BOOST_TEST(live.generation() != before);
}

BOOST_AUTO_TEST_CASE(a_bad_edit_keeps_the_last_good_and_logs_once) {
  Site site;
  config::Live live = site.live();
  live.refresh();
  site.save(kBad);
  for (int i = 0; i < 3; ++i) live.refresh();
  BOOST_TEST(live.essentials().base_url == "https://example.org/auth/");
  BOOST_TEST(live.full().secrets_default.size() == 1u);
  BOOST_TEST(site.lines("config.invalid") == 1u);
  BOOST_TEST(site.lines("did you mean `required_aal`?") == 1u);
  BOOST_TEST(site.read("kratos.last-good.yml") == kGood);

  // A new process (CGI: each request) uses it, too, and has nothing to add to the log.
  config::Live second = site.live();
  second.refresh();
  BOOST_TEST(second.essentials().base_url == "https://example.org/auth/");
  BOOST_TEST(second.full().secrets_default.size() == 1u);
  BOOST_TEST(second.full().essentials.sqlite_path == site.file("db.sqlite"));
  BOOST_TEST(site.lines("config.invalid") == 1u);

  site.save(kOther);
  live.refresh();
  second.refresh();
  BOOST_TEST(live.essentials().base_url == "https://other.example/");
  BOOST_TEST(second.full().essentials.base_url == "https://other.example/");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_gone_keeps_the_last_good) {
  Site site;
  site.live().refresh();
  std::filesystem::remove(site.file("kratos.yml"));
  config::Live live = site.live();
  live.refresh();
  BOOST_TEST(live.full().essentials.base_url == "https://example.org/auth/");
  BOOST_TEST(site.lines("config.invalid") == 1u);
  site.save(kOther);
  live.refresh();
  BOOST_TEST(live.essentials().base_url == "https://other.example/");
}

BOOST_AUTO_TEST_CASE(without_a_last_good_there_is_nothing_to_use) {
  Site site;
  site.save(kBad);
  config::Live live = site.live();
  BOOST_CHECK_EXCEPTION(live.refresh(), base::Unavailable, is_invalid);
  BOOST_CHECK_EXCEPTION((void)live.essentials(), base::Unavailable, is_invalid);
  BOOST_CHECK_EXCEPTION((void)live.full(), base::Unavailable, is_invalid);
  BOOST_TEST(!site.exists("cache/kratos.yml.bin"));
  site.save(kGood);
  live.refresh();
  BOOST_TEST(live.full().secrets_default.size() == 1u);
}

// With the secrets taken away the essentials still answer from the cache; what needs a secret does not.
BOOST_AUTO_TEST_CASE(essentials_answer_where_the_whole_cannot) {
  Site site;
  site.live().refresh();
  config::Live live = site.live();
  live.refresh();
  std::filesystem::remove(site.file("kratos.last-good.yml"));
  std::filesystem::remove(site.file("kratos.yml"));
  BOOST_TEST(live.essentials().base_url == "https://example.org/auth/");
  BOOST_CHECK_EXCEPTION((void)live.full(), base::Unavailable, is_invalid);
}

// Just written: the next write could leave the same stamp, so nothing is cached and the next refresh looks again.
BOOST_AUTO_TEST_CASE(a_fresh_file_is_read_again) {
  Site site;
  config::Live live = site.live();
  bool caught = false;
  for (int i = 0; i < 20 && !caught; ++i) {  // a slow machine may let the moment pass
    std::filesystem::remove_all(site.file("cache"));
    site.write("kratos.yml", kOther);
    if (!config::read_file(site.file("kratos.yml")).settled) {
      live.refresh();
      caught = !site.exists("cache/kratos.yml.bin");
    }
  }
  BOOST_TEST(caught);
  settle();
  live.refresh();
  BOOST_TEST(site.exists("cache/kratos.yml.bin"));
  BOOST_TEST(live.essentials().base_url == "https://other.example/");
}

BOOST_AUTO_TEST_CASE(warnings_are_logged_once_per_edit) {
  Site site;
  site.save(good_with("courier: { delivery_strategy: http }\n"));
  site.live().refresh();
  site.live().refresh();
  BOOST_TEST(site.lines("config.warning") == 1u);
}

// As in a folder of somebody else, but so that root cannot write either.
BOOST_AUTO_TEST_CASE(where_nothing_can_be_kept_everything_works) {
  Site site;
  BOOST_TEST(config::can_keep_beside(site.file("kratos.yml")));
  site.write("cache", "no folder");
  ::mkdir(site.file("kratos.last-good.yml").c_str(), 0700);
  BOOST_TEST(!config::can_keep_beside(site.file("kratos.yml")));
  config::Live live = site.live();
  live.refresh();
  BOOST_TEST(live.full().essentials.base_url == "https://example.org/auth/");
  site.save(kBad);
  live.refresh();
  BOOST_TEST(live.full().secrets_default.size() == 1u);  // what this process still has
  BOOST_CHECK_EXCEPTION(site.live().refresh(), base::Unavailable, is_invalid);
}

BOOST_AUTO_TEST_CASE(where_the_file_is) {
  const Folder folder;
  std::filesystem::create_directory(folder.file("bin"));
  const std::string executable = folder.file("bin/login");
  const auto find = [&](const config::Environment& environment, const std::optional<std::string>& request) {
    return config::find_config_path(environment, executable, request);
  };
  BOOST_TEST(find({}, std::nullopt) == folder.file("config/kratos.yml"));
  folder.write("bin/postern.path", "../etc/site.yml\n");
  BOOST_TEST(find({}, std::nullopt) == folder.file("etc/site.yml"));
  const std::string named = folder.file("bin/postern.path");
  for (const mode_t mode : {0620u, 0602u}) {
    ::chmod(named.c_str(), mode);
    BOOST_CHECK_EXCEPTION(static_cast<void>(find({}, std::nullopt)), base::Unavailable,
                          [](const auto& e) { return e.slug() == "config.path_refused"; });
    BOOST_TEST(find({}, "/from/request.yml") == "/from/request.yml");
  }
  ::chmod(named.c_str(), 0600);
  std::filesystem::rename(named, named + ".kept");
  std::filesystem::create_symlink(named + ".kept", named);
  BOOST_CHECK_THROW(static_cast<void>(find({}, std::nullopt)), base::Unavailable);
  BOOST_TEST(find({}, "/from/request.yml") == "/from/request.yml");
  BOOST_TEST(find({{"POSTERN_CONFIG", "/from/environment.yml"}}, "/from/request.yml") == "/from/environment.yml");
  BOOST_TEST(config::last_good_path("/a/kratos.yml") == "/a/kratos.last-good.yml");
  BOOST_TEST(config::cache_path("/a/kratos.yml") == "/a/cache/kratos.yml.bin");
}

BOOST_AUTO_TEST_SUITE_END()
