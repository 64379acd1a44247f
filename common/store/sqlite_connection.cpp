// Measured rules (LIMITS): busy handler by API before any pragma; our own jittered one, because the built-in one
// starves a process for a second.
#include "store/sqlite_connection.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "base/result.h"
#include "store/db.h"

namespace store {
namespace {

int wait_for_lock(void* waiting, int tries) { return static_cast<Waiting*>(waiting)->again(tries == 0) ? 1 : 0; }

// We have one thread and read no statistics of memory: no mutexes, no counting. The page cache grows page by page:
// touching a heap of empty pages first costs a CGI process a seventh of its time. Only the first call does anything.
void configure_engine() {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 1);
}

}  // namespace

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

SqliteCursor::SqliteCursor(sqlite3* db, const char* sql, unsigned prepare_flags) : db_(db) {
  const int code = sqlite3_prepare_v3(db, sql, -1, prepare_flags, &statement_, nullptr);
  if (code != SQLITE_OK) fail(db, code);
}

SqliteCursor::~SqliteCursor() { sqlite3_finalize(statement_); }

bool SqliteCursor::is_of(const char* sql) const { return std::strcmp(sqlite3_sql(statement_), sql) == 0; }

bool SqliteCursor::writes() const { return sqlite3_stmt_readonly(statement_) == 0; }

int SqliteCursor::index_of(const char* name) const {
  const int index = sqlite3_bind_parameter_index(statement_, name);
  if (index == 0) throw base::Broken("db.error", std::string("no parameter ") + name);
  return index;
}

void SqliteCursor::bind(const char* name, std::int64_t value) { sqlite3_bind_int64(statement_, index_of(name), value); }

// A null pointer would mean NULL, so empty values point somewhere.
void SqliteCursor::bind(const char* name, std::string_view text) {
  const char* data = text.data() != nullptr ? text.data() : "";
  sqlite3_bind_text64(statement_, index_of(name), data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void SqliteCursor::bind(const char* name, base::ByteView blob) {
  const void* data = blob.data() != nullptr ? static_cast<const void*>(blob.data()) : "";
  sqlite3_bind_blob64(statement_, index_of(name), data, blob.size(), SQLITE_TRANSIENT);
}

void SqliteCursor::bind_null(const char* name) { sqlite3_bind_null(statement_, index_of(name)); }

bool SqliteCursor::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_);
  if (code != SQLITE_DONE) fail(db_, code);
  return false;
}

std::int64_t SqliteCursor::changed() const { return sqlite3_changes(db_); }

bool SqliteCursor::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t SqliteCursor::integer(int column) const { return sqlite3_column_int64(statement_, column); }

base::ByteView SqliteCursor::view(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

void SqliteCursor::release() noexcept {
  if (!kept) {
    delete this;
    return;
  }
  in_use = false;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void SqliteConnection::open(const std::string& path, bool create) {
  configure_engine();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
  if (db_ != nullptr) sqlite3_extended_result_codes(db_, 1);
  if (code == SQLITE_OK) code = sqlite3_busy_handler(db_, &wait_for_lock, &waiting_);
  if (code != SQLITE_OK) fail(db_, code);
  keep_log_files();
}

void SqliteConnection::close() {
  cursors_.clear();
  sqlite3_close(db_);
  db_ = nullptr;
  writing = reading = false;
}

// Changing the journal mode answers BUSY without asking the handler.
void SqliteConnection::execute(const char* sql) {
  int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  for (bool first = true; code == SQLITE_BUSY && waiting_.again(first); first = false) {
    code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  }
  if (code != SQLITE_OK) fail(db_, sqlite3_extended_errcode(db_));
}

// The text is compared in case an address was used again.
SqliteCursor& SqliteConnection::kept(const char* sql) {
  auto& cursor = cursors_[sql];
  if (cursor != nullptr && !cursor->in_use && !cursor->is_of(sql)) cursor.reset();
  if (cursor == nullptr) cursor = std::make_unique<SqliteCursor>(db_, sql, SQLITE_PREPARE_PERSISTENT);
  return *cursor;
}

Cursor* SqliteConnection::prepare(const char* sql) {
  SqliteCursor* cursor = &kept(sql);
  if (!writing && cursor->writes()) throw base::Broken("db.error", "a statement that writes, outside of write()");
  if (cursor->in_use) {
    cursor = new SqliteCursor(db_, sql, 0);
    cursor->kept = false;
  }
  cursor->in_use = true;
  return cursor;
}

void SqliteConnection::run(const char* sql) {
  SqliteCursor& cursor = kept(sql);
  while (cursor.step()) continue;
}

void SqliteConnection::roll_back() noexcept {
  if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

// Whoever closes last empties the log but lets its files be: as CGI, every request would make and remove them.
void SqliteConnection::keep_log_files() {
  int keep = 1;
  sqlite3_file_control(db_, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

}  // namespace store
