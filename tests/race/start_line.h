// Many processes that stand at one line until it is lifted, and then all want the same thing.
#pragma once

#include <functional>

namespace race {

inline constexpr int kProcesses = 30, kRounds = 20;

struct Result {
  int won = 0, lost = 0, broken = 0;
  [[nodiscard]] bool has_one_winner() const { return won == 1 && lost == kProcesses - 1 && broken == 0; }
};

using Wait = std::function<void()>;

// Forks kProcesses children. `run` opens what it needs, calls its argument where it is ready, and acts: true = it won.
// The line is lifted when all of them are ready. Nothing open (a database) may be handed down to it.
[[nodiscard]] Result compete(const std::function<bool(const Wait&)>& run);

// Counts one round, and says what was wrong with it.
class Score {
 public:
  void add(const char* name, int round, const Result& result);
  int report() const;  // one line; the exit code

 private:
  int passed_ = 0, failed_ = 0;
};

void race_statements(Score& score);  // race_spend.cpp
void race_sign_ins(Score& score);    // race_login.cpp
void race_rescues(Score& score);     // race_rescue.cpp

}  // namespace race
