// Thirty processes with the right password find one rescue file at the same moment: exactly one is let in by it, and
// the second factors go once. Each has looked at the person before, so that only the taking decides.
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

#include "flow/rescue.h"
#include "store/identities.h"
#include "tests/race/start_line.h"
#include "tests/support/world.h"

namespace {

namespace fs = std::filesystem;

constexpr int kRescues = 30;

bool is_rescued(support::World& world, const base::Uuid& id, const race::Wait& wait) {
  const auto services = world.services();
  flow::Rescue rescue(services);
  std::optional<store::IdentityRow> person;
  services.db.read([&](store::Tx& tx) { person = store::find_identity(tx, id); });
  wait();
  const bool won = services.db.write_value<bool>([&](store::Tx& tx) {
    store::IdentityRow row = person.value();
    return rescue.help(tx, row, flow::Client{"192.0.2.7", {}}, world.clock.now());
  });
  if (won) rescue.finish();
  world.app().finish();
  return won;
}

}  // namespace

void race::race_rescues(Score& score) {
  support::World world;
  const fs::path folder = world.folder() / "rescue";
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_all);
  for (int round = 0; round < kRescues; ++round) {
    const auto person = world.add("lost" + std::to_string(round), support::kWithBoth);
    const fs::path file = folder / (person.email + ".txt");
    support::write_file(file, base::format_rfc3339(world.clock.now()).substr(0, 10) + "\n");
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    const timespec put_now{base::to_unix(world.clock.now()), 0}, times[2] = {put_now, put_now};
    ::utimensat(AT_FDCWD, file.c_str(), times, 0);
    world.app().finish();  // an open database must not be forked
    Result result = compete([&](const Wait& wait) { return is_rescued(world, person.id, wait); });
    const bool once =
        world.count("audit WHERE what = 'rescued'") == round + 1 && world.count("totp") == 0 && !fs::exists(file);
    if (!once) ++result.broken;
    score.add("rescue", round, result);
  }
}
