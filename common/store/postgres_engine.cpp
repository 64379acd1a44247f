// PostgreSQL (13 or newer): transactions, migration, and what happens when a connection goes away.
//
// A write is SERIALIZABLE and done again when the server undid it because of another one, so that it is as alone as
// under SQLite's write lock. A connection that is lost before COMMIT was sent has changed nothing: once more on a new
// one. Lost after it, the transaction's number tells what became of it (fate_of_commit).
#include <algorithm>
#include <thread>

#include "base/result.h"
#include "store/postgres_cursor.h"

namespace store {
namespace {

constexpr auto kLookAgain = std::chrono::seconds(1);
constexpr auto kMigrationLimit = std::chrono::minutes(10);
constexpr auto kShortestPause = std::chrono::milliseconds(100);
constexpr auto kLongestPause = std::chrono::milliseconds(3000);
constexpr auto kAskAgain = std::chrono::milliseconds(20);
constexpr const char* kMigrationLock = "SELECT pg_try_advisory_xact_lock(8246153190)";

std::string text_at(const PostgresResult& result, int column) {
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, column) : "";
}

std::int64_t integer_at(const PostgresResult& result, int column) {
  const std::string text = text_at(result, column);
  return text.empty() ? 0 : std::stoll(text);
}

// What names a transaction beyond its connection: its number counts only on the line of history it was given on.
struct TransactionName {
  std::string number, timeline;
};
constexpr const char* kTimeline = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

struct Version {
  std::int64_t version = 0, min_reader = 0;
};

class PostgresEngine final : public Engine {
 public:
  explicit PostgresEngine(Options options) : options_(std::move(options)), connection_(options_.postgres) {}

  void read(const Work& work) override {
    until_undisturbed([&] {
      connection_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      inside(Doing::reading, work, [&] { connection_.execute("COMMIT"); });
    });
  }

  void look_up(const Work& work) override {
    until_undisturbed([&] {
      Tx tx(*this);
      work(tx);
    });
  }

  void write(const Work& work) override {
    until_undisturbed([&] {
      const TransactionName name = begin_write();
      inside(Doing::writing, work, [&] { commit(name); });
    });
  }

  [[nodiscard]] bool writing() const override { return doing_ == Doing::writing; }

  void close() override {
    connection_.close();
    doing_ = Doing::nothing;
  }

  void relieve_log() override {}  // autovacuum and the server's checkpoints do

  void create_or_migrate() override {
    open();
    bring_up_to_date(true);
  }

  Cursor* prepare(const char* sql) override {
    if (doing_ != Doing::writing && !only_selects(sql)) {
      throw base::Broken("db.error", "a statement that writes, outside of write()");
    }
    const auto found = numbered_.try_emplace(sql);
    if (found.second) found.first->second = number_parameters(sql);
    return new PostgresCursor(connection_, found.first->first.c_str(), found.first->second);
  }

 private:
  enum class Doing : std::uint8_t { nothing, reading, writing };

  template <class F>
  void until_undisturbed(F&& fn) {
    if (doing_ != Doing::nothing) throw base::Broken("db.nested", "a transaction inside a transaction");
    Waiting waiting;
    for (bool first = true;; first = false) {
      try {
        once_more_if_lost(fn);
        return;
      } catch (const Conflict& conflict) {
        if (!waiting.again(first)) throw base::Unavailable("db.busy", conflict.what());
      }
    }
  }

  template <class F>
  void once_more_if_lost(F& fn) {
    ensure_open();
    try {
      fn();
    } catch (const ConnectionLost&) {
      connection_.close();
      ensure_open();
      fn();
    }
  }

  template <class F>
  void inside(Doing doing, const Work& work, F&& commit) {
    doing_ = doing;
    try {
      Tx tx(*this);
      work(tx);
      commit();
      doing_ = Doing::nothing;
    } catch (...) {
      doing_ = Doing::nothing;
      roll_back();
      throw;
    }
  }

  void roll_back() noexcept {
    try {
      if (connection_.is_open()) connection_.execute("ROLLBACK");
    } catch (...) {
      connection_.close();  // the server undoes what it does not commit
    }
  }

  // One round trip. The time limit stands in the transaction, because behind PgBouncer a session is nobody's.
  TransactionName begin_write() {
    const PostgresResult begun =
        connection_.execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL statement_timeout = " +
                            std::to_string(options_.postgres.statement_timeout.count()) +
                            "; SELECT pg_current_xact_id()::text, " + kTimeline + ", min_reader FROM meta");
    try {
      require_readable(integer_at(begun, 2), options_.schema, kName);
    } catch (...) {
      roll_back();
      throw;
    }
    return {text_at(begun, 0), text_at(begun, 1)};
  }

  // A transaction in which a statement failed answers COMMIT with ROLLBACK, and calls that success.
  void commit(const TransactionName& name) {
    try {
      const PostgresResult done = connection_.execute("COMMIT");
      if (std::string_view(PQcmdStatus(done.get())) == "COMMIT") return;
      throw base::Broken("db.error", "a transaction went on after a statement that failed");
    } catch (const ConnectionLost&) {
      if (fate_of_commit(name) == Fate::undone) throw Conflict("undone with its connection");
    }
  }

  enum class Fate : std::uint8_t { committed, undone };

  // Asks until the server that ran the transaction knows. A server that was promoted meanwhile may have given the
  // number to another transaction, and an old number may be forgotten: then nobody knows, and the client is told to
  // come again.
  Fate fate_of_commit(const TransactionName& name) {
    const auto patience = SteadyClock::now() + Waiting::kPatience;
    std::string why = "the connection was lost at COMMIT";
    for (; SteadyClock::now() < patience; std::this_thread::sleep_for(kAskAgain)) {
      try {
        if (!connection_.is_open()) connection_.open();
        const PostgresResult told =
            connection_.execute(std::string("SELECT ") + kTimeline + ", pg_xact_status('" + name.number + "'::xid8)");
        if (text_at(told, 0) != name.timeline) break;
        const std::string status = text_at(told, 1);
        if (status == "committed") return Fate::committed;
        if (status == "aborted") return Fate::undone;
        if (status != "in progress") break;
      } catch (const base::Unavailable& error) {
        why = error.what();
        connection_.close();
      } catch (const base::Broken& error) {  // "in recovery": a standby that is not promoted yet
        why = error.what();
      }
    }
    connection_.close();
    throw base::Unavailable("db.commit_unknown", why);
  }

  // After a failure nobody waits for the next one: a process that asks a dead server with every request helps no one.
  void ensure_open() {
    const auto now = SteadyClock::now();
    if (connection_.is_open()) {
      if (now - looked_ < kLookAgain) return;
      looked_ = now;
      try {
        require_readable(read_version().min_reader, options_.schema, kName);
        return;
      } catch (const ConnectionLost&) {
        connection_.close();
      }
    }
    open();
    try {
      bring_up_to_date(false);
    } catch (...) {
      connection_.close();
      throw;
    }
  }

  void open() {
    const auto now = SteadyClock::now();
    if (now < pause_until_) throw base::Unavailable("db.unreachable", "the database did not answer a moment ago");
    try {
      connection_.open();
    } catch (...) {
      pause_ =
          std::clamp(pause_ * 2, std::chrono::milliseconds(kShortestPause), std::chrono::milliseconds(kLongestPause));
      pause_until_ = SteadyClock::now() + pause_;
      throw;
    }
    pause_ = {};
    looked_ = now;
  }

  // Zeros if there is no schema at all. to_regclass() would answer from a cache that is older than a lock just taken;
  // who reads a table hears of changes first.
  Version read_version() {
    const PostgresResult there = connection_.execute(
        "SELECT count(*) FROM pg_class WHERE relname = 'meta' AND relkind = 'r' AND pg_table_is_visible(oid)");
    if (integer_at(there, 0) == 0) return {};
    const PostgresResult found = connection_.execute("SELECT version, min_reader FROM meta");
    return {integer_at(found, 0), integer_at(found, 1)};
  }

  void bring_up_to_date(bool create) {
    const Version found = read_version();
    if (found.version == 0 && !create) {
      throw base::Unavailable("db.missing", "the database holds no tables; `postern migrate` creates them");
    }
    if (found.version < static_cast<std::int64_t>(options_.schema.size())) return migrate();
    require_readable(found.min_reader, options_.schema, kName);
  }

  void migrate() {
    connection_.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = 0");
    try {
      lock_for_migration();
      apply(read_version().version);
      connection_.execute("COMMIT");
    } catch (...) {
      roll_back();
      throw;
    }
  }

  // Whoever gets the lock first migrates; the others find it done.
  void lock_for_migration() {
    const auto patience = SteadyClock::now() + Waiting::kPatience;
    while (text_at(connection_.execute(kMigrationLock), 0) != "t") {
      if (SteadyClock::now() > patience)
        throw base::Unavailable("db.busy", "another process is migrating the database");
      std::this_thread::sleep_for(kAskAgain);
    }
  }

  void apply(std::int64_t from) {
    if (from == 0) {
      connection_.execute(
          "CREATE TABLE meta (version BIGINT NOT NULL, min_reader BIGINT NOT NULL); INSERT INTO meta VALUES (0, 0)");
    }
    for (auto version = static_cast<std::size_t>(from); version < options_.schema.size(); ++version) {
      const Migration& step = options_.schema[version];
      for (const char* ddl : step.ddl) connection_.execute(postgres_ddl(ddl), kMigrationLimit);
      connection_.execute("UPDATE meta SET version = " + std::to_string(version + 1) +
                          ", min_reader = " + std::to_string(step.min_reader));
    }
  }

  static constexpr const char* kName = "the database";

  Options options_;
  PostgresConnection connection_;
  std::unordered_map<std::string, NumberedSql> numbered_;  // by the text it was made of
  Doing doing_ = Doing::nothing;
  SteadyClock::time_point looked_{};
  SteadyClock::time_point pause_until_{};
  std::chrono::milliseconds pause_{};
};

}  // namespace

std::unique_ptr<Engine> make_postgres_engine(Options options) {
  return std::make_unique<PostgresEngine>(std::move(options));
}

}  // namespace store
