#include "tests/race/start_line.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace race {
namespace {

constexpr int kWon = 10, kLost = 11, kBroken = 1;  // exit codes

struct Pipe {
  int reading, writing;
  Pipe() {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    reading = ends[0];
    writing = ends[1];
  }
};

// Returns when the other end is shut, by everybody who has it.
void read_to_the_end(int descriptor) {
  char byte = 0;
  while (::read(descriptor, &byte, 1) > 0) continue;
}

[[noreturn]] void run_child(const std::function<bool(const Wait&)>& run, const Pipe& ready, const Pipe& line) {
  ::close(ready.reading);
  ::close(line.writing);
  int code = kBroken;
  try {
    const auto wait = [&] {
      ::close(ready.writing);
      read_to_the_end(line.reading);
    };
    code = run(wait) ? kWon : kLost;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "race: %s\n", error.what());
  }
  ::_exit(code);
}

}  // namespace

Result compete(const std::function<bool(const Wait&)>& run) {
  const Pipe ready, line;
  for (int i = 0; i < kProcesses; ++i)
    if (::fork() == 0) run_child(run, ready, line);
  ::close(ready.writing);
  ::close(line.reading);
  read_to_the_end(ready.reading);  // all are ready, or dead
  ::close(line.writing);
  ::close(ready.reading);
  Result result;
  for (int status = 0; ::wait(&status) > 0;) {
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kBroken;
    ++(code == kWon ? result.won : code == kLost ? result.lost : result.broken);
  }
  return result;
}

void Score::add(const char* name, int round, const Result& result) {
  ++(result.has_one_winner() ? passed_ : failed_);
  if (result.has_one_winner()) return;
  std::fprintf(stderr, "race: %s, round %d: %d won, %d lost, %d broken of %d\n", name, round, result.won, result.lost,
               result.broken, kProcesses);
}

int Score::report() const {
  std::printf("%d passed, %d failed\n", passed_, failed_);
  return failed_ == 0 && passed_ > 0 ? 0 : 1;
}

}  // namespace race
