#!/bin/sh
# check_routes.sh: config/lighttpd.conf sends every route of `postern routes` (METHOD PATTERN EXECUTABLE) to its executable.
# The file's conditions are tried in their order on the pattern, a `{name}` in it filled in, as lighttpd does. Style
# sheets and scripts of www/ are served as files, nothing else there is; ory-webauthn.js is in an executable.
set -eu
cd "$(dirname "$0")/.."
{
  build/bin/postern routes
  for file in www/*; do
    case $file in www/ory-*) ;; *.css | *.js) echo "GET /${file#www/} FILE" ;; *) echo "GET /${file#www/} login" ;; esac
  done
} | awk '
  FILENAME == "config/lighttpd.conf" {
    if (/\$HTTP\["url"\] =~ "/ && !/^#/) { sub(/.*=~ "/, ""); sub(/" \{$/, ""); condition[++count] = $0 }
    if (/alias\.url/) executable[count] = "FILE"
    if (/"bin-path"/) { sub(/.* "\//, ""); sub(/".*/, ""); executable[count] = $0 }
    next
  }
  {
    if ($3 != "FILE") routes++
    url = $2; gsub(/\{[^}]*\}|\*+/, "a1", url)
    for (i = 1; i <= count; i++) if (url ~ condition[i]) break
    if (executable[i] != $3) { print $1 " " $2 " belongs to " $3 ", lighttpd.conf sends it to " executable[i]; bad = 1 }
    used[executable[i]] = 1
  }
  END {
    if (!routes) { print "postern routes prints nothing"; bad = 1 }
    for (i = 1; i <= count; i++) if (executable[i] != "" && !used[executable[i]]) { print "no route for " executable[i]; bad = 1 }
    exit bad
  }' config/lighttpd.conf -
