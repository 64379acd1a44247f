#!/bin/sh
# check_differences.sh: DIFFERENCES.md gives every entry a test that is there, and answers every item of the contract's chapters
# "where Kratos falls short" (where ../shared is there).
set -eu
cd "$(dirname "$0")/.."
shared=${POSTERN_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() { echo "DIFFERENCES.md: $*"; bad=1; }

awk '/^\* / { if (entry && !shown) print "no test shows " entry; entry = substr($0, 3, 60); shown = 0 }
     /^#/ { if (entry && !shown) print "no test shows " entry; entry = "" }
     /`tests\// { shown = 1 }
     END { if (entry && !shown) print "no test shows " entry }' DIFFERENCES.md > "$work/bare"
while read -r line; do complain "$line"; done < "$work/bare"

# `FILE` or `FILE: NAME OF A TEST`
grep -oE '`tests/[^`]*`' DIFFERENCES.md | tr -d '\140' | sort -u > "$work/tests"
while read -r entry; do
  file=${entry%%: *} name=${entry#*: }
  [ -f "$file" ] || { complain "$file is not there"; continue; }
  case $entry in
    tests/cases/*/*.case) ! grep -q '^# skip:' "$file" || complain "$file is skipped" ;;
    *.case) complain "$file is where no case is run" ;;
    *.cpp:\ *) grep -qE "TEST_CASE\($name[,)]" "$file" || complain "$file has no test $name" ;;
    *:\ *) grep -qF "\"$name\"(" "$file" || complain "$file has no story $name" ;;
  esac
done < "$work/tests"

if [ -d "$shared/contract" ]; then
  for half in A:sessions-login-config B:settings-methods-identity; do
    sed -nE '/^## 11\./,$ s/^([0-9]+)\. .*/'"${half%%:*}"'11.\1/p' "$shared/contract/${half#*:}.md"
  done | while read -r item; do
    grep -qE "[[ ]$item[] ]" DIFFERENCES.md || echo "nothing answers $item"
  done > "$work/unanswered"
  while read -r line; do complain "$line"; done < "$work/unanswered"
fi
exit $bad
