#!/bin/sh
# check_man.sh: the manual pages name every command, option and configuration key, and mandoc (where it is) finds no fault.
set -eu
cd "$(dirname "$0")/.."
bin=build/bin/postern
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

man/kratos.yml.sh $bin > "$work/page"
cmp -s "$work/page" man/kratos.yml.5 || { echo "man/kratos.yml.5 differs from the key table: make man"; bad=1; }

# As it is read, an entry of the page behind `@`: `@ identity create --trait ...`.
tr -d '\\' < man/postern.1 | sed -E 's/Fl Fl /--/g; s/ (Oo|Oc|Op|Fl|Xo) / /g; s/^\.(It )?Cm /@ /' > "$work/words"
entry() {  # COMMAND...: what the page says of it; of the whole program, anything
  awk -v name="@${1:+ }$*" '/^[@.](El|Ss|Sh| )/ { on = 0 } index($0 " ", name " ") == 1 { on = 1 } on || name == "@"' "$work/words"
}
walk() {  # COMMAND...: it and all below it
  help=$($bin "$@" --help)
  commands=$(printf '%s\n' "$help" | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p')
  [ -n "$commands" ] || entry "$@" | grep -q . || { echo "man/postern.1 lacks: $*"; bad=1; }
  for option in $(printf '%s\n' "$help" | sed -n '/^Options:/,/^$/s/^  [^ ]*\(--[a-z-]*\).*/\1/p' | grep -vx -e --help); do
    entry "$@" | grep -qw -e "$option" || { echo "man/postern.1 lacks: $* $option"; bad=1; }
  done
  for command in $commands; do walk "$@" "$command"; done
}
walk
[ "$(entry backup)" ] || { echo "the page could not be read"; bad=1; }
! command -v mandoc > /dev/null || mandoc -Tlint -W warning man/*.[15] || bad=1
exit $bad
