// A gate that fails open looks like one that works, to everybody who is signed in. So whatever is asked here is asked
// without a cookie, and must be refused; what is planted here says by itself whether it came back.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/text.h"
#include "tools/doctor.h"
#include "tools/doctor_gate_ways.h"
#include "tools/htaccess.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

using api::Finding;
using api::Findings;
using api::hint;
using api::ok;
using api::wrong;

constexpr std::size_t kMostProbed = 60;    // folders
constexpr std::size_t kOthersProbed = 12;  // of those without an .htaccess

// One gate being looked at.
struct Gate {
  const Examination& examination;
  std::string origin, path;     // of the address, the path as asked
  std::string root, folder;     // on this machine; "" root = not known
  std::string server;           // in lower case
  std::vector<Htaccess> above;  // of the folder and those above it
  std::vector<Htaccess> below;

  [[nodiscard]] bool is_rewrite_gate() const {
    return std::ranges::any_of(above, &Htaccess::rewrite_gate) && std::ranges::none_of(above, &Htaccess::has_checker);
  }
};

bool is_open(const Gate& gate, const Answer& answer) {
  if (answer.body.find(gate.examination.probes.word()) != std::string::npos) return true;
  return (answer.status >= 200 && answer.status < 300) || answer.status == 304;
}

// Why the gate of this folder lets everybody through, as far as can be told, and what to change.
Finding explain_open(const Gate& gate, const std::string& url) {
  const std::string found = "OPEN: " + url + " comes back to whoever is not signed in";
  for (const Htaccess& file : gate.above) {
    if (!file.has_authorizer) continue;
    return wrong("gate", found,
                 file.path + ":" + std::to_string(file.authorizer_line) +
                     ": FcgidAccessChecker instead; Apache ignores FcgidAuthorizer and FcgidAuthenticator "
                     "where `Require all granted` stands (apache/gate.htaccess)");
  }
  for (const Htaccess& file : gate.above) {
    if (file.lets_others_judge)
      return wrong("gate", found, file.path + ": without FcgidAccessCheckerAuthoritative Off");
    if (!file.has_checker && !file.rewrite_gate) continue;
    return wrong("gate", found,
                 file.path +
                     " has no effect: the host must allow `AllowOverride FileInfo` for this folder "
                     "(and mod_fcgid must be loaded)");
  }
  if (gate.server.find("lighttpd") != std::string::npos) {
    return wrong("gate", found,
                 "lighttpd.conf: include config/lighttpd-gate.conf for this path; lighttpd takes an answer of "
                 "an authorizer without `Status:`, such as a Location alone, for a yes");
  }
  if (gate.server.find("nginx") != std::string::npos) {
    return wrong("gate", found,
                 "nginx: auth_request in the very location that serves this, programs included "
                 "(config/nginx-gate.conf)");
  }
  return wrong("gate", found,
               "apache/gate.htaccess as .htaccess of this folder (or config/lighttpd-gate.conf, "
               "config/nginx-gate.conf)");
}

Finding explain_open_below(const Gate& gate, const std::string& folder, const std::string& url) {
  const std::string found = "OPEN: " + url + " comes back to whoever is not signed in";
  const auto own = std::ranges::find(gate.below, folder, &Htaccess::folder);
  if (own != gate.below.end() && own->rewrites && gate.is_rewrite_gate()) {
    return wrong("gate", found,
                 own->path +
                     ": its `RewriteEngine On` replaces the rewrite rules of the gate above; repeat "
                     "them there, or use FcgidAccessChecker (apache/gate.htaccess)");
  }
  if (own != gate.below.end() && own->has_authorizer) {
    return wrong("gate", found,
                 own->path + ":" + std::to_string(own->authorizer_line) + ": FcgidAccessChecker instead");
  }
  return wrong("gate", found,
               "the web server's configuration of " + gate.root + folder +
                   ": AllowOverride, or a location of its own that asks nobody");
}

// Any file of the folder that a web server may read, where no probe can be planted.
std::string some_file(const std::string& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    const bool readable = (entry.status(failed).permissions() & fs::perms::others_read) != fs::perms::none;
    if (entry.is_regular_file(failed) && readable && !name.starts_with('.')) return name;
  }
  return {};
}

struct Probed {
  std::size_t folders = 0, planted = 0;
  std::string planted_in_gate;  // path of a probe in the gate's own folder
};

void probe_folder(const Gate& gate, const std::string& folder, const std::string& suffix, Probed& probed,
                  Findings& out) {
  const std::string place = gate.root + folder;
  std::string name = gate.examination.probes.plant(place, suffix);
  if (!name.empty()) {
    ++probed.planted;
  } else {
    name = some_file(place);
  }
  if (name.empty()) return;
  ++probed.folders;
  const std::string path = base::escape_path(folder + "/" + name), url = gate.origin + path;
  if (folder == gate.folder && suffix == ".txt" && probed.planted > 0) probed.planted_in_gate = path;
  if (!is_open(gate, gate.examination.fetcher.get(url))) return;
  if (std::ranges::any_of(out, [](const Finding& f) { return f.verdict == Finding::Verdict::wrong; }) &&
      folder == gate.folder) {
    return;  // of the folder itself once is enough
  }
  out.push_back(folder == gate.folder ? explain_open(gate, url) : explain_open_below(gate, folder, url));
}

// The folder itself, all with an .htaccess of their own, and some of the others.
std::vector<std::string> folders_to_probe(const Gate& gate, const Tree& tree) {
  std::vector<std::string> out{gate.folder};
  for (const Htaccess& file : gate.below) out.push_back(file.folder);
  std::size_t others = 0;
  for (const std::string& folder : tree.folders) {
    if (others == kOthersProbed) break;
    if (std::ranges::find(out, folder) != out.end()) continue;
    out.push_back(folder);
    ++others;
  }
  out.resize(std::min(out.size(), kMostProbed));
  return out;
}

// What stands in files, whether it happens to be open today or not.
void check_htaccess(const Gate& gate, Findings& out) {
  for (const auto* files : {&gate.above, &gate.below}) {
    for (const Htaccess& file : *files) {
      if (file.has_authorizer && out.empty()) {
        out.push_back(wrong("gate",
                            file.path + ":" + std::to_string(file.authorizer_line) +
                                " names an authorizer, which Apache ignores where `Require all granted` stands",
                            "FcgidAccessChecker instead (apache/gate.htaccess)"));
      }
    }
  }
}

Probed check_tree(Gate& gate, Findings& out) {
  Probed probed;
  const Tree tree = read_tree(gate.root, gate.folder);
  for (const Htaccess& file : tree.files) {
    (file.folder.size() <= gate.folder.size() ? gate.above : gate.below).push_back(file);
  }
  for (const std::string& folder : folders_to_probe(gate, tree)) probe_folder(gate, folder, ".txt", probed, out);
  // A server that hands programs to somebody else may do so in another place, which asks nobody.
  probe_folder(gate, gate.folder, ".php", probed, out);
  check_htaccess(gate, out);
  if (tree.cut) {
    out.push_back(hint("gate", "there are too many folders below to look at them all",
                       "ask for those of programs with "
                       "--gate, too"));
  }
  return probed;
}

// The folder of the web space that the address leads to; false: it is not on this machine.
bool find_folder(Gate& gate) {
  const auto plain = base::unescape_path(gate.path);
  std::error_code failed;
  if (gate.root.empty() || !plain || !fs::is_directory(gate.root, failed)) return false;
  std::string folder = base::clean_path(*plain);
  while (folder.ends_with('/')) folder.pop_back();
  if (fs::is_regular_file(gate.root + folder, failed)) folder = folder.substr(0, folder.rfind('/'));
  gate.folder = folder;
  return fs::is_directory(gate.root + folder, failed);
}

// `/private` to `/private/`, http to https: not a refusal yet.
std::string follow_own_redirects(const Examination& examination, std::string url, Answer& answer) {
  answer = examination.fetcher.get(url);
  for (int hop = 0; hop < 3 && answer.status >= 301 && answer.status <= 308; ++hop) {
    std::string to = answer.header("Location");
    const base::Url from = base::parse_url(url).value_or(base::Url{});
    if (to.starts_with('/') && !to.starts_with("//")) to = from.scheme + "://" + from.host + to;
    const base::Url next = base::parse_url(to).value_or(base::Url{});
    const bool same_place =
        next.hostname() == from.hostname() && (next.path == from.path || next.path == from.path + "/");
    if (!same_place || next.query != from.query) break;
    url = to;
    answer = examination.fetcher.get(url);
  }
  return url;
}

bool leads_to_sign_in(const Examination& examination, const std::string& location) {
  return location.starts_with(examination.base + "/") || location.find("/self-service/login") != std::string::npos;
}

// The address itself. Nothing: it is refused as it should be.
std::optional<Finding> judge_address(const Gate& gate, const std::string& url, const Answer& answer) {
  const std::string status = std::to_string(answer.status);
  if (answer.status == 0) {
    return wrong("gate", url + " cannot be asked from here: " + answer.trouble, "the address, or the web server");
  }
  if (is_open(gate, answer)) return explain_open(gate, url);
  if (answer.status == 404) {
    return wrong("gate", url + " is answered 404 before anybody was asked who it is for",
                 "--gate: an address that is there; if it is, the gate is not in its place");
  }
  if (answer.status >= 500) {
    return wrong(
        "gate", url + " is answered " + status + ": closed, to those who may pass too",
        "the path of the executable at the gate, and POSTERN_CONFIG there; the web server's error log says why");
  }
  if (!answer.header("WWW-Authenticate").empty()) {
    return hint("gate", url + " is refused by a password of the web server's own", "nothing, if that is meant");
  }
  const std::string location = answer.header("Location");
  if (answer.status >= 300 && answer.status < 400 && !leads_to_sign_in(gate.examination, location)) {
    return hint("gate", url + " sends us to " + location + ", which is not Postern's sign-in",
                "nothing, if that is meant");
  }
  return std::nullopt;
}

// A site may answer what it does not know with a page of its own: what was planted is told from that by its content.
bool is_that_page(const Gate& gate, const Way& way, const Answer& answer, bool planted) {
  if (!planted || way.wanted.method != "GET" || answer.status != 200) return is_open(gate, answer);
  return answer.body.find(gate.examination.probes.word()) != std::string::npos;
}

void try_other_ways(const Gate& gate, const std::string& path, bool planted, Findings& out) {
  std::size_t refused = 0;
  for (const Way& way : other_ways(gate.origin, path)) {
    const Answer answer = gate.examination.fetcher.fetch(way.wanted);
    if (!is_that_page(gate, way, answer, planted)) {
      ++refused;
      continue;
    }
    out.push_back(wrong("gate",
                        "OPEN: " + way.name + " (" + way.wanted.url + ") is answered " + std::to_string(answer.status),
                        "a rewrite rule, an alias or a location of the web server that leads past the gate"));
  }
  out.push_back(ok("gate", "refuses " + path + " in " + std::to_string(refused) + " ways of asking for it"));
}

}  // namespace

api::Findings check_gate(const Examination& examination, const std::string& wanted, const std::string& root) {
  Answer answer;
  const std::string url = follow_own_redirects(examination, wanted, answer);
  const base::Url parts = base::parse_url(url).value_or(base::Url{});
  Gate gate{examination,
            parts.scheme + "://" + parts.host,
            parts.path.empty() ? "/" : parts.path,
            root,
            {},
            base::to_lower_ascii(server_name(examination, answer)),
            {},
            {}};
  Findings out, below;
  const bool here = find_folder(gate);
  Probed probed;
  if (here) probed = check_tree(gate, below);
  const auto judged = judge_address(gate, url, answer);
  if (judged) out.push_back(*judged);
  const bool said = judged && judged->verdict == Finding::Verdict::wrong;
  if (!said) {
    out.push_back(ok("gate", url + " is refused to whoever is not signed in (" + std::to_string(answer.status) + ")"));
    const bool planted = !probed.planted_in_gate.empty();
    try_other_ways(gate, planted ? probed.planted_in_gate : gate.path, planted, out);
  }
  // Of an open gate all its folders are open: one finding says it.
  std::erase_if(below, [&](const Finding& finding) { return said && finding.change == judged->change; });
  api::append(out, std::move(below));
  if (here) {
    out.push_back(probed.folders > 0
                      ? ok("gate", std::to_string(probed.folders) + " files of " + gate.root + gate.folder +
                                       " asked for, " + std::to_string(probed.planted) + " of them planted")
                      : hint("gate", "no file of " + gate.root + gate.folder + " could be asked for",
                             "run the doctor as a user who may write there"));
  } else {
    out.push_back(hint("gate",
                       "its files are not looked at: folders below with a configuration of their own may be open",
                       "--root FOLDER: where the site's files are on this machine"));
  }
  return out;
}

}  // namespace tools
