#!/usr/bin/env bash
# servers.sh SERVERS STORIES: the stories behind each web server, once. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.."
passed=0 failed=0
for server in $1; do
  out=$(SERVER=$server ROUNDS=1 node tests/browser/run.mjs "$2" 2>&1)
  grep -v '^ok ' <<< "$out" | sed "s/^/$server: /"
  if [[ ${out##*$'\n'} =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))  # it never came to its sum
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))
