#include "store/health.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/result.h"
#include "base/text.h"
#include "store/place.h"
#include "store/schema.h"
#include "store/sqlite_plain.h"

namespace store {
namespace {

// Without SQLITE_OPEN_READONLY, which cannot read a log that nobody has open; nothing here writes.
PlainConnection open(const std::string& path) {
  PlainConnection connection = open_plainly(path, SQLITE_OPEN_READWRITE);
  int keep = 1;  // the log's files, as Db does
  sqlite3_file_control(connection.get(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  return connection;
}

std::int64_t number(const std::optional<std::string>& text) { return base::parse_int(text.value_or("")).value_or(0); }

void look_inside(Health& health, Depth depth) {
  const PlainConnection connection = open(health.path);
  const auto ask = [&](const char* sql) { return store::ask(connection.get(), sql, IfNoTable::answer_nothing); };
  health.journal_mode = ask("PRAGMA journal_mode").value_or("");
  health.version = number(ask("SELECT version FROM meta"));
  health.min_reader = number(ask("SELECT min_reader FROM meta"));
  health.integrity = "ok";
  if (depth == Depth::whole) health.integrity = ask("PRAGMA quick_check(1)").value_or("no answer");
  for (const char* sql : {"SELECT max(at) FROM audit", "SELECT max(issued_at) FROM flows",
                          "SELECT max(updated_at) FROM identities", "SELECT max(authenticated_at) FROM sessions"}) {
    const auto time = ask(sql);
    if (time && (!health.newest || base::from_micros(number(time)) > *health.newest)) {
      health.newest = base::from_micros(number(time));
    }
  }
  health.waiting_mails = number(ask("SELECT count(*) FROM mails"));
  if (const auto oldest = ask("SELECT min(created_at) FROM mails")) {
    health.oldest_mail = base::from_micros(number(oldest));
  }
  health.mail_trouble =
      ask("SELECT trouble FROM mails WHERE trouble <> '' ORDER BY next_try_at DESC LIMIT 1").value_or("");
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
