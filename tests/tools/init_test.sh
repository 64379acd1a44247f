#!/usr/bin/env bash
# init_test.sh FOLDER: `postern init` of a release as it is unpacked. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/tools/site.sh
source tests/tools/site.sh "$1"
unset POSTERN_CONFIG
repo=$PWD

# A release in a folder of its own, because init leaves postern.path beside the program.
mkdir "$work/release" "$work/release/bin"
cp -r apache www "$work/release/"
ln "$bin/site" "$bin/postern" "$work/release/bin/" 2> /dev/null || cp "$bin/site" "$bin/postern" "$work/release/bin/"
bin=$work/release/bin
cd "$work" || exit 2
init() { printf '%s\n' "$1" | "$bin/postern" init "${@:2}"; }  # LINES OPTION...
url=https://example.org/auth user=ann@example.org password=wordy-sentence-77
site_in() { init "$password" --url "$url" --user "$user" --data "$@"; }  # FOLDER OPTION...

call 'asks three questions and the password' init $'https://example.org/auth\nasked\nann@example.org\nwordy-sentence-77'
expect 0 "Made $work/asked/kratos.yml with fresh secrets, .* user ann@example.org..Set the web server up, then open https://example.org/auth/" \
  'Address of .*: Folder of .*: E-mail address of .*: '
call 'the command finds it' cat "$bin/postern.path"; expect 0 "$work/asked/kratos.yml" ''
call 'and the user' postern identity list; expect_line '.* active +.* password +ann@example.org'
call 'who was made by it' postern audit list; expect_line '.* identity\.created +setup .*'
call 'the configuration is valid' postern config check; expect_code 0; expect_line '.* serve.public.base_url: https://example.org/auth/'
expect_line '.* selfservice.methods.webauthn.config.rp.id: example.org'
expect_line '.* selfservice.methods.webauthn.config.rp.origins: .*https://example.org.*'
expect_line '.* secrets.cipher: \(hidden\)'
call 'private' bash -c 'stat -c "%a %n" asked asked/*'
expect 0 '700 asked.600 asked/db.sqlite.*600 asked/identity.schema.json.600 asked/kratos.yml' ''
call 'other secrets each time' site_in other
call 'none of them twice' bash -c 'cat asked/kratos.yml other/kratos.yml | grep -A3 ^secrets: | grep -oE "\"[^\"]*\"" | sort | uniq -c | grep -c " 1 "'
expect 0 6 ''

# With a folder of the web space.
call 'the web space' site_in data --htaccess web/auth
expect 0 "Made .*The command finds it with: export POSTERN_CONFIG=$work/data/kratos.yml.Open https://example.org/auth/" ''
call 'whose files are there' bash -c 'stat -c "%a %n" web web/auth web/auth/.htaccess web/auth/*'
expect 0 '755 web.755 web/auth.644 web/auth/.htaccess.644 web/auth/codes.js.644 web/auth/postern.path.755 web/auth/site.644 web/auth/style.css.644 web/auth/webauthn.js' ''
call 'and know the configuration' grep -x "SetEnv POSTERN_CONFIG \"$work/data/kratos.yml\"" web/auth/.htaccess; expect_code 0
call 'also under suEXEC' cat web/auth/postern.path; expect 0 "$work/data/kratos.yml" ''
call 'and are apache/htaccess otherwise' bash -c "diff <(grep -v POSTERN_CONFIG web/auth/.htaccess) <(grep -v POSTERN_CONFIG '$repo/apache/htaccess')"
expect 0 '' ''
export POSTERN_CONFIG=$work/data/kratos.yml
call 'a sign-in page' ask site GET /auth/self-service/login/api
expect 0 '\{"id":.*"action":"https://example.org/auth/self-service/login\?flow=.*' ''
unset POSTERN_CONFIG
call 'data in the web space' site_in inside/data --htaccess inside
expect_code 0; expect_line 'The data lies in the web space. Its .htaccess denies it there; a folder outside is better.'
call 'which denies itself' grep -x 'RewriteRule ^ - \[F\]' inside/data/.htaccess; expect_code 0

# Nothing is overwritten, and nothing is left by halves.
before=$(sha256sum data/kratos.yml data/identity.schema.json)
password=another-sentence-78
call 'a second time' site_in data; expect 1 '' "postern: --data: $work/data/kratos.yml is there already"
password=wordy-sentence-77
call 'the same web folder' site_in new --htaccess web/auth
expect 1 '' "postern: --htaccess: $work/web/auth/site is there already"
call 'a database without its secrets' bash -c 'mkdir lost; touch lost/db.sqlite'
call '' site_in lost; expect 1 '' "postern: --data: $work/lost/db.sqlite is there already"
[[ $before == "$(sha256sum data/kratos.yml data/identity.schema.json)" ]] && judge yes '' || judge no 'data changed'
call 'another at it' bash -c 'mkdir busy; touch busy/kratos.yml.new'
call '' site_in busy; expect 1 '' 'postern: --data: .*/busy/kratos.yml.new is there: .*'
password=short
call 'a short password' site_in new; expect 1 '' 'postern: the password: .* at least 8 characters.*'
password=wordy-sentence-77 user=ann
call 'no address of a person' site_in new; expect 1 '' 'postern: --user: .* e-mail address'
call 'leaves nothing' find new -mindepth 1; expect 0 '' ''
user=ann@example.org
for url in example.org ftp://example.org/ 'https://example.org/?a=b' 'https://u@example.org/' 'https://'; do
  call "no address: $url" site_in new; expect 2 '' 'postern: --url: .*'
done
url=https://example.org/auth
call 'for scripts' site_in script --password-stdin; expect 0 "Made $work/script/kratos.yml .*" ''
call 'which are asked nothing' init "$password" --url "$url" --data silent --password-stdin
expect 2 '' 'postern: --password-stdin: standard input is the password alone, so --url, --data and --user are needed too.*'
call 'nor a terminal' script -qefc "'$bin/postern' init --url $url --data terminal --user ann@example.org --password-stdin" /dev/null < /dev/null
expect 2 'postern: --password-stdin: standard input is a terminal; .*' ''
call 'no answer' bash -c "'$bin/postern' init < /dev/null"; expect 2 '' '.*no answer; or give it as --url \(see.*|.*no answer; or give it as --url'
url=http://192.0.2.7:8080/
call 'http' site_in plain
expect_code 0; expect_line 'Over http: everybody .*'
call 'an address has no security keys' postern -c plain/kratos.yml config check; expect_line '.* selfservice.methods.webauthn.enabled: false'

for secret in wordy-sentence-77 another-sentence-78; do
  call 'no password is printed' grep -c "$secret" "$work/everything"; expect 1 0 ''
done
echo "$passed passed, $failed failed"
