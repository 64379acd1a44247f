// SQLite (3.35 or newer): opening, transactions, migration. BEGIN IMMEDIATE for every write (LIMITS).
#include <sys/stat.h>

#include <algorithm>

#include "store/backup.h"
#include "store/db.h"
#include "store/place.h"
#include "store/sqlite_connection.h"

namespace store {
namespace {

constexpr auto kLookAgain = std::chrono::seconds(1);
constexpr int kCacheKib = 2048;
constexpr std::int64_t kLogLimit = 16 << 20;  // what a checkpoint leaves of the log's file

void set_pragmas(SqliteConnection& connection, const Options& options) {
  const bool local = is_local_file_system(folder_of(options.path));
  const auto mmap_bytes = local ? static_cast<std::int64_t>(std::max(options.mmap_mb, 0)) << 20 : 0;
  const std::string sql = std::string("PRAGMA journal_mode = ") + (local ? "WAL" : "DELETE") +
                          "; PRAGMA synchronous = " + (options.synchronous_full ? "FULL" : "NORMAL") +
                          "; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY" +
                          "; PRAGMA cache_size = -" + std::to_string(kCacheKib) +
                          "; PRAGMA mmap_size = " + std::to_string(mmap_bytes) +
                          "; PRAGMA journal_size_limit = " + std::to_string(kLogLimit);
  connection.execute(sql.c_str());
}

struct Version {
  std::int64_t version = 0, min_reader = 0;
};

// Zeros if there is no schema at all.
Version read_version(SqliteConnection& connection) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(connection.get(), "SELECT version, min_reader FROM meta", -1, &statement, nullptr);
  if ((code & 0xFF) == SQLITE_ERROR) return {};  // no such table
  if (code != SQLITE_OK) fail(connection.get(), code);
  Version out;
  code = sqlite3_step(statement);
  if (code == SQLITE_ROW) out = {sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(connection.get(), code);
  return out;
}

// Whoever gets the lock first migrates; the others find it done.
void migrate(SqliteConnection& connection, const Options& options) {
  connection.run("BEGIN IMMEDIATE");
  try {
    const Version found = read_version(connection);
    const auto target = static_cast<std::int64_t>(options.schema.size());
    if (found.version > 0 && found.version < target) {  // we hold the write lock: a copy of the state before
      back_up(options.path, options.path + ".before-v" + std::to_string(found.version + 1), IfTaken::replace);
    }
    if (found.version == 0) {
      connection.execute("CREATE TABLE meta (version INTEGER NOT NULL, min_reader INTEGER NOT NULL)");
      connection.execute("INSERT INTO meta VALUES (0, 0)");
    }
    for (std::int64_t version = found.version; version < target; ++version) {
      const Migration& step = options.schema[static_cast<std::size_t>(version)];
      for (const char* ddl : step.ddl) connection.execute(ddl);
      const std::string mark = "UPDATE meta SET version = " + std::to_string(version + 1) +
                               ", min_reader = " + std::to_string(step.min_reader);
      connection.execute(mark.c_str());
    }
    connection.run("COMMIT");
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

// A later program may have upgraded the database since we opened it.
void require_still_readable(SqliteConnection& connection, const Options& options) {
  Statement select(connection.prepare("SELECT min_reader FROM meta"));
  if (select.step()) require_readable(select.integer(0), options.schema, options.path);
}

void require_version(SqliteConnection& connection, const Options& options, bool create) {
  const Version found = read_version(connection);
  const auto known = static_cast<std::int64_t>(options.schema.size());
  if (found.version == 0 && !create) {
    throw base::Unavailable("db.missing", options.path + " holds no tables; `postern migrate` creates them");
  }
  if (found.version < known) return migrate(connection, options);
  require_readable(found.min_reader, options.schema, options.path);
}

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(Options options) : options_(std::move(options)) {}

  void read(const Work& work) override {
    ensure_open(false);
    transact(&SqliteConnection::reading, "BEGIN", work);
  }

  void look_up(const Work& work) override {
    ensure_open(false);
    Tx tx(*this);
    work(tx);
  }

  void write(const Work& work) override {
    ensure_open(true);
    transact(&SqliteConnection::writing, "BEGIN IMMEDIATE", [&](Tx& tx) {
      require_still_readable(connection_, options_);
      work(tx);
    });
  }

  [[nodiscard]] bool writing() const override { return connection_.writing; }

  void close() override { connection_.close(); }

  void relieve_log() override {
    ensure_open(true);
    sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }

  void create_or_migrate() override {
    make_private_folder(folder_of(options_.path));
    open(true);
  }

  Cursor* prepare(const char* sql) override { return connection_.prepare(sql); }

 private:
  // The file may have been replaced (a restored backup): what we hold open would then be nobody's.
  void ensure_open(bool for_write) {
    if (connection_.writing || connection_.reading)
      throw base::Broken("db.nested", "a transaction inside a transaction");
    if (connection_.is_open()) {
      const auto now = SteadyClock::now();
      if (!for_write && now - looked_ < kLookAgain) return;
      if (identify_file(options_.path) == file_) {
        if (for_write) return;
        require_still_readable(connection_, options_);
        looked_ = now;
        return;
      }
      connection_.close();
    }
    open(false);
  }

  void open(bool create) {
    ::umask(077);
    const std::string folder = options_.data_dir.empty() ? folder_of(options_.path) : options_.data_dir;
    require_owner(folder);
    if (!create) require_owner(options_.path);
    try {
      connection_.open(options_.path, create);
      set_pragmas(connection_, options_);
      require_version(connection_, options_, create);
    } catch (...) {
      connection_.close();
      throw;
    }
    file_ = identify_file(options_.path);
    looked_ = SteadyClock::now();
  }

  void transact(bool SqliteConnection::*flag, const char* begin, const Work& work) {
    connection_.run(begin);
    connection_.*flag = true;
    try {
      Tx tx(*this);
      work(tx);
      connection_.run("COMMIT");
      connection_.*flag = false;
    } catch (...) {
      connection_.roll_back();
      connection_.*flag = false;
      throw;
    }
  }

  Options options_;
  SqliteConnection connection_;
  FileIdentity file_;
  SteadyClock::time_point looked_{};
};

}  // namespace

std::unique_ptr<Engine> make_sqlite_engine(Options options) {
  return std::make_unique<SqliteEngine>(std::move(options));
}

}  // namespace store
