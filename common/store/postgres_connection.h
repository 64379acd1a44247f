// One connection to a PostgreSQL server by libpq, with its prepared statements. Only this pair knows libpq. Every wait
// has an end: connecting by libpq's own connect_timeout, an answer by ours, after which the statement is cancelled and
// the connection given up.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/db.h"
#include "store/dialect.h"
#include "store/waiting.h"

namespace store {

// The transaction was undone because of another one (SQLSTATE 40001, 40P01): it may be tried again.
class Conflict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The connection is gone; what was under way may or may not have happened.
class ConnectionLost : public base::Unavailable {
 public:
  explicit ConnectionLost(const std::string& detail) : base::Unavailable("db.unreachable", detail) {}
};

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ResultDeleter>;

// A value on its way to the server: integers and texts as text, blobs as they are.
struct PostgresValue {
  std::string bytes;
  bool null = true;
  bool binary = false;
};

class PostgresConnection {
 public:
  explicit PostgresConnection(const PostgresOptions& options) : options_(options) {}
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;
  ~PostgresConnection() { close(); }

  // Throws Unavailable: db.unreachable, db.refused, db.missing.
  void open();
  void close();
  [[nodiscard]] bool is_open() const { return connection_ != nullptr; }

  // One or more statements without parameters, in one round trip; the result of the last that brought rows, as text.
  // Throws Conflict, ConnectionLost and what store/engine.h lists; so does run().
  PostgresResult execute(const std::string& sql, std::optional<std::chrono::milliseconds> limit = std::nullopt);
  // A statement with its values, in the order of its numbers; prepared at its first use. Columns come in binary.
  PostgresResult run(const char* sql, const NumberedSql& numbered, const std::vector<PostgresValue>& values);

 private:
  PostgresResult finish(std::chrono::milliseconds limit);  // waits for everything that comes
  void send_all(SteadyClock::time_point deadline);
  void wait_for(short events, SteadyClock::time_point deadline);
  const std::string& prepare(const char* sql, const std::string& text);
  [[noreturn]] void lose(const std::string& why);
  [[noreturn]] void fail(const PGresult* result);

  PostgresOptions options_;
  PGconn* connection_ = nullptr;
  std::unordered_map<std::string, std::string> prepared_;  // text: its name at the server
};

}  // namespace store
