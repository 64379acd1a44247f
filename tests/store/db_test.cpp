#include "store/db.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "fixture.h"
#include "store/place.h"

using namespace store_test;
using store::Db;
using store::Tx;

namespace {

constexpr std::array kOne = {"CREATE TABLE things (id INTEGER NOT NULL PRIMARY KEY, name TEXT UNIQUE, data BLOB)"};
constexpr std::array kTwo = {"ALTER TABLE things ADD COLUMN note TEXT"};
constexpr std::array kThree = {"CREATE TABLE more (id INTEGER)", "nonsense"};
constexpr std::array kOld = {store::Migration{1, kOne}};
constexpr std::array kNew = {store::Migration{1, kOne}, store::Migration{1, kTwo}};
constexpr std::array kBreaking = {store::Migration{1, kOne}, store::Migration{2, kTwo}};
constexpr std::array kFailing = {store::Migration{1, kOne}, store::Migration{1, kThree}};

store::Options with(const std::string& file, std::span<const store::Migration> schema) {
  store::Options options = options_of(file);
  options.schema = schema;
  return options;
}

struct Things {
  Folder folder;
  Things() { Db::create_or_migrate(with(folder.file(), kOld)); }
  [[nodiscard]] Db open(std::span<const store::Migration> schema = kOld) const {
    return Db(with(folder.file(), schema));
  }
};

void add(Db& db, int id, std::string_view name) {
  db.write([&](Tx& tx) {
    tx.prepare("INSERT INTO things (id, name) VALUES (:id, :name)").bind(":id", id).bind(":name", name).run();
  });
}

std::int64_t count(Db& db) {
  return db.read_value<std::int64_t>([](Tx& tx) {
    store::Statement select = tx.prepare("SELECT count(*) FROM things");
    return select.step() ? select.integer(0) : -1;
  });
}

std::string use(Db db) {
  return slug_of([&] { (void)count(db); });
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

// Runs `fn` in a process of another user; its exit status.
int as_user(unsigned uid, const std::function<int()>& fn) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::seteuid(uid) == 0 ? fn() : 99);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(db)

BOOST_AUTO_TEST_CASE(creates_privately_and_keeps_what_is_there) {
  const Things things;
  BOOST_TEST(mode_of(things.folder.path + "/data") == 0700U);
  BOOST_TEST(mode_of(things.folder.file()) == 0600U);
  Db db = things.open();
  add(db, 1, "one");
  BOOST_TEST(mode_of(things.folder.file() + "-wal") == 0600U);
  Db::create_or_migrate(with(things.folder.file(), kOld));
  BOOST_TEST(count(db) == 1);
}

BOOST_AUTO_TEST_CASE(never_creates_in_a_handler) {
  const Folder folder;
  BOOST_TEST(use(Db(options_of(folder.path + "/none.sqlite"))) == "db.missing");
  BOOST_TEST(use(Db(options_of(folder.path + "/no/folder/none.sqlite"))) == "db.missing");
  BOOST_TEST(!std::filesystem::exists(folder.path + "/none.sqlite"));
  std::ofstream(folder.path + "/empty.sqlite").close();
  BOOST_TEST(use(Db(options_of(folder.path + "/empty.sqlite"))) == "db.missing");
}

BOOST_AUTO_TEST_CASE(recovers_when_the_file_appears) {
  const Folder folder;
  Db db(with(folder.file(), kOld));
  BOOST_TEST(slug_of([&] { (void)count(db); }) == "db.missing");
  Db::create_or_migrate(with(folder.file(), kOld));
  BOOST_TEST(count(db) == 0);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_database) {
  const Folder folder;
  std::ofstream(folder.path + "/text.sqlite") << std::string(4096, 'x');
  BOOST_TEST(use(Db(options_of(folder.path + "/text.sqlite"))) == "db.error");
}

BOOST_AUTO_TEST_CASE(runs_only_as_the_owner) {
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("skipped: 1 (needs root to become another user)");
    return;
  }
  const Things things;
  std::filesystem::permissions(things.folder.path, std::filesystem::perms::all);
  std::filesystem::permissions(things.folder.path + "/data", std::filesystem::perms::all);
  const int status = as_user(65534, [&] {
    try {
      Db db = things.open();
      (void)count(db);
    } catch (const base::Unavailable& error) {
      const std::string text = error.what();
      return error.slug() == "data.owner" && text.find("root (uid 0)") != std::string::npos &&
                     text.find("nobody (uid 65534)") != std::string::npos
                 ? 0
                 : 2;
    }
    return 1;
  });
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(migrates_an_older_one_after_a_backup) {
  const Things things;
  {
    Db db = things.open();
    add(db, 1, "one");
  }
  Db db = things.open(kNew);
  BOOST_TEST(count(db) == 1);
  db.write([](Tx& tx) { tx.prepare("UPDATE things SET note = 'new'").run(); });
  const std::string backup = things.folder.file() + ".before-v2";
  BOOST_TEST(mode_of(backup) == 0600U);
  Db old(with(backup, kOld));
  BOOST_TEST(count(old) == 1);
  BOOST_TEST(slug_of([&] { old.write([](Tx& tx) { tx.prepare("UPDATE things SET note = 'x'").run(); }); }) ==
             "db.error");
}

BOOST_AUTO_TEST_CASE(a_migration_is_whole_or_not_at_all) {
  const Things things;
  BOOST_TEST(use(things.open(kFailing)) == "db.error");
  Db db = things.open(kNew);
  BOOST_TEST(count(db) == 0);
  BOOST_TEST(slug_of([&] { db.read([](Tx& tx) { (void)tx.prepare("SELECT 1 FROM more"); }); }) == "db.error");
}

BOOST_AUTO_TEST_CASE(runs_on_a_newer_one_that_allows_it) {
  const Things things;
  BOOST_TEST(use(things.open(kNew)) == "");
  BOOST_TEST(use(things.open(kOld)) == "");
}

BOOST_AUTO_TEST_CASE(refuses_a_newer_one_that_does_not) {
  const Things things;
  BOOST_TEST(use(things.open(kBreaking)) == "");
  BOOST_TEST(use(things.open(kOld)) == "db.newer");
}

BOOST_AUTO_TEST_CASE(an_exception_rolls_back) {
  const Things things;
  Db db = things.open();
  BOOST_CHECK_THROW(db.write([](Tx& tx) {
    tx.prepare("INSERT INTO things (id) VALUES (7)").run();
    throw std::runtime_error("no");
  }),
                    std::runtime_error);
  BOOST_TEST(count(db) == 0);
  BOOST_TEST(!db.writing());
}

BOOST_AUTO_TEST_CASE(knows_when_it_is_writing) {
  const Things things;
  Db db = things.open();
  bool inside = false;
  db.write([&](Tx&) { inside = db.writing(); });
  BOOST_TEST(inside);
  db.read([&](Tx&) { inside = db.writing(); });
  BOOST_TEST(!inside);
}

BOOST_AUTO_TEST_CASE(a_read_cannot_write_and_nothing_nests) {
  const Things things;
  Db db = things.open();
  BOOST_TEST(slug_of([&] { db.read([](Tx& tx) { tx.prepare("DELETE FROM things").run(); }); }) == "db.error");
  BOOST_TEST(slug_of([&] { db.write([&](Tx&) { (void)count(db); }); }) == "db.nested");
  BOOST_TEST(count(db) == 0);
}

BOOST_AUTO_TEST_CASE(unique_is_an_error_of_its_own) {
  const Things things;
  Db db = things.open();
  add(db, 1, "same");
  BOOST_CHECK_THROW(add(db, 2, "same"), store::UniqueViolation);
  BOOST_CHECK_THROW(add(db, 1, "other"), store::UniqueViolation);
  BOOST_TEST(count(db) == 1);
}

BOOST_AUTO_TEST_CASE(empty_values_are_not_null) {
  const Things things;
  Db db = things.open();
  db.write([](Tx& tx) {
    tx.prepare("INSERT INTO things (id, name, data) VALUES (1, :name, :data)")
        .bind(":name", std::string_view())
        .bind(":data", base::ByteView())
        .run();
  });
  db.read([](Tx& tx) {
    store::Statement select = tx.prepare("SELECT name, data FROM things");
    BOOST_REQUIRE(select.step());
    BOOST_TEST(!select.is_null(0));
    BOOST_TEST(!select.is_null(1));
  });
}

BOOST_AUTO_TEST_CASE(a_misspelt_parameter_is_an_error) {
  const Things things;
  Db db = things.open();
  BOOST_TEST(slug_of([&] {
               db.read([](Tx& tx) { tx.prepare("SELECT 1 FROM things WHERE id = :id").bind(":di", 1); });
             }) == "db.error");
}

BOOST_AUTO_TEST_CASE(the_same_text_may_be_used_twice_at_once) {
  const Things things;
  Db db = things.open();
  add(db, 1, "a");
  add(db, 2, "b");
  int pairs = 0;
  const char* sql = "SELECT id FROM things ORDER BY id";
  db.read([&](Tx& tx) {
    store::Statement outer = tx.prepare(sql);
    while (outer.step()) {
      store::Statement inner = tx.prepare(sql);
      while (inner.step()) ++pairs;
    }
  });
  BOOST_TEST(pairs == 4);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_used_again_finds_the_right_statement) {
  const Things things;
  Db db = things.open();
  std::array<char, 32> sql{};
  const auto ask = [&](std::string_view text) {
    sql.fill(0);
    std::copy(text.begin(), text.end(), sql.begin());
    return db.read_value<std::int64_t>([&](Tx& tx) {
      store::Statement select = tx.prepare(sql.data());
      return select.step() ? select.integer(0) : -1;
    });
  };
  BOOST_TEST(ask("SELECT 1") == 1);
  BOOST_TEST(ask("SELECT 2") == 2);
}

BOOST_AUTO_TEST_CASE(waits_for_a_lock_and_says_busy_in_the_end) {
  const Things things;
  Db holder = things.open();
  Db other = things.open();
  std::string slug;
  std::int64_t seen = -1;
  const auto start = std::chrono::steady_clock::now();
  holder.write([&](Tx&) {
    seen = count(other);  // readers are not kept out
    slug = slug_of([&] { add(other, 1, "late"); });
  });
  const auto waited = std::chrono::steady_clock::now() - start;
  BOOST_TEST(slug == "db.busy");
  BOOST_TEST(seen == 0);
  BOOST_TEST((waited > 4900ms && waited < 8s));
  add(other, 1, "now");
  BOOST_TEST(count(holder) == 1);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_unavailable) {
  const Things things;
  Db db = things.open();
  BOOST_TEST(slug_of([&] {
               db.write([](Tx& tx) {
                 store::Statement limit = tx.prepare("PRAGMA max_page_count = 8");
                 while (limit.step()) continue;
                 store::Statement insert = tx.prepare("INSERT INTO things (id, data) VALUES (:id, :data)");
                 for (int id = 0; id < 100; ++id) insert.bind(":id", id).bind(":data", base::Bytes(4096)).run();
               });
             }) == "db.full");
  BOOST_TEST(count(db) == 0);
}

BOOST_AUTO_TEST_CASE(opens_again_after_close_and_after_a_replaced_file) {
  const Things things;
  Db db = things.open();
  add(db, 1, "one");
  db.close();
  BOOST_TEST(count(db) == 1);
  db.close();
  const std::string copy = things.folder.file() + ".copy";
  std::filesystem::copy_file(things.folder.file(), copy);
  add(db, 2, "lost by the restore");
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(things.folder.file() + suffix);
  std::filesystem::rename(copy, things.folder.file());
  add(db, 3, "three");  // a write looks at once
  BOOST_TEST(count(db) == 2);
}

BOOST_AUTO_TEST_CASE(a_read_only_file_is_named_so) {
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("skipped: 1 (needs root to become another user)");
    return;
  }
  const Things things;
  const std::string data = things.folder.path + "/data";
  std::filesystem::permissions(things.folder.path, std::filesystem::perms::all);
  for (const std::string& path : {data, things.folder.file()}) BOOST_REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  BOOST_REQUIRE(::chmod(things.folder.file().c_str(), 0400) == 0);
  const int status = as_user(65534, [&] {
    Db db = things.open();
    return slug_of([&] { add(db, 1, "x"); }) == "db.readonly" ? 0 : 1;
  });
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(a_local_folder_is_local) {
  BOOST_TEST(!store::is_local_file_system("/nowhere/at/all"));
  BOOST_TEST(store::folder_of("x.sqlite") == ".");
  BOOST_TEST(store::folder_of("/a/b.sqlite") == "/a");
}

BOOST_AUTO_TEST_SUITE_END()
