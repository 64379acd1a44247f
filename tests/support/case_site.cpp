#include "tests/support/case_site.h"

#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "base/text.h"
#include "tests/support/fakes.h"

namespace support {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabase = "postern.sqlite";
constexpr const char* kWebUser = "www-data";  // of Debian's web servers

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

constexpr const char* kHandlers[] = {"login", "registration", "settings", "whoami",
                                     "totp",  "lookup",       "webauthn", "site"};

std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// The checkout may be one that a web server's user cannot enter.
void copy_for_servers(const Workshop& workshop, const fs::path& target) {
  fs::create_directory(target);
  fs::permissions(workshop.folder.path(), fs::perms::owner_all | fs::perms::others_exec);
  fs::copy(workshop.root / "www", target / "www");
  for (const auto& entry : fs::directory_iterator(workshop.handlers)) {
    const std::string name = entry.path().filename().string();
    const bool wanted = name == "echo" || name == "admin" ||
                        std::find(std::begin(kHandlers), std::end(kHandlers), name) != std::end(kHandlers);
    if (wanted) fs::copy_file(entry.path(), target / name);
  }
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

Served Site::serve(const std::string& server, const std::string& handler) {
  const fs::path copies = workshop_.folder.path() / "served", binaries = folder() / "bin";
  if (!fs::exists(copies)) copy_for_servers(workshop_, copies);
  const bool foreign = std::find(std::begin(kHandlers), std::end(kHandlers), handler) == std::end(kHandlers);
  // Servers differ in what they hand down of their environment: a script knows the handlers' by heart.
  std::string script = "#!/bin/sh\n";
  for (const std::string& entry : environment_)
    if (const auto equals = entry.find('='); !entry.starts_with("POSTERN_CONFIG="))
      script.append("export ").append(entry, 0, equals + 1).append(shell_word(entry.substr(equals + 1))).append("\n");
  fs::create_directory(binaries);
  for (const char* name : kHandlers) {
    write_file(binaries / name, script + "exec " + shell_word((copies / (foreign ? handler : name)).string()) + "\n");
    fs::permissions(binaries / name, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  }
  if (geteuid() == 0 && run({"/bin/chown", "-R", kWebUser, folder().string()}, {}, "").code != 0)
    throw std::runtime_error("there is no user of that name: www-data");
  return {server, workshop_.root / "tools/serve.sh", binaries, copies / "www", folder(), folder() / "kratos.yml"};
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
