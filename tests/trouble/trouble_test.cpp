// The surroundings break while a site runs: every request is answered, by 503 with Retry-After where it cannot be
// served, nothing is changed by halves, and afterwards all goes on without a restart.
#include <sys/resource.h>

#include <boost/test/data/test_case.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/trouble/site.h"

using namespace trouble;

namespace {

// Longer than a process goes on reading without a look at the file.
void let_processes_look_again() { std::this_thread::sleep_for(std::chrono::milliseconds(1100)); }

// Files may not grow beyond this for the children: what a full disk is, and needs no disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{static_cast<rlim_t>(bytes), before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

constexpr std::uintmax_t kLogIndexBytes = 32768;  // SQLite makes its -shm file that large at once

// As a later program would.
void set_min_reader(const Site& site, int min_reader) {
  std::vector<store::Migration> later(store::migrations().begin(), store::migrations().end());
  later.push_back({min_reader, {}});
  store::Db({.path = site.database, .data_dir = site.data, .schema = later}).write([&](store::Tx& tx) {
    tx.prepare("UPDATE meta SET min_reader = :min_reader").bind(":min_reader", min_reader).run();
  });
}

constexpr const char* kOtherProfile = R"({"method":"profile","traits":{"email":"new@example.org"}})";

const auto kBoth = boost::unit_test::data::make({0, 1});

Through gateway_of(int sample) { return sample == 0 ? Through::cgi : Through::fastcgi; }

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_DATA_TEST_CASE(database_is_missing, kBoth) {
  const Site site(gateway_of(sample));
  fs::rename(site.data, site.folder.path() / "elsewhere");
  let_processes_look_again();
  site.expect_no_writes("db.missing");
  site.expect_no_reads("db.missing");
  BOOST_TEST(!fs::exists(site.data));
  fs::rename(site.folder.path() / "elsewhere", site.data);
  site.expect_unchanged();
}

BOOST_DATA_TEST_CASE(database_is_newer, kBoth) {
  const Site site(gateway_of(sample));
  const auto known = static_cast<int>(store::migrations().size());
  set_min_reader(site, known);  // newer, but we may use it
  let_processes_look_again();
  site.expect_reads();
  set_min_reader(site, known + 1);
  site.expect_no_writes("db.newer");
  let_processes_look_again();
  site.expect_no_reads("db.newer");
  set_min_reader(site, known);
  site.expect_unchanged();
}

// Each write waits five seconds for its turn.
BOOST_DATA_TEST_CASE(database_is_locked, kBoth) {
  const Site site(gateway_of(sample));
  site.open().write([&](store::Tx&) {
    Site::expect_refusal(site.ask("POST", site.settings, kOtherProfile), "db.busy");
    site.expect_reads();
  });
  site.expect_unchanged();
}

BOOST_DATA_TEST_CASE(database_is_read_only, kBoth) {
  Site site(gateway_of(sample));
  fs::permissions(site.database, fs::perms::owner_read);
  site.start(gateway_of(sample));
  site.expect_no_writes("db.readonly");
  site.expect_reads();
  fs::permissions(site.data, fs::perms::owner_read | fs::perms::owner_exec);
  site.start(gateway_of(sample));
  site.expect_no_writes("db.readonly");
  fs::permissions(site.data, fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator(site.data))  // the log, too: SQLite makes it like its database
    fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::owner_write);
  site.start(gateway_of(sample));
  site.expect_unchanged();
}

// No file grows. What is open already can be read; what would have to make files first cannot.
BOOST_DATA_TEST_CASE(disk_is_full, kBoth) {
  Site site(gateway_of(sample));
  store::Db other = site.open();
  other.read([&](store::Tx& tx) {  // the log stays, and as long as it is
    store::Statement look = tx.prepare("SELECT 1 FROM identities");
    BOOST_REQUIRE(look.step());
    for (int i = 0; i < 10; ++i) BOOST_REQUIRE(site.ask("GET", "/self-service/login/api").status == 200);
    const FullDisk full(fs::file_size(site.database.string() + "-wal"));
    site.start(gateway_of(sample));
    site.expect_no_writes("db.full");
    site.expect_reads();
  });
  site.start(gateway_of(sample));
  site.expect_unchanged();
}

BOOST_AUTO_TEST_CASE(disk_is_too_full_to_open) {
  const Site site(Through::cgi);
  {
    const FullDisk full(kLogIndexBytes - 1);
    site.expect_no_writes("db.full");
    site.expect_no_reads("db.full");
  }
  site.expect_unchanged();
}

BOOST_DATA_TEST_CASE(configuration_disappears, kBoth) {
  Site site(gateway_of(sample));
  const fs::path config = site.folder.path() / "kratos.yml", kept = site.folder.path() / "kratos.last-good.yml";
  // A file that was written a moment ago may still be growing: it is kept by the first request after that moment.
  for (int i = 0; i < 100 && !fs::exists(kept); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    BOOST_REQUIRE(site.ask("GET", "/health/alive").status == 200);
  }
  BOOST_REQUIRE(fs::exists(kept));
  fs::rename(config, site.folder.path() / "elsewhere");
  site.expect_reads();  // the last good version stays in force
  BOOST_TEST(site.ask("GET", "/login", "", "text/html").status == 200);
  fs::remove(kept);
  fs::remove_all(site.folder.path() / "cache");
  site.start(gateway_of(sample));
  site.expect_no_writes("config.invalid");
  Site::expect_refusal(site.ask("GET", "/health/alive"), "config.invalid");
  fs::rename(site.folder.path() / "elsewhere", config);
  site.expect_unchanged();
}

// /etc stands for the folder of somebody else.
BOOST_DATA_TEST_CASE(data_of_another_user, kBoth) {
  Site site(gateway_of(sample));
  site.configure("sqlite:///etc/postern.sqlite");
  site.expect_no_writes("data.owner");
  site.expect_no_reads("data.owner");
  BOOST_TEST(site.gateway->log().find("/etc belongs to root (uid 0), this process runs as ") != std::string::npos);
  site.configure("sqlite://data/db.sqlite");
  site.expect_unchanged();
}

BOOST_AUTO_TEST_SUITE_END()
