// postern init: a new site, from three answers.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "api/new_site.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/owner.h"
#include "tools/web_folder.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string url, data, user, web;
  bool password_stdin = false;
};

// Standard input is the password and nothing else: whoever calls us from a script must not be asked.
void require_no_questions(const Options& options) {
  if (!options.password_stdin) return;
  if (options.url.empty() || options.data.empty() || options.user.empty()) {
    throw Misuse("--password-stdin: standard input is the password alone, so --url, --data and --user are needed too");
  }
  if (::isatty(STDIN_FILENO) == 1) {
    throw Misuse("--password-stdin: standard input is a terminal; without the option it is asked for, and not shown");
  }
}

std::string answer(const std::string& given, const char* option, const char* question) {
  if (!given.empty()) return given;
  std::string line = ask_line(question);
  if (line.empty()) throw Misuse(std::string("no answer; or give it as ") + option);
  return line;
}

// So that the command finds the configuration by itself: where this folder is ours, and nobody named one otherwise.
bool remember_config(const std::string& config) {
  if (::getenv("POSTERN_CONFIG") != nullptr) return false;
  const fs::path file = fs::path(executable_path()).parent_path() / "postern.path";
  return write_new_file(file.string(), config + "\n", 0644);
}

bool lies_in(const std::string& inner, const std::string& outer) {
  const std::string way = fs::path(inner).lexically_relative(outer).string();
  return !way.empty() && way != ".." && !way.starts_with("../");
}

std::string option_of(api::NewSiteError::Field field) {
  using Field = api::NewSiteError::Field;
  switch (field) {
    case Field::url:
      return "--url: ";
    case Field::folder:
      return "--data: ";
    case Field::user:
      return "--user: ";
    case Field::password:
      return "the password: ";
  }
  return {};
}

void tell(const api::MadeSite& made, const std::string& user, const std::string& web) {
  print_line("Made " + made.config + " with fresh secrets, the database beside it, and the user " + user + ".");
  if (!remember_config(made.config)) print_line("The command finds it with: export POSTERN_CONFIG=" + made.config);
  if (made.url.starts_with("http://") && !made.url.starts_with("http://localhost")) {
    print_line("Over http: everybody on the way reads the passwords. Use https: for anything but a trial.");
  }
  if (!web.empty() && lies_in(made.config, web)) {
    print_line("The data lies in the web space. Its .htaccess denies it there; a folder outside is better.");
  }
  print_line((web.empty() ? "Set the web server up, then open " : "Open ") + made.url);
}

int init(const Invocation& invocation, Options options) {
  require_no_questions(options);
  options.url = answer(options.url, "--url", "Address of the sign-in pages (https://auth.example.org/):");
  if (const auto url = api::check_site_url(options.url); !url) throw Misuse("--url: " + url.error());
  options.data = answer(options.data, "--data", "Folder of the data, outside of the web space:");
  options.user = answer(options.user, "--user", "E-mail address of the first user:");
  std::optional<WebFolder> web;
  if (!options.web.empty()) web.emplace(options.web, executable_path());
  base::SecretBytes password = read_new_password();

  ::umask(077);
  become_owner_of(options.data, command_for_owner(invocation, {}));
  base::SystemRandom random;
  const auto made = api::make_site({.url = options.url,
                                    .folder = options.data,
                                    .user = options.user,
                                    .password = std::move(password),
                                    .pages = web ? web->path() : ""},
                                   random, base::SystemClock().now());
  if (!made) throw Failure(option_of(made.error().field) + made.error().text);
  if (web) web->fill(made->config);
  tell(*made, options.user, web ? web->path() : "");
  return kDone;
}

}  // namespace

void add_init(CLI::App& root, CommandLine& line) {
  CLI::App* command = add_command(
      root, "init", "Make a new site: asks for its address, the folder of its data, and the first user",
      "  postern init\n"
      "  postern init --url https://example.org/auth/ --data ~/postern --user ann@example.org --htaccess ~/www/auth\n"
      "  pass show postern | postern init --url https://auth.example.org/ --data /var/lib/postern "
      "--user ann@example.org --password-stdin");
  const auto options = std::make_shared<Options>();
  command->add_option("--url", options->url, "Address of the sign-in pages")->type_name("URL");
  command->add_option("--data", options->data, "Folder of the data; made if it is not there; only for its owner")
      ->type_name("FOLDER");
  command
      ->add_option("--user", options->user,
                   "E-mail address of the first user; the password is read from the\nterminal "
                   "without echo, else from the next line of standard input")
      ->type_name("EMAIL");
  command
      ->add_option(
          "--htaccess", options->web,
          "Also fill this folder of the web space, for Apache: .htaccess, the executable, style sheet,\nscripts")
      ->type_name("FOLDER");
  command->add_flag("--password-stdin", options->password_stdin,
                    "For scripts: the password is the first line of standard input, and nothing is asked");
  on_call(command, line, [&line, options] { return init(line.invocation, *options); });
}

}  // namespace tools
