#!/usr/bin/env bash
# coverage.sh: the sections of the contract, and what shows each. `coverage.sh check` prints only what is wrong: a section that
# nothing shows, a test that names a section there is not, a list that is not the contract's (where ../shared is there).
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${POSTERN_SHARED:-../shared}
mode=${1:-table}

# `FILE ID`, a line for each section that a file of the tree names. A recorded conversation is `golden NAME`, not of the tree.
named() {
  grep -rnoE --include='*.case' --include='*.cpp' --include='*.mjs' --include='*.sh' \
    '^(#|//) contract:( [AB][0-9.]+)+$' tests | sed -E 's/^([^:]*):[0-9]+:[^:]*:/\1/' |
    awk '{ for (i = 2; i <= NF; i++) print $1, $i }'
}
recorded() {
  local file
  for file in "$shared"/golden/*.golden.json; do
    [[ -e $file ]] || return 0
    file=${file%.golden.json}
    sed -nE 's/^ *"contract": *\[(.*)\],?$/\1/p' "$file.json" | grep -oE '[AB] §[0-9.]+' |
      sed -E "s|([AB]) §|golden:${file##*/} \1|"
  done
}
# The numbered headings of the contract; a chapter that has sections is not one itself.
headings() {
  local half
  for half in A:sessions-login-config B:settings-methods-identity; do
    sed -nE "s/^##+ ([0-9]+(\.[0-9]+)?)\.? .*/${half%%:*}\1/p" "$shared/contract/${half#*:}.md"
  done | awk '{ split($1, part, "."); id[NR] = $1; if (part[2] != "") parent[part[1]] = 1 }
              END { for (i = 1; i <= NR; i++) if (!(id[i] in parent)) print id[i] }'
}

table() {
  awk -v mode="$mode" '
    FILENAME == ARGV[1] && /^[AB]/ { order[++count] = $1; need[$1] = $2; sub(/^[^ ]+ +[^ ]+ +/, ""); name[order[count]] = $0 }
    FILENAME == ARGV[1] { next }
    !($2 in need) { printf "%s names %s, which is no section of tests/contract_sections\n", $1, $2; bad = 1; next }
    { shown[$2] = shown[$2] "\n    " $1 }
    $1 !~ /^golden:/ { tree[$2]++ }
    $1 ~ /\.case$/ { cases[$2]++ }
    END {
      for (i = 1; i <= count; i++) {
        id = order[i]
        if (mode == "table") printf "%s  %s%s\n", id, name[id], need[id] == "differences" ? "\n    DIFFERENCES.md" : shown[id]
        if (need[id] == "case" && !cases[id]) { printf "%s (%s): no case shows it\n", id, name[id]; bad = 1 }
        if (need[id] == "test" && !tree[id]) { printf "%s (%s): no test shows it\n", id, name[id]; bad = 1 }
      }
      printf "%d sections\n", count
      exit bad
    }' tests/contract_sections <(named | sort -u; recorded | sort -u)
}

bad=0
table || bad=1
if [[ -d $shared/contract ]]; then
  diff <(headings) <(grep -oE '^[AB][0-9.]+' tests/contract_sections) | sed -nE \
    's/^< (.*)/tests\/contract_sections lacks \1, a section of the contract/p; s/^> (.*)/tests\/contract_sections has \1, which the contract has not/p' |
    grep . && bad=1
else
  echo "skipped $(grep -cE '^[AB]' tests/contract_sections) comparisons: $shared/contract is absent"
fi
exit $bad
