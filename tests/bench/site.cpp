#include "tests/bench/site.h"

#include <cstdio>
#include <cstdlib>

#include "base/encoding.h"
#include "crypto/password.h"
#include "crypto/sha256.h"
#include "store/identities.h"
#include "store/sessions.h"
#include "tests/bench/fastcgi.h"

namespace bench {
namespace {

constexpr std::size_t kBatch = 50'000;

void import_people(const Site& site) {
  const std::string command =
      "POSTERN_CONFIG=" + site.folder + "/kratos.yml build/bin/postern identity import - >/dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "w");
  if (pipe == nullptr) fail("cannot start postern");
  for (const std::string& email : site.people) {
    std::fprintf(pipe,
                 "{\"schema_id\":\"default\",\"traits\":{\"email\":\"%s\"},\"credentials\":{"
                 "\"password\":{\"config\":{\"hashed_password\":\"%s\"}},"
                 "\"totp\":{\"config\":{\"totp_url\":\"otpauth://totp/B:%s?secret=%s&issuer=B\"}}}}\n",
                 email.c_str(), site.password_hash.c_str(), email.c_str(), site.totp_key.c_str());
  }
  if (::pclose(pipe) != 0) fail("postern identity import failed");
}

// `count` sessions of the identities in turn, `age` after their end (negative: still valid). The token of the last one.
std::string add_sessions(store::Db& db, const std::vector<base::Uuid>& identities, std::size_t count,
                         base::Duration age) {
  // Random keys: with the product's small cache, most of the time would go into pages written again and again.
  db.read([](store::Tx& tx) { tx.prepare("PRAGMA cache_size = -1000000").step(); });
  base::SystemRandom random;
  base::SystemClock clock;
  const base::Duration lifespan = std::chrono::hours(24);
  std::string token;
  for (std::size_t done = 0; done < count; done += kBatch) {
    db.write([&](store::Tx& tx) {
      for (std::size_t i = done; i < std::min(count, done + kBatch); ++i) {
        token = "ory_st_" + base::random_text(random, 32, base::kAlphanumeric);
        store::SessionRow row;
        row.id = base::make_uuid(random);
        row.identity_id = identities[i % identities.size()];
        row.token = crypto::hash_token(token);
        row.by_cookie = false;
        row.expires_at = clock.now() - age;
        row.issued_at = row.authenticated_at = row.created_at = row.updated_at = row.expires_at - lifespan;
        row.last_seen_at = clock.now();
        row.methods = "password:1:" + std::to_string(base::to_micros(row.authenticated_at));
        row.devices.push_back({base::make_uuid(random), "127.0.0.1:40000", "bench", ""});
        store::insert_session(tx, row);
      }
    });
  }
  return token;
}

std::vector<base::Uuid> all_identities(store::Db& db) {
  std::vector<base::Uuid> out;
  db.read([&](store::Tx& tx) {
    out.clear();
    for (const store::IdentityRow& row : store::list_identities(tx, {}, 1'000'000)) out.push_back(row.id);
  });
  return out;
}

}  // namespace

std::vector<std::string> Site::environment() const {
  return {"POSTERN_CONFIG=" + folder + "/kratos.yml", "SERVE_PUBLIC_BASE_URL=http://localhost:8080"};
}

store::Db open_database(const std::string& folder) {
  return store::Db({.path = folder + "/postern.sqlite", .data_dir = folder});
}

Site make_site(const std::string& folder, std::size_t people, std::size_t sessions) {
  base::SystemRandom random;
  Site site;
  site.folder = folder;
  site.totp_key = base::encode_base32(base::random_bytes(random, 20));
  const crypto::HashParameters parameters{.algorithm = crypto::HashParameters::Algorithm::argon2,
                                          .memory_kib = 19 * 1024};
  const auto hash = crypto::hash_password(kPassword, parameters, random);
  if (!hash) fail("cannot hash");
  site.password_hash = *hash;
  for (std::size_t i = 0; i < people; ++i) site.people.push_back("person" + std::to_string(i) + "@example.org");
  import_people(site);
  store::Db db = open_database(folder);
  site.token = add_sessions(db, all_identities(db), sessions, -std::chrono::hours(23));
  return site;
}

void add_expired_sessions(const std::string& folder, std::size_t count) {
  store::Db db = open_database(folder);
  add_sessions(db, all_identities(db), count, std::chrono::hours(48));
}

}  // namespace bench
