// A folder with a configuration file that is good unless a test spoils it.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load.h"

namespace config_test {

inline const std::string kGood = R"(dsn: sqlite://db.sqlite?_fk=true
selfservice:
  default_browser_return_url: /
serve: { public: { base_url: "https://example.org/auth/" } }
secrets:
  default: [ a-secret-of-the-test-suite ]
identity:
  schemas:
    - { id: default, url: "file://identity.schema.json" }
)";

struct Folder {
  std::string path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "postern-config-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path + "/" + name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(file(name)) << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(file(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

// kGood with more lines; `more` may repeat no top-level key of it.
inline std::string good_with(const std::string& more) { return kGood + more; }

// kGood with one text replaced.
inline std::string good_but(const std::string& old_text, const std::string& new_text) {
  std::string text = kGood;
  const std::size_t at = text.find(old_text);
  if (at == std::string::npos) throw std::logic_error("the good configuration does not hold: " + old_text);
  return text.replace(at, old_text.size(), new_text);
}

inline config::Loaded must_load(const std::string& text, const config::Environment& environment = {}) {
  auto loaded = config::load_text(text, "/etc/postern/kratos.yml", environment);
  if (loaded) return std::move(loaded.value());
  std::string problems;
  for (const config::Problem& problem : loaded.error()) problems += to_string(problem) + "\n";
  throw std::runtime_error("does not load:\n" + problems);
}

// Every problem, one a line.
inline std::string problems_of(const std::string& text, const config::Environment& environment = {}) {
  const auto loaded = config::load_text(text, "kratos.yml", environment);
  if (loaded) return "loads";
  std::string problems;
  for (const config::Problem& problem : loaded.error()) {
    if (!problems.empty()) problems += "\n";
    problems += to_string(problem);
  }
  return problems;
}

inline std::string effective(const config::Loaded& loaded, const std::string& key) {
  const auto found = std::ranges::find(loaded.effective, key, &config::EffectiveValue::key);
  return found == loaded.effective.end() ? "no such key" : found->value + " <" + found->source + ">";
}

}  // namespace config_test
