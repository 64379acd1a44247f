#!/bin/sh
# nginx-pools.sh start|stop|status: the handlers' FastCGI processes for config/nginx.conf, a pool and a socket for each
# executable. Started by root they run as $POSTERN_USER. Needs spawn-fcgi, which makes the socket, and multiwatch, which
# replaces a process that ended. `start` starts only what is not running, so that cron may call it.
set -eu
: "${POSTERN_BIN:=/usr/lib/postern}" "${POSTERN_RUN:=/run/postern}" "${POSTERN_LOG:=/var/log/postern.log}"
: "${POSTERN_USER:=www-data}"   # must own the folder of kratos.yml
: "${POSTERN_WEB:=www-data}"    # nginx's user, who alone may ask
: "${POSTERN_MORE_POOLS:=}"     # `admin:1` for the admin API, only where it is wanted
# HANDLER:PROCESSES. `login` hashes passwords, which takes a process 20 to 200 ms.
pools='login:3 whoami:2 settings:2 registration:1 totp:1 lookup:1 webauthn:1'

running() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }  # PID-FILE

start() {  # HANDLER PROCESSES
  pid=$POSTERN_RUN/$1.pid socket=$POSTERN_RUN/$1.sock as=
  if running "$pid"; then return; fi
  rm -f "$socket"
  [ "$(id -u)" -ne 0 ] || as="-u $POSTERN_USER -U $POSTERN_WEB"
  # Not forked (-n), because spawn-fcgi would throw the log away.
  # shellcheck disable=SC2086  # a list of words
  setsid spawn-fcgi -n -s "$socket" -M 0600 $as -- "$watch" -s TERM -f "$2" -- "$POSTERN_BIN/$1" < /dev/null >> "$POSTERN_LOG" 2>&1 &
  echo $! > "$pid"
}

stop() {  # HANDLER
  pid=$POSTERN_RUN/$1.pid
  if running "$pid"; then kill "$(cat "$pid")"; fi
  rm -f "$pid" "$POSTERN_RUN/$1.sock"
}

watch=$(command -v multiwatch) || { echo "$0: multiwatch is not installed" >&2; exit 1; }
mkdir -p "$POSTERN_RUN"
for pool in $pools $POSTERN_MORE_POOLS; do
  handler=${pool%:*}
  case ${1:-} in
    start) start "$handler" "${pool#*:}" ;;
    stop) stop "$handler" ;;
    status) if running "$POSTERN_RUN/$handler.pid"; then echo "$handler runs"; else echo "$handler does not run"; fi ;;
    *) echo "usage: $0 start|stop|status" >&2; exit 2 ;;
  esac
done
