#!/usr/bin/env bash
# hosting_test.sh BUILD: an ordinary user's account on shared hosting: the release, `postern init --htaccess` and nothing
# else, under AllowOverride FileInfo Options, with 128 MiB of address space and five processes. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "$1" && pwd)
work=$(mktemp -d /tmp/hosting.XXXXXX)
server=
trap '[[ -z $server ]] || kill -TERM "$server" 2> /dev/null; wait; rm -rf "$work"' EXIT
passed=0 failed=0
modules=/usr/lib/apache2/modules port=$((20000 + RANDOM % 20000)) home=$work/home
url=http://localhost:$port/auth

# Root looks after the host; the account is nobody's.
account=(env) owner=$(id -un)
if [[ $(id -u) -eq 0 ]]; then account=(setpriv --reuid=nobody --regid=nogroup --clear-groups --) owner=nobody; fi
mkdir -p "$home/release/bin" "$home/public_html" "$work/run"
cp -r apache www "$home/release/"
cp "$build/bin/postern" "$build/bin/site" "$home/release/bin/"
chmod 755 "$work" "$home"
[[ $owner != nobody ]] || chown -R nobody:nogroup "$work"

expect() { if [[ $2 == $3 ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1: expected $3, got ${2:0:300}"; fi; }
fetch() { curl -sS -m 20 -o "$work/page" -w '%{http_code}' -b "$work/jar" -c "$work/jar" "$@"; }

host() {  # MODULE LINE...: somebody else's Apache
  {
    printf 'ServerName localhost\nListen 127.0.0.1:%s\nPidFile %s/pid\nDefaultRuntimeDir %s\nErrorLog %s/error.log\n' \
      "$port" "$work/run" "$work/run" "$work/run"
    [[ $owner != nobody ]] || printf 'User nobody\nGroup nogroup\n'
    for module in mpm_event authz_core env mime setenvif rewrite "$1"; do printf 'LoadModule %s_module %s/mod_%s.so\n' "$module" "$modules" "$module"; done
    printf 'TypesConfig /etc/mime.types\nThreadStackSize 262144\nServerLimit 1\nThreadsPerChild 5\nMaxRequestWorkers 5\nStartServers 1\nThreadLimit 5\n'
    printf 'DocumentRoot %s/public_html\n<Directory />\n  Require all denied\n</Directory>\n' "$home"
    printf '<Directory %s/public_html>\n  AllowOverride FileInfo Options\n  Require all granted\n</Directory>\n' "$home"
    printf '%s\n' "${@:2}"
  } > "$work/run/httpd.conf"
  (ulimit -v 131072; exec /usr/sbin/apache2 -DFOREGROUND -d "$work/run" -f "$work/run/httpd.conf") &
  server=$!
  for _ in {1..100}; do ! curl -s -m 5 -o /dev/null "http://localhost:$port/" || break; sleep 0.05; done
}
stop() { kill -TERM "$server"; wait "$server" 2> /dev/null; server=; }

# A person: a wrong password, the right one, the account.
visit() {  # SERVER
  rm -f "$work/jar"
  expect "$1: the sign-in page" "$(fetch "$url/login")" 200
  local action token
  action=$(sed -nE 's/.*<form method="post" action="([^"]*)".*/\1/p' "$work/page" | head -n 1)
  token=$(sed -nE 's/.*name="csrf_token" value="([^"]*)".*/\1/p' "$work/page" | head -n 1)
  expect "$1: its form" "$action" "$url/self-service/login?flow=*"
  expect "$1: a wrong password" "$(fetch "$action" --data-urlencode "csrf_token=$token" -d 'method=password&identifier=ann@example.org&password=wrong-sentence-1')" 303
  expect "$1: signed in" "$(fetch "$action" --data-urlencode "csrf_token=$token" -d 'method=password&identifier=ann@example.org&password=wordy-sentence-77')" 303
  expect "$1: whoami" "$(fetch "$url/sessions/whoami")" 200
  expect "$1: who" "$(< "$work/page")" '*"email":"ann@example.org"*'
  expect "$1: the account" "$(fetch "$url/settings")" 200
  for file in style.css webauthn.js codes.js; do expect "$1: $file" "$(fetch "$url/$file")" 200; done
  # Nothing else of the folder is served, and nothing of data that lie in the web space.
  expect "$1: the executable" "$(fetch "$url/site")" 404
  for file in .htaccess data/kratos.yml data/db.sqlite data/identity.schema.json data/setup.txt data/ data/.htaccess; do
    expect "$1: $file" "$(fetch "$url/$file")" '40[34]'
    expect "$1: $file is not shown" "$(grep -cE 'secrets|SQLite format|RewriteRule' "$work/page")" 0
  done
  # The data folder that lies beside it in the web space.
  for file in kratos.yml db.sqlite 'kratos%2eyml' './kratos.yml' '/kratos.yml'; do
    expect "$1: beside it, $file" "$(fetch --path-as-is "http://localhost:$port/data/$file")" '[45]0[034]'
    expect "$1: beside it, $file is not shown" "$(grep -cE 'secrets|SQLite format' "$work/page")" 0
  done
}

# Without a shell: files by FTP, and the rest in the browser.
set_up() {  # SERVER FOLDER
  local web=$home/public_html/$2 data=$home/$2 form
  "${account[@]}" mkdir -p "$web" && "${account[@]}" mkdir -m 700 "$data"
  "${account[@]}" cp release/bin/site release/www/*.css release/www/*.js "$web/"
  sed "s,^SetEnv POSTERN_CONFIG .*,SetEnv POSTERN_CONFIG $data/kratos.yml," release/apache/htaccess > "$web/.htaccess"
  expect "$1: /setup without the file" "$(fetch "http://localhost:$port/$2/setup")" 404
  echo 'an own word' | "${account[@]}" tee "$data/setup.txt" > /dev/null
  expect "$1: /setup" "$(fetch "http://localhost:$port/$2/setup")" 200
  form="word=an own word&url=http://localhost:$port/$2&user=ann@example.org&password=wordy-sentence-77"
  expect "$1: set up" "$(fetch "http://localhost:$port/$2/setup" -d "$form")" 200
  expect "$1: and closed" "$(fetch "http://localhost:$port/$2/setup")" 404
  url=http://localhost:$port/$2 visit "$1, set up by /setup"
}

cd "$home" || exit 2
# Twice: below the folder of the pages, and beside it. The second is only there to be denied.
"${account[@]}" release/bin/postern init --url "$url" --data "$home/public_html/auth/data" --user ann@example.org \
  --htaccess "$home/public_html/auth" <<< wordy-sentence-77 > "$work/said" 2>&1
expect 'init' "$(tail -n 1 "$work/said")" "Open $url/"
"${account[@]}" release/bin/postern init --url "$url" --data "$home/public_html/data" --user ann@example.org <<< wordy-sentence-77 > /dev/null 2>&1
expect 'init beside it' $? 0

host cgid "ScriptSock $work/run/cgid"
visit 'plain CGI'
set_up 'plain CGI' by-cgi
stop
host fcgid "FcgidIPCDir $work/run/fcgid" "FcgidProcessTableFile $work/run/fcgid.table" 'FcgidMaxProcesses 5'
visit 'mod_fcgid'
set_up 'mod_fcgid' by-fcgid
stop
[[ $failed -eq 0 ]] || tail -n 5 "$work/run/error.log"
echo "$passed passed, $failed failed"
