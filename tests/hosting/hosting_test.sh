#!/usr/bin/env bash
# hosting_test.sh BUILD: an ordinary user's account on shared hosting: the release, the lines of the README and nothing
# else, under AllowOverride FileInfo Options, with 128 MiB of address space and five processes: as plain CGI, under
# mod_fcgid, and both once more where Apache is somebody else and starts programs as the account (suEXEC). Last line:
# N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "$1" && pwd)
readme=$PWD/README.md
umask 022
# Debian's suEXEC serves what is below /var/www, and takes root to be tried.
suexec=no base=/tmp
if [[ $(id -u) -eq 0 && -u /usr/lib/apache2/suexec && -d /var/www ]] && grep -q '^NoNewPrivs:[[:space:]]*0' /proc/self/status; then
  suexec=yes base=/var/www
fi
work=$(mktemp -d "$base/postern-hosting.XXXXXX")
server=
trap '[[ -z $server ]] || kill -TERM "$server" 2> /dev/null; wait; rm -rf "$work"' EXIT
skipped=0 pages=$work
. tests/hosting/visit.sh
modules=/usr/lib/apache2/modules home=$work/home
choose_port
url=http://localhost:$port/auth

# Root looks after the host; the account is nobody's.
account=(env HOME="$home") owner=$(id -un)
if [[ $(id -u) -eq 0 ]]; then account=(setpriv --reuid=nobody --regid=nogroup --clear-groups -- env HOME="$home") owner=nobody; fi
release=$home/postern-1.0
mkdir -p "$release/bin" "$home/public_html" "$work/run"
cp -r apache www "$release/"
cp "$build/bin/postern" "$build/bin/site" "$release/bin/"
chmod 755 "$work" "$home"
[[ $owner != nobody ]] || chown -R nobody:nogroup "$home" "$work/run"

# AS=account: everything runs as the account; somebody: Apache is www-data, and suEXEC starts programs as the account.
host() {  # AS MODULE LINE...: somebody else's Apache
  local as=$1
  shift
  if [[ $as == somebody ]]; then chown -R www-data:www-data "$work/run"; fi
  {
    printf 'ServerName localhost\nListen 127.0.0.1:%s\nPidFile %s/pid\nDefaultRuntimeDir %s\nErrorLog %s/error.log\n' \
      "$port" "$work/run" "$work/run" "$work/run"
    if [[ $as == somebody ]]; then
      printf 'User www-data\nGroup www-data\nLoadModule suexec_module %s/mod_suexec.so\nSuexecUserGroup nobody nogroup\n' "$modules"
    elif [[ $owner == nobody ]]; then
      printf 'User nobody\nGroup nogroup\n'
    fi
    for module in mpm_event authz_core env mime setenvif rewrite "$1"; do printf 'LoadModule %s_module %s/mod_%s.so\n' "$module" "$modules" "$module"; done
    printf 'TypesConfig /etc/mime.types\nThreadStackSize 262144\nServerLimit 1\nThreadsPerChild 5\nMaxRequestWorkers 5\nStartServers 1\nThreadLimit 5\n'
    printf 'DocumentRoot %s/public_html\n<Directory />\n  Require all denied\n</Directory>\n' "$home"
    printf '<Directory %s/public_html>\n  AllowOverride FileInfo Options\n  Require all granted\n</Directory>\n' "$home"
    printf '%s\n' "${@:2}"
  } > "$work/run/httpd.conf"
  (ulimit -v 131072; exec /usr/sbin/apache2 -DFOREGROUND -d "$work/run" -f "$work/run/httpd.conf") &
  server=$!
  await_program
}
stop() { kill -TERM "$server"; wait "$server" 2> /dev/null; server=; }

# A person, and somebody curious.
visit() {  # SERVER
  sign_in "$1"
  # Nothing else of the folder is served, and nothing of data that lie in the web space.
  expect "$1: the executable" "$(fetch "$url/site")" 404
  for file in .htaccess postern.path data/kratos.yml data/db.sqlite data/identity.schema.json data/setup.txt data/ data/.htaccess; do
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
  "${account[@]}" cp "$release/bin/site" "$release"/www/*.css "$release"/www/*.js "$web/"
  sed "s,^SetEnv POSTERN_CONFIG .*,SetEnv POSTERN_CONFIG $data/kratos.yml," "$release/apache/htaccess" > "$web/.htaccess"
  echo "$data/kratos.yml" | "${account[@]}" tee "$web/postern.path" > /dev/null
  expect "$1: /setup without the file" "$(fetch "http://localhost:$port/$2/setup")" 404
  echo 'an own word' | "${account[@]}" tee "$data/setup.txt" > /dev/null
  expect "$1: /setup" "$(fetch "http://localhost:$port/$2/setup")" 200
  form="word=an own word&url=http://localhost:$port/$2&user=ann@example.org&password=wordy-sentence-77"
  expect "$1: set up" "$(fetch "http://localhost:$port/$2/setup" -d "$form")" 200
  expect "$1: and closed" "$(fetch "http://localhost:$port/$2/setup")" 404
  url=http://localhost:$port/$2 visit "$1, set up by /setup"
}

# The lines of the README for shared hosting, with another address in the place of its example.
lines_of_readme() {
  sed -n '/^\*\*Apache, shared hosting\.\*\*/,/^\*\*lighttpd/p' "$readme" | sed -n '/^```sh$/,/^```$/p' | grep -v '^```'
}
cd "$home" || exit 2
"${account[@]}" bash -ec "$(lines_of_readme | sed "s,https://example.org/auth/,$url/,")" <<< wordy-sentence-77 > "$work/said" 2>&1
expect 'the README' "$(tail -n 1 "$work/said")" "Open $url/"
# Data in the web space, below the folder of the pages and beside it: they are only there to be denied.
for data in public_html/auth/data public_html/data; do
  "${account[@]}" "$release/bin/postern" init --url "$url" --data "$home/$data" --user ann@example.org --password-stdin \
    <<< wordy-sentence-77 > /dev/null 2>&1
  expect "init in $data" $? 0
done

try() {  # AS NAME FOLDER
  host "$1" cgid "ScriptSock $work/run/cgid"
  visit "plain CGI$2"
  set_up "plain CGI$2" "by-cgi$3"
  stop
  host "$1" fcgid "FcgidIPCDir $work/run/fcgid" "FcgidProcessTableFile $work/run/fcgid.table" 'FcgidMaxProcesses 5'
  visit "mod_fcgid$2"
  set_up "mod_fcgid$2" "by-fcgid$3"
  stop
}
try account '' ''
if [[ $suexec == yes ]]; then
  try somebody ', suEXEC' -suexec
else
  skipped=1
  echo 'skipped 1: suEXEC takes root, /var/www and a kernel that heeds set-user-ID'
fi
[[ $failed -eq 0 ]] || tail -n 5 "$work/run/error.log"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
