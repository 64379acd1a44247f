// One open connection to an SQLite file, with its statements. Only this pair, sqlite_engine, backup and health know
// SQLite.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "store/engine.h"
#include "store/waiting.h"

namespace store {

// Throws what a failed call means (store/engine.h). `db` may be null.
[[noreturn]] void fail(sqlite3* db, int code);

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(sqlite3* db, const char* sql, unsigned prepare_flags);
  ~SqliteCursor() override;

  void bind(const char* name, std::int64_t value) override;
  void bind(const char* name, std::string_view text) override;
  void bind(const char* name, base::ByteView blob) override;
  void bind_null(const char* name) override;
  bool step() override;
  [[nodiscard]] std::int64_t changed() const override;
  [[nodiscard]] bool is_null(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] base::ByteView view(int column) const override;
  void release() noexcept override;

  [[nodiscard]] bool is_of(const char* sql) const;
  [[nodiscard]] bool writes() const;

  bool in_use = false;
  bool kept = true;  // false: a second use of the same text at the same time, deleted after it

 private:
  [[nodiscard]] int index_of(const char* name) const;

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

class SqliteConnection {
 public:
  bool writing = false;
  bool reading = false;

  SqliteConnection() = default;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  ~SqliteConnection() { close(); }

  void open(const std::string& path, bool create);
  void close();
  [[nodiscard]] bool is_open() const { return db_ != nullptr; }
  [[nodiscard]] sqlite3* get() const { return db_; }

  void execute(const char* sql);  // pragmas and DDL
  void run(const char* sql);      // a literal without parameters, kept prepared
  void roll_back() noexcept;      // if a transaction is open
  Cursor* prepare(const char* sql);

 private:
  SqliteCursor& kept(const char* sql);
  void keep_log_files();

  sqlite3* db_ = nullptr;
  Waiting waiting_;
  // Statements are literals, so their address finds them.
  std::unordered_map<const char*, std::unique_ptr<SqliteCursor>> cursors_;
};

}  // namespace store
