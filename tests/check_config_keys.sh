#!/bin/sh
# check_config_keys.sh: the keys that the code knows (`postern config keys`), that config/kratos.yml shows and that the
# README's table lists are the same.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build/bin/postern config keys | sort -u > "$work/code"
[ -s "$work/code" ] || { echo "postern config keys prints nothing"; exit 1; }

# The sample: block style, two spaces a level; a key that is off by default may stand behind `# `. A line with a key
# below it that is deeper is a mapping, not a key of its own; the items of a list count as `#`.
sed -E -e 's/^( *)# ?((- )?[a-z_0-9]+:( |$))/\1\2/' -e 's/^( *)- ([a-z_]+: )/\1#:\n\1  \2/' config/kratos.yml | awk '
  /^ *(#|[a-z_0-9]+):/ {
    match($0, /^ */); depth = RLENGTH / 2
    key = $1; sub(/:.*/, "", key); path[depth] = key
    full = path[0]; for (i = 1; i <= depth; i++) full = full "." path[i]
    print full
  }' | sort -u > "$work/sample"
# Of the sample only leaves count, or what the code calls a key.
awk 'FILENAME ~ /code$/ { known[$0] = 1; next } { line[++n] = $0 }
  END { for (i = 1; i <= n; i++) { inner = 0; for (j = 1; j <= n; j++) if (index(line[j], line[i] ".") == 1) inner = 1
        if (!inner || line[i] in known) print line[i] } }' "$work/code" "$work/sample" | sort -u > "$work/leaves"

grep -oE '^\| `[a-z_0-9.#]+`' README.md 2>/dev/null | tr -d '|` ' | sort -u > "$work/readme"

bad=0
compare() {  # NAME FILE
  comm -23 "$work/code" "$2" | sed "s|^|the code knows, $1 lacks: |" > "$work/out"
  comm -13 "$work/code" "$2" | sed "s|^|$1 has, the code does not know: |" >> "$work/out"
  [ ! -s "$work/out" ] || { cat "$work/out"; bad=1; }
}
compare config/kratos.yml "$work/leaves"
compare README.md "$work/readme"
exit $bad
