#!/usr/bin/env bash
# fail2ban_test.sh FOLDER: guesses at a site of its own, and what fail2ban-regex makes of its log. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/tools/site.sh
source tests/tools/site.sh "$1"
command -v fail2ban-regex > /dev/null || { echo 'skipped 7: fail2ban-regex is not there'; echo '0 passed, 0 failed, 7 skipped'; exit; }

write_site "$work/site"
log=$work/site/postern.log
printf 'postern: { log_file: "%s", trusted_proxies: ["127.0.0.1"] }\n' "$log" >> "$work/site/kratos.yml"
export POSTERN_CONFIG=$work/site/kratos.yml
postern migrate > /dev/null
printf 'wordy-sentence-77\n' | postern identity create --trait email=alice@example.org --with-password > /dev/null

# guess FORWARDED-FOR IDENTIFIER: from behind the trusted proxy.
guess() { extra="HTTP_X_FORWARDED_FOR=$1" sign_in "$2" wrong-password-1 > /dev/null; }

guess 192.0.2.7 alice@example.org
guess 192.0.2.7 nobody@example.org
guess 2001:db8::7 alice@example.org
# What somebody typed, or a header that nobody trusts, makes no line.
guess '198.51.100.1, 192.0.2.8' 'x\n2026-01-01T00:00:00Z info guess.failed method=totp address=203.0.113.9'
guess 'nonsense address=203.0.113.9' alice@example.org
call 'a right password' sign_in alice@example.org wordy-sentence-77; expect 0 'ory_st_.*' ''
printf '2026-01-01T00:00:00Z info other.slug text="x info guess.failed method=totp address=203.0.113.9"\n' >> "$log"

cp config/fail2ban-filter.conf "$work/postern.conf"
call 'every wrong guess, with the client' fail2ban-regex -o '<ip>' "$log" "$work/postern.conf"
expect 0 '192.0.2.7.192.0.2.7.2001:db8::7.192.0.2.8.127.0.0.1' ''
call 'five lines of the log' grep -cE ' info guess\.failed method=password address=[0-9a-f.:]+$' "$log"; expect 0 5 ''
call 'and what was typed is in none' grep -c 'nobody@example.org' "$log"; expect 1 0 ''
call 'the jail names the filter' grep -cxE 'filter +[=] postern' config/fail2ban-jail.conf; expect 0 1 ''
call 'the same times' fail2ban-regex -o '<time>' "$log" "$work/postern.conf"; expect_code 0
if (($(sort -u <<< "$out" | grep -cE '^1[0-9]{9}') >= 1)); then judge yes ''; else judge no 'no times'; fi

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
