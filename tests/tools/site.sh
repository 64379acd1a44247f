# site.sh: a site in a folder of its own, the command on it, and what is expected of a call. Sourced.
bin=$(cd "${1:?folder of the executables}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/postern-command.XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
extra=  # NAME=VALUE for the next requests
: > "$work/everything"  # all that was ever printed

# write_site FOLDER [CIPHER-LINES]
write_site() {
  mkdir -p "$1"
  cp config/identity.schema.json "$1/identity.schema.json"
  cat > "$1/kratos.yml" <<YAML
dsn: sqlite://data/postern.sqlite?_fk=true
selfservice:
  default_browser_return_url: /
  methods:
    totp: { config: { issuer: Example }, enabled: true }
    lookup_secret: { enabled: true }
serve: { public: { base_url: "http://localhost:8080/" } }
identity: { schemas: [ { id: default, url: file://identity.schema.json } ] }
hashers: { algorithm: argon2, argon2: { memory: 1MB, iterations: 1, parallelism: 1 } }
secrets:
  default: [ "default-secret-of-this-test-suite" ]
  cipher: [ ${2:-'"first-cipher-secret-32-character"'} ]
YAML
}

postern() { "$bin/postern" "$@"; }

# call NAME COMMAND...: runs it; $out, $err, $code are its output, errors and exit code.
call() {
  name=$1; shift
  code=0
  "$@" > "$work/out" 2> "$work/err" || code=$?
  cat "$work/out" "$work/err" >> "$work/everything"
  out=$(cat "$work/out") err=$(cat "$work/err")
}

judge() {  # CONDITION-HOLDS WHAT
  if [[ $1 == yes ]]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  echo "FAIL $name: $2"
  printf '  code %s\n  out: %s\n  err: %s\n' "$code" "$out" "$err"
}
# Extended regular expressions over the whole output; `.` takes line feeds too.
expect() {  # CODE OUT ERR
  local ok=yes
  [[ $code == "$1" && $out =~ ^$2$ && $err =~ ^$3$ ]] || ok=no
  judge $ok "expected code $1, out /$2/, err /$3/"
}
expect_code() { if [[ $code == "$1" ]]; then judge yes ''; else judge no "expected code $1"; fi; }
expect_line() { if grep -qxE -e "$1" <<< "$out"; then judge yes ''; else judge no "expected a line /$1/"; fi; }

# ask EXECUTABLE METHOD URI [BODY [TOKEN]]: one CGI request; prints the body of the answer.
ask() {
  printf '%s' "${4:-}" | env -i ${extra:+"$extra"} POSTERN_CONFIG="$POSTERN_CONFIG" GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 \
    REQUEST_METHOD="$2" REQUEST_URI="$3" QUERY_STRING="$(cut -s -d'?' -f2 <<< "$3")" CONTENT_TYPE=application/json \
    CONTENT_LENGTH="$(printf '%s' "${4:-}" | wc -c)" REMOTE_ADDR=127.0.0.1 HTTP_HOST=localhost:8080 \
    HTTP_ACCEPT=application/json ${5:+HTTP_X_SESSION_TOKEN="$5"} "$bin/$1" 2>> "$work/log" | sed '1,/^\r*$/d'
}

# sign_in IDENTIFIER PASSWORD: prints the session token.
sign_in() {
  local flow
  flow=$(ask login GET /self-service/login/api | sed -E 's/^\{"id":"([^"]+)".*/\1/')
  ask login POST "/self-service/login?flow=$flow" "{\"method\":\"password\",\"identifier\":\"$1\",\"password\":\"$2\"}" |
    sed -nE 's/.*"session_token":"([^"]+)".*/\1/p'
}
step_up() { ask lookup POST /self-service/methods/lookup_secret/login "{\"lookup_secret\":\"$2\"}" "$1"; }  # TOKEN CODE
