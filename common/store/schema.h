// The database's shape: append-only migrations. A migration that was released is never edited; the next one follows it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace store {

struct Migration {
  int min_reader;                    // programs that know only older versions may not run on the result
  std::span<const char* const> ddl;  // in the engine's dialect, each one or more statements
};

// Version n of the database is what the first n migrations make.
[[nodiscard]] std::span<const Migration> migrations();

// Throws Unavailable("db.newer") where programs that know only `schema` may not run; `name` says which database it is.
void require_readable(std::int64_t min_reader, std::span<const Migration> schema, const std::string& name);

}  // namespace store
