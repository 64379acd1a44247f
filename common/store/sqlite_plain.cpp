#include "store/sqlite_plain.h"

namespace store {

constexpr int kPatienceMs = 5000;

PlainConnection open_plainly(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  PlainConnection connection(db, &sqlite3_close);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(db, kPatienceMs);
  if (code != SQLITE_OK) fail(db, code);
  return connection;
}

std::optional<std::string> ask(sqlite3* db, const char* sql, IfNoTable if_no_table) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(db, sql, -1, &raw, nullptr);
  if (if_no_table == IfNoTable::answer_nothing && (prepared & 0xFF) == SQLITE_ERROR) return std::nullopt;
  if (prepared != SQLITE_OK) fail(db, prepared);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, &sqlite3_finalize);
  const int code = sqlite3_step(raw);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(db, sqlite3_extended_errcode(db));
  const auto* text = code == SQLITE_ROW ? reinterpret_cast<const char*>(sqlite3_column_text(raw, 0)) : nullptr;
  return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

}  // namespace store
