// run-cases ROOT BUILD [--GATEWAY...] [WORD...]: runs tests/cases/<handler>/*.case below ROOT with the handlers in
// BUILD/test-bin, every case through each gateway: `cgi`, `fastcgi`, or a server of tools/serve.sh; without one,
// through the first two. With words, only the files whose path contains one of them.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/case_run.h"

namespace {

namespace fs = std::filesystem;
using support::Case;
using support::Words;

struct Totals {
  int passed = 0, failed = 0, skipped = 0;
};

std::vector<fs::path> find_cases(const fs::path& folder, const Words& words) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().string();
    const bool wanted = words.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& word) {
                          return name.find(word) != std::string::npos;
                        });
    if (wanted && entry.path().extension() == ".case") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string directive(const Case& test, std::string_view wanted) {
  for (const auto& [name, value] : test.directives)
    if (name == wanted) return value.empty() ? "yes" : value;
  return {};
}

void run_file(support::Workshop& workshop, const fs::path& path, const Words& gateways, Totals& totals) {
  const std::string handler = path.parent_path().filename().string();
  const std::string name = handler + "/" + path.filename().string();
  Case test;
  try {
    test = support::parse_case(name, support::read_file(path));
  } catch (const std::exception& error) {
    std::printf("FAILED %s: %s\n", name.c_str(), error.what());
    ++totals.failed;
    return;
  }
  const std::string skip = directive(test, "skip"), only = directive(test, "only");
  for (const std::string& gateway : gateways) {
    if (!only.empty() && !support::names_gateway(only, gateway)) continue;
    if (!skip.empty()) {
      std::printf("skipped %s (%s): %s\n", name.c_str(), gateway.c_str(), skip.c_str());
      ++totals.skipped;
      continue;
    }
    const auto different = support::run_case(workshop, test, handler, gateway);
    if (different) std::printf("FAILED %s (%s) %s\n", name.c_str(), gateway.c_str(), different->c_str());
    ++(different ? totals.failed : totals.passed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s ROOT BUILD [--GATEWAY...] [WORD...]\n", argv[0]);
    return 2;
  }
  const fs::path root = fs::absolute(argv[1]), build = fs::absolute(argv[2]);
  Words gateways, words;
  for (const std::string& argument : Words(argv + 3, argv + argc)) {
    if (argument.starts_with("--"))
      gateways.push_back(argument.substr(2));
    else
      words.push_back(argument);
  }
  if (gateways.empty()) gateways = {"cgi", "fastcgi"};
  support::Workshop workshop{root, build / "bin" / "postern", build / "test-bin", support::TemporaryFolder()};
  Totals totals;
  for (const fs::path& path : find_cases(root / "tests/cases", words)) {
    run_file(workshop, path, gateways, totals);
    std::fflush(stdout);
  }
  std::printf("%d passed, %d failed, %d skipped\n", totals.passed, totals.failed, totals.skipped);
  return totals.failed == 0 ? 0 : 1;
}
