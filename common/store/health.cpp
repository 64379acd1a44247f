#include "store/health.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <memory>

#include "base/result.h"
#include "base/text.h"
#include "store/place.h"
#include "store/schema.h"
#include "store/sqlite_connection.h"

namespace store {
namespace {

constexpr int kPatienceMs = 5000;

using Connection = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

// Without SQLITE_OPEN_READONLY, which cannot read a log that nobody has open; nothing here writes.
Connection open(const std::string& path) {
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(db, &sqlite3_close);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(db, kPatienceMs);
  int keep = 1;  // the log's files, as Db does
  if (code == SQLITE_OK) sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  if (code != SQLITE_OK) fail(db, code);
  return connection;
}

// The first column of the first row; nullopt if there is none, it is NULL, or there is no such table.
std::optional<std::string> ask(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
  if ((prepared & 0xFF) == SQLITE_ERROR) return std::nullopt;
  if (prepared != SQLITE_OK) fail(db, prepared);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, &sqlite3_finalize);
  const int code = sqlite3_step(raw);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(db, sqlite3_extended_errcode(db));
  if (code == SQLITE_DONE || sqlite3_column_type(raw, 0) == SQLITE_NULL) return std::nullopt;
  return reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
}

std::int64_t number(const std::optional<std::string>& text) { return base::parse_int(text.value_or("")).value_or(0); }

void look_inside(Health& health, Depth depth) {
  const Connection connection = open(health.path);
  sqlite3* db = connection.get();
  health.journal_mode = ask(db, "PRAGMA journal_mode").value_or("");
  health.version = number(ask(db, "SELECT version FROM meta"));
  health.min_reader = number(ask(db, "SELECT min_reader FROM meta"));
  health.integrity = "ok";
  if (depth == Depth::whole) health.integrity = ask(db, "PRAGMA quick_check(1)").value_or("no answer");
  for (const char* sql : {"SELECT max(at) FROM audit", "SELECT max(issued_at) FROM flows",
                          "SELECT max(updated_at) FROM identities", "SELECT max(authenticated_at) FROM sessions"}) {
    const auto time = ask(db, sql);
    if (time && (!health.newest || base::from_micros(number(time)) > *health.newest)) {
      health.newest = base::from_micros(number(time));
    }
  }
  health.waiting_mails = number(ask(db, "SELECT count(*) FROM mails"));
  if (const auto oldest = ask(db, "SELECT min(created_at) FROM mails")) {
    health.oldest_mail = base::from_micros(number(oldest));
  }
  health.mail_trouble =
      ask(db, "SELECT trouble FROM mails WHERE trouble <> '' ORDER BY next_try_at DESC LIMIT 1").value_or("");
}

}  // namespace

Health examine(const std::string& path, Depth depth) {
  Health health;
  health.path = path;
  health.known = static_cast<std::int64_t>(migrations().size());
  const std::string folder = folder_of(path);
  health.file_system = remote_file_system(folder);
  health.local = health.file_system.empty();
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) == 0) {
    health.free_bytes = static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize);
  }
  struct stat info {};
  health.present = ::stat(path.c_str(), &info) == 0;
  if (!health.present) return health;
  try {
    look_inside(health, depth);
  } catch (const std::exception& e) {
    health.trouble = e.what();
  }
  return health;
}

}  // namespace store
