#!/bin/sh
# check.sh: every tests/check_*.sh, each one counts once.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0
for check in tests/check_*.sh; do
  name=$(basename "$check" .sh)
  if out=$("$check" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s\n' "$out" | sed "s/^/$name: /"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
