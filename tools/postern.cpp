// The command of a site's owner. Exit codes: 0 done, 1 failed, 2 asked in the wrong way.
#include <sys/stat.h>

#include <cstdio>

#include "base/result.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {

CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& what) {
  CLI::App* group = parent.add_subcommand(name, what);
  group->require_subcommand(1)->fallthrough();
  return group;
}

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what, const std::string& examples) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->fallthrough()->footer("Examples:\n" + examples);
  return command;
}

void on_call(CLI::App* command, CommandLine& line, std::function<int()> action) {
  command->callback([&line, action = std::move(action)] { line.action = action; });
}

namespace {

void build(CLI::App& root, CommandLine& line) {
  root.require_subcommand(1);
  root.set_version_flag("--version", std::string("postern ") + POSTERN_VERSION, "Print the version and exit");
  root.add_option("-c,--config", line.invocation.config_file,
                  "kratos.yml; else POSTERN_CONFIG, else the line in postern.path beside this program,\n"
                  "else ../config/kratos.yml from its folder. Stands before or after any command.")
      ->type_name("FILE");
  root.footer("`postern COMMAND --help` says more. Exit codes: 0 done, 1 failed, 2 asked in the wrong way.");
  add_init(root, line);
  add_migrate(root, line);
  add_identity(root, line);
  add_factor(root, line);
  add_session(root, line);
  add_report(root, line);
  add_cleanup(root, line);
  add_backup(root, line);
  add_audit(root, line);
  add_mail(root, line);
  add_secrets(root, line);
  add_admin(root, line);
  add_config(root, line);
  add_doctor(root, line);
  add_routes(root, line);
}

// The innermost command that was named, for its help.
const CLI::App* innermost(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().back();
  return app;
}

std::string full_name(const CLI::App* app) {
  return app->get_parent() == nullptr ? app->get_name() : full_name(app->get_parent()) + " " + app->get_name();
}

// `rest`: words that nobody took.
std::string explain(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& rest) {
  if (app.get_require_subcommand_min() > 0 && app.get_subcommands().empty()) {
    return rest.empty() ? "which command?" : "there is no command `" + rest.front() + "`";
  }
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

// What to do about a state of our environment, where the text does not say it.
std::string advice(const base::Unavailable& trouble) {
  if (trouble.slug() == "db.busy") return "the database is busy (" + std::string(trouble.what()) + "); try again";
  if (trouble.slug() == "db.full") return "the disk is full (" + std::string(trouble.what()) + "); nothing was changed";
  if (trouble.slug() == "db.newer") return std::string(trouble.what()) + "; use the newer `postern`";
  if (trouble.slug() == "seal.unknown_key") {
    return std::string(trouble.what()) + "; put the old key back into secrets.cipher, behind the first";
  }
  return trouble.what();
}

int run(const CommandLine& line) {
  try {
    const int code = line.action();
    if (finish_output()) return code;
    complain("the output cannot be written");
  } catch (const Misuse& misuse) {
    complain(misuse.what());
    return kUsage;
  } catch (const InvalidConfiguration& invalid) {
    for (const config::Problem& problem : invalid.problems) complain(config::to_string(problem));
  } catch (const base::Unavailable& trouble) {
    complain(advice(trouble));
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return kFailed;
}

int main(int argc, char** argv) {
  CLI::App root{"Sign-in with more than one factor: the command of a site's owner.", "postern"};
  CommandLine line;
  line.invocation.arguments.assign(argv, argv + argc);
  build(root, line);
  if (argc == 1) {
    print(root.help());
    return kUsage;
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(root.help());
    return kDone;
  } catch (const CLI::CallForVersion& version) {
    print_line(version.what());
    return kDone;
  } catch (const CLI::ParseError& error) {
    const CLI::App* app = innermost(root);
    complain(explain(error, *app, root.remaining(true)) + " (see: " + full_name(app) + " --help)");
    return kUsage;
  }
  return run(line);
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) { return tools::main(argc, argv); }
