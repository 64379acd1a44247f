# A site with a guarded folder, an open twin of it, and Postern; people with sessions of each level; the web servers.
# shellcheck shell=bash disable=SC2034,SC2154  # variables of gate.sh
declare -A programs=([apache]=apache2 [lighttpd]=lighttpd [nginx]=nginx)
secret=S3CRET-of-the-folder

# Started by root, servers and gate run as www-data, whose data they are then; else as who started this.
is_root() { [[ $(id -u) -eq 0 ]]; }
hand_over() { if is_root; then chown -R www-data "$@"; fi; }  # FILE...

fill_folder() {  # FOLDER
  mkdir -p "$1/sub" "$1/deep/er"
  echo "$secret" | tee "$1/doc.txt" "$1/index.html" "$1/sub/own.txt" "$1/deep/er/doc.txt" "$1/a b.txt" > /dev/null
  # It reads what is sent: from a program that does not mod_cgid breaks the answer off now and then.
  printf '#!/bin/sh\nhead -c "${CONTENT_LENGTH:-0}" > /dev/null\nprintf "Content-Type: text/plain\\n\\n%s\\n"\nenv | grep -E "^(REMOTE_USER|POSTERN_)"\n' "$secret" > "$1/app.cgi"
  chmod 755 "$1/app.cgi"
  printf 'RewriteEngine On\nRewriteRule ^pretty$ own.txt [L]\n' > "$1/sub/.htaccess"
}

# The folders, and a port for them.
make_folders() {
  site=$work/$server
  until port=$((20000 + RANDOM % 12000)) && ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  url=http://127.0.0.1:$port host=localhost:$port
  mkdir -p "$site/bin" "$site/run" "$site/web/auth"
  cp build/bin/{site,gate} "$site/bin"
  cp build/bin/site "$site/web/auth/site"
  cp www/*.css www/*.js "$site/web/auth"
  fill_folder "$site/web/private"; fill_folder "$site/web/open"; fill_folder "$site/web/group"
}

make_site() {
  make_folders
  data=${data:-$site/data}
  tools/new_site.sh "$data" > /dev/null 2>&1
  cat >> "$data/kratos.yml" << YAML
  gate:
    rules:
      - { path: /private, aal: aal2 }
      - { path: /group, aal: aal1, group: choir }
    group_trait: name.first
    traits: [email, name.first, name.last]
serve: { public: { base_url: "http://localhost:$port/auth/" } }
YAML
  sed -i 's,^  default_browser_return_url: /$,&\n  allowed_return_urls: ["http://localhost:'"$port"'/"],' "$data/kratos.yml"
  export POSTERN_CONFIG=$data/kratos.yml
  build/bin/postern identity import - > /dev/null << JSON
{"schema_id":"default","traits":{"email":"ann@example.org","name":{"first":"choir","last":"A, b: \"c\"\\nVariable-REMOTE_USER: root"}},"credentials":{"password":{"config":{"password":"Plain-pw-4711-x"}},"lookup_secret":{"config":{"codes":[{"code":"aaaa1111"},{"code":"bbbb2222"}]}}}}
{"schema_id":"default","traits":{"email":"bob@example.org","name":{"first":"band"}},"credentials":{"password":{"config":{"password":"Plain-pw-4711-x"}}}}
JSON
  weak=$(sign_in ann) strong=$(sign_in ann) other=$(sign_in bob)
  cgi POST /self-service/methods/lookup_secret/login '{"lookup_secret":"aaaa1111"}' "$strong" | grep -q '"aal2"' || say "no session at aal2"
}

cgi() {  # METHOD URI BODY TOKEN: as a program of its own, without any web server
  env -i POSTERN_CONFIG="$POSTERN_CONFIG" REQUEST_METHOD="$1" REQUEST_URI="$2" CONTENT_TYPE=application/json HTTP_ACCEPT=application/json \
    CONTENT_LENGTH=${#3} HTTP_HOST="$host" REMOTE_ADDR=127.0.0.1 HTTP_X_SESSION_TOKEN="${4:-}" build/bin/site <<< "$3"
}
sign_in() {  # NAME -> token
  local flow
  flow=$(cgi GET /self-service/login/api '' | sed -nE 's/.*"action":"[^"]*flow=([0-9a-f-]+)".*/\1/p')
  cgi POST "/self-service/login?flow=$flow" "{\"method\":\"password\",\"identifier\":\"$1@example.org\",\"password\":\"Plain-pw-4711-x\"}" |
    sed -nE 's/.*"session_token":"([^"]+)".*/\1/p'
}

# A shipped file below its variables.
shipped() { sed '1,/^# ---- end of the variables/d' "$1"; }
gate_htaccess() {
  printf 'FcgidAccessChecker "%s"\nSetEnvIf Request_URI ^ POSTERN_CONFIG=%s\nErrorDocument 401 /auth/site\n' "$site/web/auth/site" "$POSTERN_CONFIG"
  shipped apache/gate.htaccess
}

apache_conf() {
  local modules=${APACHE_MODULES:-/usr/lib/apache2/modules} module
  for module in mpm_event authz_core authz_host env mime dir alias setenvif fcgid cgid rewrite headers; do
    echo "LoadModule ${module}_module $modules/mod_$module.so"
  done
  cat << CONF
$(! is_root || printf 'User www-data\nGroup www-data')
ServerName localhost
Listen 127.0.0.1:$port
PidFile "$site/run/pid"
DefaultRuntimeDir "$site/run"
ErrorLog "$site/run/error.log"
ScriptSock "$site/run/cgid"
FcgidIPCDir "$site/run/fcgid"
FcgidProcessTableFile "$site/run/fcgid.table"
TypesConfig /etc/mime.types
TraceEnable Off
DocumentRoot "$site/web"
<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory "$site/web">
  AllowOverride FileInfo Options
  Options ExecCGI FollowSymLinks
  AddHandler cgi-script .cgi
  Require all granted
</Directory>
<FilesMatch "^\.ht">
  Require all denied
</FilesMatch>
CONF
  { printf 'SetEnv POSTERN_CONFIG "%s"\n' "$POSTERN_CONFIG"; shipped apache/htaccess; } > "$site/web/auth/.htaccess"
  gate_htaccess > "$site/web/private/.htaccess"
  gate_htaccess > "$site/web/group/.htaccess"
  printf 'RewriteEngine On\nRewriteRule ^way-in$ private/doc.txt [L]\nRewriteRule ^way-out$ open/doc.txt [L]\n' > "$site/web/.htaccess"
}

lighttpd_conf() {
  cat << CONF
$(! is_root || echo 'server.username = "www-data"')
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "$site/web"
server.upload-dirs = ( "$site/run" )
server.errorlog = "$site/run/error.log"
index-file.names = ( "index.html" )
mimetype.assign = ( ".txt" => "text/plain", ".html" => "text/html", "" => "application/octet-stream" )
server.modules += ( "mod_rewrite", "mod_fastcgi", "mod_cgi" )
static-file.exclude-extensions = ( ".cgi" )
url.rewrite-once = ( "^/way-in\$" => "/private/doc.txt", "^/way-out\$" => "/open/doc.txt" )
cgi.assign = ( ".cgi" => "" )
var.postern_gate_bin = "$site/bin"
var.postern_gate_config = "$POSTERN_CONFIG"
var.postern_gate_run = "$site/run"
\$HTTP["url"] =~ "^/(private|group)(/|$)" {
CONF
  shipped config/lighttpd-gate.conf
  echo '}'
}

nginx_conf() {
  cat << CONF
daemon off;
pid $site/run/pid;
error_log $site/run/error.log;
worker_processes 1;
$(! is_root || echo 'user www-data;')
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path $site/run/body;
  fastcgi_temp_path $site/run/fastcgi;
  proxy_temp_path $site/run/other; uwsgi_temp_path $site/run/other; scgi_temp_path $site/run/other;
  server {
    listen 127.0.0.1:$port;
    root $site/web;
    index index.html;
    set \$postern_gate_run "$site/run";
    set \$postern_gate_config "$POSTERN_CONFIG";
    rewrite ^/way-in$ /private/doc.txt;
    rewrite ^/way-out$ /open/doc.txt;
$(shipped config/nginx-gate.conf)
    location ~ ^/open/.*\.cgi(/|$) { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name; fastcgi_split_path_info ^(.*\.cgi)(.*)$; fastcgi_pass unix:$site/run/wrap.sock; }
CONF
  local folder
  for folder in private group; do
    cat << CONF
    location ^~ /$folder {
      set \$postern_resource \$uri;
      auth_request /postern-gate;
      error_page 401 403 = @postern_denied;
      auth_request_set \$postern_user \$upstream_http_variable_remote_user;
      auth_request_set \$postern_aal \$upstream_http_variable_postern_aal;
      auth_request_set \$postern_identity \$upstream_http_variable_postern_identity;
      auth_request_set \$postern_methods \$upstream_http_variable_postern_methods;
      auth_request_set \$postern_email \$upstream_http_variable_postern_trait_email;
      auth_request_set \$postern_last \$upstream_http_variable_postern_trait_name_last;
      location ~ \.cgi(/|$) {
        set \$postern_resource \$uri;
        include /etc/nginx/fastcgi_params;
        fastcgi_split_path_info ^(.*\.cgi)(.*)$;
        fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
        fastcgi_param REMOTE_USER \$postern_user;
        fastcgi_param POSTERN_AAL \$postern_aal;
        fastcgi_param POSTERN_IDENTITY \$postern_identity;
        fastcgi_param POSTERN_METHODS \$postern_methods;
        fastcgi_param POSTERN_TRAIT_EMAIL \$postern_email;
        fastcgi_param POSTERN_TRAIT_NAME_LAST \$postern_last if_not_empty;
        fastcgi_pass unix:$site/run/wrap.sock;
      }
    }
CONF
  done
  printf '  }\n}\n'
}

spawn() {  # NAME PROGRAM
  local as=()
  if is_root; then as=(-u www-data -U www-data); fi
  spawn-fcgi -s "$site/run/$1.sock" -P "$site/run/$1.pid" "${as[@]}" -- "$2" > /dev/null 2>&1
}
start_gate() {  # nginx starts no programs
  rm -f "$site/run/gate.sock"
  [[ ! -x $site/bin/gate ]] || spawn gate "$site/bin/gate"
}

start() {
  "${server}_conf" > "$site/run/server.conf"
  launch
}

launch() {  # with the configuration that is there -> whether it answers
  hand_over "$site/run" "$(dirname "$POSTERN_CONFIG")"
  case $server in
    apache) command=(apache2 -DFOREGROUND -d "$site/run" -f "$site/run/server.conf") ;;
    lighttpd) command=(lighttpd -D -f "$site/run/server.conf") ;;
    nginx)
      spawn wrap "$(command -v fcgiwrap)"
      start_gate
      command=(nginx -e "$site/run/error.log" -p "$site/run" -c "$site/run/server.conf") ;;
  esac
  setsid "${command[@]}" > "$site/out" 2>&1 &
  child=$!
  for _ in {1..600}; do  # a program: Apache is up before its mod_cgid is
    [[ $(curl -sk -m 10 -o /dev/null -w '%{http_code}' "$url/open/app.cgi") != 200 ]] || return 0
    kill -0 "$child" 2> /dev/null || break
    sleep 0.05
  done
  return 1
}

stop() {
  local file
  [[ -z $child ]] || kill -TERM "$child" 2> /dev/null
  wait "$child" 2> /dev/null
  child=
  for file in "${site:-/nonexistent}"/run/{wrap,gate}.pid; do
    [[ ! -s $file ]] || kill "$(cat "$file")" 2> /dev/null
    rm -f "$file"
  done
}
