#include "tools/htaccess.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFolders = 5000, kMostBytes = 256u << 10;

std::optional<Htaccess> read_in(const std::string& root, const std::string& folder) {
  const fs::path path = fs::path(root + folder) / ".htaccess";
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  text.resize(std::min(text.size(), kMostBytes));
  Htaccess out = parse_htaccess(text);
  out.path = path.string();
  out.folder = folder;
  return out;
}

// Apache's own reading: words, quotes around them, without case.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(line) + " ") {
    if (c == ' ' || c == '\t' || c == '\r') {
      if (!word.empty()) words.push_back(base::to_lower_ascii(word));
      word.clear();
    } else if (c != '"') {
      word += c;
    }
  }
  return words;
}

void walk(const std::string& root, const std::string& folder, Tree& tree) {
  std::error_code failed;
  std::vector<std::string> below;
  for (const auto& entry : fs::directory_iterator(root + folder, failed)) {
    if (entry.is_directory(failed) && !entry.is_symlink(failed)) below.push_back(entry.path().filename().string());
  }
  std::ranges::sort(below);
  for (const std::string& name : below) {
    if (tree.folders.size() >= kMostFolders) {
      tree.cut = true;
      return;
    }
    const std::string path = folder + "/" + name;
    tree.folders.push_back(path);
    if (auto file = read_in(root, path)) tree.files.push_back(std::move(*file));
    walk(root, path, tree);
  }
}

}  // namespace

Htaccess parse_htaccess(const std::string& text) {
  Htaccess out;
  int number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    const std::string& first = words[0];
    const std::string second = words.size() > 1 ? words[1] : "";
    if (first == "fcgidaccesschecker") out.has_checker = true;
    if (first == "fcgidaccesscheckerauthoritative" && second == "off") out.lets_others_judge = true;
    if (first == "fcgidauthorizer" || first == "fcgidauthenticator") {
      out.has_authorizer = true;
      out.authorizer_line = number;
    }
    if (first == "rewriteengine" && second == "on") out.rewrites = true;
    if (first == "rewritecond" && second.find("http_cookie") != std::string::npos) out.rewrite_gate = true;
  }
  return out;
}

Tree read_tree(const std::string& root, const std::string& folder) {
  Tree tree;
  for (std::size_t end = 0; end < folder.size(); end = std::min(folder.find('/', end + 1), folder.size())) {
    if (auto file = read_in(root, folder.substr(0, end))) tree.files.push_back(std::move(*file));
  }
  if (auto file = read_in(root, folder)) tree.files.push_back(std::move(*file));
  tree.folders.push_back(folder);
  walk(root, folder, tree);
  return tree;
}

}  // namespace tools
