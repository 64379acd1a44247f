#!/usr/bin/env bash
# gate.sh [SERVER]: nothing behind the gate ever comes back without the level, however it is asked for, and everything
# does with it. Each request is made of an open twin of the guarded folder too: what comes back from there must come back
# here with the level, and never without. Last line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/gate/servers.sh
source tests/gate/table.sh
source tests/gate/denials.sh
PATH=$PATH:/usr/sbin:/sbin
passed=0 failed=0 skipped=0 child=
say() { failed=$((failed + 1)); echo "FAIL $server: $*"; }
expect() {  # NAME GOT PATTERN
  if [[ $2 =~ ^($3)$ ]]; then passed=$((passed + 1)); else say "$1: got \`$2\`, expected \`$3\`"; fi
}

try_server() {
  make_site
  if start; then
    walk_the_table
    tell_programs
    show_the_way_on
    fail_closed
  else
    say "does not start"
    tail -n 5 "$site/out" "$site/run/error.log" 2> /dev/null
  fi
}

if [[ -z ${1:-} ]]; then  # all of them at a time; most of it is waiting
  for server in apache lighttpd nginx; do "$0" "$server" > "build/gate-$server.log" 2>&1 & done
  wait
  for server in apache lighttpd nginx; do
    if [[ $(tail -n 1 "build/gate-$server.log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
      passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
      grep -E '^(FAIL|skipped) ' "build/gate-$server.log"
    else
      say "came to no sum"
      tail -n 3 "build/gate-$server.log"
    fi
  done
else
  server=$1
  work=$(mktemp -d "${TMPDIR:-/tmp}/postern-gate.XXXXXX")
  chmod 755 "$work"
  trap 'stop; rm -rf "$work"' EXIT
  if command -v "${programs[$server]}" > /dev/null; then
    try_server
  else
    skipped=1
    echo "skipped $server: not installed"
  fi
fi
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
