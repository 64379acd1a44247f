#!/usr/bin/env bash
# test.sh SUITE...: runs the suites one after another, shows how each ended, and sums up in the last line. A suite is a
# target of make whose last `N passed, N failed[, N skipped]` line counts; without one, or with a bad exit code and no
# failure in the line, it counts as one failure. `unit` stands for every unit runner. Whole outputs: build/test-logs/;
# `make BUILD=FOLDER` puts another folder in the place of build/.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/boost.sh
build=${BUILD:-build}
logs=$build/test-logs
rm -rf "$logs"
mkdir -p "$logs"
jobs=$(nproc 2>/dev/null || echo 2)
passed=0 failed=0 skipped=0

result_line='^([a-z-]+: )?([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'

# suite NAME COMMAND...
suite() {
  local name=$1 log=$logs/$1.log start=$SECONDS code=0 line p=0 f=0 s=0
  shift
  [[ ! -t 1 ]] || printf '%s ...\r' "$name"
  "$@" > "$log" 2>&1 < /dev/null || code=$?
  line=$(grep -E "$result_line" "$log" | tail -n 1)
  if [[ $line =~ $result_line ]]; then p=${BASH_REMATCH[2]} f=${BASH_REMATCH[3]} s=${BASH_REMATCH[5]:-0}; fi
  if [[ -z $line ]] || ((code != 0 && f == 0)); then f=$((f + 1)); fi
  if ((f > 0)); then
    tail -n 60 "$log" | sed 's/^/    /'
    echo "    (exit code $code; all of it: $log)"
  elif ((s > 0)); then
    grep -iE '^skip(ped)?:? ' "$log" | sort | uniq -c | sort -rn | head -n 5 | sed 's/^/    /'
  fi
  printf '%-10s %5d passed %4d failed %4d skipped  %4d s\n' "$name" "$p" "$f" "$s" "$((SECONDS - start))"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# Its steps are shown as they come: the first time takes minutes.
exec 3>&1
build() {
  make --no-print-directory --silent -j"$jobs" all test-bin 2>&1 | tee /dev/fd/3 && echo "1 passed, 0 failed"
}
[[ -x $build/test-bin/run-cases ]] || echo "Building executables and tests (10 minutes on two processors, the first time only):"

suite build build
for name in "$@"; do
  case $name in
    unit) for runner in "$build"/test-bin/unit-*; do suite "${runner##*/}" boost "$runner"; done ;;
    *) suite "$name" make --no-print-directory --silent "$name" ;;
  esac
done
echo "$passed passed, $failed failed, $skipped skipped" | tee "$logs/sum"
((failed == 0))
