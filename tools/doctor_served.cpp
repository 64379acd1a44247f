#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "tools/doctor.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

using api::Findings;
using api::hint;
using api::ok;
using api::wrong;

// By what it says, because a web server may answer every address with some page of its own.
bool gives_away(const Answer& answer, const std::string& name) {
  const std::string& body = answer.body;
  if (answer.status < 200 || answer.status >= 300) return false;
  if (answer.too_long || body.starts_with("SQLite format 3")) return true;
  if (name.ends_with(".yml"))
    return body.find("secrets:") != std::string::npos || body.find("dsn:") != std::string::npos;
  if (name.ends_with(".html")) return body.find("{{") != std::string::npos;
  if (name == ".htaccess") return body.find("POSTERN_CONFIG") != std::string::npos;
  return false;
}

// Below the address of the pages, and below every folder on the way to the data.
std::vector<std::string> likely_addresses(const Examination& examination) {
  std::vector<std::string> out;
  const std::string data = fs::path(examination.data_dir).lexically_normal().string();
  const std::string root = examination.seen ? examination.seen->document_root : "";
  if (!root.empty() && data.starts_with(root + "/")) {
    out.push_back(examination.origin() + base::escape_path(data.substr(root.size())));
  }
  out.push_back(examination.base + "/" + base::escape_path(fs::path(data).filename().string()));
  for (std::size_t slash = data.find('/'); slash != std::string::npos; slash = data.find('/', slash + 1)) {
    out.push_back(examination.origin() + base::escape_path(data.substr(slash)));
  }
  std::set<std::string> known;
  std::erase_if(out, [&](const std::string& url) { return !known.insert(url).second; });
  return out;
}

void check_data_folder(const Examination& examination, Findings& out) {
  const std::string name = examination.probes.plant(examination.data_dir, ".txt");
  if (name.empty()) {
    out.push_back(hint("data folder", "no probe can be written into " + examination.data_dir, "its owner and mode"));
    return;
  }
  std::size_t asked = 0;
  for (const std::string& address : likely_addresses(examination)) {
    ++asked;
    const std::string url = address + "/" + name;
    if (examination.fetcher.get(url).body.find(examination.probes.word()) == std::string::npos) continue;
    out.push_back(wrong("data folder", "anybody can fetch files of it: " + address + "/",
                        "move " + examination.data_dir +
                            " out of the web space, or deny it: Apache `RewriteRule ^ - [F]` in "
                            "its .htaccess, lighttpd url.access-deny, nginx `location … { deny all; }`"));
    return;
  }
  const std::string root = examination.seen ? examination.seen->document_root : "";
  if (!root.empty() && examination.data_dir.starts_with(root + "/")) {
    out.push_back(hint("data folder", "lies in the web space, and is denied there",
                       "a folder outside of " + root + " is safer: another web server may not know the denial"));
    return;
  }
  out.push_back(ok("data folder", "no address leads there (" + std::to_string(asked) + " tried)"));
}

void check_secrets(const Examination& examination, Findings& out) {
  const std::string database = fs::path(examination.config.essentials.sqlite_path).filename().string();
  std::size_t asked = 0;
  for (const std::string& name : {std::string("kratos.yml"), database, std::string("config/kratos.yml"),
                                  std::string("login.html"), std::string("site"), std::string(".htaccess")}) {
    ++asked;
    const std::string url = examination.base + "/" + name;
    if (!gives_away(examination.fetcher.get(url), name)) continue;
    out.push_back(wrong("served", "anybody can fetch " + url,
                        "the web server: serve style.css, site.css, webauthn.js and codes.js, and nothing else there"));
  }
  if (out.empty()) out.push_back(ok("served", "none of " + std::to_string(asked) + " private files"));
}

void check_plain_file(const Examination& examination, const std::string& name, std::string_view type, Findings& out) {
  const std::string url = examination.base + "/" + name;
  const Answer answer = examination.fetcher.get(url);
  if (answer.status != 200) {
    out.push_back(
        wrong(name, url + " answers " + std::to_string(answer.status), "put " + name + " of the release there"));
  } else if (answer.header("Content-Type").find(type) == std::string::npos) {
    out.push_back(wrong(name,
                        "is sent as " +
                            (answer.header("Content-Type").empty() ? "nothing" : answer.header("Content-Type")) +
                            ": browsers refuse it",
                        "the web server's types: AddType, mimetype.assign, mime.types"));
  } else {
    out.push_back(ok(name, answer.header("Content-Type")));
  }
}

}  // namespace

api::Findings check_served(const Examination& examination) {
  Findings out;
  check_secrets(examination, out);
  check_data_folder(examination, out);
  check_plain_file(examination, "style.css", "text/css", out);
  check_plain_file(examination, "webauthn.js", "javascript", out);
  check_plain_file(examination, "codes.js", "javascript", out);
  return out;
}

}  // namespace tools
