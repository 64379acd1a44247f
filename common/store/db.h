// The only folder that knows the SQL engines. One connection a process; reads and writes are functions that may run
// twice, so they have no effect but SQL. Times are int64 microseconds, ids 16-byte blobs made by us.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/uuid.h"
#include "store/engine.h"
#include "store/schema.h"

namespace store {

// A PostgreSQL server (13 or later), in the flavour that `make PG=1` builds.
struct PostgresOptions {
  std::string conninfo;                               // libpq's connection string or URI; "" = SQLite
  std::chrono::seconds connect_timeout{3};            // for each host of the string
  std::chrono::milliseconds statement_timeout{5000};  // for a statement, and for waiting on its answer
  bool prepare = true;                                // false behind PgBouncer in transaction mode
};

struct Options {
  std::string path;  // of the SQLite file
  bool synchronous_full = true;
  int mmap_mb = 64;      // 0 on network file systems, whatever stands here
  std::string data_dir;  // its owner must be our effective user; "" = the folder of the file
  std::span<const Migration> schema = migrations();  // tests bring their own
  PostgresOptions postgres;
};

class Statement;

// A transaction (or, inside read(), a snapshot). Statements are written once, with named parameters, and cached.
class Tx {
 public:
  // `Statement s = tx.prepare("SELECT … WHERE id = :id"); s.bind(":id", id); while (s.step()) s.text(0);`
  [[nodiscard]] Statement prepare(const char* sql);
  explicit Tx(Engine& engine) : engine_(&engine) {}

 private:
  Engine* engine_;
};

class Statement {
 public:
  Statement& bind(const char* name, std::int64_t value);
  Statement& bind(const char* name, int value) { return bind(name, static_cast<std::int64_t>(value)); }
  Statement& bind(const char* name, bool value) { return bind(name, static_cast<std::int64_t>(value)); }
  Statement& bind(const char* name, std::string_view value);
  Statement& bind(const char* name, const char* value) { return bind(name, std::string_view(value)); }
  Statement& bind(const char* name, base::ByteView value);
  Statement& bind(const char* name, const base::Uuid& value) { return bind(name, value.view()); }
  Statement& bind(const char* name, base::Time value) { return bind(name, base::to_micros(value)); }
  Statement& bind(const char* name, const base::TokenHash& value) { return bind(name, base::ByteView(value.bytes)); }
  Statement& bind(const char* name, const base::Sealed& value) { return bind(name, base::ByteView(value.bytes)); }
  template <class T>
  Statement& bind(const char* name, const std::optional<T>& value) {
    return value ? bind(name, *value) : bind_null(name);
  }
  Statement& bind_null(const char* name);

  bool step();         // true: a row is there
  std::int64_t run();  // steps to the end; the number of rows changed; may be bound and run again
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] base::Bytes blob(int column) const;
  [[nodiscard]] base::Uuid uuid(int column) const;
  [[nodiscard]] base::Time time(int column) const;
  [[nodiscard]] std::optional<base::Time> maybe_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  [[nodiscard]] std::optional<base::Uuid> maybe_uuid(int column) const {
    return is_null(column) ? std::nullopt : std::optional(uuid(column));
  }
  [[nodiscard]] base::TokenHash token_hash(int column) const;

  explicit Statement(Cursor* cursor) : cursor_(cursor) {}
  Statement(Statement&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
  Statement(const Statement&) = delete;
  ~Statement();  // releases the cursor for its next use

 private:
  Cursor* cursor_;
};

// A UNIQUE constraint was violated; what caused it is for the caller to say (an identifier that is taken).
class UniqueViolation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Opens an existing database at its first use (a process that starts before its database recovers by itself), checks
// owner and version; migrates an older one under an exclusive lock (SQLite: after a backup). SQLite's file under the
// path is looked at again before each write and once a second, so that a restored backup counts at once. One thread.
// read() and write() throw what store/engine.h lists; they do not nest.
class Db {
 public:
  explicit Db(Options options);  // touches nothing
  ~Db();
  Db(Db&&) noexcept;

  // One snapshot; SELECTs only.
  void read(const std::function<void(Tx&)>& fn);
  // SELECTs that may each see a newer state than the one before, which spares opening and ending a transaction.
  void look_up(const std::function<void(Tx&)>& fn);
  // As if alone: BEGIN IMMEDIATE, or SERIALIZABLE and again when that failed. Busy for 5 s: Unavailable("db.busy"). An
  // exception from fn rolls back.
  void write(const std::function<void(Tx&)>& fn);
  template <class T>
  T read_value(const std::function<T(Tx&)>& fn) {
    std::optional<T> out;
    read([&](Tx& tx) { out.emplace(fn(tx)); });
    return std::move(*out);
  }
  template <class T>
  T write_value(const std::function<T(Tx&)>& fn) {
    std::optional<T> out;
    write([&](Tx& tx) { out.emplace(fn(tx)); });
    return std::move(*out);
  }
  // True inside write(): in debug builds, slow work asserts on it.
  [[nodiscard]] bool writing() const;
  void close();  // finishes statements and closes; a later use opens again
  // SQLite: moves what was committed from the log into the file without stalling writers (who would do it otherwise).
  void relieve_log();

  // Creates the tables if missing (SQLite: the folder, 0700, and the file, 0600) and brings the schema up to date:
  // `postern migrate`, `init`.
  static void create_or_migrate(const Options& options);

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace store
