// `make vectors VECTORS=DIR`: one line a vector, `set name expected got reason`, then totals a file. Exits 1 where an
// answer is wrong that the standard or the cryptography demands, 2 where a file cannot be read.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "tests/support/webauthn_vectors.h"

namespace {

struct Totals {
  int vectors = 0, right = 0, wrong = 0, should_missed = 0, declined = 0, unsupported = 0, policy = 0;
};

void print(const testing::VectorOutcome& outcome) {
  const std::string& reason = outcome.is_right() || outcome.declined.empty() ? outcome.reason : outcome.declined;
  std::printf("%s %s %s %s %s\n", outcome.set.c_str(), outcome.name.c_str(), outcome.expected.c_str(),
              outcome.got.c_str(), reason.empty() ? "-" : reason.c_str());
}

void count(Totals& totals, const testing::VectorOutcome& outcome) {
  ++totals.vectors;
  const bool is_demanded = outcome.requirement.empty() || outcome.requirement == "must";
  int& place = outcome.got == "unsupported"   ? totals.unsupported
               : outcome.expected == "policy" ? totals.policy
               : outcome.is_right()           ? totals.right
               : !outcome.declined.empty()    ? totals.declined
               : is_demanded                  ? totals.wrong
                                              : totals.should_missed;
  ++place;
}

using Table = std::vector<std::pair<std::string, Totals>>;

void print_table(const Table& table) {
  std::printf("\n%-52s %7s %6s %6s %13s %9s %11s %7s\n", "file", "vectors", "right", "wrong", "should missed",
              "declined", "unsupported", "policy");
  for (const auto& [name, totals] : table) {
    std::printf("%-52s %7d %6d %6d %13d %9d %11d %7d\n", name.c_str(), totals.vectors, totals.right, totals.wrong,
                totals.should_missed, totals.declined, totals.unsupported, totals.policy);
  }
}

// totp.json, passwords.json and whatever else lies there is for others.
void print_passed_over(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& files,
                       const Table& table) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const bool is_other = entry.path().extension() == ".json" && std::ranges::find(files, entry.path()) == files.end();
    if (is_other) std::printf("passed over: %s\n", entry.path().filename().c_str());
  }
  for (const auto& [name, totals] : table) {
    if (totals.vectors == 0) std::printf("passed over: %s holds no vectors of this format\n", name.c_str());
  }
}

// False: the file is broken.
bool run_file(const std::filesystem::path& file, Totals& totals, testing::VectorOutcome& slowest) try {
  for (const auto& outcome : testing::run_vectors(file)) {
    print(outcome);
    count(totals, outcome);
    if (outcome.milliseconds > slowest.milliseconds) slowest = outcome;
  }
  return true;
} catch (const std::exception& failure) {
  std::printf("broken: %s: %s\n", file.filename().c_str(), failure.what());
  return false;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::filesystem::path folder = argc > 1 ? argv[1] : testing::vectors_folder().c_str();
  const auto files = testing::vector_files(folder);
  if (files.empty()) {
    std::printf("skipped: 0 files of vectors in %s\n", folder.c_str());
    return 0;
  }
  Table table;
  testing::VectorOutcome slowest;
  int wrong = 0, broken = 0;
  for (const auto& file : files) {
    auto& [name, totals] = table.emplace_back(file.filename(), Totals{});
    broken += run_file(file, totals, slowest) ? 0 : 1;
    wrong += totals.wrong;
  }
  print_table(table);
  print_passed_over(folder, files, table);
  std::printf("slowest: %s %s, %.1f ms\n", slowest.set.c_str(), slowest.name.c_str(), slowest.milliseconds);
  return broken != 0 ? 2 : wrong == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 2;
}
