// postern config: what the configuration says after defaults and overrides, and which keys there are.
#include <unistd.h>

#include "base/json_writer.h"
#include "config/json_schema.h"
#include "config/live.h"
#include "crypto/certificate.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/owner.h"

namespace tools {
namespace {

constexpr std::string_view kEnvironment = "environment ";

std::vector<std::string> overrides_of(const config::Loaded& loaded) {
  std::vector<std::string> out;
  for (const config::EffectiveValue& value : loaded.effective) {
    if (value.source.starts_with(kEnvironment)) out.push_back(value.source.substr(kEnvironment.size()));
  }
  return out;
}

// Whether handlers can keep their cache and the last good copy beside the file; they run as the owner of the data.
std::string note_on_copies(const std::string& path, const config::Essentials& essentials) {
  const User owner = owner_of(essentials.data_dir);
  if (::geteuid() != 0 && ::geteuid() != owner.uid) {
    return "not checked, only " + owner.name + " can tell: whether the cache and the last good copy can be kept";
  }
  become_owner_of(essentials.data_dir, "");
  if (config::can_keep_beside(path)) return {};
  return owner.name + " cannot write beside " + path + ": there is no cache (" + config::cache_path(path) +
         ") and no last good copy (" + config::last_good_path(path) +
         "), so that CGI is slower and a bad edit stops the site";
}

// The file is named above; here its name is enough.
std::string short_source(const std::string& source) {
  return source.starts_with('/') ? source.substr(source.rfind('/') + 1) : source;
}

void print_plain(const std::string& path, const config::Loaded& loaded, const std::string& note) {
  print_line("Configuration: " + path);
  std::string overrides;
  for (const std::string& name : overrides_of(loaded)) overrides += (overrides.empty() ? "" : ", ") + name;
  print_line("Overridden by: " + (overrides.empty() ? "nothing" : overrides));
  print_line("Data:          " + loaded.config.essentials.data_dir + ", of " +
             owner_of(loaded.config.essentials.data_dir).name);
  print_line("");
  Table table({"FROM", "KEY: VALUE"});
  for (const config::EffectiveValue& value : loaded.effective) {
    table.add({short_source(value.source), value.key + ": " + value.value});
  }
  table.flush();
  if (!loaded.warnings.empty() || !note.empty()) print_line("");
  for (const config::Problem& warning : loaded.warnings) print_line("warning: " + config::to_string(warning));
  if (!note.empty()) print_line("note: " + note);
}

void write_problems(base::JsonWriter& out, const std::vector<config::Problem>& problems) {
  out.array();
  for (const config::Problem& problem : problems) {
    out.object().key("place").string(problem.place).key("key").string(problem.key);
    out.key("text").string(problem.text).close();
  }
  out.close();
}

void print_json(const std::string& path, const config::Loaded& loaded, const std::string& note) {
  base::JsonWriter out;
  out.object().key("path").string(path).key("overrides").array();
  for (const std::string& name : overrides_of(loaded)) out.string(name);
  out.close().key("data_dir").string(loaded.config.essentials.data_dir).key("values").array();
  for (const config::EffectiveValue& value : loaded.effective) {
    out.object().key("key").string(value.key).key("value").string(value.value);
    out.key("source").string(value.source).close();
  }
  out.close().key("warnings");
  write_problems(out, loaded.warnings);
  out.key("note").string(note).close();
  print_line(out.take());
}

// Loading has found PEM; here is who can tell whether it is X.509. Elsewhere, only who adds a key would notice.
void require_trust_anchors(const std::string& path, const config::Config& config) {
  for (const auto& der : config.webauthn_authenticators.anchors) {
    if (crypto::Certificate::parse(der)) continue;
    throw InvalidConfiguration(
        {{path, "postern.webauthn.attestation.trust_anchors", "a file holds a certificate that cannot be read"}});
  }
}

int check(const Invocation& invocation, bool json) {
  const std::string path = config_path(invocation);
  try {
    const config::Loaded loaded = load_config(path);
    require_trust_anchors(path, loaded.config);
    const std::string note = note_on_copies(path, loaded.config.essentials);
    json ? print_json(path, loaded, note) : print_plain(path, loaded, note);
    return kDone;
  } catch (const InvalidConfiguration& invalid) {
    if (json) {
      base::JsonWriter out;
      out.object().key("path").string(path).key("problems");
      write_problems(out, invalid.problems);
      print_line(out.close().take());
      return kFailed;
    }
    for (const config::Problem& problem : invalid.problems) print_line(config::to_string(problem));
    return kFailed;
  }
}

// man/kratos.yml.sh reads this.
void print_in_detail(const config::KeyInfo& key) {
  print_line(key.path);
  print_line("    type:    " + key.type);
  if (key.required) print_line("    required");
  if (!key.fallback.empty()) print_line("    default: " + key.fallback);
  if (!key.allowed.empty()) print_line("    one of:  " + key.allowed);
  print_line("    " + key.why);
}

int list_keys(bool in_detail) {
  for (const config::KeyInfo& key : config::documented_keys()) in_detail ? print_in_detail(key) : print_line(key.path);
  return kDone;
}

}  // namespace

void add_config(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "config", "What the configuration says");
  CLI::App* checking =
      add_command(*group, "check", "Check the configuration; print every value with where it comes from",
                  "  postern config check\n  SESSION_LIFESPAN=1h postern config check -c /srv/site/kratos.yml");
  auto json = std::make_shared<bool>(false);
  checking->add_flag("--json", *json, "Print one JSON object");
  on_call(checking, line, [&line, json] { return check(line.invocation, *json); });
  CLI::App* keys = add_command(*group, "keys",
                               "Print every configuration key that has an effect, one a line; what stands for one\n"
                               "method (after.password) stands for each",
                               "  postern config keys | grep cookie\n  postern config keys --long | less");
  auto in_detail = std::make_shared<bool>(false);
  keys->add_flag("--long", *in_detail, "With type, default and meaning");
  on_call(keys, line, [in_detail] { return list_keys(*in_detail); });
  CLI::App* schema = add_command(*group, "schema", "Print a JSON Schema of kratos.yml, for editors",
                                 "  postern config schema > kratos.schema.json");
  on_call(schema, line, [] {
    print_line(config::json_schema());
    return kDone;
  });
}

}  // namespace tools
