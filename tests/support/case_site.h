// A site of its own for one run of one case: data folder, configuration, database, people, clock and seed.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "tests/support/case_file.h"
#include "tests/support/http_gateway.h"
#include "tests/support/process.h"

namespace support {

// What all sites of one run of the tests have in common.
struct Workshop {
  std::filesystem::path root;      // of the repository
  std::filesystem::path postern;   // the command
  std::filesystem::path handlers;  // the folder of the handlers under test
  TemporaryFolder folder;          // holds a database as `postern migrate` makes it, once one was needed
};

class Site {
 public:
  Site(Workshop& workshop, const Case& test);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] const Words& environment() const { return environment_; }
  // The site behind a web server of tools/serve.sh, with every executable; or with `handler` for all of them, if that
  // is none of the product's. Started by root, the site is given away: to whom web servers belong.
  [[nodiscard]] Served serve(const std::string& server, const std::string& handler);
  // `postern ARGUMENTS`, separated by blanks; throws unless it succeeds.
  void postern(std::string_view arguments, std::string_view input);

  [[nodiscard]] base::Time now() const { return now_; }
  void set_time(base::Time now);
  void set_seed(std::string_view seed);

 private:
  void make_data(const Case& test);
  Workshop& workshop_;
  TemporaryFolder folder_;
  Words environment_;
  base::Time now_;
};

}  // namespace support
