// Shared by all executables: the product's clock and randomness. Tests link tests/support/main_test.cpp instead.
#include "api/app.h"

int main(int, char** argv) {
  base::SystemClock clock;
  base::SystemRandom random;
  return api::run_handler(handler_service(), clock, random, argv[0]);
}
