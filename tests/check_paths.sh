#!/bin/sh
# check_paths.sh: nothing in the tree depends on the machine it was written on, and nothing is marked unfinished.
set -eu
cd "$(dirname "$0")/.."
git rev-parse --git-dir >/dev/null 2>&1 || { echo "not a checkout: nothing to look at"; exit 0; }
bad=0
# This checkout's own folder and this user's home: whatever names them was written on this machine, for this machine.
for path in "$PWD" "${HOME:-}"; do
  if [ ${#path} -ge 5 ] && git grep -nF "$path/" -- .; then echo "paths of one machine"; bad=1; fi
done
git grep -nE '\b(TODO|FIXME|XXX)\b' -- common handlers tools www config apache && { echo "unfinished marks"; bad=1; }
exit $bad
