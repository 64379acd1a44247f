// postern doctor: what is wrong with a site, from its configuration to what its web server gives away.
#include "tools/doctor.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>

#include "base/json_writer.h"
#include "base/text.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/owner.h"

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace tools {
namespace {

namespace fs = std::filesystem;

using api::Finding;
using api::Findings;
using Verdict = Finding::Verdict;

constexpr const char* kBaseUrl = "SERVE_PUBLIC_BASE_URL";

struct Asked {
  std::string url, root;
  std::vector<std::string> gates;
  bool json = false;
};

struct Section {
  std::string title;
  Findings findings;
};
using Report = std::vector<Section>;

std::string_view word_of(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords{"ok", "hint", "WRONG"};
  return kWords[static_cast<std::size_t>(verdict)];
}

std::array<std::int64_t, 3> count(const Report& report) {
  std::array<std::int64_t, 3> counts{};
  for (const Section& section : report) {
    for (const Finding& finding : section.findings) ++counts[static_cast<std::size_t>(finding.verdict)];
  }
  return counts;
}

void print_plain(const Report& report) {
  std::size_t width = 0;
  for (const Section& section : report) {
    for (const Finding& finding : section.findings) width = std::max(width, finding.name.size());
  }
  for (const Section& section : report) {
    print_line(section.title);
    for (const Finding& finding : section.findings) {
      std::string line = "  " + std::string(word_of(finding.verdict));
      line.append(9 - line.size(), ' ').append(finding.name).append(width - finding.name.size() + 2, ' ');
      const std::size_t indent = line.size();
      print_line(line + finding.found);
      if (!finding.change.empty()) print_line(std::string(indent, ' ') + "-> " + finding.change);
    }
    print_line("");
  }
  const auto counts = count(report);
  print_line(std::to_string(counts[2]) + " wrong, " + count_of(counts[1], "hint", "hints") + ", " +
             std::to_string(counts[0]) + " ok");
}

void print_json(const Report& report) {
  base::JsonWriter out;
  out.array();
  for (const Section& section : report) {
    for (const Finding& finding : section.findings) {
      out.object().key("section").string(section.title);
      out.key("verdict").string(base::to_lower_ascii(word_of(finding.verdict))).key("name").string(finding.name);
      out.key("found").string(finding.found).key("change").string(finding.change).close();
    }
  }
  print_line(out.close().take());
}

// A configuration that no handler would take is a finding, too; nothing else can be looked at then.
Findings refused(const InvalidConfiguration& invalid) {
  Findings out;
  for (const config::Problem& problem : invalid.problems) {
    out.push_back(api::wrong("configuration", problem.key + " " + problem.text, problem.place));
  }
  return out;
}

bool says_base_url(const config::Loaded& loaded) {
  const auto found = std::ranges::find(loaded.effective, "serve.public.base_url", &config::EffectiveValue::key);
  return found != loaded.effective.end() && found->source != "default" && !found->source.empty();
}

void require_address(const std::string& option, const std::string& text) {
  const auto url = base::parse_url(text);
  const bool good = url && (url->scheme == "https" || url->scheme == "http") && !url->hostname().empty();
  // A password in an address would be seen by everybody who lists processes.
  if (!good || !url->userinfo.empty()) throw Misuse(option + ": give it as https://HOST/PATH, without a user");
}

// What `make run` serves, it serves by ports: DATA/run/PORT holds the sockets.
std::string served_port(const std::string& data_dir) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(fs::path(data_dir) / "run", failed)) {
    const std::string name = entry.path().filename().string();
    if (base::parse_int(name)) return name;
  }
  return {};
}

class Doctor {
 public:
  Doctor(const Invocation& invocation, Asked asked)
      : asked_(std::move(asked)), path_(config_path(invocation)), loaded_(load_config(path_)) {
    ::umask(077);
    become_owner_of(loaded_.config.essentials.data_dir, command_for_owner(invocation, path_));
    base_ = without_slash(!asked_.url.empty()      ? asked_.url
                          : says_base_url(loaded_) ? loaded_.config.essentials.base_url
                                                   : "");
  }

  Report examine() {
    Probes probes(random_);
    Fetcher fetcher(Fetcher::find_curl(), random_);
    const bool has_curl = !Fetcher::find_curl().empty();
    const std::string data_dir = loaded_.config.essentials.data_dir;
    std::optional<Inspection> seen;
    if (has_curl && !base_.empty()) seen = inspect(fetcher, probes, base_, data_dir, random_);
    Findings config = take_their_address(seen);
    api::append(config, api::diagnose_config(loaded_));
    Examination examination{fetcher, probes, base_, data_dir, loaded_.config, std::move(seen), std::nullopt};
    Report report{{"Configuration: " + path_, std::move(config)}};
    if (has_curl) {
      look_from_outside(examination, report);
    } else {
      report.push_back({"Web server", {no_curl()}});
    }
    probes.remove_all();  // or they would be found among the files
    report.insert(report.begin() + 1, {"Data: " + data_dir, look_at_data(examination.date)});
    return report;
  }

 private:
  // The handlers may be given another address than this command: `make run` does so.
  Findings take_their_address(const std::optional<Inspection>& seen) {
    const std::string ours = without_slash(loaded_.config.essentials.base_url);
    if (!seen || without_slash(seen->base_url) == ours) return {};
    config::Environment environment = config::environment_overrides(environ);
    environment[kBaseUrl] = seen->base_url;
    auto again = config::load(path_, environment);
    if (!again) return {};
    const std::string ours_said = says_base_url(loaded_) ? "the address here is " + ours : "no address is said here";
    loaded_ = std::move(again).value();
    return {api::hint("address",
                      ours_said + ", and the handlers call themselves " + seen->base_url +
                          ": their environment says so, and what follows is judged by that",
                      "`serve.public.base_url`, or the same " + std::string(kBaseUrl) + " for this command")};
  }

  Findings look_at_data(std::optional<base::Time> theirs) {
    Findings out = api::diagnose_files(path_, loaded_.config);
    const store::Health health = store::examine(loaded_.config.essentials.sqlite_path, store::Depth::whole);
    api::append(out, api::diagnose_database(health));
    api::append(out, api::diagnose_mail(loaded_.config.mail, health, clock_.now()));
    api::append(out, api::diagnose_clock(clock_.now(), health.newest, theirs));
    return out;
  }

  [[nodiscard]] Finding no_curl() const {
    const std::string found = "the program curl is neither in PATH nor in /usr/bin: the web server was not asked";
    const std::string change = "install curl; or run the doctor on another machine that has it";
    return asked_.gates.empty() && asked_.url.empty() ? api::hint("curl", found, change)
                                                      : api::wrong("curl", found, change);
  }

  [[nodiscard]] Finding no_address() const {
    const std::string port = served_port(loaded_.config.essentials.data_dir);
    return api::hint("site", "no address is said, so nothing was asked",
                     port.empty() ? "`serve.public.base_url`, or --url"
                                  : "--url http://localhost:" + port + ", as `make run` serves it");
  }

  void look_from_outside(Examination& examination, Report& report) {
    if (base_.empty()) {
      report.push_back({"Web server", {no_address()}});
    } else {
      report.push_back({"Web server: " + base_ + "/", check_site(examination)});
      if (!api::has_wrong(report.back().findings) || examination.seen) {
        report.push_back({"Files on the web", check_served(examination)});
      }
    }
    for (const std::string& gate : asked_.gates) {
      report.push_back({"Gate: " + gate, check_gate(examination, gate, root_of(examination, gate))});
    }
  }

  // The web server's own word, where it is the same site.
  [[nodiscard]] std::string root_of(const Examination& examination, const std::string& gate) const {
    std::string root = asked_.root;
    const base::Url url = base::parse_url(gate).value_or(base::Url{});
    if (root.empty() && examination.seen && examination.origin() == url.scheme + "://" + url.host) {
      root = examination.seen->document_root;
    }
    return without_slash(root);
  }

  Asked asked_;
  std::string path_, base_;
  config::Loaded loaded_;
  base::SystemClock clock_;
  base::SystemRandom random_;
};

int doctor(const Invocation& invocation, const Asked& asked) {
  if (!asked.url.empty()) require_address("--url", asked.url);
  for (const std::string& gate : asked.gates) require_address("--gate", gate);
  Report report;
  try {
    report = Doctor(invocation, asked).examine();
  } catch (const InvalidConfiguration& invalid) {
    report.push_back({"Configuration: " + config_path(invocation), refused(invalid)});
  }
  asked.json ? print_json(report) : print_plain(report);
  return count(report)[static_cast<std::size_t>(Verdict::wrong)] == 0 ? kDone : kFailed;
}

}  // namespace

void add_doctor(CLI::App& root, CommandLine& line) {
  CLI::App* command =
      add_command(root, "doctor",
                  "Find out what is wrong: configuration, files, database, clock, web server and gate.\n"
                  "Changes nothing; files that it plants to see whether they are served are removed.\n"
                  "Exit code 1: something is wrong",
                  "  postern doctor\n  postern doctor --url https://auth.example.org/\n"
                  "  postern doctor --gate https://example.org/private/ --root /home/example/public_html");
  auto asked = std::make_shared<Asked>();
  command->add_option("--url", asked->url, "The sign-in pages, if not at serve.public.base_url")->type_name("URL");
  command
      ->add_option("--gate", asked->gates,
                   "Something that the gate guards: must be refused without a cookie; again\nfor "
                   "each guarded place")
      ->type_name("URL")
      ->allow_extra_args(false);
  command
      ->add_option("--root", asked->root,
                   "The folder of the site's files on this machine, to look into the folders of "
                   "--gate")
      ->type_name("FOLDER");
  command->add_flag("--json", asked->json, "Print a JSON array");
  on_call(command, line, [&line, asked] { return doctor(line.invocation, *asked); });
}

}  // namespace tools
