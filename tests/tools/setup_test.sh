#!/usr/bin/env bash
# setup_test.sh FOLDER: the page /setup of FOLDER/site, where there is no configuration yet. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/tools/site.sh
source tests/tools/site.sh "$1"
cd "$work" || exit 2
export POSTERN_CONFIG=$work/data/kratos.yml
word='an own word' good='word=an+own+word&url=https%3A%2F%2Fexample.org%2Fauth&user=ann%40example.org&password=wordy-sentence-77'

# page METHOD URI [FORM [NAME=VALUE]]: one CGI request; status in $status, the whole answer in $out.
page() {
  call "$1 $2 ${3:-}" env -i POSTERN_CONFIG="$POSTERN_CONFIG" ${4:+"$4"} GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 HTTPS=on \
    REQUEST_METHOD="$1" REQUEST_URI="$2" QUERY_STRING="$(cut -s -d'?' -f2 <<< "$2")" REMOTE_ADDR=192.0.2.7 HTTP_HOST=example.org \
    CONTENT_TYPE=application/x-www-form-urlencoded CONTENT_LENGTH="$(printf %s "${3:-}" | wc -c)" "$bin/site" <<< "${3:-}"
  status=$(sed -nE '1s/^Status: ([0-9]+).*/\1/p' <<< "$out")
}
answers() { [[ $status == "$1" && $out == *"$2"* ]] && judge yes '' || judge no "expected $1 with '$2'"; }
anew() { rm -rf data; mkdir -m 700 data; printf '%s\n' "${1-$word}" > data/setup.txt; }  # [WORD]
present() { [[ -e data/$1 ]] && judge yes '' || judge no "no $1"; }
absent() { [[ ! -e data/$1 ]] && judge yes '' || judge no "$1 is there"; }

# Closed.
mkdir -m 700 data
page GET /auth/setup; answers 404 'page not found'
page POST /auth/setup "$good"; answers 404 'page not found'; absent kratos.yml
page GET /login; answers 503 ''
anew short; page GET /auth/setup; answers 404 'page not found'; grep -q 'setup.closed.*less than 8' <<< "$err" && judge yes '' || judge no 'no reason in the log'
anew; touch -d '31 minutes ago' data/setup.txt; page GET /auth/setup; answers 404 'page not found'
anew; touch -d '1 hour' data/setup.txt; page GET /auth/setup; answers 404 'page not found'
anew; mv data/setup.txt elsewhere; ln -s ../elsewhere data/setup.txt; page GET /auth/setup; answers 404 'page not found'

# Open.
anew; touch -d '29 minutes ago' data/setup.txt
page GET /auth/setup; answers 200 'action="/auth/setup"'; answers 200 'value="https://example.org/auth/"'
[[ $out != *"$word"* ]] && judge yes '' || judge no 'the word is shown'
page GET '/auth/setup?ui_locales=de'; answers 200 'Anmeldung einrichten'
page POST /auth/setup "$good" HTTP_ORIGIN=https://evil.example; answers 404 ''; absent kratos.yml; absent setup.tries
page POST /auth/setup "${good/own/other}"; answers 403 'This is not the word'; absent kratos.yml
for wrong in 'https%3A=url=ftp%3A' '%40=user=nobody' 'wordy-sentence-77=password=short'; do
  IFS='=' read -r from field to <<< "$wrong"
  page POST /auth/setup "${good/"$from"/"$to"}"; answers 400 "id=\"$field-problem\""; absent kratos.yml; present setup.txt
done
page POST /auth/setup "$good"; answers 200 'href="https://example.org/auth/login"'
present kratos.yml; absent setup.txt; absent setup.tries
call 'the first user' "$bin/postern" identity list; expect_line '.* active +.* password +ann@example.org'
page GET /auth/setup; answers 404 ''
page GET /auth/login; answers 200 'name="password"'

# Where something is configured, nothing opens it again.
printf '%s\n' "$word" > data/setup.txt; before=$(sha256sum data/kratos.yml)
page POST /auth/setup "$good"; answers 403 ''; page GET /auth/setup; answers 404 ''
mv data/kratos.yml data/lost.yml; page GET /auth/setup; answers 404 ''
rm -f data/kratos.last-good.yml; page POST /auth/setup "$good"; answers 400 'db.sqlite is there already'

# Guessing: five tries, one after another and all at once.
anew
for _ in 1 2 3 4; do page POST /auth/setup "word=guessed-word"; answers 403 'This is not the word'; done
page POST /auth/setup "word=guessed-word"; answers 403 'This page is closed'; absent setup.txt; present setup.txt.refused
page POST /auth/setup "$good"; answers 404 ''; absent kratos.yml
anew
for number in {1..20}; do (work=$work/caller.$number; mkdir "$work"; page POST /auth/setup "word=guess-$number"; echo "$status $out" > "$work/said") & done
wait
name='twenty at once'; (($(grep -l 'This is not the word' caller.*/said | wc -l) <= 4)) && judge yes '' || judge no 'more than four were heard'
absent setup.txt; absent setup.tries; absent kratos.yml

name='no secret is said'; grep -qE 'wordy-sentence-77' "$work/everything" && judge no '' || judge yes ''
echo "$passed passed, $failed failed"
