#!/bin/sh
# check_binaries.sh: every executable is fully static, and none holds what only tests may have: a clock or a seed from a
# file (tests/support/main_test.cpp).
# breach-check is not among them: libcurl is shared on purpose.
set -eu
cd "$(dirname "$0")/.."
bad=0
for name in login settings whoami totp lookup webauthn admin gate site postern; do
  program=build/bin/$name
  [ -x "$program" ] || { echo "$program is missing"; bad=1; continue; }
  if ldd "$program" >/dev/null 2>&1; then echo "$program is not static:"; ldd "$program"; bad=1; fi
  for mark in POSTERN_TEST_ boost_test unit_test_main; do
    if grep -qaF "$mark" "$program"; then echo "$program contains $mark"; bad=1; fi
  done
done
exit $bad
