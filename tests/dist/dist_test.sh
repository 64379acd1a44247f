#!/usr/bin/env bash
# dist_test.sh BUILD: what `make dist` and `make install` make of BUILD. The last line counts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/postern-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

check() {  # WHAT COMMAND...: it must succeed
  local what=$1; shift
  if "$@" > "$work/said" 2>&1; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  echo "FAIL $what"
  sed 's/^/    /' "$work/said" | head -n 20
}
not() { ! "$@"; }

# The archive, and once more as somebody else's evening would make it.
archive=$(tools/dist.sh "$build")
name=$(basename "$archive" .tar.gz)
cp "$archive" "$work/first"
again() { (umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8 tools/dist.sh "$build"); }
check 'made again' again
check 'the same bytes' cmp "$work/first" "$archive"
check 'named after VERSION' test "$name" = "postern-$(cat VERSION)-linux-$(uname -m)"

tar -xzf "$archive" -C "$work"
tree=$work/$name
sums() { (cd "$tree" && sha256sum --quiet -c SHA256SUMS); }
check 'SHA256SUMS' sums
everything_summed() { (cd "$tree" && diff <(find . -type f ! -name SHA256SUMS -printf '%P\n' | sort) <(cut -c67- SHA256SUMS | sort)); }
check 'SHA256SUMS names every file' everything_summed
is_sorted() { tar -tzf "$archive" | sed 's,/$,,' | LC_ALL=C sort -c; }
check 'sorted' is_sorted
for file in bin/site bin/whoami bin/postern www/style.css www/webauthn.js www/codes.js apache/htaccess config/kratos.yml \
  config/identity.schema.json man/postern.1 completions/postern README.md LICENSES/LIST SECURITY.md; do
  check "holds $file" test -s "$tree/$file"
done
static() { for program in "$tree"/bin/*; do ! ldd "$program" > /dev/null 2>&1 || { echo "$program"; return 1; }; done; }
check 'static' static
check 'no path of this machine in an executable' not grep -rlF -e "$PWD" -e "$HOME/" -e /build/jsoncpp/ "$tree/bin"
check 'its version' test "$("$tree/bin/postern" --version)" = "postern $(cat VERSION)"

# Every library that the linker really took from is on the list.
linked() {
  local library package
  "${CXX:-g++}" -static -Wl,--trace -o "$work/linked" "$build"/obj/tools/*.o "$build/lib/libpostern.a" \
    $(make -s print-LDLIBS) 2> /dev/null | sed -nE 's/^\(?([^()]*\.a).*/\1/p' | sort -u | xargs realpath | sort -u | while read -r library; do
    case $library in */libpostern.a | */libjsoncpp.a) continue ;; esac
    package=$(dpkg -S "$library" | cut -d: -f1)
    grep -q "^$package " "$tree/LICENSES/LIST" || echo "$library of $package"
  done
}
check 'the licence of every library' test -z "$(linked | tee /dev/stderr)"

# Installed below a folder of a packager's own.
check 'install' make --no-print-directory --silent install DESTDIR="$work/pkg" PREFIX=/usr
for file in lib/postern/site share/postern/www/style.css share/postern/apache/htaccess share/postern/config/kratos.yml \
  share/man/man1/postern.1 share/man/man5/kratos.yml.5 share/bash-completion/completions/postern share/doc/postern/LICENSES/LIST; do
  check "installs $file" test -s "$work/pkg/usr/$file"
done
check 'the command on the PATH' test "$("$work/pkg/usr/bin/postern" --version)" = "postern $(cat VERSION)"

# A machine that holds the archive and nothing else.
# shellcheck source=tests/dist/chroot.sh
source tests/dist/chroot.sh

echo "$passed passed, $failed failed, $skipped skipped"
