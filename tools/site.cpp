#include "tools/site.h"

#include <limits.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <filesystem>

#include "api/database.h"
#include "config/live.h"
#include "flow/audit.h"
#include "tools/console.h"
#include "tools/owner.h"

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace tools {
namespace {

std::string quote_for_shell(const std::string& word) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("-_=./:@,+", c);
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string executable_path() {
  std::array<char, PATH_MAX> path;
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length > 0) return {path.data(), static_cast<std::size_t>(length)};
  // A chroot without /proc: the name that the kernel was given.
  const auto* name = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  std::error_code failed;
  const auto real = std::filesystem::canonical(name == nullptr ? "" : name, failed);
  if (failed) throw Failure("this program cannot find itself: say which configuration with --config FILE");
  return real.string();
}

std::string config_path(const Invocation& invocation) {
  if (!invocation.config_file.empty()) {
    return std::filesystem::absolute(invocation.config_file).lexically_normal().string();
  }
  return config::find_config_path(config::environment_overrides(environ), executable_path(), std::nullopt);
}

config::Loaded load_config(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    throw Failure("no configuration at " + path + ": say which with --config FILE or POSTERN_CONFIG=FILE");
  }
  auto loaded = config::load(path, config::environment_overrides(environ));
  if (!loaded) throw InvalidConfiguration(loaded.error());
  return std::move(loaded).value();
}

// sudo clears the environment, so the configuration is named.
std::string command_for_owner(const Invocation& invocation, const std::string& path) {
  std::string out = quote_for_shell(invocation.arguments.at(0));
  if (invocation.config_file.empty()) out += " -c " + quote_for_shell(path);
  for (std::size_t i = 1; i < invocation.arguments.size(); ++i) out += " " + quote_for_shell(invocation.arguments[i]);
  return out;
}

Site::Site(const Invocation& invocation)
    : path_(config_path(invocation)),
      operator_(caller_name()),
      loaded_(load_config(path_)),
      db_(store_options()),
      schemas_(config().schemas, config().default_schema_id) {
  ::umask(077);
  become_owner_of(config().essentials.data_dir, command_for_owner(invocation, path_));
}

store::Options Site::store_options() const { return api::database_options(config().essentials); }

const crypto::Keyring& Site::keyring() {
  if (!keyring_) keyring_.emplace(config().secrets_cipher, config().secrets_default);
  return *keyring_;
}

void Site::record(store::Tx& tx, std::string_view what, std::optional<base::Uuid> about, std::string detail) {
  flow::record(tx, now(), {what, about, {}, std::move(detail), "operator " + operator_});
}

}  // namespace tools
