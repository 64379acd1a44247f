#!/bin/sh
# link.sh COMMAND…: links, and leaves out what the linker says of every static program: that getaddrinfo, gethostbyname and
# dlopen would need shared libraries. Postern calls none of them; OpenSSL, SQLite and libfcgi only contain the calls.
messages=$("$@" 2>&1)
status=$?
[ -z "$messages" ] || printf '%s\n' "$messages" |
  grep -v -e "in statically linked applications requires at runtime the shared libraries" -e ': in function .*:$' >&2
exit $status
