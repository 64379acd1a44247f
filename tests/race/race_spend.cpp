// Thirty processes spend one TOTP step, or one recovery code, at the same moment, below the throttle: exactly one may
// win. Reading first and writing then let 6 to 12 of 12 win; one conditional statement lets one.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>

#include "store/credentials.h"
#include "store/db.h"
#include "store/identities.h"

namespace {

constexpr int kProcesses = 30;
constexpr int kRounds = 20;
constexpr int kWon = 10, kLost = 11;  // exit codes

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

// Opens its own connection, waits until the gate (a pipe) is shut, and tries.
[[noreturn]] void compete(const store::Options& options, int gate, const Spend& spend) {
  try {
    store::Db db(options);
    db.read([](store::Tx& tx) { (void)find_totp(tx, id_of(1)); });
    char end = 0;
    while (::read(gate, &end, 1) > 0) continue;
    const bool won = db.write_value<bool>([&](store::Tx& tx) { return spend(tx); });
    db.close();
    ::_exit(won ? kWon : kLost);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "race: %s\n", error.what());
    ::_exit(1);
  }
}

bool has_one_winner(const char* name, int round, const store::Options& options, const Spend& spend) {
  int gate[2];
  if (::pipe(gate) != 0) return false;
  for (int i = 0; i < kProcesses; ++i) {
    if (::fork() != 0) continue;
    ::close(gate[1]);
    compete(options, gate[0], spend);
  }
  ::close(gate[0]);
  ::usleep(20'000);  // most stand at the gate by now
  ::close(gate[1]);
  int won = 0, lost = 0, status = 0;
  while (::wait(&status) > 0) {
    won += WIFEXITED(status) && WEXITSTATUS(status) == kWon ? 1 : 0;
    lost += WIFEXITED(status) && WEXITSTATUS(status) == kLost ? 1 : 0;
  }
  if (won == 1 && lost == kProcesses - 1) return true;
  std::fprintf(stderr, "race: %s, round %d: %d won, %d lost of %d\n", name, round, won, lost, kProcesses);
  return false;
}

}  // namespace

int main() {
  std::string folder = (std::filesystem::temp_directory_path() / "postern-race-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  store::Options options;
  options.path = folder + "/postern.sqlite";
  fill(options);  // and closes: an open connection must not be forked
  int passed = 0, failed = 0;
  const auto race = [&](const char* name, int round, const Spend& spend) {
    ++(has_one_winner(name, round, options, spend) ? passed : failed);
  };
  const base::Time now = base::from_micros(1);
  for (int round = 0; round < kRounds; ++round) {
    race("totp", round, [&](store::Tx& tx) { return spend_totp_step(tx, id_of(2), round + 1, now); });
    race("lookup", round, [&](store::Tx& tx) { return spend_lookup_code(tx, id_of(100 + round), now); });
  }
  std::filesystem::remove_all(folder);
  std::printf("race: %d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
