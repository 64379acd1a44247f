#!/usr/bin/env bash
# dist.sh BUILD: `make dist`: BUILD/dist/postern-VERSION-linux-ARCH.tar.gz, for machines without anything of ours. The same
# commit makes the same bytes wherever and whenever this runs: times are the commit's, names are sorted, nobody owns it.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
name=postern-$(cat VERSION)-linux-$(uname -m)
time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || stat -c %Y VERSION)}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
tree=$stage/$name

put() { install -D -m "$1" -t "$tree/$2" -- "${@:3}"; }  # MODE FOLDER FILE...

# Only what runs anywhere: an executable that needs shared libraries stays out.
for program in "$build"/bin/*; do
  if ldd "$program" > /dev/null 2>&1; then echo "dist: $program needs shared libraries and is left out" >&2; continue; fi
  put 755 bin "$program"
  strip "$tree/bin/${program##*/}"
done
put 644 www www/style.css www/webauthn.js www/codes.js
put 644 apache apache/*
put 644 config config/*
chmod 755 "$tree"/config/*.sh
put 644 man man/*.[1-9]
put 644 completions completions/*
put 644 . README.md DIFFERENCES.md CHANGELOG.md SECURITY.md LICENSE VERSION
tools/licences.sh "$tree/LICENSES"
(cd "$tree" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum > "$stage/sums" && mv "$stage/sums" SHA256SUMS)
chmod -R u=rwX,go=rX "$tree"

mkdir -p "$build/dist"
archive=$build/dist/$name.tar.gz
tar --create --directory "$stage" --format=ustar --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner "$name" |
  gzip -n > "$archive.new"
mv "$archive.new" "$archive"
echo "$archive"
