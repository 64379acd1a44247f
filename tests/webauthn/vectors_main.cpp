// `make vectors VECTORS=DIR`: one line a vector, `set name expected got reason`, then totals a file. Exits 1 where an
// answer is wrong that the standard or the cryptography demands.
#include <cstdio>
#include <exception>

#include "tests/support/webauthn_vectors.h"

namespace {

struct Totals {
  int vectors = 0, right = 0, wrong = 0, should_missed = 0, declined = 0, policy = 0;
};

void print(const testing::VectorOutcome& outcome) {
  const std::string& reason = outcome.is_right() || outcome.declined.empty() ? outcome.reason : outcome.declined;
  std::printf("%s %s %s %s %s\n", outcome.set.c_str(), outcome.name.c_str(), outcome.expected.c_str(),
              outcome.got.c_str(), reason.empty() ? "-" : reason.c_str());
}

void count(Totals& totals, const testing::VectorOutcome& outcome) {
  ++totals.vectors;
  const bool is_demanded = outcome.requirement.empty() || outcome.requirement == "must";
  int& place = outcome.expected == "policy" ? totals.policy
               : outcome.is_right()         ? totals.right
               : !outcome.declined.empty()  ? totals.declined
               : is_demanded                ? totals.wrong
                                            : totals.should_missed;
  ++place;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::filesystem::path folder = argc > 1 ? argv[1] : testing::vectors_folder().c_str();
  const auto files = testing::vector_files(folder);
  if (files.empty()) {
    std::printf("skipped: 0 files of vectors in %s\n", folder.c_str());
    return 0;
  }
  std::vector<std::pair<std::string, Totals>> table;
  int wrong = 0;
  for (const auto& file : files) {
    auto& [name, totals] = table.emplace_back(file.filename(), Totals{});
    for (const auto& outcome : testing::run_vectors(file)) {
      print(outcome);
      count(totals, outcome);
    }
    wrong += totals.wrong;
  }
  std::printf("\n%-52s %7s %6s %6s %13s %9s %7s\n", "file", "vectors", "right", "wrong", "should missed", "declined",
              "policy");
  for (const auto& [name, totals] : table) {
    std::printf("%-52s %7d %6d %6d %13d %9d %7d\n", name.c_str(), totals.vectors, totals.right, totals.wrong,
                totals.should_missed, totals.declined, totals.policy);
  }
  return wrong == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 2;
}
