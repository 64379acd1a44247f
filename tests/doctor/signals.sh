# Whatever ends the doctor, what it planted is gone: also where whoever started it had the signal ignored.
# shellcheck shell=bash disable=SC2154
source tests/servers/site.sh
server=none
make_site
PORT=1
mkdir "$work/slow"
printf '#!/bin/sh\nexec /bin/sleep 5\n' > "$work/slow/curl"
chmod 755 "$work/slow/curl"
word=$work/data/doctor.word

interrupted() {  # NAME SIGNAL STARTER...
  local name=$1 signal=$2 pid
  shift 2
  PATH=$work/slow:$PATH "$@" build/bin/postern doctor > "$work/said" 2>&1 &
  pid=$!
  for _ in {1..600}; do [[ ! -e $word ]] || break; sleep 0.05; done
  [[ -e $word ]] || say "$name: nothing was planted"
  kill "-$signal" "$pid"
  wait "$pid"
  expect "$name ends it" "$?" "$((128 + $(kill -l "$signal")))"
  clean "$name"
}
interrupted 'a hang-up' HUP env
interrupted 'a hang-up under nohup' HUP nohup
interrupted 'Ctrl-C of a background job' INT env
interrupted 'TERM' TERM env
interrupted 'QUIT' QUIT env
interrupted 'a hang-up that a shell ignores' HUP sh -c 'trap "" HUP INT TERM; exec "$@"' sh
# Killed outright it cannot tidy up: the next one does.
PATH=$work/slow:$PATH build/bin/postern doctor > /dev/null 2>&1 &
pid=$!
for _ in {1..600}; do [[ ! -e $word ]] || break; sleep 0.05; done
kill -KILL "$pid"
wait "$pid" 2> /dev/null
doctor --url "http://localhost:1/"
says 'after kill -9' 1 WRONG site 'nobody listens'
clean 'the next one'
