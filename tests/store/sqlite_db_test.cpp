// What only SQLite does: a file with an owner, modes and a lock.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/db.h"
#include "store/place.h"
#include "things.h"

using namespace store_test;

namespace {

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

BOOST_AUTO_TEST_SUITE(sqlite_db)

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

BOOST_AUTO_TEST_CASE(a_session_check_uses_the_index) {
  Database site;
  site.db.read([](Tx& tx) {
    store::Statement plan =
        tx.prepare("EXPLAIN QUERY PLAN SELECT 1 FROM sessions WHERE token_key = 1 AND token = x'00'");
    BOOST_REQUIRE(plan.step());
    BOOST_TEST(plan.text(3).find("sessions_by_token") != std::string::npos, plan.text(3));
    store::Statement previous =
        tx.prepare("EXPLAIN QUERY PLAN SELECT 1 FROM sessions WHERE previous_key = :key AND previous_token = x'00'");
    BOOST_REQUIRE(previous.step());
    BOOST_TEST(previous.text(3).find("sessions_by_previous_token") != std::string::npos, previous.text(3));
  });
}

BOOST_AUTO_TEST_SUITE_END()
