#include "store/sqlite.h"

#include <cerrno>
#include <string>

#include "store/db.h"

namespace store {

void fail(sqlite3* db, int code) {
  const std::string detail = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  const int os_error = db != nullptr ? sqlite3_system_errno(db) : 0;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw base::Unavailable("db.busy", detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw base::Unavailable("db.readonly", detail);
    case SQLITE_FULL:
      throw base::Unavailable("db.full", detail);
    case SQLITE_CANTOPEN:
      if (os_error == ENOENT) throw base::Unavailable("db.missing", detail);
      if (os_error == EACCES || os_error == EROFS || os_error == EPERM) throw base::Unavailable("db.readonly", detail);
      break;
    case SQLITE_IOERR:
      // SQLite tells only ENOSPC from other errors, and errno may be another call's by now; a write that fails is a
      // quota or a limit of the file's size far more often than a broken disk.
      if (code == SQLITE_IOERR_WRITE || os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG) {
        throw base::Unavailable("db.full", detail);
      }
      break;
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) throw UniqueViolation(detail);
      break;
    default:
      break;
  }
  throw base::Broken("db.error", detail + " (" + std::to_string(code) + ")");
}

}  // namespace store
