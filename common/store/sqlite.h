// What the files of this folder that know SQLite share.
#pragma once

#include <sqlite3.h>

namespace store {

// Throws what a failed call means: Unavailable (db.busy, db.readonly, db.full, db.missing), UniqueViolation, or Broken.
// `db` may be null.
[[noreturn]] void fail(sqlite3* db, int code);

}  // namespace store
