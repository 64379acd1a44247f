#!/bin/sh
# install.sh BUILD DESTDIR PREFIX: `make install`. Everything below PREFIX; DESTDIR goes in front, for those who make packages.
#   lib/postern    the executables        share/postern/www               what the web server sends by itself
#   bin/postern    the command            share/postern/{apache,config}   what is copied and edited
set -eu
build=$1 destdir=$2 prefix=$3
case $prefix in /*) ;; *) echo "install: PREFIX=$prefix must begin with /" >&2; exit 2 ;; esac
cd "$(dirname "$0")/.."
to=$destdir$prefix

put() { install -D -m "$1" -t "$to/$2" -- $3; }  # MODE FOLDER FILES (a list of words)

put 755 lib/postern "$build/bin/*"
mkdir -p "$to/bin"
ln -sfn ../lib/postern/postern "$to/bin/postern"
put 644 share/postern/www 'www/style.css www/webauthn.js www/codes.js'
put 644 share/postern/apache 'apache/*'
put 644 share/postern/config 'config/*'
chmod 755 "$to"/share/postern/config/*.sh
put 644 share/man/man1 man/postern.1
put 644 share/man/man5 man/kratos.yml.5
put 644 share/bash-completion/completions completions/postern
put 644 share/doc/postern 'README.md DIFFERENCES.md CHANGELOG.md SECURITY.md LICENSE'
tools/licences.sh "$to/share/doc/postern/LICENSES"
