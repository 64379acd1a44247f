#!/usr/bin/env bash
# golden.sh [SCENARIO]: replays the recorded Kratos conversations of ../shared/golden against a server of its own.
# Scenarios that Postern answers otherwise on purpose stand in golden.expected, with the reason: they do not count while
# they fail, and are reported when they pass. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/.."
golden=${POSTERN_SHARED:-../shared}/golden
work=build/golden
data=$work/data

if [[ ! -e $golden/replay.mjs ]]; then
  echo "skipped 1: $golden is absent"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
golden=$(cd "$golden" && pwd)
rm -rf "$work"
mkdir -p "$work"

free_port() {
  local port
  for ((port = 20000 + RANDOM % 10000; ; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
port=$(free_port)
base=http://localhost:$port
DATA=$data PORT=$port tools/run.sh > "$work/server.out" 2> "$work/server.log" < /dev/null &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server 2>/dev/null' EXIT
for ((i = 0; i < 100; i++)); do
  curl -fs -o "$work/ready" "$base/health/ready" && break
  kill -0 $server 2>/dev/null || break
  sleep 0.2
done
[[ -s $work/ready ]] || { cat "$work/server.log"; echo "0 passed, 1 failed"; exit 1; }

cp "$data/kratos.yml" "$work/site.yml"
only=()
[[ $# -eq 0 ]] || only=(--only "$1")
node "$golden/replay.mjs" "${only[@]}" --base "$base" --config "$data/kratos.yml" --site "$work/site.yml" --reload-ms 50 \
  --create "POSTERN_CONFIG=$data/kratos.yml build/bin/postern identity import -" "$golden" | tee "$work/out"

# `NAME-or-pattern  reason`
passed=0 failed=0 deliberate=0
patterns=() reasons=()
while read -r pattern reason; do
  [[ -z $pattern || $pattern == \#* ]] || { patterns+=("$pattern"); reasons+=("$reason"); }
done < tests/golden.expected
expected() {
  local i
  # shellcheck disable=SC2053  # a pattern
  for i in "${!patterns[@]}"; do [[ $1 != ${patterns[i]} ]] || { echo "${reasons[i]}"; return; }; done
  return 1
}
while read -r word name _; do
  case $word in
    ok)
      passed=$((passed + 1))
      if reason=$(expected "$name"); then echo "passes, though listed in golden.expected: $name ($reason)"; fi ;;
    FAIL)
      if reason=$(expected "$name"); then
        deliberate=$((deliberate + 1)); echo "otherwise on purpose: $name ($reason)"
      else
        failed=$((failed + 1))
      fi ;;
  esac
done < <(grep -E '^(ok|FAIL) ' "$work/out")
((passed + failed + deliberate > 0)) || { echo "no scenario ran"; failed=1; }
((deliberate == 0)) || echo "$deliberate scenarios are answered otherwise on purpose"
echo "$passed passed, $failed failed, 0 skipped"
((failed == 0))
