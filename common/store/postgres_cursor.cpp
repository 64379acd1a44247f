#include "store/postgres_cursor.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/result.h"

namespace store {

PostgresValue& PostgresCursor::value_of(const char* name) {
  const auto found = std::ranges::find(numbered_.names, name);
  if (found == numbered_.names.end()) throw base::Broken("db.error", std::string("no parameter ") + name);
  return values_[static_cast<std::size_t>(found - numbered_.names.begin())];
}

void PostgresCursor::bind(const char* name, std::int64_t value) {
  value_of(name) = {.bytes = std::to_string(value), .null = false, .binary = false};
}

void PostgresCursor::bind(const char* name, std::string_view text) {
  value_of(name) = {.bytes = std::string(text), .null = false, .binary = false};
}

void PostgresCursor::bind(const char* name, base::ByteView blob) {
  value_of(name) = {.bytes = std::string(base::as_text(blob)), .null = false, .binary = true};
}

void PostgresCursor::bind_null(const char* name) { value_of(name) = {}; }

bool PostgresCursor::step() {
  if (result_ == nullptr) {
    result_ = connection_.run(sql_, numbered_, values_);
    row_ = -1;
  }
  if (++row_ < PQntuples(result_.get())) return true;
  const std::string_view count = PQcmdTuples(result_.get());  // "" where a statement counts nothing
  changed_ = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed_);
  result_.reset();
  return false;
}

bool PostgresCursor::is_null(int column) const { return PQgetisnull(result_.get(), row_, column) != 0; }

base::ByteView PostgresCursor::view(int column) const {
  const auto* data = reinterpret_cast<const std::uint8_t*>(PQgetvalue(result_.get(), row_, column));
  return {data, static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

// Protocol, "Formats and Format Codes": binary integers are in network byte order, two's complement; NULL reads as 0,
// as SQLite has it. A sum of bigints is no integer there: CAST it.
std::int64_t PostgresCursor::integer(int column) const {
  const base::ByteView bytes = view(column);
  if (bytes.size() > 8) throw base::Broken("db.error", "a column that is no integer");
  std::uint64_t value = !bytes.empty() && bytes.size() > 1 && (bytes[0] & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return static_cast<std::int64_t>(value);
}

}  // namespace store
