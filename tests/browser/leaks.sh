#!/bin/sh
# leaks.sh FOLDER: no secret that the stories used (FOLDER/secrets.txt) stands in clear in the database, its -wal, the
# configuration cache or the log. kratos.yml and demo-user.txt are where two of them belong; and a copy of the last good
# configuration is one too.
set -eu
folder=$1
count=$(wc -l < "$folder/secrets.txt")
[ "$count" -ge 50 ] || { echo "only $count secrets were noted: the stories did not run"; echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
for file in "$folder/server.log" $(find "$folder/data" -type f ! -name 'kratos.yml' ! -name 'kratos.last-good.yml' ! -name 'demo-user.txt' ! -name '*.png'); do
  if found=$(grep -oaFf "$folder/secrets.txt" "$file" | sort -u) && [ -n "$found" ]; then
    echo "$file holds $(printf '%s\n' "$found" | wc -l) secrets in clear, one begins with $(printf %.4s "$found")"
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
done
ls "$folder"/data/*.sqlite* >/dev/null 2>&1 || { echo "no database in $folder/data"; failed=$((failed + 1)); }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
