// postern migrate: the database, made or brought up to date.
#include <filesystem>

#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

int migrate(const Invocation& invocation) {
  Site site(invocation);
  const store::Options options = site.store_options();
  const bool existed = std::filesystem::exists(options.path);
  store::Db::create_or_migrate(options);
  print_line(options.path + (existed ? " is up to date" : " is made"));
  return kDone;
}

}  // namespace

void add_migrate(CLI::App& root, CommandLine& line) {
  CLI::App* command = add_command(root, "migrate", "Make the database, or bring it up to date (a backup is kept)",
                                  "  postern migrate\n  postern migrate -c /srv/site/kratos.yml");
  on_call(command, line, [&line] { return migrate(line.invocation); });
}

}  // namespace tools
