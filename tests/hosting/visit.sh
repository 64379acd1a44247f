# Sourced. What the suites of this folder count and fetch with, and a person before a site. The caller sets `pages`, a folder
# for the page that came last and for cookies, and `url`, the address of the sign-in pages.
passed=0 failed=0
expect() { if [[ $2 == $3 ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1: expected $3, got ${2:0:300}"; fi; }
fetch() { curl -sS -m 20 -o "$pages/page" -w '%{http_code}' -b "$pages/jar" -c "$pages/jar" "$@"; }

# Below the ports that the system itself gives to connections.
choose_port() { until port=$((20000 + RANDOM % 12000)) && ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done; }

# Until a program answers; Apache itself does before its mod_cgid.
await_program() { for _ in {1..400}; do [[ $(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/health/alive") != 200 ]] || return; sleep 0.1; done; }

# A person: a wrong password, the right one, the account, and its files.
sign_in() {  # SERVER
  local action token file
  rm -f "$pages/jar"
  expect "$1: the sign-in page" "$(fetch "$url/login")" 200
  action=$(sed -nE 's/.*<form method="post" action="([^"]*)".*/\1/p' "$pages/page" | head -n 1)
  token=$(sed -nE 's/.*name="csrf_token" value="([^"]*)".*/\1/p' "$pages/page" | head -n 1)
  expect "$1: its form" "$action" "$url/self-service/login?flow=*"
  expect "$1: a wrong password" "$(fetch "$action" --data-urlencode "csrf_token=$token" -d 'method=password&identifier=ann@example.org&password=wrong-sentence-1')" 303
  expect "$1: signed in" "$(fetch "$action" --data-urlencode "csrf_token=$token" -d 'method=password&identifier=ann@example.org&password=wordy-sentence-77')" 303
  expect "$1: whoami" "$(fetch "$url/sessions/whoami")" 200
  expect "$1: who" "$(< "$pages/page")" '*"email":"ann@example.org"*'
  expect "$1: the account" "$(fetch "$url/settings")" 200
  for file in style.css webauthn.js codes.js; do expect "$1: $file" "$(fetch "$url/$file")" 200; done
}
