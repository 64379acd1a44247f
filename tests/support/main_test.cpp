// handlers/main.cpp's twin for build/test-bin: the same handlers, with a clock and randomness from files.
#include "api/app.h"
#include "tests/support/file_time.h"

int main(int, char** argv) {
  support::FileClock clock;
  support::FileRandom random;
  return api::run_handler(handler_service(), clock, random, argv[0]);
}
