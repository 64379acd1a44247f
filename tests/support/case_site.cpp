#include "tests/support/case_site.h"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

#include "base/text.h"
#include "tests/support/fakes.h"

namespace support {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabase = "postern.sqlite";

// `patch` over `base`: maps are merged, everything else is replaced.
void merge(YAML::Node base, const YAML::Node& patch) {
  for (const auto& entry : patch) {
    const auto key = entry.first.as<std::string>();
    if (entry.second.IsMap() && base[key] && base[key].IsMap())
      merge(base[key], entry.second);
    else
      base[key] = entry.second;
  }
}

std::string configuration(const Workshop& workshop, const Case& test) {
  YAML::Node node = YAML::LoadFile((workshop.root / "tests/cases/kratos.yml").string());
  std::string patch;
  for (const auto& [name, value] : test.directives)
    if (name == "config") patch.append(value).append("\n");
  merge(node, YAML::Load(patch));
  YAML::Emitter out;
  out << node;
  return out.c_str();
}

bool has(const Case& test, std::string_view directive) {
  for (const auto& [name, value] : test.directives)
    if (name == directive) return true;
  return false;
}

void run_postern(const Workshop& workshop, const Words& environment, std::string_view arguments,
                 std::string_view input) {
  Words command = {workshop.postern.string()};
  for (const std::string_view word : base::split(arguments, ' '))
    if (!word.empty()) command.emplace_back(word);
  const Finished finished = run(command, environment, input);
  if (finished.code == 0) return;
  throw std::runtime_error("postern " + std::string(arguments) + " ended with " + std::to_string(finished.code) + ": " +
                           finished.err + finished.out);
}

// Migrating takes longer than copying what it makes.
void copy_database(const Workshop& workshop, const fs::path& target) {
  const fs::path& folder = workshop.folder.path();
  if (!fs::exists(folder / kDatabase)) {
    fs::copy_file(workshop.root / "tests/cases/kratos.yml", folder / "kratos.yml");
    fs::copy_file(workshop.root / "config/identity.schema.json", folder / "identity.schema.json");
    run_postern(workshop, {"POSTERN_CONFIG=" + (folder / "kratos.yml").string()}, "migrate", "");
  }
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(kDatabase)) fs::copy(entry.path(), target);
}

}  // namespace

Site::Site(Workshop& workshop, const Case& test) : workshop_(workshop) {
  fs::permissions(folder(), fs::perms::owner_all);
  environment_ = {"POSTERN_CONFIG=" + (folder() / "kratos.yml").string(),
                  "POSTERN_TEST_CLOCK=" + (folder() / "clock").string(),
                  "POSTERN_TEST_SEED=" + (folder() / "seed").string()};
  for (const auto& [name, value] : test.directives)
    if (name == "env") environment_.push_back(value);
  set_time(base::from_micros(kTestEpochMicros));
  set_seed("0");
  if (!has(test, "bare")) make_data(test);
}

void Site::make_data(const Case& test) {
  write_file(folder() / "kratos.yml", configuration(workshop_, test));
  fs::copy_file(workshop_.root / "config/identity.schema.json", folder() / "identity.schema.json");
  copy_database(workshop_, folder());
  std::string people;
  for (const auto& [name, value] : test.directives)
    if (name == "identity") people.append(value).append("\n");
  if (!people.empty()) postern("identity import -", people);
}

void Site::postern(std::string_view arguments, std::string_view input) {
  run_postern(workshop_, environment_, arguments, input);
}

void Site::set_time(base::Time now) {
  now_ = now;
  write_file(folder() / "clock", std::to_string(base::to_micros(now)));
}

void Site::set_seed(std::string_view seed) { write_file(folder() / "seed", seed); }

}  // namespace support
