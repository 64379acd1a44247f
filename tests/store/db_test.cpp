// What holds on every engine; each engine's own is in sqlite_db_test and tests/postgres.
#include "store/db.h"

#include "things.h"

using namespace store_test;

BOOST_AUTO_TEST_SUITE(db)

BOOST_AUTO_TEST_CASE(a_migration_is_whole_or_not_at_all) {
  const Things things;
  BOOST_TEST(use(things.open(kFailing)) == "db.error");
  Db db = things.open(kNew);
  BOOST_TEST(count(db) == 0);
  const std::string gone = slug_of([&] { db.read([](Tx& tx) { tx.prepare("SELECT 1 FROM more").step(); }); });
  BOOST_TEST((gone == "db.error" || gone == "db.missing"));  // SQLite, PostgreSQL
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

BOOST_AUTO_TEST_SUITE_END()
