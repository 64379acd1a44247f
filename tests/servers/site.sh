# A site of its own behind one of the servers of tools/serve.sh, with the configuration that ships for it. Sourced by who has
# said $server and $work, a folder.
# shellcheck shell=bash disable=SC2034,SC2154
is_root() { [[ $(id -u) -eq 0 ]]; }
child=
stop() {
  [[ -z $child ]] || kill -TERM "$child" 2> /dev/null
  wait "$child" 2> /dev/null
  child=
}

make_site() {
  export BIN=$work/bin WWW=$work/www RUN=$work/run POSTERN_CONFIG=$work/data/kratos.yml PORT
  # Below the ports that a system gives to whoever connects.
  until PORT=$((20000 + RANDOM % 12000)) && ! (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; do :; done
  url=http://127.0.0.1:$PORT
  mkdir "$BIN" && cp build/bin/{login,whoami,settings,registration,totp,lookup,webauthn,site} "$BIN"
  cp -r www "$WWW"
  tools/new_site.sh "$work/data" > /dev/null 2>&1
  printf 'serve: { public: { base_url: "http://localhost:%s" } }\n' "$PORT" >> "$work/data/kratos.yml"
}

start() {  # -> whether it answers
  rm -rf "$RUN" && mkdir "$RUN"
  tools/serve.sh "$server" > "$work/out" 2>&1 &
  child=$!
  for _ in {1..600}; do  # a program too: Apache is up before its mod_cgid is
    [[ $(ask "$url/style.css") != 200 || $(ask "$url/health/alive") != 200 ]] || return 0
    kill -0 "$child" 2> /dev/null || break
    sleep 0.05
  done
  child=
  return 1
}
ask() { curl -s --path-as-is --max-time "${patience:-20}" -o "$work/answer" -w '%{http_code}' "$@"; }  # CURL-ARGUMENTS -> status
