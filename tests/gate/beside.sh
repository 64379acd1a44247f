#!/usr/bin/env bash
# beside.sh SERVER: a site of its own with a guarded folder, beside the Postern of POSTERN_CONFIG, until SIGTERM. Its address is
# the only line that it prints, once it answers.
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/gate/servers.sh
source tests/gate/servers.sh
PATH=$PATH:/usr/sbin:/sbin
server=$1 child=
work=$(mktemp -d "${TMPDIR:-/tmp}/postern-beside.XXXXXX")
chmod 755 "$work"
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 0' INT TERM HUP
make_folders
for folder in open/form.html:private group/form.html:open; do
  echo "<!doctype html><title>A form</title><form method=post action=/${folder#*:}/app.cgi><input name=a value=b><button>Send</button></form>" > "$site/web/${folder%:*}"
done
if ! start; then tail -n 5 "$site/out" "$site/run/error.log" >&2; exit 1; fi
echo "http://$host"
wait "$child"
