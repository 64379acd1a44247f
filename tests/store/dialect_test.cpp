#include "store/dialect.h"

#include <boost/test/unit_test.hpp>

using store::number_parameters;

BOOST_AUTO_TEST_SUITE(dialect)

BOOST_AUTO_TEST_CASE(names_become_numbers_in_the_order_they_first_appear) {
  const auto sql = number_parameters("SELECT a FROM t WHERE b = :b AND (c > :now OR d < :now) AND e = :b_2");
  BOOST_TEST(sql.text == "SELECT a FROM t WHERE b = $1 AND (c > $2 OR d < $2) AND e = $3");
  BOOST_TEST(sql.names == (std::vector<std::string>{":b", ":now", ":b_2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(quotes_and_casts_are_left_alone) {
  const auto sql = number_parameters("SELECT ':a', 'it''s :b', \":c\", x::text, : FROM t WHERE d = :d");
  BOOST_TEST(sql.text == "SELECT ':a', 'it''s :b', \":c\", x::text, : FROM t WHERE d = $1");
  BOOST_TEST(sql.names.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_quote_that_never_ends_ends_with_the_text) {
  BOOST_TEST(number_parameters("SELECT 'x :a").text == "SELECT 'x :a");
  BOOST_TEST(number_parameters("").text.empty());
}

BOOST_AUTO_TEST_CASE(ddl_gets_the_other_words) {
  BOOST_TEST(store::postgres_ddl(
                 "CREATE TABLE t (\n  id BLOB NOT NULL,\n  n INTEGER,\n  s TEXT DEFAULT 'TEXT'\n) WITHOUT ROWID;") ==
             "CREATE TABLE t (\n  id BYTEA NOT NULL,\n  n BIGINT,\n  s TEXT COLLATE \"C\" DEFAULT 'TEXT'\n);");
  BOOST_TEST(store::postgres_ddl("INSERT INTO BLOBS VALUES (zeroblob(32))") ==
             "INSERT INTO BLOBS VALUES (decode(repeat('00', 32), 'hex'))");
}

BOOST_AUTO_TEST_CASE(tells_what_only_reads) {
  BOOST_TEST(store::only_selects("SELECT 1"));
  BOOST_TEST(store::only_selects("\n  (SELECT 1)"));
  BOOST_TEST(!store::only_selects("DELETE FROM t"));
  BOOST_TEST(!store::only_selects("WITH x AS (DELETE FROM t RETURNING 1) SELECT 1 FROM x"));
  BOOST_TEST(!store::only_selects(""));
}

BOOST_AUTO_TEST_SUITE_END()
