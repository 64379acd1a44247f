// From the SQL that the statements and migrations are written in (SQLite's) to PostgreSQL's. Two differences only:
// parameters have names there and numbers here, and DDL has other words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace store {

struct NumberedSql {
  std::string text;                // `… WHERE id = $1 AND (at > $2 OR $1 = …)`
  std::vector<std::string> names;  // names[0], with its colon, is $1's
};

// Names inside of quotes and `::` casts are left alone.
[[nodiscard]] NumberedSql number_parameters(std::string_view sql);

// BLOB, INTEGER, zeroblob(n) and WITHOUT ROWID in PostgreSQL's words. Text is compared by its bytes, as SQLite does,
// whatever the database's language.
[[nodiscard]] std::string postgres_ddl(std::string_view ddl);

// Whether it begins with SELECT; engines that cannot tell otherwise refuse everything else outside of write().
[[nodiscard]] bool only_selects(std::string_view sql);

}  // namespace store
