// Thirty processes spend one TOTP step, or one recovery code, at the same moment, below the throttle: exactly one may
// win. Reading first and writing then let 6 to 12 of 12 win; one conditional statement lets one.
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <string>

#include "store/credentials.h"
#include "store/db.h"
#include "store/identities.h"
#include "tests/race/start_line.h"

namespace {

using race::kRounds;
using Spend = std::function<bool(store::Tx&)>;

base::Uuid id_of(int n) {
  base::Uuid id;
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}

void fill(const store::Options& options) {
  store::Db::create_or_migrate(options);
  store::Db db(options);
  db.write([](store::Tx& tx) {
    store::IdentityRow identity;
    identity.id = id_of(1);
    identity.schema_id = "default";
    identity.traits = "{}";
    insert_identity(tx, identity);
    store::TotpRow totp;
    totp.id = id_of(2);
    totp.identity_id = identity.id;
    insert_totp(tx, totp);
    std::vector<store::LookupCodeRow> codes;
    for (int n = 0; n < kRounds; ++n) codes.push_back({id_of(100 + n), identity.id, n, {}, std::nullopt, {}});
    replace_lookup_codes(tx, identity.id, codes);
  });
}

}  // namespace

void race::race_statements(Score& score) {
  std::string folder = (std::filesystem::temp_directory_path() / "postern-race-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
  store::Options options;
  options.path = folder + "/postern.sqlite";
  fill(options);  // and closes: an open connection must not be forked
  const auto race = [&](const char* name, int round, const Spend& spend) {
    score.add(name, round, race::compete([&](const race::Wait& wait) {
                store::Db db(options);
                db.read([](store::Tx& tx) { (void)find_totp(tx, id_of(1)); });
                wait();
                const bool won = db.write_value<bool>([&](store::Tx& tx) { return spend(tx); });
                db.close();
                return won;
              }));
  };
  const base::Time now = base::from_micros(1);
  for (int round = 0; round < kRounds; ++round) {
    race("totp", round, [&](store::Tx& tx) { return spend_totp_step(tx, id_of(2), round + 1, now); });
    race("lookup", round, [&](store::Tx& tx) { return spend_lookup_code(tx, id_of(100 + round), now); });
  }
  std::filesystem::remove_all(folder);
}
