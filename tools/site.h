// The site a command works on: its configuration, read before anything else, then the rest as the owner of the data.
// The last good copy of a configuration is never used here: what is wrong with the file is said instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "config/load.h"
#include "crypto/seal.h"
#include "identity/schemas.h"
#include "store/db.h"

namespace tools {

// How the command was called.
struct Invocation {
  std::vector<std::string> arguments;  // argv, with the program
  std::string config_file;             // --config, "" = not given
};

class InvalidConfiguration : public std::runtime_error {
 public:
  explicit InvalidConfiguration(std::vector<config::Problem> found)
      : std::runtime_error("the configuration is not valid"), problems(std::move(found)) {}
  std::vector<config::Problem> problems;
};

[[nodiscard]] std::string executable_path();
[[nodiscard]] std::string config_path(const Invocation& invocation);
// Throws InvalidConfiguration.
[[nodiscard]] config::Loaded load_config(const std::string& path);
// `sudo -u OWNER` before it makes it the command that may touch the data.
[[nodiscard]] std::string command_for_owner(const Invocation& invocation, const std::string& path);

class Site {
 public:
  explicit Site(const Invocation& invocation);

  [[nodiscard]] const config::Config& config() const { return loaded_.config; }
  [[nodiscard]] base::Random& random() { return random_; }
  [[nodiscard]] base::Time now() { return clock_.now(); }
  [[nodiscard]] base::Clock& clock() { return clock_; }
  [[nodiscard]] store::Options store_options() const;
  [[nodiscard]] store::Db& db() { return db_; }
  [[nodiscard]] identity::Schemas& schemas() { return schemas_; }
  [[nodiscard]] const crypto::Keyring& keyring();
  // What the operator does, to the audit log; `detail` as flow::details() makes it.
  void record(store::Tx& tx, std::string_view what, std::optional<base::Uuid> about, std::string detail = {});

 private:
  std::string path_, operator_;
  config::Loaded loaded_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  store::Db db_;
  identity::Schemas schemas_;
  std::optional<crypto::Keyring> keyring_;
};

}  // namespace tools
