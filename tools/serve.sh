#!/usr/bin/env bash
# serve.sh SERVER: a web server of its own for Postern, with the configuration that ships for it, until SIGTERM.
#   lighttpd-fcgi lighttpd-cgi  apache-fcgid apache-cgi  apache-htaccess apache-htaccess-fcgid  nginx-fcgi nginx-fcgiwrap
# From the environment: PORT (of 127.0.0.1), BIN and WWW (folders of the executables and of the files beside them),
# POSTERN_CONFIG, and RUN, an empty folder with a short path without spaces, for sockets and what else a server writes.
# ADMIN=1 switches the block of the admin API on. Started by root, everything but the server's first process runs as the owner of POSTERN_CONFIG's folder, as in real life.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
: "${PORT:?}" "${BIN:?}" "${WWW:?}" "${RUN:?}" "${POSTERN_CONFIG:?}"
PATH=$PATH:/usr/sbin:/sbin
modules=${APACHE_MODULES:-/usr/lib/apache2/modules}

die() { echo "serve: $*" >&2; exit 1; }
for value in "$BIN" "$WWW" "$RUN" "$POSTERN_CONFIG"; do
  [[ $value != *[\"\\\$]* ]] || die "a path with quotes, backslashes or dollar signs cannot be written into a server's configuration"
done
need() { for program in "$@"; do command -v "$program" > /dev/null || die "$program is not installed: make deps-test"; done; }

owner=$(stat -c %U "$(dirname "$POSTERN_CONFIG")")
drops() { [[ $(id -u) -eq 0 && $owner != root ]]; }
if drops; then chown "$owner" "$RUN"; fi

# A shipped file below its variables, which the caller sets.
shipped() { sed '1,/^# ---- end of the variables/d' "$root/$1" | if [[ -n ${ADMIN:-} ]]; then "$root/tools/admin_on.sh"; else cat; fi; }

lighttpd() {  # FILE MODULES
  need lighttpd
  cat << CONF
server.bind = "127.0.0.1"
server.port = $PORT
$(if drops; then echo "server.username = \"$owner\""; fi)
server.document-root = "$RUN"
server.upload-dirs = ( "$RUN" )
server.tag = ""
mimetype.assign = ( ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8" )
server.modules += ( $2 )
\$HTTP["host"] =~ "" {
var.postern_bin = "$BIN"
var.postern_www = "$WWW"
var.postern_config = "$POSTERN_CONFIG"
var.postern_run = "$RUN"
CONF
  shipped "$1"
  echo '}'
}

apache() {  # MODULE...: what every Apache of Debian has, and these
  need apache2
  cat << CONF
ServerName localhost
Listen 127.0.0.1:$PORT
PidFile "$RUN/pid"
DefaultRuntimeDir "$RUN"
ErrorLog "$RUN/error.log"
LogLevel warn
AddDefaultCharset off
CONF
  if drops; then printf 'User %s\nGroup %s\n' "$owner" "$(id -gn "$owner")"; fi
  local module
  for module in mpm_event authz_core authz_host env mime alias setenvif "$@"; do
    echo "LoadModule ${module}_module $modules/mod_$module.so"
  done
  printf 'TypesConfig /etc/mime.types\n'
  case " $* " in
    *' fcgid '*) printf 'FcgidIPCDir "%s/fcgid"\nFcgidProcessTableFile "%s/fcgid.table"\n' "$RUN" "$RUN" ;;
    *' cgid '*) printf 'ScriptSock "%s/cgid"\n' "$RUN" ;;
  esac
  printf '<Directory />\n  AllowOverride None\n  Require all denied\n</Directory>\n'
  printf '<FilesMatch "^\\.ht">\n  Require all denied\n</FilesMatch>\n'
}

apache_vhost() {  # [DEFINE]
  printf '<VirtualHost *:%s>\n' "$PORT"
  printf 'Define %s "%s"\n' POSTERN_BIN "$BIN" POSTERN_WWW "$WWW" POSTERN_CONFIG "$POSTERN_CONFIG"
  [[ -z ${1:-} ]] || echo "Define $1"
  shipped apache/postern.conf
  printf '</VirtualHost>\n'
}

# A host that gives its customers a folder and AllowOverride.
apache_shared() {
  local web=$RUN/web
  mkdir -p "$web"
  cp "$WWW"/*.css "$WWW"/*.js "$web"
  ln "$BIN/site" "$web/site" 2> /dev/null || cp "$BIN/site" "$web/site"
  { printf 'SetEnv POSTERN_CONFIG "%s"\n' "$POSTERN_CONFIG"; shipped apache/htaccess; } > "$web/.htaccess"
  printf 'DocumentRoot "%s"\n<Directory "%s">\n  AllowOverride FileInfo Options\n  Require all granted\n</Directory>\n' "$web" "$web"
}

nginx() {  # FILE
  need nginx
  cat << CONF
daemon off;
pid $RUN/pid;
error_log $RUN/error.log;
worker_processes 1;
$([[ $(id -u) -ne 0 ]] || echo "user $owner;")
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path $RUN/body;
  fastcgi_temp_path $RUN/fastcgi;
  proxy_temp_path $RUN/other; uwsgi_temp_path $RUN/other; scgi_temp_path $RUN/other;
  server {
    listen 127.0.0.1:$PORT;
    set \$postern_bin "$BIN";
    set \$postern_www "$WWW";
    set \$postern_config "$POSTERN_CONFIG";
    set \$postern_run "$RUN";
    set \$postern_fcgiwrap "$RUN/fcgiwrap.sock";
CONF
  shipped "$1"
  printf '  }\n}\n'
}

conf=$RUN/server.conf
others() { true; }
case ${1:-} in
  lighttpd-fcgi) lighttpd config/lighttpd.conf '"mod_alias", "mod_fastcgi"' ;;
  lighttpd-cgi) lighttpd config/lighttpd-cgi.conf '"mod_alias", "mod_setenv", "mod_cgi"' ;;
  apache-fcgid) apache fcgid; apache_vhost ;;
  apache-cgi) apache cgid; apache_vhost POSTERN_CGI ;;
  apache-htaccess) apache cgid rewrite; apache_shared ;;
  apache-htaccess-fcgid) apache fcgid rewrite; apache_shared ;;
  nginx-fcgi) nginx config/nginx.conf ;;
  nginx-fcgiwrap) nginx config/nginx-fcgiwrap.conf ;;
  *) die "no such server: ${1:-}" ;;
esac > "$conf"

case $1 in
  lighttpd-*) command=(lighttpd -D -f "$conf") ;;
  apache-*) command=(apache2 -DFOREGROUND -d "$RUN" -f "$conf") ;;
  nginx-*) command=(nginx -e "$RUN/error.log" -p "$RUN" -c "$conf") ;;
esac
case $1 in
  nginx-fcgi)
    need spawn-fcgi multiwatch
    export POSTERN_BIN=$BIN POSTERN_RUN=$RUN POSTERN_LOG=$RUN/error.log POSTERN_USER=$owner POSTERN_WEB=$owner POSTERN_MORE_POOLS=${ADMIN:+admin:1}
    others() { "$root/config/nginx-pools.sh" stop; }
    "$root/config/nginx-pools.sh" start ;;
  nginx-fcgiwrap)
    need spawn-fcgi fcgiwrap
    as=()
    if drops; then as=(-u "$owner" -U "$owner"); fi
    spawn-fcgi -s "$RUN/fcgiwrap.sock" -M 0600 -P "$RUN/fcgiwrap.pid" "${as[@]}" -- "$(command -v fcgiwrap)" -f -c 4 > /dev/null
    others() { kill "$(cat "$RUN/fcgiwrap.pid")"; } ;;
esac

# In a session of its own: Ctrl-C reaches this script alone, which ends the server, which ends its handlers.
setsid "${command[@]}" &
server=$!
# Whoever is left of the server's group after two seconds will not go by itself: Apache's CGI daemon at times.
are_left() {
  awk -v group="$server" '$5 == group && $3 != "Z" { left = 1 } END { exit !left }' < <(cat /proc/[0-9]*/stat 2> /dev/null)
}
finish() {
  others
  for _ in {1..40}; do
    are_left || return 0
    sleep 0.05
  done
  kill -KILL -- "-$server" 2> /dev/null || true
}
trap 'trap - INT TERM HUP; kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; finish; exit 0' INT TERM HUP
code=0
wait "$server" || code=$?
finish
[[ ! -s $RUN/error.log ]] || tail -n 5 "$RUN/error.log" >&2
die "${command[0]} ended with code $code"
