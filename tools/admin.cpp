// postern admin: tokens of the admin API. A token is shown once and stored nowhere; the configuration has its hash.
#include <memory>

#include "base/encoding.h"
#include "crypto/sha256.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

constexpr std::size_t kTokenLength = 43;  // of 62 letters and digits: 256 bits

int make_token(const std::string& name) {
  base::SystemRandom random;
  const std::string token = "postern_at_" + base::random_text(random, kTokenLength, base::kAlphanumeric);
  const std::string hash_text = base::encode_hex(crypto::hash_token(token).bytes);
  print_line("For the application, as `Authorization: Bearer`; it is shown only now:");
  print_line("  " + token);
  print_line("For kratos.yml, under postern.admin.tokens:");
  print_line("  - \"sha256:" + hash_text + (name.empty() ? "" : ":" + name) + "\"");
  return kDone;
}

std::string check_name(const std::string& name) {
  const bool good = name.size() <= 40 && name.find_first_not_of(
                                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789-_.") == std::string::npos;
  return good ? "" : "a name has at most 40 letters, digits, `-`, `_` and `.`";
}

}  // namespace

void add_admin(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "admin", "Who may use the admin API");
  const auto name = std::make_shared<std::string>();
  CLI::App* making =
      add_command(*group, "token", "Make a token, and the line of kratos.yml that lets it in; needs no configuration",
                  "  postern admin token --name crm");
  making->add_option("--name", *name, "What the log calls its holder")->check(check_name)->type_name("NAME");
  on_call(making, line, [name] { return make_token(*name); });
}

}  // namespace tools
