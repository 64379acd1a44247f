#!/bin/sh
# build-jsoncpp.sh OUT: compiles jsoncpp from Debian's source package into OUT/libjsoncpp.a, headers in OUT/include.
# Debian ships no static jsoncpp. The machine's own package sources are read with `deb-src` instead of `deb`, into a list
# folder of our own, so that nothing of the machine's setup changes.
set -eu
out=$1
mkdir -p "$out/apt/sources" "$out/apt/lists/partial" "$out/src"
out=$(cd "$out" && pwd)
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -s "$file" ] && sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" > "$out/apt/sources/$(basename "$file")"
done
for file in /etc/apt/sources.list.d/*.sources; do
  [ -s "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "$out/apt/sources/$(basename "$file")"
done
apt_get() {
  apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$out/apt/sources" \
    -o Dir::State::Lists="$out/apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}
apt_get update
(cd "$out/src" && rm -rf libjsoncpp-* && apt_get source libjsoncpp >/dev/null 2>&1) || { echo "build-jsoncpp: cannot fetch the source package libjsoncpp" >&2; exit 1; }
tree=$(ls -d "$out"/src/libjsoncpp-*/ | head -n 1)
cp -r "$tree/include" "$out/"
# Its assertions name their file: compiled from inside the tree, they say the same wherever this is built.
(cd "$tree" && for name in reader value writer; do
  ${CXX:-g++} -std=c++17 -O2 -Iinclude -c "src/lib_json/json_$name.cpp" -o "../json_$name.o"
done)
rm -f "$out/libjsoncpp.a"
ar rcs "$out/libjsoncpp.a" "$out"/src/json_*.o
