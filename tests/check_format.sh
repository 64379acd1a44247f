#!/bin/sh
# check_format.sh: clang-format has nothing to change; the files where it has.
set -eu
cd "$(dirname "$0")/.."
bad=$(find common handlers tools tests \( -name '*.h' -o -name '*.cpp' \) -not -path '*/node_modules/*' 2>/dev/null |
  xargs -r -n 16 -P 2 clang-format --dry-run 2>&1 | sed -n 's/^\([^ :]*\.[a-z]*\):[0-9].*/\1/p' | sort -u)
[ -z "$bad" ] || { printf 'clang-format -i %s\n' $bad; exit 1; }
