// A question or two to an SQLite file that Db would not open: a copy to be checked, a database that may be damaged, of
// another version, or nobody's. Nothing is prepared for later, no version is asked, nothing is migrated.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/sqlite_connection.h"

namespace store {

using PlainConnection = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

// `flags`: SQLITE_OPEN_READONLY or SQLITE_OPEN_READWRITE. Waits five seconds for locks. Throws as fail() does.
[[nodiscard]] PlainConnection open_plainly(const std::string& path, int flags);

enum class IfNoTable { fail, answer_nothing };

// The first column of the first row, as text; nullopt if there is none, or it is NULL.
std::optional<std::string> ask(sqlite3* db, const char* sql, IfNoTable if_no_table = IfNoTable::fail);

}  // namespace store
