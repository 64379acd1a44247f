#!/bin/sh
# check_routes.sh: every server's configuration sends every route of `postern routes` (METHOD PATTERN EXECUTABLE) to its
# executable. A file's conditions are tried in their order on the pattern, a `{name}` in it filled in, as the server does.
# Style sheets and scripts of www/ are served as files, nothing else there is; ory-webauthn.js is in an executable.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  build/bin/postern routes
  for file in www/*; do
    case $file in www/ory-*) ;; *.css | *.js) echo "GET /${file#www/} FILE" ;; *) echo "GET /${file#www/} login" ;; esac
  done
} > "$work/routes"

# Lines `CONDITION EXECUTABLE` of a file, FILE for what the server sends by itself.
conditions() {
  sed '/^ *#/d' "$1" | case $1 in
    */lighttpd*) sed -nE -e 's/.*\$HTTP\["url"\] =~ "(.*)" \{$/if \1/p' \
      -e 's,.*postern_bin \+ "/([a-z]+)/?".*,\1,p' -e 's/.*alias\.url .*postern_www.*/FILE/p' ;;
    */nginx*) sed -nE -e 's/ root \$postern_www; \}$/\nFILE/' -e 's/^location ~ (.*) \{/if \1/p' \
      -e 's,.*set \$postern_handler ([a-z]+);,\1,p' -e 's,.*\$postern_run/([a-z]+)\.sock;,\1,p' ;;
    */postern.conf) sed -nE -e 's,^AliasMatch "(.*)" "\$\{POSTERN_WWW\}/\$1"$,if \1\nFILE,p' \
      -e 's,^AliasMatch "(.*)" "\$\{POSTERN_BIN\}/([a-z]+)"$,if \1\n\2,p' ;;
    # Apache takes the folder's path off the URL before it looks, its slash included.
    */htaccess) sed -nE -e 's,^RewriteRule \^(.*) - \[END\]$,if ^/\1\nFILE,p' -e 's,^RewriteRule \^ site \[END\]$,if ^/\nsite,p' ;;
  esac | awk '$1 == "if" { condition = $2; next } { print condition, $1 }'
}

bad=0
for file in config/lighttpd.conf config/lighttpd-cgi.conf config/nginx.conf config/nginx-fcgiwrap.conf apache/postern.conf apache/htaccess; do
  conditions "$file" > "$work/conditions"
  awk -v file="$file" '
    FILENAME ~ /conditions$/ { condition[++count] = $1; executable[count] = $2; next }
    {
      if ($3 != "FILE") routes++
      url = $2; gsub(/\{[^}]*\}|\*+/, "a1", url)
      for (i = 1; i <= count; i++) if (url ~ condition[i]) break
      found = executable[i] == "site" && $3 != "FILE" ? $3 : executable[i]
      if (found != $3) { print $1 " " $2 " belongs to " $3 ", " file " sends it to " found; bad = 1 }
      used[executable[i]] = 1
    }
    END {
      if (!routes) { print "postern routes prints nothing"; bad = 1 }
      if (!count) { print file " sends nothing anywhere"; bad = 1 }
      for (i = 1; i <= count; i++) if (!used[executable[i]]) { print file ": no route for " executable[i]; bad = 1 }
      exit bad
    }' "$work/conditions" "$work/routes" || bad=1
done

# The admin API stands apart: no file sends it anywhere but to the 404 of `login` or `site` until its block is switched on,
# and then every route of it to `admin`. Shared hosting has none.
build/bin/postern routes --admin | sed 's/{[^}]*}/a1/g' > "$work/admin"
[ -s "$work/admin" ] || { echo "postern routes --admin prints nothing"; bad=1; }
mkdir "$work/on"
for file in config/lighttpd.conf config/lighttpd-cgi.conf config/nginx.conf config/nginx-fcgiwrap.conf apache/postern.conf apache/htaccess; do
  if conditions "$file" | grep -q ' admin$'; then echo "$file deploys the admin API by default"; bad=1; fi
  tools/admin_on.sh < "$file" > "$work/on/${file##*/}"
  conditions "$work/on/${file##*/}" > "$work/conditions"
  [ "$file" != apache/htaccess ] || continue
  awk -v file="$file" '
    FILENAME ~ /conditions$/ { condition[++count] = $1; executable[count] = $2; next }
    {
      for (i = 1; i <= count; i++) if ($2 ~ condition[i]) break
      if (executable[i] != "admin") { print $1 " " $2 " goes to " executable[i] " where the admin API is switched on: " file; bad = 1 }
    }
    END { exit bad }' "$work/conditions" "$work/admin" || bad=1
done
exit $bad
