// libpq's manual, "Asynchronous Command Processing": send, flush, wait for the socket, consume, fetch every result.
#include "store/postgres_connection.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/result.h"

namespace store {
namespace {

// The server ends a statement itself a little earlier; this is for servers that no longer answer.
constexpr auto kGrace = std::chrono::milliseconds(1000);

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text != nullptr ? text : "";
}

std::string first_line(const char* text) {
  const std::string_view all = text != nullptr ? text : "";
  return std::string(all.substr(0, all.find('\n')));
}

bool is_select(const PGresult* result) { return PQresultStatus(result) == PGRES_TUPLES_OK; }

bool is_good(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

// SQLSTATE by its class and, where a class is too wide, whole (PostgreSQL manual, appendix A). The primary message
// names tables and constraints; the detail, which is left out, would hold values.
[[noreturn]] void throw_by_state(std::string_view state, const std::string& message) {
  const std::string_view kind = state.substr(0, 2);
  if (state == "40001" || state == "40P01") throw Conflict(message);
  if (state == "23505") throw UniqueViolation(message);
  // What a standby says to a statement that writes, and to BEGIN … READ WRITE.
  if (state == "25006" || state == "0A000") throw base::Unavailable("db.readonly", message);
  if (state == "53100") throw base::Unavailable("db.full", message);
  if (state == "55P03" || state == "57014" || state == "25P03") throw base::Unavailable("db.busy", message);
  if (kind == "53") throw base::Unavailable("db.busy", message);  // no room for another connection
  if (kind == "08" || kind == "57") throw ConnectionLost(message);
  if (kind == "28") throw base::Unavailable("db.refused", message);
  if (state == "3D000" || state == "42P01" || state == "3F000") throw base::Unavailable("db.missing", message);
  if (state == "42501") throw base::Unavailable("db.refused", message);
  throw base::Broken("db.error", message + " (" + std::string(state) + ")");
}

}  // namespace

// A string of several hosts is tried in its order; the message of a failure names hosts and users, never the password.
void PostgresConnection::open() {
  close();
  const std::string timeout = std::to_string(options_.connect_timeout.count());
  // PgBouncer, for which nothing is prepared, refuses options.
  const std::string limit =
      options_.prepare ? "-c statement_timeout=" + std::to_string(options_.statement_timeout.count()) : "";
  // What the string says wins over what stands before it here.
  const std::array<const char*, 6> keys = {"connect_timeout", "application_name", "client_encoding",
                                           "options",         "dbname",           nullptr};
  const std::array<const char*, 6> values = {timeout.c_str(),           "postern", "UTF8", limit.c_str(),
                                             options_.conninfo.c_str(), nullptr};
  connection_ = PQconnectdbParams(keys.data(), values.data(), 1);
  // What the server remarks would go to stderr, which is the log of the web server.
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  if (PQstatus(connection_) == CONNECTION_OK && PQsetnonblocking(connection_, 1) == 0) return;
  const std::string message = connection_ != nullptr ? first_line(PQerrorMessage(connection_)) : "out of memory";
  const bool refused = connection_ != nullptr && (PQconnectionNeedsPassword(connection_) != 0 ||
                                                  message.find("authentication failed") != std::string::npos);
  const bool missing = message.find("does not exist") != std::string::npos;
  close();
  throw base::Unavailable(refused ? "db.refused" : missing ? "db.missing" : "db.unreachable", message);
}

void PostgresConnection::close() {
  PQfinish(connection_);
  connection_ = nullptr;
  prepared_.clear();
}

void PostgresConnection::lose(const std::string& why) {
  close();
  throw ConnectionLost(why);
}

void PostgresConnection::fail(const PGresult* result) {
  const std::string state(field(result, PG_DIAG_SQLSTATE));
  const std::string message(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (state.empty()) lose(first_line(PQresultErrorMessage(result)));  // libpq's own: the connection
  if (state.starts_with("08") || state.starts_with("57P")) close();
  throw_by_state(state, message);
}

void PostgresConnection::wait_for(short events, SteadyClock::time_point deadline) {
  pollfd waiting{PQsocket(connection_), events, 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready > 0) return;
    if (ready < 0 && errno == EINTR) continue;
    // Asked to stop and left: a cancel would have to connect anew to a server that does not answer.
    lose("no answer in time");
  }
}

void PostgresConnection::send_all(SteadyClock::time_point deadline) {
  for (int left = 1; (left = PQflush(connection_)) != 0;) {
    if (left < 0) lose(first_line(PQerrorMessage(connection_)));
    wait_for(POLLIN | POLLOUT, deadline);
    if (PQconsumeInput(connection_) == 0) lose(first_line(PQerrorMessage(connection_)));
  }
}

PostgresResult PostgresConnection::finish(std::chrono::milliseconds limit) {
  const auto deadline = SteadyClock::now() + limit + kGrace;
  send_all(deadline);
  PostgresResult out;
  for (;;) {
    while (PQisBusy(connection_) != 0) {
      wait_for(POLLIN, deadline);
      if (PQconsumeInput(connection_) == 0) lose(first_line(PQerrorMessage(connection_)));
    }
    PostgresResult result(PQgetResult(connection_));
    if (result == nullptr) break;
    const bool worse = !is_good(result.get()) && (out == nullptr || is_good(out.get()));
    if (worse || out == nullptr || (is_good(out.get()) && (is_select(result.get()) || !is_select(out.get())))) {
      out = std::move(result);
    }
  }
  if (out == nullptr) lose("no answer");
  if (!is_good(out.get())) fail(out.get());
  return out;
}

PostgresResult PostgresConnection::execute(const std::string& sql, std::optional<std::chrono::milliseconds> limit) {
  if (PQsendQuery(connection_, sql.c_str()) == 0) lose(first_line(PQerrorMessage(connection_)));
  return finish(limit.value_or(options_.statement_timeout));
}

const std::string& PostgresConnection::prepare(const char* sql, const std::string& text) {
  const auto found = prepared_.find(sql);
  if (found != prepared_.end()) return found->second;
  const std::string name = "p" + std::to_string(prepared_.size() + 1);
  if (PQsendPrepare(connection_, name.c_str(), text.c_str(), 0, nullptr) == 0) {
    lose(first_line(PQerrorMessage(connection_)));
  }
  finish(options_.statement_timeout);
  return prepared_.emplace(sql, name).first->second;
}

PostgresResult PostgresConnection::run(const char* sql, const NumberedSql& numbered,
                                       const std::vector<PostgresValue>& values) {
  std::vector<const char*> pointers;
  std::vector<int> lengths, formats;
  for (const PostgresValue& value : values) {
    pointers.push_back(value.null ? nullptr : value.bytes.c_str());
    lengths.push_back(static_cast<int>(value.bytes.size()));
    formats.push_back(value.binary ? 1 : 0);
  }
  const int count = static_cast<int>(values.size());
  const int sent = options_.prepare ? PQsendQueryPrepared(connection_, prepare(sql, numbered.text).c_str(), count,
                                                          pointers.data(), lengths.data(), formats.data(), 1)
                                    : PQsendQueryParams(connection_, numbered.text.c_str(), count, nullptr,
                                                        pointers.data(), lengths.data(), formats.data(), 1);
  if (sent == 0) lose(first_line(PQerrorMessage(connection_)));
  return finish(options_.statement_timeout);
}

}  // namespace store
