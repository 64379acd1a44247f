#!/usr/bin/env bash
# server.sh COMMAND...: runs the command beside a PostgreSQL server of its own, in a temporary folder, as an
# unprivileged user, on a socket only, and stops it afterwards. The command finds
#   POSTERN_TEST_POSTGRES   how to connect (libpq's words), to a database with schemas t1 to t400
#   POSTERN_TEST_PG_BIN     the folder of PostgreSQL's programs
#   POSTERN_TEST_PG_DATA    the server's data; POSTERN_TEST_PG_USER: who it runs as (postgres_does runs a program as them)
set -euo pipefail

newest() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
bin=$(newest)
[[ -n $bin ]] || { echo "no PostgreSQL here: tools/deps.sh test installs it" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/postern-pg-XXXXXX")
user=$(id -un)
if [[ $(id -u) -eq 0 ]]; then user=postgres; fi  # it refuses to run as root; Debian's package brings this account
as_user() { if [[ $(id -un) == "$user" ]]; then "$@"; else runuser -u "$user" -- "$@"; fi; }
chmod 0711 "$folder"
install -d -m 0700 -o "$user" "$folder/data"
install -d -m 0755 -o "$user" "$folder/socket"

stop() {
  as_user "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cd /
as_user "$bin/initdb" -D "$folder/data" -U postern --auth=trust --encoding=UTF8 --locale=C --no-sync > "$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; exit 1; }
# Nothing here outlives its tests; shared memory comes from plain memory, because a container's /dev/shm is small.
cat >> "$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder/socket'
fsync = off
full_page_writes = off
max_connections = 80
shared_buffers = 32MB
dynamic_shared_memory_type = mmap
CONF
# -o '' -l: the server lets go of our output, so that nobody waits for it to end.
as_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w -t 120 start > /dev/null ||
  { cat "$folder/data/log" >&2; exit 1; }
sql() { as_user "$bin/psql" -q -v ON_ERROR_STOP=1 -h "$folder/socket" -U postern -d "${DB:-postern}" "$@" > /dev/null; }
DB=postgres sql -c 'CREATE DATABASE postern'
for n in $(seq 400); do echo "CREATE SCHEMA t$n;"; done | sql

cd - > /dev/null
export POSTERN_TEST_POSTGRES="host=$folder/socket user=postern dbname=postern"
export POSTERN_TEST_PG_BIN=$bin POSTERN_TEST_PG_DATA=$folder/data POSTERN_TEST_PG_USER=$user
"$@"
