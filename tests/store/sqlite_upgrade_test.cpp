// Databases of earlier versions. tests/store/released/vN.sql is migration N as it went out: never edited, because
// databases out there were made by it; a new migration gets a new file.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

#include "fixture.h"
#include "store/backup.h"

using namespace store_test;
using store::Db;
using store::Migration;
using store::Tx;

namespace {

constexpr std::array kNext = {"ALTER TABLE identities ADD COLUMN note TEXT NOT NULL DEFAULT 'new'"};

std::string released(std::size_t version) {
  std::ifstream file("tests/store/released/v" + std::to_string(version) + ".sql");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A database as version 1 left it, with a person and a session in it.
struct First {
  Folder folder;
  std::string ddl = released(1);
  std::array<const char*, 1> statements = {ddl.c_str()};
  std::array<Migration, 1> schema = {Migration{1, statements}};

  First() {
    Db::create_or_migrate(with(schema));
    Db db(with(schema));
    db.write([](Tx& tx) {
      add_identity(tx, id_of(1));
      store::insert_session(tx, session_of(1, id_of(1)));
    });
  }
  [[nodiscard]] store::Options with(std::span<const Migration> known) const {
    store::Options options = options_of(folder.file());
    options.schema = known;
    return options;
  }
};

// What is to come after the newest version there is.
std::vector<Migration> with_next() {
  std::vector<Migration> all(store::migrations().begin(), store::migrations().end());
  all.push_back({static_cast<int>(all.size()), kNext});
  return all;
}

std::string ask(const store::Options& options, const char* sql) {
  return Db(options).read_value<std::string>([&](Tx& tx) {
    std::string all;
    for (store::Statement select = tx.prepare(sql); select.step();) all += select.text(0) + "\n";
    return all;
  });
}

// `count` processes that call `fn` at the same moment; how many of them threw.
int all_at_once(int count, const std::function<void()>& fn) {
  int gate[2];
  BOOST_REQUIRE(::pipe(gate) == 0);
  for (int i = 0; i < count; ++i) {
    if (::fork() != 0) continue;
    ::close(gate[1]);
    char byte;
    while (::read(gate[0], &byte, 1) > 0) continue;  // until every writing end is closed
    ::_exit(slug_of(fn).empty() ? 0 : 1);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  int failed = 0, status = 0;
  while (::wait(&status) > 0) failed += status == 0 ? 0 : 1;
  return failed;
}

std::vector<std::string> files_of(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path + "/data")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with("-wal") && !name.ends_with("-shm")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

constexpr const char* kSchema = "SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY 1";

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_upgrade)

BOOST_AUTO_TEST_CASE(what_was_released_is_never_edited) {
  for (std::size_t version = 1; version <= store::migrations().size(); ++version) {
    std::string now;
    for (const char* ddl : store::migrations()[version - 1].ddl) now += ddl;
    BOOST_TEST(now.substr(now.find_first_not_of('\n')) == released(version), "migration " << version << " was edited");
  }
  BOOST_TEST(released(store::migrations().size() + 1).empty());
}

BOOST_AUTO_TEST_CASE(an_upgraded_database_is_like_a_fresh_one) {
  const First first;
  const Folder fresh;
  Db::create_or_migrate(options_of(fresh.file()));
  BOOST_TEST(ask(first.with(store::migrations()), kSchema) == ask(options_of(fresh.file()), kSchema));
  BOOST_TEST(ask(first.with(store::migrations()), "SELECT traits FROM identities") ==
             "{\"email\":\"a@example.org\"}\n");
}

BOOST_AUTO_TEST_CASE(many_processes_start_on_an_old_one) {
  const First first;
  const std::vector<Migration> known = with_next();
  const int failed = all_at_once(16, [&] {
    Db db(first.with(known));
    db.write([](Tx& tx) { tx.prepare("UPDATE identities SET note = note || '+'").run(); });
  });
  BOOST_TEST(failed == 0);
  BOOST_TEST(ask(first.with(known), "SELECT note FROM identities") == "new" + std::string(16, '+') + "\n");
  BOOST_TEST(ask(first.with(known), "SELECT count(*) FROM sessions") == "1\n");
  BOOST_TEST(ask(first.with(known), "SELECT version || ' ' || min_reader FROM meta") ==
             std::to_string(known.size()) + " " + std::to_string(known.size() - 1) + "\n");
  BOOST_TEST(ask(first.with(known), "PRAGMA integrity_check") == "ok\n");

  BOOST_TEST(files_of(first.folder) == (std::vector<std::string>{"postern.sqlite", "postern.sqlite.before-v2"}));
  store::Options old = first.with(first.schema);
  old.path += ".before-v2";
  BOOST_TEST(ask(old, "SELECT count(*) FROM sessions") == "1\n");
  BOOST_TEST(ask(old, "SELECT version FROM meta") == "1\n");
}

// The disk is too full for the copy, or the folder cannot be written: then nothing is changed either.
BOOST_AUTO_TEST_CASE(no_backup_no_upgrade) {
  const First first;
  std::filesystem::create_directories(first.folder.file() + ".before-v2/taken");
  const std::vector<Migration> known = with_next();
  BOOST_TEST(slug_of([&] { (void)ask(first.with(known), "SELECT 1"); }) == "backup.unwritable");
  BOOST_TEST(ask(first.with(first.schema), "SELECT version FROM meta") == "1\n");
  std::filesystem::remove_all(first.folder.file() + ".before-v2");
  BOOST_TEST(ask(first.with(known), "SELECT 1") == "1\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sqlite_backup)

BOOST_AUTO_TEST_CASE(copies_while_somebody_writes) {
  Database site;
  site.with_identity(1);
  const std::string copy = site.folder.path + "/it's a copy";
  site.write([&](Tx& tx) {
    add_identity(tx, id_of(2));  // not committed: not in the copy
    BOOST_TEST(store::back_up(site.folder.file(), copy, store::IfTaken::refuse) > 4096);
  });
  BOOST_TEST(ask(options_of(copy), "SELECT count(*) FROM identities") == "1\n");
  BOOST_TEST((std::filesystem::status(copy).permissions() == std::filesystem::perms(0600)));
}

BOOST_AUTO_TEST_CASE(refuses_a_name_that_is_taken) {
  const Database site;
  const std::string copy = site.folder.path + "/copy";
  std::ofstream(copy) << "mine";
  const auto make = [&](store::IfTaken if_taken) { store::back_up(site.folder.file(), copy, if_taken); };
  BOOST_TEST(slug_of([&] { make(store::IfTaken::refuse); }) == "backup.exists");
  BOOST_TEST(std::filesystem::file_size(copy) == 4U);
  make(store::IfTaken::replace);
  BOOST_TEST(ask(options_of(copy), "SELECT count(*) FROM identities") == "0\n");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_good) {
  const Folder folder;
  const auto make = [&](const std::string& from, const std::string& to) {
    return slug_of([&] { store::back_up(from, to, store::IfTaken::refuse); });
  };
  BOOST_TEST(make(folder.path + "/none", folder.path + "/copy") == "db.missing");
  std::ofstream(folder.path + "/empty").close();
  BOOST_TEST(make(folder.path + "/empty", folder.path + "/copy") == "db.missing");
  std::ofstream(folder.path + "/text") << std::string(4096, 'x');
  BOOST_TEST(make(folder.path + "/text", folder.path + "/copy") == "db.error");
  const Database site;
  BOOST_TEST(make(site.folder.file(), folder.path + "/no/such/folder") == "backup.unwritable");
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 2);  // no draft is left behind
}

BOOST_AUTO_TEST_SUITE_END()
