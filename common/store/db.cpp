// SQLite (3.35 or newer), which only this file, backup and sqlite know. Measured rules (LIMITS): busy handler by API
// before any pragma; our own jittered one, because the built-in one starves a process for a second; BEGIN IMMEDIATE for
// every write.
#include "store/db.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "store/backup.h"
#include "store/place.h"
#include "store/sqlite.h"
#include "store/waiting.h"

namespace store {
namespace {

constexpr auto kLookAgain = std::chrono::seconds(1);
constexpr int kCacheKib = 2048;
constexpr std::int64_t kLogLimit = 16 << 20;  // what a checkpoint leaves of the log's file

struct CachedStatement {
  sqlite3_stmt* statement = nullptr;
  bool in_use = false;
  bool cached = true;  // false: a second use of the same text at the same time, finalized after it
};

int wait_for_lock(void* waiting, int tries) { return static_cast<Waiting*>(waiting)->again(tries == 0) ? 1 : 0; }

// We have one thread and read no statistics of memory: no mutexes, no counting. The page cache grows page by page:
// touching a heap of empty pages first costs a CGI process a seventh of its time. Only the first call does anything.
void configure_engine() {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 1);
}

// One open connection with its statements.
class Handle {
 public:
  sqlite3* db = nullptr;
  bool writing = false;
  bool reading = false;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close(); }

  void open(const std::string& path, bool create) {
    configure_engine();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
    if (db != nullptr) sqlite3_extended_result_codes(db, 1);
    if (code == SQLITE_OK) code = sqlite3_busy_handler(db, &wait_for_lock, &waiting_);
    if (code != SQLITE_OK) fail(db, code);
    keep_log_files();
  }

  void close() {
    for (auto& [text, entry] : statements_) sqlite3_finalize(entry.statement);
    statements_.clear();
    sqlite3_close(db);
    db = nullptr;
    writing = reading = false;
  }

  // For pragmas and DDL. Changing the journal mode answers BUSY without asking the handler.
  void execute(const char* sql) {
    int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    for (bool first = true; code == SQLITE_BUSY && waiting_.again(first); first = false) {
      code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    }
    if (code != SQLITE_OK) fail(db, sqlite3_extended_errcode(db));
  }

  // Statements are literals, so their address finds them; the text is compared in case an address was used again.
  CachedStatement* prepare(const char* sql) {
    auto& entry = statements_[sql];
    if (entry.in_use) return new CachedStatement{compile(sql, 0), true, false};
    if (entry.statement != nullptr && std::strcmp(sqlite3_sql(entry.statement), sql) != 0) {
      sqlite3_finalize(std::exchange(entry.statement, nullptr));
    }
    if (entry.statement == nullptr) entry.statement = compile(sql, SQLITE_PREPARE_PERSISTENT);
    if (!writing && sqlite3_stmt_readonly(entry.statement) == 0) {
      throw base::Broken("db.error", "a statement that writes, outside of write()");
    }
    entry.in_use = true;
    return &entry;
  }

  void run(const char* sql) {
    CachedStatement& entry = statements_[sql];
    if (entry.statement == nullptr) entry.statement = compile(sql, SQLITE_PREPARE_PERSISTENT);
    const int code = sqlite3_step(entry.statement);
    sqlite3_reset(entry.statement);
    if (code != SQLITE_DONE) fail(db, code);
  }

  void roll_back() noexcept {
    if (sqlite3_get_autocommit(db) == 0) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  }

 private:
  // Whoever closes last empties the log but lets its files be: as CGI, every request would make and remove them.
  void keep_log_files() {
    int keep = 1;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  }

  sqlite3_stmt* compile(const char* sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(db, sql, -1, flags, &statement, nullptr);
    if (code != SQLITE_OK) fail(db, code);
    return statement;
  }

  Waiting waiting_;
  std::unordered_map<const char*, CachedStatement> statements_;
};

void set_pragmas(Handle& handle, const Options& options) {
  const bool local = is_local_file_system(folder_of(options.path));
  const auto mmap_bytes = local ? static_cast<std::int64_t>(std::max(options.mmap_mb, 0)) << 20 : 0;
  const std::string sql = std::string("PRAGMA journal_mode = ") + (local ? "WAL" : "DELETE") +
                          "; PRAGMA synchronous = " + (options.synchronous_full ? "FULL" : "NORMAL") +
                          "; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY" +
                          "; PRAGMA cache_size = -" + std::to_string(kCacheKib) +
                          "; PRAGMA mmap_size = " + std::to_string(mmap_bytes) +
                          "; PRAGMA journal_size_limit = " + std::to_string(kLogLimit);
  handle.execute(sql.c_str());
}

struct Version {
  std::int64_t version = 0, min_reader = 0;
};

// Zeros if there is no schema at all.
Version read_version(Handle& handle) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle.db, "SELECT version, min_reader FROM meta", -1, &statement, nullptr);
  if ((code & 0xFF) == SQLITE_ERROR) return {};  // no such table
  if (code != SQLITE_OK) fail(handle.db, code);
  Version out;
  code = sqlite3_step(statement);
  if (code == SQLITE_ROW) out = {sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(handle.db, code);
  return out;
}

// Whoever gets the lock first migrates; the others find it done.
void migrate(Handle& handle, const Options& options) {
  handle.run("BEGIN IMMEDIATE");
  try {
    const Version found = read_version(handle);
    const auto target = static_cast<std::int64_t>(options.schema.size());
    if (found.version > 0 && found.version < target) {  // we hold the write lock: a copy of the state before
      back_up(options.path, options.path + ".before-v" + std::to_string(found.version + 1), IfTaken::replace);
    }
    if (found.version == 0) {
      handle.execute("CREATE TABLE meta (version INTEGER NOT NULL, min_reader INTEGER NOT NULL)");
      handle.execute("INSERT INTO meta VALUES (0, 0)");
    }
    for (std::int64_t version = found.version; version < target; ++version) {
      const Migration& step = options.schema[static_cast<std::size_t>(version)];
      for (const char* ddl : step.ddl) handle.execute(ddl);
      const std::string mark = "UPDATE meta SET version = " + std::to_string(version + 1) +
                               ", min_reader = " + std::to_string(step.min_reader);
      handle.execute(mark.c_str());
    }
    handle.run("COMMIT");
  } catch (...) {
    handle.roll_back();
    throw;
  }
}

void require_readable(const Options& options, std::int64_t min_reader) {
  const auto known = static_cast<std::int64_t>(options.schema.size());
  if (min_reader <= known) return;
  throw base::Unavailable("db.newer", options.path + " is for programs that know version " +
                                          std::to_string(min_reader) + ", this one knows " + std::to_string(known));
}

// A later program may have upgraded the database since we opened it.
void require_still_readable(Handle& handle, const Options& options) {
  Statement select = Tx(&handle).prepare("SELECT min_reader FROM meta");
  if (select.step()) require_readable(options, select.integer(0));
}

void require_version(Handle& handle, const Options& options, bool create) {
  const Version found = read_version(handle);
  const auto known = static_cast<std::int64_t>(options.schema.size());
  if (found.version == 0 && !create) {
    throw base::Unavailable("db.missing", options.path + " holds no tables; `postern migrate` creates them");
  }
  if (found.version < known) return migrate(handle, options);
  require_readable(options, found.min_reader);
}

}  // namespace

struct Db::Connection {
  Options options;
  Handle handle;
  FileIdentity file;
  SteadyClock::time_point looked{};

  // The file may have been replaced (a restored backup): what we hold open would then be nobody's.
  void ensure_open(bool for_write) {
    if (handle.writing || handle.reading) throw base::Broken("db.nested", "a transaction inside a transaction");
    if (handle.db != nullptr) {
      const auto now = SteadyClock::now();
      if (!for_write && now - looked < kLookAgain) return;
      if (identify_file(options.path) == file) {
        if (for_write) return;
        require_still_readable(handle, options);
        looked = now;
        return;
      }
      handle.close();
    }
    open(false);
  }

  void open(bool create) {
    ::umask(077);
    const std::string folder = options.data_dir.empty() ? folder_of(options.path) : options.data_dir;
    require_owner(folder);
    if (!create) require_owner(options.path);
    try {
      handle.open(options.path, create);
      set_pragmas(handle, options);
      require_version(handle, options, create);
    } catch (...) {
      handle.close();
      throw;
    }
    file = identify_file(options.path);
    looked = SteadyClock::now();
  }

  void transact(bool Handle::*flag, const char* begin, const std::function<void(Tx&)>& fn) {
    handle.run(begin);
    handle.*flag = true;
    try {
      Tx tx(&handle);
      fn(tx);
      handle.run("COMMIT");
      handle.*flag = false;
    } catch (...) {
      handle.roll_back();
      handle.*flag = false;
      throw;
    }
  }
};

Db::Db(Options options) : connection_(std::make_unique<Connection>()) { connection_->options = std::move(options); }
Db::~Db() = default;
Db::Db(Db&&) noexcept = default;

void Db::read(const std::function<void(Tx&)>& fn) {
  connection_->ensure_open(false);
  connection_->transact(&Handle::reading, "BEGIN", fn);
}

void Db::look_up(const std::function<void(Tx&)>& fn) {
  connection_->ensure_open(false);
  Tx tx(&connection_->handle);
  fn(tx);
}

void Db::write(const std::function<void(Tx&)>& fn) {
  connection_->ensure_open(true);
  connection_->transact(&Handle::writing, "BEGIN IMMEDIATE", [&](Tx& tx) {
    require_still_readable(connection_->handle, connection_->options);
    fn(tx);
  });
}

bool Db::writing() const { return connection_->handle.writing; }

void Db::close() { connection_->handle.close(); }

void Db::relieve_log() {
  connection_->ensure_open(true);
  sqlite3_wal_checkpoint_v2(connection_->handle.db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void Db::create_or_migrate(const Options& options) {
  make_private_folder(folder_of(options.path));
  Db db(options);
  db.connection_->open(true);
}

Statement Tx::prepare(const char* sql) { return {connection_, static_cast<Handle*>(connection_)->prepare(sql)}; }

namespace {

sqlite3_stmt* raw(void* statement) { return static_cast<CachedStatement*>(statement)->statement; }

int index_of(void* statement, const char* name) {
  const int index = sqlite3_bind_parameter_index(raw(statement), name);
  if (index == 0) throw base::Broken("db.error", std::string("no parameter ") + name);
  return index;
}

// Valid until the next step.
base::ByteView view(void* statement, int column) {
  const void* data = sqlite3_column_blob(raw(statement), column);
  const int size = sqlite3_column_bytes(raw(statement), column);
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  auto* entry = static_cast<CachedStatement*>(statement_);
  entry->in_use = false;
  if (!entry->cached) {
    sqlite3_finalize(entry->statement);
    delete entry;
    return;
  }
  sqlite3_reset(entry->statement);
  sqlite3_clear_bindings(entry->statement);
}

Statement& Statement::bind(const char* name, std::int64_t value) {
  sqlite3_bind_int64(raw(statement_), index_of(statement_, name), value);
  return *this;
}

// A null pointer would mean NULL, so empty values point somewhere.
Statement& Statement::bind(const char* name, std::string_view value) {
  const char* data = value.data() != nullptr ? value.data() : "";
  sqlite3_bind_text64(raw(statement_), index_of(statement_, name), data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(const char* name, base::ByteView value) {
  const void* data = value.data() != nullptr ? static_cast<const void*>(value.data()) : "";
  sqlite3_bind_blob64(raw(statement_), index_of(statement_, name), data, value.size(), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind_null(const char* name) {
  sqlite3_bind_null(raw(statement_), index_of(statement_, name));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(raw(statement_));
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(raw(statement_));
  if (code != SQLITE_DONE) fail(static_cast<Handle*>(connection_)->db, code);
  return false;
}

std::int64_t Statement::run() {
  while (step()) continue;
  return sqlite3_changes(static_cast<Handle*>(connection_)->db);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(raw(statement_), column) == SQLITE_NULL; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw(statement_), column); }

std::string Statement::text(int column) const { return std::string(base::as_text(view(statement_, column))); }

base::Bytes Statement::blob(int column) const {
  const base::ByteView bytes = view(statement_, column);
  return {bytes.begin(), bytes.end()};
}

base::Uuid Statement::uuid(int column) const { return base::uuid_from_bytes(view(statement_, column)); }

base::Time Statement::time(int column) const { return base::from_micros(integer(column)); }

base::TokenHash Statement::token_hash(int column) const {
  const base::ByteView bytes = view(statement_, column);
  base::TokenHash out;
  if (bytes.size() != out.bytes.size()) throw base::Broken("db.bad_hash", "a hash that is not 32 bytes");
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}

}  // namespace store
