#!/bin/sh
# licences.sh FOLDER: what the executables hold besides Postern, and under which terms: FOLDER/LIST, and the texts themselves.
# Linked are the libraries of [build] in packages.txt, jsoncpp, and the compiler's and C's own; Debian wrote their licences down.
set -eu
out=$1
cd "$(dirname "$0")/.."
rm -rf "$out"
mkdir -p "$out"

# Each package with the terms of what is linked of it; its own copyright file also speaks of tools and documents that are not.
parts='libfcgi-dev          FastCGI (Open Market; like MIT)
libcgicc-dev         LGPL-3+
libyaml-cpp-dev      MIT
libsqlite3-dev       public domain
libargon2-dev        CC0 or Apache-2.0
libcrypt-dev         LGPL-2.1+
libssl-dev           Apache-2.0
libutf8proc-dev      MIT and Unicode
libqrcodegencpp-dev  MIT
libpng-dev           libpng
zlib1g-dev           zlib
libvalijson-dev      BSD-2-Clause
libcli11-dev         BSD-3-Clause
libc6-dev            LGPL-2.1+
libgcc-12-dev        GPL-3+ with the GCC runtime exception
libstdc++-12-dev     GPL-3+ with the GCC runtime exception'
# What a new Debian calls otherwise is found by the compiler's own version.
gcc=$(${CXX:-g++} -dumpversion | cut -d. -f1)
parts=$(printf '%s\n' "$parts" | sed "s/-12-dev /-$gcc-dev /")

{
  echo 'Postern is under the MIT licence (LICENSE). Its executables are linked statically with these parts of Debian; beside'
  echo 'this list lies what Debian says about each. Libraries under the LGPL may be replaced: `make` in the source of Postern,'
  echo 'which is public, links the executables anew with whatever version of them is installed.'
  echo
  printf '%s\n' "$parts" | while read -r package terms; do
    version=$(dpkg-query -W -f '${source:Package} ${source:Version}' "$package")
    cp "/usr/share/doc/$package/copyright" "$out/$package.txt"
    printf '%-20s %-34s %s\n' "$package" "$version" "$terms"
  done
  jsoncpp=$(basename build/jsoncpp/src/libjsoncpp_*.dsc .dsc)
  cp build/jsoncpp/src/libjsoncpp-*/LICENSE "$out/jsoncpp.txt"
  printf '%-20s %-34s %s\n' jsoncpp "${jsoncpp%_*} ${jsoncpp#*_}" 'public domain or MIT'
} > "$out/LIST"

# The texts that Debian's files only point to.
for text in Apache-2.0 GPL-3 LGPL-2.1 LGPL-3; do cp "/usr/share/common-licenses/$text" "$out/$text.txt"; done
chmod 644 "$out"/*
