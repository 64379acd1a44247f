#!/usr/bin/env bash
# servers.sh BUILD [SERVER [CASE]]: cases and server_test.sh behind each server, as many at a time as there are processors.
# One line a server; the last line is `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$1 logs=$1/servers
read -ra servers <<< "${2:-lighttpd-fcgi lighttpd-cgi apache-fcgid apache-cgi apache-htaccess apache-htaccess-fcgid nginx-fcgi nginx-fcgiwrap}"
mkdir -p "$logs"

one() {  # SERVER
  local start=$SECONDS
  {
    # shellcheck disable=SC2086  # a list of words
    "$build/test-bin/run-cases" . "$build" "--$1" ${CASE:-}
    [[ -n ${CASE:-} ]] || tests/servers/server_test.sh "$1"
  } > "$logs/$1.log" 2>&1
  echo "$((SECONDS - start))" > "$logs/$1.seconds"
}
export -f one
export build logs CASE=${3:-}
printf '%s\n' "${servers[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}'

result='^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$'
passed=0 failed=0 skipped=0
for server in "${servers[@]}"; do
  p=0 f=0 s=0 lines=0
  while read -r line; do
    if [[ $line =~ $result ]]; then
      p=$((p + BASH_REMATCH[1])) f=$((f + BASH_REMATCH[2])) s=$((s + BASH_REMATCH[3])) lines=$((lines + 1))
    else
      echo "$server: $line"
    fi
  done < "$logs/$server.log"
  # Whatever did not come to its sum has failed.
  ((lines == (${#CASE} ? 1 : 2))) || f=$((f + 1))
  printf '%-22s %4d passed %3d failed %3d skipped %4d s\n' "$server" "$p" "$f" "$s" "$(cat "$logs/$server.seconds")"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
