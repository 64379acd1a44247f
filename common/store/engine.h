// What the store needs of an SQL engine. Statements are written once, in SQL that SQLite (3.35) and PostgreSQL (13)
// understand alike, with named parameters; an engine brings its own DDL words, opening, transactions and error classes.
// Errors, for every function here: base::Unavailable (db.busy, db.readonly, db.full, db.missing, db.newer, data.owner,
// db.unreachable, db.refused), UniqueViolation, base::Broken (db.error).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace store {

class Tx;
struct Options;

// One use of a statement: bound, stepped, read, released. What a column shows is valid until the next step.
class Cursor {
 public:
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  virtual ~Cursor() = default;

  virtual void bind(const char* name, std::int64_t value) = 0;
  virtual void bind(const char* name, std::string_view text) = 0;  // copied
  virtual void bind(const char* name, base::ByteView blob) = 0;    // copied
  virtual void bind_null(const char* name) = 0;
  virtual bool step() = 0;                                 // true: a row is there
  [[nodiscard]] virtual std::int64_t changed() const = 0;  // rows, by the statement that was stepped to its end
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual base::ByteView view(int column) const = 0;
  virtual void release() noexcept = 0;  // back to the engine, for its next use; the cursor is not touched after it
};

using Work = std::function<void(Tx&)>;

class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  virtual void read(const Work& work) = 0;
  virtual void look_up(const Work& work) = 0;
  virtual void write(const Work& work) = 0;
  [[nodiscard]] virtual bool writing() const = 0;
  virtual void close() = 0;
  virtual void relieve_log() = 0;
  virtual void create_or_migrate() = 0;
  virtual Cursor* prepare(const char* sql) = 0;  // only inside of the three above
};

[[nodiscard]] std::unique_ptr<Engine> make_sqlite_engine(Options options);
[[nodiscard]] std::unique_ptr<Engine> make_postgres_engine(Options options);  // only in the flavour `make PG=1`

}  // namespace store
