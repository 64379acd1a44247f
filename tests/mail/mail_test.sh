#!/usr/bin/env bash
# mail_test.sh FOLDER: notices by mail from a site of its own: who is told what, through which mailer, and that a mailer which
# is dead or hangs makes nobody wait. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/tools/site.sh
source tests/tools/site.sh "$1"
box=$work/box  # what the sendmail of these tests was given: N.args, N.eml
mkdir -p "$box" "$work/smtp" "$work/mute" "$work/deny"
children=()
# shellcheck disable=SC2329  # by the trap
leave() {
  touch "$work/release"
  for child in "${children[@]}"; do kill -TERM "$child" 2> /dev/null; wait "$child" 2> /dev/null; done
  rm -rf "$work"
}
trap leave EXIT

# await SECONDS COMMAND...: until it succeeds.
await() {
  local until=$((SECONDS + $1)); shift
  until "$@" > /dev/null 2>&1; do
    ((SECONDS < until)) || return 1
    sleep 0.1
  done
}
mails() { find "$1" -name '*.eml' | wc -l; }
has_mails() { (($(mails "$1") >= $2)); }
# The sender that was left behind does it; on a machine so slow that it gave up meanwhile, cron would.
arrived() { has_mails "$box" "$1" || { "$bin/postern" -c "$2" mail send > /dev/null 2>&1; has_mails "$box" "$1"; }; }
check() { name=$1; shift; if "$@" > "$work/out" 2>&1; then judge yes ''; else out=$(cat "$work/out") err='' code=1; judge no "failed: $*"; fi; }

# The sendmail: takes its mail in whole, notes what it was called with and which descriptors its parent has.
cat > "$work/sendmail" <<SH
#!/bin/sh
cd "$box" || exit 75
[ ! -e "$work/dead" ] || exit 75
if [ -e "$work/hang" ]; then
  echo "\$\$" > "$work/hanging"
  while [ ! -e "$work/release" ]; do sleep 0.1; done
fi
ls -l "/proc/\$PPID/fd" > \$\$.fds
printf '%s\n' "\$@" > \$\$.args
cat > \$\$.new && mv \$\$.new \$\$.eml
SH
chmod 755 "$work/sendmail"

write_site "$work/site"
log=$work/site/postern.log
configure() {  # LINES OF THE CONFIGURATION...
  sed -i '/^# mail$/,$d' "$work/site/kratos.yml"
  printf '%s\n' '# mail' "$@" >> "$work/site/kratos.yml"
}
own="postern: { log_file: \"$log\", mail: { sendmail: \"$work/sendmail\" }, pages: { site_name: \"Bücher & Co\" } }"
export POSTERN_CONFIG=$work/site/kratos.yml
postern migrate > /dev/null
person() {  # NAME CODES...
  local codes='' each
  for each in "${@:2}"; do codes+="${codes:+,}{\"code\":\"$each\"}"; done
  printf '{"traits":{"email":"%s"},"credentials":{"password":{"config":{"password":"wordy-sentence-77"}},
    "totp":{"config":{"totp_url":"otpauth://totp/E:%s?issuer=E&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}},
    "lookup_secret":{"config":{"codes":[%s]}}}}' "$1" "$1" "$codes" | postern identity import - > /dev/null
}

# Without a mailer nothing is queued.
configure "postern: { log_file: \"$log\" }"
person quiet@example.org abcd1234
call 'removed, no mailer' postern factor remove quiet@example.org totp --reason test; expect_code 0
call 'nothing waits' postern mail list; expect 0 'SINCE +TO +ABOUT +TRIES +NEXT TRY +TROUBLE' ''
call 'no mailer' postern mail send; expect 1 '' 'postern: no mailer is configured: set postern.mail.sendmail or courier.smtp.connection_uri'

# Through sendmail, by the command.
configure "$own"
person alice@example.org abcd1234 efgh5678
call 'removed' postern factor remove alice@example.org totp --reason 'lost it, ticket 4711'; expect_code 0
check 'the command sends' await 30 has_mails "$box" 1
mail=$(cat "$box"/*.eml)
check 'its arguments' diff <(printf '%s\n' -i -f no-reply@localhost -- alice@example.org) "$(echo "$box"/*.args)"
check 'to whom' grep -qx 'To: <alice@example.org>' <<< "$mail"
check 'about what' grep -qF 'was removed from your account alice@example.org' <<< "$(tr -d '\n' <<< "${mail//=$'\n'/}")"
check 'by whom' grep -qx 'By: the operator of the site' <<< "$mail"
check 'not why' test "$(grep -c 4711 <<< "$mail")" = 0
check 'ASCII, short lines' test "$(grep -cP '[^\x20-\x7e]|.{77,}' <<< "$mail")" = 0
check 'nothing is open that is the caller'"'"'s' sh -c "grep -q mail.lock '$box'/*.fds && ! grep -E 'socket:|pipe:|stdout' '$box'/*.fds"
check 'nothing waits any more' await 30 sh -c "[ \"\$('$bin/postern' mail list | wc -l)\" = 1 ]"

# Somebody uses their last code, under CGI; what they are told says from where.
rm -f "$box"/*
token=$(sign_in alice@example.org wordy-sentence-77)
step_up "$token" abcd1234 > /dev/null
extra='HTTP_USER_AGENT=Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0'
step_up "$token" efgh5678 > /dev/null
extra=
check 'the handler sends after its answer' await 30 has_mails "$box" 1
mail=$(cat "$box"/*.eml 2> /dev/null)
check 'from where' grep -qx 'From: Firefox on Linux, 127.0.0.1' <<< "$mail"
check 'the last code' grep -qF 'last recovery code' <<< "$mail"
check 'but the last only' test "$(mails "$box")" = 1

# The mailer hangs: no answer waits for it, and no other one is called meanwhile.
rm -f "$box"/*; touch "$work/hang"
person bob@example.org aaaa1111 bbbb2222
token=$(sign_in bob@example.org wordy-sentence-77)
step_up "$token" aaaa1111 > /dev/null
call 'the answer is there' step_up "$token" bbbb2222; expect 0 '\{"session":.*' ''
check 'though the mailer hangs' await 30 test -s "$work/hanging"
call 'the command is done' postern factor remove bob@example.org totp --reason test; expect_code 0
call 'it waits' postern mail list --json
expect 0 '\[\{"id":"[^"]*","identity":"[^"]*","to":"bob@example.org","kind":"factor.used_up",.*"kind":"factor.removed".*' ''
check 'nothing was sent' test "$(mails "$box")" = 0
touch "$work/release"
check 'both are in the end' await 60 arrived 2 "$work/site/kratos.yml"
rm -f "$work/hang" "$work/release" "$work/hanging"
check 'none twice' await 30 sh -c "[ \"\$('$bin/postern' mail list | wc -l)\" = 1 ]"

# The mailer is dead: it waits, and says why; mended, it is sent.
rm -f "$box"/*; touch "$work/dead"
person carol@example.org cccc1111
call 'removed, dead mailer' postern factor remove carol@example.org totp --reason test; expect_code 0
check 'it is tried' await 30 sh -c "'$bin/postern' mail list | grep -q 'failed with exit code 75'"
call 'by hand' postern mail send; expect 1 '0 mails are sent' "postern: 1 mail was not sent: $work/sendmail failed with exit code 75"
check 'the log says so' grep -qE ' warn mail.failed mail=[0-9a-f-]+ kind=factor.removed identity=[0-9a-f-]+ tries=1 ' "$log"
rm "$work/dead"
call 'mended' postern mail send; expect 0 '1 mail is sent' ''
check 'it is there' has_mails "$box" 1

# Many senders at once.
rm -f "$box"/*; touch "$work/dead"
for i in 1 2 3 4 5 6 7 8 9; do
  person "p$i@example.org" "dddd111$i"
  postern factor remove "p$i@example.org" totp --reason test > /dev/null
done
await 60 flock -n "$work/site/data/mail.lock" true
check 'nine wait' test "$(postern mail list | wc -l)" = 10
rm "$work/dead"
for i in 1 2 3 4; do postern mail send > /dev/null 2>&1 & senders[i]=$!; done
wait "${senders[@]}"
check 'nine are sent' await 30 has_mails "$box" 9
check 'nothing is left' await 30 sh -c "[ \"\$('$bin/postern' mail list | wc -l)\" = 1 ]"
check 'not one twice' test "$(mails "$box")" = 9
check 'to nine people' test "$(grep -h '^To: ' "$box"/*.eml | sort -u | wc -l)" = 9

# SMTP, with a password that nobody else sees.
serve() {  # FOLDER MODE
  node tests/mail/smtp.mjs "$1" "$2" & children+=($!)
  await 30 test -s "$1/port"
}
serve "$work/smtp" normal; serve "$work/mute" mute; serve "$work/deny" deny
uri() { echo "smtp://us%40er:pa%22ss%5Cword-4711@127.0.0.1:$(cat "$1/port")/${2:-}"; }
smtp() { configure "postern: { log_file: \"$log\" }" "courier: { smtp: { connection_uri: '$1', from_address: sign-in@example.org, from_name: Zoë's Shop } }"; }
person dave@example.org eeee1111 ffff2222
smtp "$(uri "$work/smtp" '?disable_starttls=true')"
call 'removed, SMTP' postern factor remove dave@example.org totp --reason test; expect_code 0
check 'the server has it' await 60 has_mails "$work/smtp" 1
talk=$(cat "$work/smtp/1.talk" 2> /dev/null) mail=$(tr -d '\r' < "$work/smtp/1.eml" 2> /dev/null)
check 'who sends' grep -qiE '^MAIL FROM:<sign-in@example.org>' <<< "$talk"
check 'who gets' grep -qiE '^RCPT TO:<dave@example.org>' <<< "$talk"
check 'the name in EHLO' grep -qE '^EHLO example.org' <<< "$talk"
check 'the password as it is' grep -qF "$(printf '\0us@er\0pa"ss\\word-4711' | base64)" <<< "$talk"
check 'the sender' grep -qx 'From: =?UTF-8?B?Wm/DqydzIFNob3A=?=' <<< "$mail"

smtp "$(uri "$work/smtp")"
call 'no STARTTLS, no mail' postern factor remove dave@example.org lookup_secret --reason test; expect_code 0
check 'it says so' await 60 sh -c "'$bin/postern' mail list | grep -q 'offers no STARTTLS'"
check 'nothing was sent in clear' test "$(mails "$work/smtp")" = 1
smtp "$(uri "$work/deny" '?disable_starttls=true')"
call 'refused' postern mail send; expect 1 '0 mails are sent' 'postern: 1 mail was not sent: the mail server refused the sign-in'

# A server that never says a word: an end is put to it, and the password is in nobody's arguments meanwhile.
smtp "$(uri "$work/mute" '?disable_starttls=true')"
"$bin/postern" mail send > "$work/mute.out" 2>&1 & sender=$!
curl=
# shellcheck disable=SC2329  # by await
curl_runs() {
  local stat
  for stat in /proc/[0-9]*/stat; do
    [[ $(cat "$stat" 2> /dev/null) =~ ^([0-9]+)\ \(curl\)\ [A-Z]\ $sender\  ]] && curl=${BASH_REMATCH[1]}
  done
  [[ $curl && $(tr '\0' ' ' < "/proc/$curl/cmdline") == */curl\ -q\ * ]]
}
check 'curl runs' await 30 curl_runs
check 'no secret in arguments' sh -c "! cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\\0' ' ' | grep -q 'word-471[1]'"
check 'nor in the environment' sh -c "! grep -q word-471[1] /proc/$curl/environ"
wait "$sender"
check 'it was too slow' grep -qF 'the mail server is too slow' "$work/mute.out"
smtp "$(uri "$work/smtp" '?disable_starttls=true')"
call 'in the end' postern mail send; expect 0 '1 mail is sent' ''
call 'no secret was shown' postern config check; expect_code 0
check 'nor anywhere else' sh -c "! grep -qF -e 'ss%5Cword' -e 'ss\\\\word-4711' '$work/everything' '$log' '$work/log' '$work/mute.out'"

# FastCGI, behind a web server: the process goes on at once, and its child holds nothing of it.
configure "$own"
rm -f "$box"/*; touch "$work/hang"
person erin@example.org gggg1111 hhhh2222 iiii3333
mkdir -p "$work/web"; cp -r "$work/site/." "$work/web/"
sed -i "s|$work/site|$work/web|g" "$work/web/kratos.yml"
printf 'E-mail: none\n' > "$work/web/demo-user.txt"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
DATA=$work/web PORT=$port setsid tools/run.sh > "$work/run.log" 2>&1 & children+=($!)
site=http://localhost:$port
post() { curl -sS -m 60 -H 'Content-Type: application/json' -H 'Accept: application/json' "${@:2}" "$site$1"; }
check 'the site is up' await 60 curl -sSf "$site/health/ready"
flow=$(post /self-service/login/api -X GET | sed -E 's/^\{"id":"([^"]+)".*/\1/')
token=$(post "/self-service/login?flow=$flow" -d '{"method":"password","identifier":"erin@example.org","password":"wordy-sentence-77"}' |
  sed -nE 's/.*"session_token":"([^"]+)".*/\1/p')
for code in gggg1111 hhhh2222; do post /self-service/methods/lookup_secret/login -H "X-Session-Token: $token" -d "{\"lookup_secret\":\"$code\"}" > /dev/null; done
call 'the last code' post /self-service/methods/lookup_secret/login -H "X-Session-Token: $token" -d '{"lookup_secret":"iiii3333"}'
expect 0 '\{"session":.*' ''
check 'the mailer hangs' await 30 test -s "$work/hanging"
call 'the process answers' post /self-service/methods/lookup_secret/login -H "X-Session-Token: $token" -d '{"lookup_secret":"none"}'
expect 0 '\{"error":.*' ''
touch "$work/release"
check 'it is sent' await 60 arrived 1 "$work/web/kratos.yml"
check 'no socket is open in the sender' sh -c "grep -q mail.lock '$box'/*.fds && ! grep -E 'socket:|pipe:' '$box'/*.fds"

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
