#include "tests/race/start_line.h"

int main() {
  race::Score score;
  race::race_statements(score);
  race::race_sign_ins(score);
  race::race_rescues(score);
  return score.report();
}
