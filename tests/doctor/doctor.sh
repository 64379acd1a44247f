#!/usr/bin/env bash
# doctor.sh [PART]: `postern doctor` finds each mistake of a deployment that it claims to know, set up for real, and has no
# complaint about the configurations that ship. Last line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin
parts=(sites proxy signals apache lighttpd nginx)
passed=0 failed=0
say() { failed=$((failed + 1)); echo "FAIL $part: $*"; }
expect() {  # NAME GOT PATTERN
  if [[ $2 =~ ^($3)$ ]]; then passed=$((passed + 1)); else say "$1: got \`$2\`, expected \`$3\`"; fi
}

if [[ -z ${1:-} ]]; then  # two at a time; most of it is waiting
  printf '%s\n' "${parts[@]}" | xargs -P 2 -I{} sh -c '"$0" {} > build/doctor-{}.log 2>&1' "$0"
  for part in "${parts[@]}"; do
    if [[ $(tail -n 1 "build/doctor-$part.log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
      passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
      grep -v '^[0-9]* passed' "build/doctor-$part.log"
    else
      say "came to no sum"
      tail -n 5 "build/doctor-$part.log"
    fi
  done
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
fi

part=$1 child=
work=$(mktemp -d /tmp/postern-doctor.XXXXXX)  # not TMPDIR: what lies above the data is judged too
chmod 755 "$work"
trap 'stop; rm -rf "$work"' EXIT

doctor() { build/bin/postern doctor "$@" > "$work/said" 2>&1; code=$?; }
# The doctor says so: exit code, then VERDICT NAME: TEXT of one finding, its change included (extended expressions).
says() {  # NAME CODE [VERDICT CHECK TEXT]
  local ok=yes
  [[ $code == "$2" ]] || ok=no
  if [[ -n ${3:-} ]]; then
    awk -v verdict="$3" -v check="$4" -v text="$5" '
      function look() { if (entry ~ "^  " verdict " +" check "  " && entry ~ text) found = 1 }
      /^  (ok|hint|WRONG) / { look(); entry = $0; next } { entry = entry " " $0 } END { look(); exit !found }' "$work/said" || ok=no
  fi
  if [[ $ok == yes ]]; then passed=$((passed + 1)); else say "$1: code $code; expected $2 and $3 $4 /$5/ in"; sed 's/^/    /' "$work/said"; fi
}
# Nothing of what was planted is left.
clean() { expect "$1 leaves nothing" "$(find "$work" -name 'postern-probe-*' -o -name 'doctor.word' -o -name 'doctor.body' | wc -l)" 0; }

# shellcheck source=/dev/null
source "tests/doctor/$part.sh"
echo "$passed passed, $failed failed"
((failed == 0))
