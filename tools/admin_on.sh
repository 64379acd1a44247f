#!/bin/sh
# admin_on.sh: a web server's configuration, from standard input, with the `#` taken off the block of the admin API, as its
# owner would do it: it begins at its name and ends with the last `#`, and its text, unlike its code, has a space after that.
exec sed -E '/^ *# The admin API/,/^ *[^ #]/{s/^( *)#([^ ]|    )/\1\2/;}'
