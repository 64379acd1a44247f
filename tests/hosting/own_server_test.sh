#!/usr/bin/env bash
# own_server_test.sh BUILD: lighttpd and nginx of an ordinary user's own, by the lines of the README as they stand but for the
# port, with 128 MiB of address space for each process. Last line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "$1" && pwd)
readme=$PWD/README.md
umask 022
PATH=$PATH:/usr/sbin:/sbin
home=$(mktemp -d /tmp/postern-own.XXXXXX)
stop() {
  local file
  for file in "$home"/postern/*.pid "$home/site.pid"; do
    [[ ! -s $file ]] || kill $(cat "$file") 2> /dev/null
  done
  kill_site
}
kill_site() {  # spawn-fcgi's processes, of this folder alone
  local exe
  for exe in /proc/[0-9]*/exe; do
    [[ $(readlink "$exe") != "$home"/postern-program/bin/site ]] || kill "$(basename "${exe%/exe}")" 2> /dev/null
  done
}
trap 'stop; rm -rf "$home"' EXIT
. tests/hosting/visit.sh

account=(env HOME="$home") owner=
if [[ $(id -u) -eq 0 ]]; then account=(setpriv --reuid=nobody --regid=nogroup --clear-groups -- env HOME="$home") owner=nobody:nogroup; fi
pages=$home
choose_port
url=http://localhost:$port
program=$home/postern-program
mkdir -p "$program/bin"
cp -r config www "$program/"
cp "$build/bin/postern" "$build/bin/site" "$program/bin/"
sed -i "s,8080,$port," "$program"/config/*-user.conf
chmod 755 "$home"
[[ -z $owner ]] || chown -R "$owner" "$home"

# Block N of the section, with another port; as the account, and not as a child of this shell's terminal.
run_block() {  # N
  local lines
  lines=$(sed -n "/^\*\*A server of one's own\*\*/,/^A path in/p" "$readme" | awk -v n="$1" '/^```sh$/ { at++; on = 1; next } /^```$/ { on = 0 } on && at == n')
  expect "block $1 of the README" "$lines" '?*'
  (ulimit -v 131072; "${account[@]}" bash -ec "cd; ${lines//8080/$port}" <<< wordy-sentence-77) > "$home/said" 2>&1
  expect "block $1 ends well" "$? $(tail -n 3 "$home/said")" '0 *'
  await_program
}

visit() {  # SERVER
  local file
  sign_in "$1"
  for file in site kratos.yml db.sqlite page.html ../kratos.yml %2e%2e/kratos.yml; do expect "$1: $file" "$(fetch --path-as-is "$url/$file")" '40[034]'; done
  expect "$1: processes" "$(ls -l /proc/[0-9]*/exe 2> /dev/null | grep -c "$program/bin/site")" 3
}

run_block 1
visit lighttpd
stop
for _ in {1..100}; do curl -s -o /dev/null "$url/" || break; sleep 0.1; done
kill_site
run_block 2
visit nginx
((failed == 0)) || tail -n 5 "$home"/postern/*.log "$home/said"
echo "$passed passed, $failed failed"
((failed == 0))
