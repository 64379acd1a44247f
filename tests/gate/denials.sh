# What programs behind the gate are told, what those who are denied are shown, and that every failure is a refusal.
# shellcheck shell=bash disable=SC2154
line() { grep -a "^$1" "$site/answer" | tr -d '\r'; }

tell_programs() {
  local name
  ask /private/app.cgi -H "X-Session-Token: $strong" -H 'Remote-User: root' -H 'POSTERN_AAL: aal9' > "$site/status"
  expect REMOTE_USER "$(line REMOTE_USER=)" REMOTE_USER=ann@example.org
  expect POSTERN_AAL "$(line POSTERN_AAL=)" POSTERN_AAL=aal2
  expect POSTERN_METHODS "$(line POSTERN_METHODS=)" POSTERN_METHODS=password,lookup_secret
  expect POSTERN_IDENTITY "$(line POSTERN_IDENTITY=)" 'POSTERN_IDENTITY=[0-9a-f-]{36}'
  expect 'a trait' "$(line POSTERN_TRAIT_EMAIL=)" POSTERN_TRAIT_EMAIL=ann@example.org
  expect 'a trait with a line break' "$(line POSTERN_TRAIT_NAME_LAST=)" ''
  ask /private/doc.txt -H "X-Session-Token: $strong" > "$site/status"
  for name in REMOTE_USER POSTERN_IDENTITY POSTERN_AAL POSTERN_METHODS; do
    expect "the visitor is not told Variable-$name" "$(grep -aic "^Variable-$name" "$site/answer")" 0
  done
}

location() { sed -nE 's/^[Ll]ocation: (.*)\r$/\1/p' "$site/answer"; }
browser=(-H 'Accept: text/html,*/*;q=0.8' -H "Host: localhost:PORT")

show_the_way_on() {
  local here="http%3A%2F%2Flocalhost%3A$port" base="http://localhost:$port/auth"
  browser[3]="Host: localhost:$port"
  expect 'a browser is sent on' "$(ask '/private/doc.txt?a=b&c=%26' "${browser[@]}")" 303
  expect 'to sign in and back' "$(location)" "$base/self-service/login/browser\?return_to=$here%2Fprivate%2Fdoc.txt%3Fa%3Db%26c%3D%2526"
  expect 'a weak session is sent on' "$(ask /private/doc.txt "${browser[@]}" -H "X-Session-Token: $weak")" 303
  expect 'to the second step' "$(location)" "$base/self-service/login/browser\?aal=aal2&return_to=$here%2Fprivate%2Fdoc.txt"
  expect 'who has no second factor' "$(ask /private/doc.txt "${browser[@]}" -H "X-Session-Token: $other")" 303
  expect 'sets one up' "$(location)" "$base/self-service/settings/browser\?return_to=$here%2Fprivate%2Fdoc.txt"
  expect 'a script' "$(ask /private/doc.txt -H 'Accept: application/json')" 401
  expect 'is told where to go' "$(grep -ac '"redirect_browser_to":"'"$base"'/self-service/login/browser' "$site/answer")" 1
  expect 'a fetch of a page' "$(ask /private/doc.txt "${browser[@]}" -H 'Sec-Fetch-Mode: cors')" 401
  local round
  for round in {1..6}; do
    expect "a form is not sent ($round)" "$(ask /private/app.cgi "${browser[@]}" -d a=b)" 401
    expect "which is said ($round)" "$(grep -ac 'What you typed was not sent' "$site/answer")" '[12]'
  done
  head -c 3000000 /dev/zero > "$site/long"
  expect 'a long form' "$(ask /private/app.cgi "${browser[@]}" -H Expect: --data-binary "@$site/long")" '401|413'
  expect 'the group' "$(ask /group/doc.txt -H "X-Session-Token: $weak")" 200
  expect 'another account' "$(ask /group/doc.txt "${browser[@]}" -H "X-Session-Token: $other")" 403
  expect 'is told so' "$(grep -ac 'not for your account' "$site/answer")" '[12]'
  expect 'another account, as JSON' "$(ask /group/doc.txt -H "X-Session-Token: $other")" 403
}

# A gate that cannot judge lets nobody pass, whatever the reason. Each time its processes begin anew, knowing nothing.
fail_closed() {
  local data=$site/data program=$site/bin/gate
  [[ $server != apache ]] || program=$site/web/auth/site
  comes_back 'everything'
  mv "$data/postern.sqlite" "$data/away"
  closed 'a missing database'
  mv "$data/away" "$data/postern.sqlite"
  comes_back 'the database'
  cp "$data/kratos.yml" "$data/good"
  rm -rf "$data/kratos.last-good.yml" "$data/cache"
  echo 'session: [' > "$data/kratos.yml"
  closed 'a broken configuration'
  rm "$data/kratos.yml"
  printf 'a-word-of-mine-4711\n' > "$data/setup.txt"
  hand_over "$data/setup.txt"
  begin_anew
  expect 'a site that waits for its owner' "$(ask /private/setup "${browser[@]}")" '401|403|404|50[0234]'
  closed 'a site without a configuration'
  rm "$data/setup.txt"
  cp "$data/good" "$data/kratos.yml"
  hand_over "$data/kratos.yml"
  comes_back 'the configuration'
  mv "$program" "$program.away"
  closed 'a missing program'
  printf '#!/bin/sh\nexit 0\n' > "$program"
  chmod 755 "$program"
  closed 'a program that says nothing'
}

begin_anew() {  # every process of this site's own executables
  local exe
  for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe") in "$site"/bin/gate* | "$site"/web/auth/site*) kill "$(basename "${exe%/exe}")" ;; esac
  done
  sleep 0.2
  [[ $server != nginx ]] || start_gate
}
closed() {
  local status
  begin_anew
  status=$(ask /private/doc.txt -H "X-Session-Token: $strong" "${browser[@]}")
  shows && say "$1 shows the secret"
  expect "$1" "$status" '401|403|404|50[0234]'
}
comes_back() {
  local status
  for _ in {1..60}; do
    status=$(ask /private/doc.txt -H "X-Session-Token: $strong")
    [[ $status != 200 ]] || break
    sleep 0.1
  done
  expect "$1 is back" "$status" 200
}
