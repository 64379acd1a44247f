#!/usr/bin/env bash
# command_test.sh FOLDER: every command of FOLDER/postern on a site of its own: what it does, bad input, exit codes, and the
# shape of what it prints. The last line counts.
# contract: A9.4
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/tools/site.sh
source tests/tools/site.sh "$1"
unset POSTERN_CONFIG

uuid='[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
time='20[0-9-]{8}T[0-9:]{8}Z'
key=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
person='{"traits":{"email":"Alice@Example.org"},"credentials":{
  "password":{"config":{"password":"wordy-sentence-77"}},
  "totp":{"config":{"totp_url":"otpauth://totp/Example:alice?algorithm=SHA1&digits=6&issuer=Example&period=30&secret='$key'"}},
  "lookup_secret":{"config":{"codes":[{"code":"abcd1234"},{"code":"efgh5678","used_at":"2026-01-01T00:00:00Z"}]}}}}'

write_site "$work/site"

# How it is called.
call 'no command' postern; expect 2 'Sign-in.*Usage: postern.*' ''
call 'unknown command' postern frob; expect 2 '' 'postern: there is no command `frob` \(see: postern --help\)'
call 'unknown command of a group' postern identity frob; expect 2 '' 'postern: there is no command `frob` \(see: postern identity --help\)'
call 'group alone' postern identity; expect 2 '' 'postern: which command\? \(see: postern identity --help\)'
call 'unknown option' postern migrate --frob; expect 2 '' 'postern: .*--frob \(see: postern migrate --help\)'
call 'missing argument' postern identity show; expect 2 '' 'postern: id is required \(see: postern identity show --help\)'
for words in '' init migrate cleanup backup report routes 'identity create' 'identity import' 'identity list' 'identity show' 'identity password' \
  'identity disable' 'identity enable' 'identity delete' 'factor list' 'factor remove' 'session list' 'session revoke' \
  'audit list' 'audit export' 'audit verify' 'mail list' 'mail send' 'secrets generate' 'secrets reseal' 'admin token' 'config check' 'config keys' 'config schema' doctor; do
  # shellcheck disable=SC2086
  call "help of $words" postern $words --help
  expect 0 ".*Usage: postern ${words:-\[OPTIONS\]} .*" ''
  [[ -z $words ]] || expect_line ".*postern $words.*"
done

# Without a configuration.
call 'fresh secrets' postern secrets generate
expect 0 'secrets:.  default:.    - "[A-Za-z0-9]{32}".  cookie:.    - "[A-Za-z0-9]{32}".  cipher:.    - "[A-Za-z0-9]{32}"' ''
first=$out
call 'secrets differ each time' postern secrets generate
[[ $first != "$out" ]] && judge yes '' || judge no 'the same twice'
: > "$work/everything"  # the only command that may print secrets
call 'keys in detail' postern config keys --long; expect_code 0; expect_line '    default: 24h'
call 'keys' postern config keys; expect_code 0; expect_line session.whoami.required_aal; expect_line 'identity.schemas.#.id'
call 'admin token' postern admin token --name crm-1
expect 0 'For the application.*  postern_at_[A-Za-z0-9]{43}.For kratos.yml.*  - "sha256:[0-9a-f]{64}:crm-1"' ''
call 'admin token of a bad name' postern admin token --name 'a b'; expect_code 2
call 'routes of the admin API' postern routes --admin; expect_code 0; expect_line 'GET /admin/identities admin'
call 'routes' postern routes; expect_code 0; expect_line 'POST /self-service/methods/totp/login totp'; expect_line 'ANY /sessions/whoami whoami'
call 'no configuration' postern -c "$work/none.yml" identity list
expect 1 '' "postern: no configuration at $work/none.yml: say which with --config FILE or POSTERN_CONFIG=FILE"

export POSTERN_CONFIG=$work/site/kratos.yml

# config check
call 'check' postern config check
expect 0 "Configuration: $work/site/kratos.yml.Overridden by: nothing.Data:          $work/site/data, of .*FROM +KEY: VALUE.*" ''
expect_line 'kratos.yml:1 +dsn: sqlite://data/postern.sqlite\?_fk=true'
expect_line 'default +session.lifespan: 24h'
expect_line 'kratos.yml:[0-9]+ +secrets.cipher: \(hidden\)'
call 'check with an override' env SESSION_LIFESPAN=2h "$bin/postern" config check
expect_line 'Overridden by: SESSION_LIFESPAN'; expect_line 'environment SESSION_LIFESPAN +session.lifespan: 2h'
call 'check as JSON' postern config check --json
expect 0 "\{\"path\":\"$work/site/kratos.yml\",\"overrides\":\[\],.*\"values\":\[\{\"key\":.*\],\"warnings\":\[.*\],\"note\":\"\"\}" ''
call 'bad override' env SESSION_LIFESPAN=soon "$bin/postern" config check
expect 1 'environment SESSION_LIFESPAN: session.lifespan: .*' ''
mkdir -p "$work/bad"; { cat "$POSTERN_CONFIG"; echo 'session: { whoami: { required_all: aal1 } }'; } > "$work/bad/kratos.yml"
call 'misspelt key' postern config check -c "$work/bad/kratos.yml"
expect 1 "$work/bad/kratos.yml:[0-9]+:[0-9]+: session.whoami.required_all: .*required_aal.*" ''
call 'other commands refuse it too' postern -c "$work/bad/kratos.yml" identity list
expect 1 '' "postern: $work/bad/kratos.yml:[0-9]+:[0-9]+: session.whoami.required_all: .*required_aal.*"

# doctor: tests/doctor has what it finds; here is how it is called.
call 'no address' postern doctor --url frob; expect 2 '' 'postern: --url: give it as https://HOST/PATH, without a user'
call 'an address with a password' postern doctor --gate http://u:p@localhost/; expect 2 '' 'postern: --gate: .*'
call 'doctor of a misspelt key' postern doctor -c "$work/bad/kratos.yml"
expect 1 "Configuration: $work/bad/kratos.yml.  WRONG  configuration  session.whoami.required_all .*-> $work/bad/kratos.yml:[0-9:]+..1 wrong, 0 hints, 0 ok" ''

# migrate
call 'no database yet' postern identity list; expect 1 '' "postern: .*postern migrate. creates it"
call 'migrate makes it' postern migrate; expect 0 "$work/site/data/postern.sqlite is made" ''
call 'a second time' postern migrate; expect 0 "$work/site/data/postern.sqlite is up to date" ''
call 'private' stat -c %a "$work/site/data" "$work/site/data/postern.sqlite"; expect 0 '700.600' ''

# identity import
import() { printf '%s' "$1" | "$bin/postern" identity import "${@:2}"; }
call 'one object' import "$person" -; expect 0 "$uuid  alice@example.org" ''
alice=${out%% *}
call 'an array, as JSON' import '[{"traits":{"email":"bob@example.org"}},{"traits":{"email":"carol@example.org"},"state":"inactive"}]' --json
expect 0 "\{\"id\":\"$uuid\",\"identifiers\":\[\"bob@example.org\"\],\"left_out\":\[\]\}.\{\"id\":\"$uuid\".*carol.*" ''
call 'one a line' import $'{"traits":{"email":"dave@example.org"}}\n\n{"traits":{"email":"bob@example.org"}}\n{"traits":\n{"traits":{"email":"erin@example.org"}}'
expect 1 "$uuid  dave@example.org.$uuid  erin@example.org" 'postern: line 3 \(bob@example.org\): This identity conflicts.*postern: line 4: no JSON: .*postern: 2 imported, 2 failed'
call 'unknown member' import '[{"traits":{"email":"x@example.org"},"pasword":"hunter2hunter2"}]'; expect 1 '' 'postern: entry 1 \(x@example.org\): pasword: unknown member'
call 'the schema refuses' import '{"traits":{"email":"no mail"}}'; expect 1 '' 'postern: entry 1 \(no mail\): traits.email: "no mail" is not valid "email".*'
moved='"id":"0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e","schema_url":"http://old/schemas/ZGVmYXVsdA","created_at":"2021-03-04T05:06:07Z","updated_at":"2021-03-04T05:06:07Z"'
call 'an export' import "[{$moved,\"traits\":{\"email\":\"moved@example.org\"},\"credentials\":{\"oidc\":{\"type\":\"oidc\"}}}]"
expect 0 '0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e  moved@example.org' 'postern: entry 1 \(moved@example.org\): imported without its oidc credentials: Postern has no such method'
call 'an export without configs' import "{$moved,\"traits\":{\"email\":\"m@example.org\"},\"credentials\":{\"totp\":{\"type\":\"totp\"}}}"
expect 1 '' 'postern: entry 1 \(m@example.org\): credentials.totp.config: is missing; export with include_credential=totp'
call 'nothing' import ''; expect 1 '' 'postern: nothing to import: the input is empty'
call 'no such file' postern identity import "$work/none.json"; expect 1 '' "postern: $work/none.json cannot be read: No such file or directory"
echo '{"traits":{"email":"file@example.org"}}' > "$work/file.json"
call 'from a file' postern identity import "$work/file.json"; expect 0 "$uuid  file@example.org" ''

# identity create, password
with_input() { printf '%s' "$1" | "$bin/postern" "${@:2}"; }
call 'create' postern identity create --trait email=frank@example.org --external-id f-1; expect 0 "$uuid  frank@example.org" ''
call 'create with a password' with_input $'another-sentence-5\n' identity create --schema default --trait email=gina@example.org --with-password
expect 0 "$uuid  gina@example.org" ''
call 'create twice' postern identity create --trait email=frank@example.org; expect 1 '' 'postern: This identity conflicts.*'
call 'too short' with_input $'tiny\n' identity create --trait email=h@example.org --with-password; expect 1 '' 'postern: The password must be at least 8 characters long, but got 4\.'
call 'no password' with_input '' identity create --trait email=h@example.org --with-password; expect 1 '' 'postern: no password came: .*'
call 'no trait' postern identity create; expect 2 '' 'postern: --trait is required .*'
call 'a trait without a value' postern identity create --trait email; expect 2 '' 'postern: --trait email: give it as NAME=VALUE'
call 'unknown schema' postern identity create --schema x --trait email=h@example.org; expect 1 '' 'postern: no identity schema `x` is configured; .*'
call 'set a password' with_input $'third-sentence-58\n' identity password Frank@example.org; expect 0 "$uuid has a new password; .*" ''
call 'it signs in' sign_in frank@example.org third-sentence-58; expect 0 'ory_st_[A-Za-z0-9]+' ''
call 'password of nobody' with_input $'third-sentence-58\n' identity password nobody@example.org
expect 1 '' 'postern: nobody here is nobody@example.org; `postern identity list` shows who is'

# A terminal: asked twice, without echo.
if command -v script > /dev/null; then
  mkfifo "$work/keys"
  : > "$work/screen"
  script -qefc "'$bin/postern' identity password gina@example.org" /dev/null < "$work/keys" > "$work/screen" 2>&1 &
  exec 3> "$work/keys"
  for prompt in 'New password' 'same again'; do
    for _ in {1..100}; do grep -q "$prompt" "$work/screen" && break; sleep 0.1; done
    printf 'typed-sentence-91\n' >&3
  done
  call 'password from a terminal' wait $!; expect_code 0
  exec 3>&-
  cat "$work/screen" >> "$work/everything"
  # Ctrl-C in the middle: nothing is changed, and the terminal echoes again.
  script -qefc "'$bin/postern' identity password gina@example.org; stty -a" /dev/null < "$work/keys" > "$work/screen" 2>&1 &
  exec 3> "$work/keys"
  for _ in {1..100}; do grep -q 'New password' "$work/screen" && break; sleep 0.1; done
  printf '\003' >&3
  for _ in {1..50}; do grep -qE 'echok' "$work/screen" && break; sleep 0.1; done
  exec 3>&-
  wait
  call 'after Ctrl-C' cat "$work/screen"; expect 0 '.*[^-]echo .*' ''
  call 'it signs in too' sign_in gina@example.org typed-sentence-91; expect 0 'ory_st_[A-Za-z0-9]+' ''
else
  skipped=$((skipped + 1)); echo 'skipped 1: script(1) is absent'
fi

# identity list, show, disable, enable, delete
call 'list' postern identity list; expect_code 0
expect_line 'ID {36}STATE {5}CREATED {15}FACTORS {22}IDENTIFIERS'
expect_line "$alice  active    $time  password totp lookup_secret  alice@example.org"
expect_line "$uuid  inactive  $time  - {28}carol@example.org"
call 'list as JSON' postern identity list --json; expect 0 "\[\{\"id\":\"$uuid\",.*\"traits\":.*\}\]" ''
call 'show' postern identity show alice@EXAMPLE.org; expect_line "id +$alice"; expect_line 'factors +password totp lookup_secret'
call 'show by UUID as JSON' postern identity show "$alice" --json; expect 0 "\{\"id\":\"$alice\",\"schema_id\":\"default\",.*\}" ''
call 'show nobody' postern identity show 00000000-0000-4000-8000-000000000000; expect 1 '' 'postern: nobody here is .*'
call 'disable' postern identity disable carol@example.org; expect 0 "$uuid is inactive: .*" ''
call 'enable' postern identity enable carol@example.org; expect 0 "$uuid is active" ''
call 'delete' postern identity delete carol@example.org; expect 0 "$uuid is deleted, .*" ''; carol=${out%% *}
call 'delete again' postern identity delete carol@example.org; expect 1 '' 'postern: nobody here is carol@example.org; .*'

# factor and session: removing the last second factor lowers the sessions.
call 'factors' postern factor list alice@example.org; expect_code 0
expect_line "totp +$time  never used"; expect_line "lookup_secret  $time  2 codes, 1 used"; expect_line "password +$time  changed $time"
call 'factors as JSON' postern factor list alice@example.org --json; expect 0 '\[\{"factor":"password",.*"factor":"totp",.*"codes":2,"used":1\}\]' ''
token=$(sign_in alice@example.org wordy-sentence-77)
call 'a second factor' step_up "$token" ABCD-1234; expect 0 '\{"session":\{.*"authenticator_assurance_level":"aal2".*' ''
call 'sessions' postern session list --identity alice@example.org; expect_code 0
expect_line 'ID {36}STATE {3}LEVEL  AUTHENTICATED {9}EXPIRES {15}METHODS {17}DEVICE'
expect_line "$uuid  active  aal2   $time  $time  password\+lookup_secret  127.0.0.1.*"
session=$(sed -nE "2s/ .*//p" <<< "$out")
call 'sessions as JSON' postern session list "$alice" --json; expect 0 "\[\{\"id\":\"$session\",.*\"authenticator_assurance_level\":\"aal2\",.*\}\]" ''
call 'without a reason' postern factor remove alice@example.org totp; expect 2 '' 'postern: --reason is required.*'
call 'an empty reason' postern factor remove alice@example.org totp --reason ' '; expect 2 '' 'postern: --reason says why, .*'
why=(--reason 'lost the phone')
call 'one of two second factors' postern factor remove alice@example.org lookup_secret "${why[@]}"
expect 0 "$alice has no lookup_secret any more; 1 session is ended" ''
call 'the last one' postern factor remove "$alice" totp "${why[@]}"
expect 0 "$alice has no totp any more; no second factor is left; 0 sessions are ended" ''
call 'the session is ended' postern session list alice@example.org; expect_line "$session  ended  aal2   $time  $time  password\+lookup_secret  127.0.0.1.*"
call 'it is in the audit log' postern audit list --identity alice@example.org; expect_code 0
expect_line "[0-9]+ +$time  factor.removed +operator [^ ]+ +- +$alice  \{\"method\":\"totp\",\"key\":\"\",\"reason\":\"lost the phone\"\}"
call 'it is gone' postern factor remove "$alice" totp "${why[@]}"; expect 1 '' "postern: $alice has no totp"
call 'no keys' postern factor remove "$alice" webauthn "${why[@]}"; expect 1 '' "postern: $alice has no webauthn"
call 'no such factor' postern factor remove "$alice" frob "${why[@]}"; expect 2 '' 'postern: .*frob.*'

# Security keys, as Kratos has them: two of one name, one that replaces a password that never was.
export SELFSERVICE_METHODS_WEBAUTHN='{"enabled":true,"config":{"rp":{"id":"localhost","display_name":"Example"}}}'
cose='pQECAyYgASFYIPsl7SbF5lHThDcE1Q0RXZn6DMSBkrn4xC7+hkm0hwcvIlggMvUx5dy7KnLjQjNnwlW+dlNyjfHHD5iFDQLd15kBU4M='
security_key() { printf '{"id":"%s","public_key":"%s","display_name":"%s","is_passwordless":%s,"added_at":"2026-01-02T03:04:05Z",
  "attestation_type":"none","flags":{"user_present":true,"backup_eligible":false},"transport":["usb"],
  "authenticator":{"aaguid":"AAAAAAAAAAAAAAAAAAAAAA==","sign_count":7,"clone_warning":false}}' "$1" "$cose" "$2" "$3"; }
with_keys() { printf '{"traits":{"email":"%s"},"credentials":{%s"webauthn":{"config":{"user_handle":"AQIDBA==","credentials":[%s]}}}}' "$@"; }
call 'keys of an import' import "$(with_keys kim@example.org '"password":{"config":{"password":"wordy-sentence-78"}},' \
  "$(security_key q6urqwE= Blue false),$(security_key q6urqwI= Blue false),$(security_key zc3NzQ== '' true)")"
expect 0 "$uuid  kim@example.org" ''; kim=${out%% *}
call 'keys, one a line' postern factor list kim@example.org; expect_code 0
expect_line 'webauthn  2026-01-02T03:04:05Z  abababab  never used: Blue'
expect_line 'webauthn  2026-01-02T03:04:05Z  cdcdcdcd  never used, instead of the password: unnamed'
call 'keys as JSON' postern factor list kim@example.org --json
expect 0 '\[.*\{"factor":"webauthn","id":"abababab01","name":"Blue","passwordless":false,"created_at":"2026-01-02T03:04:05Z","last_used_at":null\},.*\]' ''
call 'two of one name' postern factor remove kim@example.org webauthn Blue "${why[@]}"
expect 1 '' "postern: $kim has 2 keys Blue; name one by its id: abababab01, abababab02"
call 'no such key' postern factor remove kim@example.org webauthn Red "${why[@]}"; expect 1 '' "postern: $kim has no key Red; .*factor list.*"
call 'too little of an id' postern factor remove kim@example.org webauthn cdc "${why[@]}"; expect 1 '' "postern: $kim has no key cdc; .*"
call 'a code is no key' postern factor remove kim@example.org totp Blue "${why[@]}"; expect 2 '' 'postern: only webauthn and passkey have keys: .*'
call 'one by its id' postern factor remove kim@example.org webauthn abababab01 "${why[@]}"; expect 0 "$kim has lost the key Blue \(abababab\); 0 sessions are ended" ''
call 'the other by its name' postern factor remove kim@example.org webauthn Blue "${why[@]}"
expect 0 "$kim has lost the key Blue \(abababab\); no second factor is left; 0 sessions are ended" ''
call 'a password is left' postern factor remove kim@example.org webauthn cdcdcdcd "${why[@]}"; expect 0 "$kim has lost the key unnamed \(cdcdcdcd\); 0 sessions are ended" ''
call 'a key alone' import "$(with_keys lee@example.org '' "$(security_key 7u7u7g== Only true)")"; lee=${out%% *}
call 'the last way in' postern factor remove lee@example.org webauthn Only "${why[@]}"
expect 1 '' "postern: Only is the last way in of $lee: set a password first .*, or remove it with --force"
call 'it is still there' postern factor list lee@example.org; expect_line 'webauthn .* eeeeeeee  never used, instead of the password: Only'
call 'by force' postern factor remove lee@example.org webauthn Only --force "${why[@]}"; expect 0 "$lee has lost the key Only \(eeeeeeee\); 0 sessions are ended" ''
call 'nothing is left' postern factor list lee@example.org; expect 0 'FACTOR +ADDED +STATE' ''
unset SELFSERVICE_METHODS_WEBAUTHN
call 'end one' postern session revoke "$session"; expect 0 "$session is ended" ''
call 'ended' postern session list alice@example.org; expect_line "$session  ended  aal2 .*"
call 'no such session' postern session revoke "$alice"; expect 1 '' "postern: there is no session $alice"
call 'no UUID' postern session revoke frob; expect 2 '' "postern: frob is no session's UUID; .*"
call 'one or all' postern session revoke; expect 2 '' 'postern: name one session, .*'
for _ in 1 2; do sign_in alice@example.org wordy-sentence-77 > /dev/null; done
call 'end all' postern session revoke --all-of alice@example.org; expect 0 '2 sessions are ended' ''

# cleanup
call 'nothing is old' postern cleanup; expect 0 'TABLE     DELETED.sessions  0.flows     0.pending   0.errors    0.throttle  0.browsers  0.devices   0.audit     0.mails     0.resets    0' ''
extra=SELFSERVICE_FLOWS_LOGIN_LIFESPAN=1ms
for _ in 1 2 3; do ask login GET /self-service/login/api > /dev/null; done
extra=
call 'old enough' postern cleanup --keep-last 0s --batch 2 --json; expect 0 '\{"sessions":0,"flows":3,"pending":0,"errors":0,"throttle":0,"browsers":0,"devices":0,"audit":0,"mails":0,"resets":0\}' ''
call 'bad duration' postern cleanup --keep-last soon; expect 2 '' 'postern: --keep-last soon: .*'
call 'bad batch' postern cleanup --batch 0; expect 2 '' 'postern: --batch: .*'

# audit
call 'the log as lines' postern audit export; expect_code 0
expect_line "\\{\"n\":1,\"at\":\"[^\"]+\",\"what\":\"identity.created\",\"by\":\"operator [^\"]+\",\"from\":\"\",\"about\":\"$uuid\",\"detail\":null,\"hash\":\"[0-9a-f]{64}\"\\}"
expect_line ".*\"what\":\"code.used\",\"by\":\"person\",\"from\":\"127.0.0.1\",\"about\":\"$alice\",\"detail\":\\{\"left\":\"0\"\\}.*"
expect_line ".*\"what\":\"factor.used_up\".*"; expect_line ".*\"what\":\"identity.deleted\".*"; expect_line ".*\"what\":\"sessions.ended\".*"
# Anybody can check the hashes: each covers the one before it and its own line.
chain=$(python3 -c 'import hashlib, json, sys
before = "0" * 64
for line in sys.stdin:
    text, _, rest = line.rstrip("\n").rpartition(",\"hash\":\"")
    before = hashlib.sha256((before + text + "}").encode()).hexdigest()
    assert rest == before + "\"}", line
print("ok")' <<< "$out" 2>&1)
[[ $chain == ok ]] && judge yes '' || judge no "the chain as others compute it: $chain"
rows=$(wc -l <<< "$out")
call 'the chain holds' postern audit verify; expect 0 "$rows rows hold together, up to row $rows [0-9a-f]{64}" ''
call 'of somebody who was deleted' postern audit list --json --identity "$carol"; expect_line '.*"what":"identity.deleted".*'
call 'only the latest' postern audit list --since 0s; expect 0 'N +TIME .*DETAIL' ''
call 'bad age' postern audit list --since soon; expect 2 '' 'postern: --since soon: .*'
tamper() { cp "$work/site/data/postern.sqlite" "$work/before.sqlite"; sqlite3 "$work/site/data/postern.sqlite" "$1"; }
restore() { rm -f "$work/site/data/"postern.sqlite*; cp "$work/before.sqlite" "$work/site/data/postern.sqlite"; }
for crime in "UPDATE audit SET actor = 'nobody' WHERE n = 5" 'DELETE FROM audit WHERE n = 5' "DELETE FROM audit WHERE n = $rows" \
  'UPDATE audit SET n = -1 WHERE n = 5; UPDATE audit SET n = 5 WHERE n = 6; UPDATE audit SET n = 6 WHERE n = -1' 'DELETE FROM audit WHERE n = 1'; do
  sqlite3 "$work/site/data/postern.sqlite" 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
  tamper "$crime"; call "$crime" postern audit verify; expect 1 '' 'postern: the audit log was tampered with: .*'; restore
done
export POSTERN_AUDIT_RETENTION=1ms
call 'what is old goes' postern cleanup --json; expect 0 ".*\"audit\":$rows[,}].*" ''
unset POSTERN_AUDIT_RETENTION
call 'nothing is left' postern audit verify; expect 0 "0 rows hold together, up to row $rows [0-9a-f]{64}" ''
call 'one more' postern identity disable kim@example.org; expect_code 0
call 'it follows what is gone' postern audit verify; expect 0 "1 row holds together, up to row $((rows + 1)) [0-9a-f]{64}" ''
call 'and back' postern identity enable kim@example.org; expect_code 0

# backup
call 'backup' postern backup "$work/copy.sqlite"
expect 0 "$work/copy.sqlite is a checked copy of $work/site/data/postern.sqlite, [0-9]+ bytes" ''
call 'it is private' stat -c %a "$work/copy.sqlite"; expect 0 600 ''
call 'it is whole' sqlite3 "$work/copy.sqlite" 'PRAGMA integrity_check; SELECT count(*) > 3 FROM identities'; expect 0 'ok.1' ''
call 'never over another file' postern backup "$work/copy.sqlite"; expect 1 '' "postern: $work/copy.sqlite is there already"
call 'nowhere' postern backup "$work/none/copy.sqlite"; expect 1 '' "postern: $work/none/copy.sqlite cannot be written: No such file or directory"
call 'no room' bash -c "ulimit -f 8; trap '' XFSZ; exec '$bin/postern' backup '$work/large.sqlite'"; expect 1 '' 'postern: the disk is full .*'
call 'and nothing is left of it' bash -c "ls '$work' | grep -c large"; expect 1 0 ''
call 'which file' postern backup; expect 2 '' 'postern: file is required \(see: postern backup --help\)'

# secrets reseal
call 'someone with secrets' import "${person//Alice/Zoe}"; expect_code 0
write_site "$work/site" '"other-cipher-secret-32-character", "first-cipher-secret-32-character"'
call 'reseal' postern secrets reseal; expect 0 '3 values sealed with the first key anew.no old key of secrets.cipher is needed any more' ''
call 'reseal again' postern secrets reseal; expect 0 '0 values sealed with the first key anew.no old key.*' ''
write_site "$work/site" '"other-cipher-secret-32-character"'
token=$(sign_in zoe@example.org wordy-sentence-77)
call 'the new key opens' step_up "$token" abcd1234; expect 0 '.*"authenticator_assurance_level":"aal2".*' ''
write_site "$work/site" '"third-cipher-secret-32-character"'
call 'a key is missing' postern secrets reseal
expect 1 '0 values sealed with the first key anew.old keys of secrets.cipher are still needed' 'postern: 3 values need key [0-9a-f]{8}, which is not in secrets.cipher; .*'

# The owner of the data: root becomes it, others are refused.
if [[ $(id -u) -eq 0 ]] && command -v setpriv > /dev/null; then
  chmod 711 "$work"; cp "$bin/postern" "$work/postern"; chmod 755 "$work/postern"
  mkdir -p "$work/owned/data"; write_site "$work/owned"
  chmod 755 "$work/owned" ; chmod 644 "$work/owned/"*.yml "$work/owned/"*.json; chown 65534:65534 "$work/owned/data"
  call 'root becomes the owner' "$work/postern" -c "$work/owned/kratos.yml" migrate; expect_code 0
  call 'files of the owner' stat -c %u "$work/owned/data/postern.sqlite"; expect 0 65534 ''
  call 'somebody else' setpriv --reuid=12345 --regid=12345 --clear-groups "$work/postern" -c "$work/owned/kratos.yml" identity list
  expect 1 '' "postern: $work/owned/data belongs to nobody; run: sudo -u 'nobody' $work/postern -c $work/owned/kratos.yml identity list"
  call 'check says what the owner cannot write' "$work/postern" -c "$work/owned/kratos.yml" config check
  expect_line "note: nobody cannot write beside $work/owned/kratos.yml: .*"
else
  skipped=$((skipped + 4)); echo 'skipped 4: only root can change owners'
fi

# No secret was ever printed.
for secret in wordy-sentence-77 another-sentence-5 third-sentence-58 typed-sentence-91 $key abcd1234 efgh5678 cipher-secret-32 default-secret; do
  name="printed $secret" code=0 out='' err=''
  if grep -qF -e "$secret" "$work/everything"; then judge no 'stands in some output'; else judge yes ''; fi
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
