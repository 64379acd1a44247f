#!/usr/bin/env bash
# run.sh: serves Postern on http://localhost:$PORT (default 8080) from the folder $DATA (default var/) until Ctrl-C.
# The executables must have been built: `make run` does both.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
umask 077
port=${PORT:-8080}
data=${DATA:-var}

die() { echo "run: $*" >&2; exit 1; }

[[ $port =~ ^[1-9][0-9]{0,4}$ ]] && ((port < 65536)) || die "PORT=$port is not a port number"
[[ $data$root != *[\"\\]* ]] || die "a path with quotes or backslashes cannot be written into lighttpd's configuration"

# Everything that touches DATA runs as its owner.
if [[ -d $data && $(id -u) -eq 0 ]]; then
  owner=$(stat -c %u "$data")
  if ((owner != 0)); then
    as_owner=(setpriv --reuid="$owner" --regid="$(stat -c %g "$data")" --clear-groups --)
    "${as_owner[@]}" test -x "$root/build/bin/postern" ||
      die "$data belongs to $(stat -c %U "$data"), who cannot read $root: move the checkout out of a private folder"
    exec "${as_owner[@]}" "$root/tools/run.sh"
  fi
fi
if [[ -d $data && $(stat -c %u "$data") -ne $(id -u) ]]; then
  die "$data belongs to $(stat -c %U "$data"); start as that user, or give another folder: make run DATA=..."
fi
[[ $(id -u) -ne 0 ]] || echo "run: warning: serving as root. To serve as another user: chown -R USER $data" >&2

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  die "port $port is in use; choose another: make run PORT=$((port + 1))"
fi

tools/new_site.sh "$data"
data=$(cd "$data" && pwd)

# Sockets: a folder a port, so that two ports can serve one site. A socket's path has 107 bytes at most. lighttpd takes what
# follows a space in the path of an executable for an argument: a link leads it to build/bin.
sockets=$data/run/$port
[[ ${#sockets} -lt 90 && $sockets != *[[:space:]]* ]] || sockets=$(mktemp -d "${TMPDIR:-/tmp}/postern.XXXXXX")
mkdir -p "$sockets"
rm -f "$sockets"/*
ln -s "$root/build/bin" "$sockets/bin"
cleanup() { rm -rf "$sockets"; rmdir "$data/run" 2>/dev/null || true; }
trap cleanup EXIT

{
  printf 'server.bind = "127.0.0.1"\nserver.port = %s\n' "$port"
  printf 'server.document-root = "%s"\nserver.upload-dirs = ( "%s" )\n' "$sockets" "$sockets"
  printf 'server.tag = ""\nserver.modules = ( "mod_alias", "mod_fastcgi" )\n'
  printf 'mimetype.assign = ( ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8" )\n'
  printf 'var.postern_bin = "%s"\nvar.postern_www = "%s"\n' "$sockets/bin" "$root/www"
  printf 'var.postern_config = "%s"\nvar.postern_run = "%s"\n' "$data/kratos.yml" "$sockets"
  sed '1,/^# ---- end of the variables/d' config/lighttpd.conf
} > "$sockets/lighttpd.conf"

lighttpd=$(PATH=$PATH:/usr/sbin:/sbin command -v lighttpd) || die "lighttpd is not installed: make deps"
export SERVE_PUBLIC_BASE_URL=http://localhost:$port
# In a session of its own: Ctrl-C reaches this script alone, which ends the server, which ends its handlers.
setsid "$lighttpd" -D -f "$sockets/lighttpd.conf" &
server=$!
trap 'trap - INT TERM HUP; kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; exit 0' INT TERM HUP

echo
echo "Postern serves $SERVE_PUBLIC_BASE_URL  (Ctrl-C ends it)"
sed 's/^/  /' "$data/demo-user.txt"
echo "  Configuration: $data/kratos.yml"
wait "$server" || die "lighttpd ended: see above"
