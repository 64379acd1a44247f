// A fresh database in a folder of its own, and rows to put into it.
#pragma once

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "store/credentials.h"
#include "store/db.h"
#include "store/flows.h"
#include "store/identities.h"
#include "store/sessions.h"

namespace store_test {

using namespace std::chrono_literals;

inline const base::Time kNow = base::from_micros(1'700'000'000'000'000);

inline base::Uuid id_of(int n) {
  base::Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n >> 8);
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}

inline base::TokenHash hash_of(int n) {
  base::TokenHash hash;
  hash.bytes[7] = static_cast<std::uint8_t>(n >> 8);
  hash.bytes[31] = static_cast<std::uint8_t>(n);  // behind the indexed prefix: the full hash has to decide
  return hash;
}

inline base::Sealed sealed(std::string_view text) { return base::Sealed{base::to_bytes(text)}; }

struct Folder {
  std::string path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "postern-store-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file() const { return path + "/data/postern.sqlite"; }
};

// Each file's stand-in on PostgreSQL is a schema: tests/postgres/server.sh made t1, t2, … and says how to connect.
inline std::string schema_of(const std::string& file) {
  static std::map<std::string, std::size_t> numbers;
  return "t" + std::to_string(numbers.try_emplace(file, numbers.size() + 1).first->second);
}

inline store::Options options_of(const std::string& file) {
  store::Options options;
  options.path = file;
  options.synchronous_full = false;
  if (const char* server = std::getenv("POSTERN_TEST_POSTGRES")) {
    options.postgres.conninfo = std::string(server) + " options='-c search_path=" + schema_of(file) + "'";
  }
  return options;
}

inline void add_identity(store::Tx& tx, const base::Uuid& id) {
  store::IdentityRow row;
  row.id = id;
  row.schema_id = "default";
  row.traits = R"({"email":"a@example.org"})";
  row.created_at = row.updated_at = kNow;
  store::insert_identity(tx, row);
}

inline store::SessionRow session_of(int n, const base::Uuid& identity) {
  store::SessionRow row;
  row.id = id_of(n);
  row.identity_id = identity;
  row.token = hash_of(n);
  row.methods = "password:1:1";
  row.issued_at = row.authenticated_at = row.updated_at = kNow;
  row.created_at = kNow + std::chrono::seconds(n);
  row.expires_at = kNow + 24h;
  return row;
}

inline store::FlowRow flow_of(int n) {
  store::FlowRow row;
  row.id = id_of(n);
  row.issued_at = row.created_at = row.updated_at = kNow;
  row.expires_at = kNow + 1h;
  row.request_url = "http://localhost/login";
  row.state = "choose_method";
  return row;
}

struct Database {
  Folder folder;
  store::Db db = open(folder.file());

  static store::Db open(const std::string& file) {
    store::Db::create_or_migrate(options_of(file));
    return store::Db(options_of(file));
  }
  void write(const std::function<void(store::Tx&)>& fn) { db.write(fn); }
  void with_identity(int n) {
    write([&](store::Tx& tx) { add_identity(tx, id_of(n)); });
  }
  [[nodiscard]] std::uint32_t factors_of(int n) {
    return db.read_value<std::uint32_t>([&](store::Tx& tx) { return store::find_identity(tx, id_of(n))->factors; });
  }
  [[nodiscard]] std::int64_t count(const std::string& table) {
    const std::string sql = "SELECT count(*) FROM " + table;
    return db.read_value<std::int64_t>([&](store::Tx& tx) {
      store::Statement select = tx.prepare(sql.c_str());
      return select.step() ? select.integer(0) : -1;
    });
  }
};

// The slug of what `fn` throws, "" if it throws nothing.
template <class F>
std::string slug_of(F&& fn) {
  try {
    fn();
  } catch (const base::Unavailable& error) {
    return error.slug();
  } catch (const base::Broken& error) {
    return error.slug();
  }
  return "";
}

}  // namespace store_test
