// A whole site in memory: a data folder, a configuration, a database, a clock and every route of `site`. People are
// imported as an operator would import them; browsers talk to it through tests/support/browser.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/app.h"
#include "crypto/totp.h"
#include "identity/import.h"
#include "tests/support/fakes.h"
#include "tests/support/process.h"

namespace support {

using namespace std::chrono_literals;

struct Person {
  base::Uuid id;
  std::string email, password;
  base::Bytes totp_key;
  crypto::TotpParameters totp;
  std::vector<std::string> codes;
};

// What a person has beside the password.
enum Factors : unsigned { kPasswordOnly = 0, kWithTotp = 1, kWithCodes = 2, kWithBoth = 3 };

class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  ManualClock clock;
  SeededRandom random;

  // A key as an environment variable spells it; the site starts anew, as another process would.
  void configure(const std::string& name, const std::string& value);
  [[nodiscard]] api::App& app() { return *app_; }
  [[nodiscard]] store::Db& db() { return app_->db(); }
  [[nodiscard]] flow::Services services() { return app_->services(); }

  Person add(const std::string& name, unsigned factors = kPasswordOnly);  // NAME@example.org
  base::Uuid import(std::string_view json);  // as `postern identity import` reads it; throws if it is refused
  void disable(const Person& person);
  // The code that the person's app shows `steps` steps from now.
  [[nodiscard]] std::string code(const Person& person, int steps = 0);

  [[nodiscard]] std::int64_t count(const std::string& table);
  [[nodiscard]] std::string logged() const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  void start();
  TemporaryFolder folder_;
  config::Environment environment_;
  int log_descriptor_;
  base::Log log_;
  std::unique_ptr<config::Live> live_;
  std::unique_ptr<api::App> app_;
};

[[nodiscard]] std::string code_of(base::ByteView key, base::Time at, const crypto::TotpParameters& parameters = {});

}  // namespace support
