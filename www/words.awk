# words.awk: www/en.txt first, then every other language: each has the keys of English, once, with the same holes and
# links. Whatever differs is printed and fails the build.
function complain(what) { print FILENAME ": " what > "/dev/stderr"; bad = 1 }

# The holes and brackets of a text, sorted, as one word.
function shape(text,    marks, part, i, j, n, t) {
  n = 0
  while (match(text, /\{[^}]*\}|\[|\]/)) { part[++n] = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH) }
  for (i = 2; i <= n; i++) for (j = i; j > 1 && part[j] < part[j - 1]; j--) { t = part[j]; part[j] = part[j - 1]; part[j - 1] = t }
  for (i = 1; i <= n; i++) marks = marks part[i]
  return marks
}

function compare(    key) {
  for (key in english) if (!(key in found)) { print name ": lacks " key > "/dev/stderr"; bad = 1 }
}

FNR == 1 { if (NR > 1 && name !~ /en\.txt$/) compare(); name = FILENAME; delete found }
/^[ \t]*(#|$)/ { next }
{
  at = index($0, " = ")
  if (!at) { complain("no ` = ` in: " $0); next }
  key = substr($0, 1, at - 1); text = substr($0, at + 3)
  if (key in found) complain("twice: " key)
  found[key] = 1
  if (FILENAME ~ /en\.txt$/) { english[key] = shape(text); next }
  if (!(key in english)) complain("English has no " key)
  else if (shape(text) != english[key]) complain(key ": holes " shape(text) ", in English " english[key])
}
END { if (name !~ /en\.txt$/) compare(); exit bad }
