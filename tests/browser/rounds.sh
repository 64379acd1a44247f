#!/usr/bin/env bash
# rounds.sh 'SERVER:ROUND...' [STORIES]: run.mjs for each, as many at a time as there are processors. What each said is in
# build/browser/SERVER-ROUND.log; the last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.."
export STORIES=${2:-}
one() {
  local log=build/browser/${1/:/-}.log start=$SECONDS
  SERVER=${1%:*} ROUND=${1#*:} node tests/browser/run.mjs "$STORIES" > "$log.new" 2>&1
  echo "$((SECONDS - start)) s" >> "$log.new"
  mv "$log.new" "$log"
}
export -f one
for job in $1; do rm -f "build/browser/${job/:/-}.log"; done
# shellcheck disable=SC2086  # a list of words
printf '%s\n' $1 | xargs -P "$(nproc)" -I{} bash -c 'one {}'

passed=0 failed=0
for job in $1; do
  log=build/browser/${job/:/-}.log
  grep -v '^ok ' "$log" | sed "s/^/${job%:*}: /"
  if [[ $(tail -n 2 "$log" | head -n 1) =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))  # it never came to its sum
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))
