# Every server with the configuration that ships for it, in good order; then what can be wrong with one.
# shellcheck shell=bash disable=SC2154
source tests/servers/site.sh
variant() {
  case $1 in
    apache-htaccess-fcgid) echo 'Apache.*, FastCGI, site' ;;
    apache-htaccess) echo 'Apache.*, CGI, site' ;;
    apache-fcgid) echo 'Apache.*, FastCGI, whoami' ;;
    lighttpd-fcgi) echo 'FastCGI, whoami' ;;
    lighttpd-cgi) echo 'CGI, whoami' ;;
    nginx-fcgi) echo 'nginx.*, FastCGI, whoami' ;;
    nginx-fcgiwrap) echo 'nginx.*, CGI, whoami' ;;
  esac
}

for server in apache-htaccess-fcgid apache-htaccess apache-fcgid lighttpd-fcgi lighttpd-cgi nginx-fcgi nginx-fcgiwrap; do
  rm -rf "${work:?}"/*
  make_site
  if is_root; then chown -R www-data "$work/data"; fi
  start || say "$server does not start"
  doctor
  says "$server is well" 0 ok 'web server' "$(variant "$server")"
  says "$server: the page" 0 ok 'sign-in page' '/login'
  says "$server: the data" 0 ok 'data folder' 'no address leads there'
  expect "$server: its sum" "$(tail -n 1 "$work/said")" '0 wrong, [0-9]+ hints?, [0-9]+ ok'
  clean "$server"
  [[ $server == lighttpd-fcgi ]] || { stop; continue; }

  # What the doctor is told, nobody is told who does not know the word in the data folder, or knows an old one.
  tells() { curl -s -H "Postern-Doctor: $1" "$url/health/alive"; }
  expect 'no word' "$(tells a-word-of-more-than-20-characters)" '\{"status":"ok"\}'
  echo a-word-of-more-than-20-characters > "$work/data/doctor.word"
  chmod 600 "$work/data/doctor.word"
  if is_root; then chown www-data "$work/data/doctor.word"; fi
  expect 'the word' "$(tells a-word-of-more-than-20-characters)" '\{"server":.*'
  expect 'another word' "$(tells a-word-of-more-than-20-characterz)" '\{"status":"ok"\}'
  touch -d '11 minutes ago' "$work/data/doctor.word"
  expect 'an old word' "$(tells a-word-of-more-than-20-characters)" '\{"status":"ok"\}'
  rm "$work/data/doctor.word"

  # While it runs: what files and database can be.
  doctor --json
  expect 'as JSON' "$(head -c 200 "$work/said")" '\[\{"section":"Configuration: [^"]*","verdict":"ok",.*'
  chmod 644 "$work/data/postern.sqlite"
  doctor
  says 'modes' 1 WRONG 'file modes' "chmod 600 $work/data/postern.sqlite"
  chmod 600 "$work/data/postern.sqlite"
  sqlite3 "$work/data/postern.sqlite" "UPDATE identities SET updated_at = updated_at + 86400000000"
  if is_root; then chown -R www-data "$work/data"; fi
  doctor
  says 'a clock that was put back' 1 WRONG clock 'from now'
  sqlite3 "$work/data/postern.sqlite" "UPDATE identities SET updated_at = updated_at - 86400000000"
  if is_root; then chown -R www-data "$work/data"; fi
  stop

  # `make run` says the address to the handlers alone.
  sed -i '/^serve:/d' "$work/data/kratos.yml"
  SERVE_PUBLIC_BASE_URL=http://localhost:$PORT start
  doctor
  says 'without an address' 1 WRONG address 'serve.public.base_url.*is not set'
  doctor --url "http://localhost:$PORT"
  says 'an address of the environment' 0 hint address "the handlers call themselves http://localhost:$PORT"
  doctor --url "http://127.0.0.1:$PORT"
  says 'another address than they know' 1 WRONG address "are asked at http://127.0.0.1:$PORT/"
  stop
  doctor --url "http://localhost:$PORT"
  says 'nobody there' 1 WRONG site 'nobody listens there'
done

# A folder of shared hosting, and what goes wrong there.
server=apache-htaccess
rm -rf "${work:?}"/*
make_site
if is_root; then chown -R www-data "$work/data"; fi
start || say "$server does not start"
cp "$RUN/web/.htaccess" "$work/good"
grep -v Authorization "$work/good" > "$RUN/web/.htaccess"
doctor
says 'Authorization is kept' 1 WRONG Authorization SetEnvIfNoCase
sed 's,^SetEnv POSTERN_CONFIG .*,SetEnv POSTERN_CONFIG /nowhere/kratos.yml,' "$work/good" > "$RUN/web/.htaccess"
doctor
says 'no configuration there' 1 WRONG site '503 config.invalid.*kratos.yml'
sed 's,|(webauthn,|.*yml|(webauthn,' "$work/good" > "$RUN/web/.htaccess"
printf 'dsn: x\nsecrets: {}\n' > "$RUN/web/kratos.yml"
doctor
says 'a private file' 1 WRONG served "$PORT/kratos.yml"
rm "$RUN/web/kratos.yml"
cp "$work/good" "$RUN/web/.htaccess"
mv "$RUN/web/style.css" "$work/"
doctor
says 'no style sheet' 1 WRONG style.css 'answers 404'
mv "$work/style.css" "$RUN/web/"
echo 'ForceType text/plain' >> "$RUN/web/.htaccess"
doctor
says 'a wrong type' 1 WRONG style.css 'sent as text/plain'
cp "$work/good" "$RUN/web/.htaccess"
sed -i '/SetHandler/d' "$RUN/web/.htaccess"
doctor
says 'executables as files' 1 WRONG site 'gives the executable away'
cp "$work/good" "$RUN/web/.htaccess"
doctor
says 'all is well again' 0
sed -i 's/^selfservice:/&\n  nonsense: 1/' "$work/data/kratos.yml"
doctor
says 'a mistake in kratos.yml' 1 WRONG configuration 'nonsense.*kratos.yml:[0-9]+:[0-9]+'
stop
