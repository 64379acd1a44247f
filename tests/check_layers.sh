#!/bin/sh
# check_layers.sh: every #include of common/, handlers/ and tools/ obeys the table common/LAYERS. Prints offenders.
#   "folder/x.h"   must name a folder of the table, of lower rank (or the file's own), that the file's folder may include
#   <library/x.h>  a library with a home in the table may be included there only
set -eu
cd "$(dirname "$0")/.."
find common handlers tools \( -name '*.h' -o -name '*.cpp' \) 2>/dev/null | sort | xargs awk '
  function complain(text) { print FILENAME ":" FNR ": " text; bad = 1 }
  function listed(item, list) { return index("," list ",", "," item ",") > 0 }

  FILENAME == "common/LAYERS" {
    if ($1 !~ /^[0-9]+$/) next
    rank[$2] = $1; users[$2] = $4
    count = split($3, libraries, ",")
    for (i = 1; i <= count; i++) if (libraries[i] != "-") homes[libraries[i]] = homes[libraries[i]] "," $2
    next
  }
  FNR == 1 {
    split(FILENAME, path, "/")
    self = path[1] == "common" ? path[2] : path[1]
    if (!(self in rank)) complain("folder " self " is not in common/LAYERS")
  }
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\""); split(quoted[2], path, "/"); target = path[1]
    if (!(target in rank)) complain("an include path starts with a folder of the table: " quoted[2])
    else if (target == self) next
    else if (rank[target] >= rank[self]) complain(self " may not include " target)
    else if (users[target] != "-" && !listed(self, users[target])) complain("only " users[target] " may include " target)
  }
  /^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, quoted, /[<>]/)
    for (library in homes)
      if (index(quoted[2], library) == 1 && !listed(self, homes[library]))
        complain("<" quoted[2] "> belongs in " substr(homes[library], 2) " only")
  }
  END { exit bad }' common/LAYERS
