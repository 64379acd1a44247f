#!/usr/bin/env bash
# completion_test.sh FOLDER: what Tab offers behind a line of FOLDER/postern. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
bin=$(cd "$1" && pwd)
# shellcheck source=completions/postern
source completions/postern
passed=0 failed=0

# offers LINE WORDS: the last word of LINE is the one being typed.
offers() {
  local found
  IFS=' ' read -ra COMP_WORDS <<< "$1"
  [[ $1 != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _postern "$bin/postern"
  found=$(printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' ')
  if [[ $found == "$2" ]]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  printf 'FAIL after "%s": expected "%s", found "%s"\n' "$1" "$2" "$found"
}

offers 'postern ' 'admin audit backup cleanup config doctor factor identity init mail migrate report routes secrets session'
offers 'postern se' 'secrets session'
offers 'postern session ' 'list revoke'
offers 'postern doctor --g' '--gate'
offers 'postern doctor --gate ' ''
offers 'postern -c kratos.yml secrets r' 'reseal'
offers 'postern session revoke ' ''
offers 'postern session revoke --a' '--all-of'
offers 'postern session revoke --all-of ' ''
offers 'postern cleanup -' '--batch --config --help --json --keep-last'
offers 'postern identity create --st' '--state'
offers 'postern identity create --state ' 'active inactive'
offers 'postern identity create --state i' 'inactive'
offers 'postern factor remove alice@example.org l' 'lookup_secret'
offers 'postern backup README' 'README.md'
offers 'postern identity import LIC' 'LICENSE'
offers 'postern --config READ' 'README.md'
offers 'postern cleanup frob -' '--batch --config --help --json --keep-last'

echo "$passed passed, $failed failed"
((failed == 0))
