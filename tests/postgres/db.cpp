// What only PostgreSQL does: conflicts, lost connections, commits whose answer is lost. The rest of the store's tests
// run on it too (units.sh).
#include "store/db.h"

#include <sys/wait.h>
#include <unistd.h>

#include <regex>

#include "cutting_proxy.h"
#include "store/postgres_connection.h"
#include "tests/store/things.h"

using namespace store_test;

namespace {

// A site with one table, and a second connection to look over its shoulder.
struct Site : Things {
  store::Options options = with(folder.file(), kOld);
  Db db{options};
  Db other{options};
  store::PostgresConnection admin{options.postgres};

  Site() { admin.open(); }

  // Ends every other session of this test's schema at the server.
  void cut_connections() {
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'postern'"
        " AND pid <> pg_backend_pid()");
  }

  [[nodiscard]] std::string server_folder() const {
    std::smatch found;
    const std::regex host("host=([^ ]+)");
    BOOST_REQUIRE(std::regex_search(options.postgres.conninfo, found, host));
    return found[1];
  }

  // The same site, reached through a proxy in our own folder.
  [[nodiscard]] Db through(const std::string& proxy_folder) const {
    store::Options there = options;
    there.postgres.conninfo =
        std::regex_replace(options.postgres.conninfo, std::regex("host=[^ ]+"), "host=" + proxy_folder);
    return Db(there);
  }
};

void insert(Tx& tx, int id) { tx.prepare("INSERT INTO things (id) VALUES (:id)").bind(":id", id).run(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(postgres_db)

BOOST_AUTO_TEST_CASE(without_tables_it_is_missing) {
  const Folder folder;
  BOOST_TEST(use(Db(with(folder.file(), kOld))) == "db.missing");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_asked_again_after_a_pause_only) {
  store::Options options = with("nowhere", kOld);
  options.postgres.conninfo = "host=/nowhere/at/all dbname=x";
  Db db(options);
  BOOST_TEST(slug_of([&] { (void)count(db); }) == "db.unreachable");
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(slug_of([&] { (void)count(db); }) == "db.unreachable");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 50ms));
}

BOOST_AUTO_TEST_CASE(a_wrong_name_is_refused_without_its_password) {
  Things things;
  store::Options options = with(things.folder.file(), kOld);
  options.postgres.conninfo += " user=stranger password=hush-hush";
  try {
    Db db(options);
    (void)count(db);
    BOOST_FAIL("a stranger was let in");
  } catch (const base::Unavailable& error) {
    BOOST_TEST((error.slug() == "db.missing" || error.slug() == "db.refused"));
    BOOST_TEST(std::string(error.what()).find("hush") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(who_read_what_another_changed_begins_again) {
  Site site;
  int runs = 0;
  site.db.write([&](Tx& tx) {
    ++runs;
    store::Statement select = tx.prepare("SELECT count(*) FROM things");
    BOOST_REQUIRE(select.step());
    const auto seen = static_cast<int>(select.integer(0));
    if (runs == 1) {
      site.other.write([](Tx& theirs) {
        store::Statement look = theirs.prepare("SELECT count(*) FROM things");
        BOOST_REQUIRE(look.step());
        insert(theirs, 100 + static_cast<int>(look.integer(0)));
      });
    }
    insert(tx, seen);
  });
  BOOST_TEST(runs == 2);
  const auto seen = site.db.read_value<std::int64_t>([](Tx& tx) {
    store::Statement select = tx.prepare("SELECT id FROM things ORDER BY id LIMIT 1");
    return select.step() ? select.integer(0) : -1;
  });
  BOOST_TEST(seen == 1);  // not 0: what it had counted first did not hold
}

BOOST_AUTO_TEST_CASE(a_lock_that_is_held_too_long_is_busy) {
  Site site;
  add(site.db, 1, "one");
  store::Options hasty = site.options;
  hasty.postgres.statement_timeout = 300ms;
  Db late(hasty);
  const auto rename = [](Tx& tx) { tx.prepare("UPDATE things SET name = 'x' WHERE id = 1").run(); };
  std::string slug;
  site.db.write([&](Tx& tx) {
    rename(tx);
    slug = slug_of([&] { late.write(rename); });
  });
  BOOST_TEST(slug == "db.busy");
  late.write(rename);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_that_was_cut_is_replaced) {
  Site site;
  add(site.db, 1, "one");
  site.cut_connections();
  BOOST_TEST(count(site.db) == 1);
  site.cut_connections();
  add(site.db, 2, "two");
  site.cut_connections();
  site.db.look_up([](Tx& tx) { BOOST_TEST(tx.prepare("SELECT 1 FROM things").step()); });
  BOOST_TEST(count(site.db) == 2);
}

BOOST_AUTO_TEST_CASE(cut_in_the_middle_it_is_done_once_more_and_only_once) {
  Site site;
  int runs = 0;
  site.db.write([&](Tx& tx) {
    insert(tx, 1);
    if (++runs == 1) site.cut_connections();
    insert(tx, 2);
  });
  BOOST_TEST(runs == 2);
  BOOST_TEST(count(site.db) == 2);
}

BOOST_AUTO_TEST_CASE(a_commit_that_never_arrived_is_done_again) {
  Site site;
  const CuttingProxy proxy(site.server_folder(), site.folder.path, Cut::before_commit_arrives);
  Db db = site.through(site.folder.path);
  int runs = 0;
  db.write([&](Tx& tx) {
    ++runs;
    insert(tx, 1);
  });
  BOOST_TEST(runs == 2);
  BOOST_TEST(count(site.other) == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_whose_answer_was_lost_is_found_out) {
  Site site;
  const CuttingProxy proxy(site.server_folder(), site.folder.path, Cut::after_commit_is_done);
  Db db = site.through(site.folder.path);
  int runs = 0;
  db.write([&](Tx& tx) {
    ++runs;
    insert(tx, 1);
  });
  BOOST_TEST(runs == 1);
  BOOST_TEST(count(site.other) == 1);
}

BOOST_AUTO_TEST_CASE(works_without_prepared_statements) {
  Site site;
  store::Options options = site.options;
  options.postgres.prepare = false;
  Db db(options);
  add(db, 1, "one");
  add(db, 2, "two");
  BOOST_TEST(count(db) == 2);
  BOOST_CHECK_THROW(add(db, 3, "two"), store::UniqueViolation);
}

BOOST_AUTO_TEST_CASE(an_error_names_no_value) {
  Site site;
  add(site.db, 1, "confidential");
  try {
    add(site.db, 2, "confidential");
    BOOST_FAIL("twice");
  } catch (const store::UniqueViolation& error) {
    BOOST_TEST(std::string(error.what()).find("confidential") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(many_processes_migrate_at_once) {
  const Folder folder;
  std::vector<pid_t> children;
  for (int n = 0; n < 8; ++n) {
    const pid_t child = ::fork();
    if (child == 0) {
      const std::string slug = slug_of([&] { Db::create_or_migrate(with(folder.file(), kNew)); });
      if (!slug.empty()) std::fprintf(stderr, "a process that migrates: %s\n", slug.c_str());
      ::_exit(slug.empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  int good = 0;
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    good += status == 0 ? 1 : 0;
  }
  BOOST_TEST(good == 8);
  BOOST_TEST(use(Db(with(folder.file(), kNew))) == "");
}

BOOST_AUTO_TEST_SUITE_END()
