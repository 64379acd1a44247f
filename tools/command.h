// How the command line is built: one function per group of commands; parsing only chooses what to do.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "tools/site.h"

namespace tools {

struct CommandLine {
  Invocation invocation;
  std::function<int()> action;  // of the command that was chosen; returns the exit code
};

// A group is called with one of its commands, never alone.
CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& what);
// `examples`: lines of one command each, shown by --help.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what, const std::string& examples);
void on_call(CLI::App* command, CommandLine& line, std::function<int()> action);

void add_init(CLI::App& root, CommandLine& line);
void add_migrate(CLI::App& root, CommandLine& line);
void add_cleanup(CLI::App& root, CommandLine& line);
void add_backup(CLI::App& root, CommandLine& line);
void add_identity(CLI::App& root, CommandLine& line);
void add_factor(CLI::App& root, CommandLine& line);
void add_session(CLI::App& root, CommandLine& line);
void add_report(CLI::App& root, CommandLine& line);
void add_audit(CLI::App& root, CommandLine& line);
void add_mail(CLI::App& root, CommandLine& line);
void add_secrets(CLI::App& root, CommandLine& line);
void add_admin(CLI::App& root, CommandLine& line);
void add_config(CLI::App& root, CommandLine& line);
void add_doctor(CLI::App& root, CommandLine& line);
void add_routes(CLI::App& root, CommandLine& line);

}  // namespace tools
