// postern backup: a copy of the database while the site runs.
#include "store/backup.h"

#include <memory>

#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

int back_up(const Invocation& invocation, const std::string& copy) {
  const Site site(invocation);
  const std::string& database = site.config().essentials.sqlite_path;
  const std::int64_t bytes = store::back_up(database, copy, store::IfTaken::refuse);
  print_line(copy + " is a checked copy of " + database + ", " + count_of(bytes, "byte", "bytes"));
  return kDone;
}

}  // namespace

void add_backup(CLI::App& root, CommandLine& line) {
  CLI::App* command = add_command(root, "backup",
                                  "Copy the database while the site runs. Keep kratos.yml too: what is sealed in the\n"
                                  "database needs its secrets",
                                  "  postern backup /srv/backup/postern.sqlite\n"
                                  "  postern backup \"/srv/backup/$(date +%F).sqlite\"");
  const auto copy = std::make_shared<std::string>();
  command->add_option("file", *copy, "Where the copy goes; refused if it is there already")
      ->required()
      ->type_name("FILE");
  on_call(command, line, [&line, copy] { return back_up(line.invocation, *copy); });
}

}  // namespace tools
