// A small schema of its own, in versions, for what is asked of every engine.
#pragma once

#include <array>

#include "fixture.h"

namespace store_test {

using store::Db;
using store::Tx;

inline constexpr std::array kOne = {
    "CREATE TABLE things (id INTEGER NOT NULL PRIMARY KEY, name TEXT UNIQUE, data BLOB)"};
inline constexpr std::array kTwo = {"ALTER TABLE things ADD COLUMN note TEXT"};
inline constexpr std::array kThree = {"CREATE TABLE more (id INTEGER)", "nonsense"};
inline constexpr std::array kOld = {store::Migration{1, kOne}};
inline constexpr std::array kNew = {store::Migration{1, kOne}, store::Migration{1, kTwo}};
inline constexpr std::array kBreaking = {store::Migration{1, kOne}, store::Migration{2, kTwo}};
inline constexpr std::array kFailing = {store::Migration{1, kOne}, store::Migration{1, kThree}};

inline store::Options with(const std::string& file, std::span<const store::Migration> schema) {
  store::Options options = options_of(file);
  options.schema = schema;
  return options;
}

struct Things {
  Folder folder;
  Things() { Db::create_or_migrate(with(folder.file(), kOld)); }
  [[nodiscard]] Db open(std::span<const store::Migration> schema = kOld) const {
    return Db(with(folder.file(), schema));
  }
};

inline void add(Db& db, int id, std::string_view name) {
  db.write([&](Tx& tx) {
    tx.prepare("INSERT INTO things (id, name) VALUES (:id, :name)").bind(":id", id).bind(":name", name).run();
  });
}

inline std::int64_t count(Db& db) {
  return db.read_value<std::int64_t>([](Tx& tx) {
    store::Statement select = tx.prepare("SELECT count(*) FROM things");
    return select.step() ? select.integer(0) : -1;
  });
}

inline std::string use(Db db) {
  return slug_of([&] { (void)count(db); });
}

}  // namespace store_test
