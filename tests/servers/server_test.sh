#!/usr/bin/env bash
# server_test.sh SERVER: what only a web server can do wrong: files it must not serve, bodies too long for it, handlers
# that are missing or die, folders that change hands. The product's executables, the configuration that ships.
set -uo pipefail
cd "$(dirname "$0")/../.."
server=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/postern-server.XXXXXX")
chmod 755 "$work"
source tests/servers/site.sh
trap 'stop; rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
# A server for whole hosts starts every handler by its name, .htaccess only `site`.
case $server in *htaccess*) handler() { echo "$BIN/site"; } ;; *) handler() { echo "$BIN/$1"; } ;; esac

expect() {  # NAME GOT PATTERN
  if [[ $2 =~ ^($3)$ ]]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  echo "FAIL $1: got \`$2\`, expected \`$3\`"
}

field() { sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\\1/p" "$work/answer"; }

# Until a path answers so, at most five seconds.
comes_to() {  # PATTERN PATH -> the last status
  local status=
  for _ in {1..50}; do
    status=$(ask "$url$2")
    [[ ! $status =~ ^($1)$ ]] || break
    sleep 0.1
  done
  echo "$status"
}

serves_files_and_nothing_else() {
  local path
  for path in style.css webauthn.js codes.js; do
    expect "$path" "$(curl -s -o "$work/answer" -w '%{http_code} %{content_type}' "$url/$path")" '200 text/(css|javascript).*|200 application/javascript.*'
    cmp -s "www/$path" "$work/answer" || expect "$path: content" other same
  done
  expect 'site.css, which is optional' "$(ask "$url/site.css")" 404
  for path in login.html en.txt www.mk whoami site postern kratos.yml .htaccess bin/ /../data/kratos.yml /%2e%2e/data/kratos.yml; do
    expect "/$path is not served" "$(ask "$url/$path")" '40[034]'
  done
}

takes_bodies() {
  local kind='Content-Type: application/json'
  local size
  for size in 5242881 6200000; do
    expect "a body of $size bytes" "$(head -c "$size" /dev/zero | ask -H Expect: -H "$kind" --data-binary @- "$url/self-service/login?flow=x")" 413
  done
  expect 'a body of 100 KB' "$(head -c 100000 /dev/zero | ask -H "$kind" --data-binary @- "$url/self-service/login?flow=x")" 400
  expect 'a body in chunks' "$(ask -H "$kind" -H 'Transfer-Encoding: chunked' -d '{}' "$url/self-service/login")" 400
  expect 'too long for the server' "$(head -c 9000000 /dev/zero | ask -H Expect: -H "$kind" --data-binary @- "$url/self-service/login?flow=x")" '413|400'
}

sign_in() {  # -> token
  expect 'a flow' "$(ask "$url/self-service/login/api")" 200
  local password
  password=$(sed -n 's/^Password: //p' "$work/data/demo-user.txt")
  expect 'signing in' "$(ask -H 'Content-Type: application/json' "$url/self-service/login?flow=$(sed -E 's/^\{"id":"([^"]+)".*/\1/' "$work/answer")" \
    -d "{\"method\":\"password\",\"identifier\":\"demo@example.org\",\"password\":\"$password\"}")" 200
  token=$(field session_token)
}

knows_tokens() {
  expect 'no session' "$(ask "$url/sessions/whoami")" 401
  expect 'X-Session-Token' "$(ask -H "X-Session-Token: $token" "$url/sessions/whoami")" 200
  expect 'Authorization' "$(ask -H "Authorization: Bearer $token" "$url/sessions/whoami")" 200
  expect 'HEAD' "$(curl -sI -o /dev/null -w '%{http_code} %{size_download}' -H "X-Session-Token: $token" "$url/sessions/whoami")" '200 0'
  expect 'twenty at once' "$(for _ in {1..20}; do ask -H "X-Session-Token: $token" "$url/sessions/whoami" & done | grep -o 200 | wc -l)" 20
}

# Created by root, given to the server's user, served, cleaned by root, served again.
changes_hands() {
  local owner
  owner=$(stat -c %U "$work/data")
  expect 'cleanup by root' "$(build/bin/postern cleanup > /dev/null 2>&1; echo $?)" 0
  expect 'files of another owner' "$(find "$work/data" ! -user "$owner" | wc -l)" 0
  knows_tokens
  stop
  start
  knows_tokens
  sign_in
}

# The token of the configuration is `postern_at_test`.
opens_admin_on_purpose() {
  local hash=sha256:06814cd494b523b7496c48fa5985cbc7e05566e0a7e5e8f3b550a99cc5a677f4
  local bearer='Authorization: Bearer postern_at_test' open=200 closed=401
  case $server in *htaccess*) open=404 closed=404 ;; esac
  cp build/bin/admin "$BIN"
  sed -i "s/^postern:/&\n  admin: { tokens: [\"$hash\"] }/" "$work/data/kratos.yml"
  start
  expect 'the admin API where nobody wanted it' "$(ask -H "$bearer" "$url/admin/identities")" 404
  stop
  ADMIN=1 start
  expect 'the admin API without a token' "$(ask "$url/admin/identities")" "$closed"
  expect 'the admin API' "$(ask -H "$bearer" "$url/admin/identities?page_size=1")" "$open"
  expect 'nothing else below /admin' "$(ask -H "$bearer" "$url/admin/recovery/code")" 404
  stop
}

survives_kills() {
  local target pid killed=0
  target=$(readlink -f "$(handler whoami)")
  for pid in /proc/[0-9]*; do
    [[ $(readlink "$pid/exe" 2> /dev/null) == "$target" || $(readlink "$pid/exe" 2> /dev/null) == "$RUN/web/site" ]] || continue
    kill -KILL "${pid#/proc/}" && killed=$((killed + 1))
  done
  case $server in *fcgi | *fcgid) expect 'processes to kill' "$killed" '[1-9].*' ;; *) expect 'processes that stay' "$killed" 0 ;; esac
  expect 'after kill -9' "$(comes_to 200 /health/ready)" 200
}

# What visitors see of a handler that is missing, may not be executed, or ends at once; the others go on.
shows_broken_handlers() {
  local missing forbidden dead
  case $server in
    lighttpd-fcgi)  # which looks a moment after it started a handler whether it lives: if not, it does not start itself
      rm "$BIN/settings"
      local seen='no server'
      if start; then seen=$(ask "$url/settings"); fi
      expect 'a missing handler' "$seen" 'no server|50[03]'
      expect 'it is named' "$(grep -c "$BIN/settings" "$work/out")" '[1-9].*'
      stop
      return ;;
    lighttpd-cgi) missing=404 forbidden='403|500' dead=500 ;;
    # mod_fcgid at times leaves a half-started process behind and waits for it: the 500 comes after FcgidIOTimeout.
    apache-*fcgid) missing=404 forbidden='500|000' dead=500 ;;
    apache-*) missing=404 forbidden=500 dead=500 ;;
    nginx-fcgi) missing=502 forbidden=502 dead=502 ;;
    nginx-fcgiwrap) missing=403 forbidden=403 dead=502 ;;
  esac
  if [[ $server == *htaccess* ]]; then
    start
    end_at_once "$RUN/web/site"
    expect 'site that ends at once' "$(ask "$url/login")" "$dead"
    chmod 644 "$RUN/web/site"
    expect 'site that may not be executed' "$(patience=3 ask "$url/login")" "$forbidden"
    rm "$RUN/web/site"
    expect 'site that is missing' "$(ask "$url/login")" "$missing"
    stop
    return
  fi
  rm "$BIN/settings"
  chmod 644 "$BIN/totp"
  end_at_once "$BIN/lookup"
  start
  expect 'a missing handler' "$(ask "$url/settings")" "$missing"
  expect 'one that may not be executed' "$(patience=3 ask "$url/self-service/methods/totp/qr.png")" "$forbidden"
  expect 'one that ends at once' "$(ask "$url/self-service/methods/lookup_secret/codes.txt")" "$dead"
  expect 'the others' "$(ask "$url/health/ready") $(ask "$url/login")" '200 200'
  stop
}
end_at_once() { printf '#!/bin/sh\nexit 3\n' > "$1.new" && chmod 755 "$1.new" && mv "$1.new" "$1"; }

make_site
if is_root; then chown -R www-data "$work/data"; fi
if start; then
  serves_files_and_nothing_else
  takes_bodies
  sign_in
  knows_tokens
  if is_root; then changes_hands; else echo "skipped 1: a folder that changes hands, which takes root"; skipped=1; fi
  survives_kills
  stop
  opens_admin_on_purpose
else
  expect 'the server starts' "$(cat "$work/out")" ''
fi
shows_broken_handlers
[[ $failed -eq 0 ]] || tail -n 5 "$RUN/error.log" "$work/out" 2> /dev/null
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
