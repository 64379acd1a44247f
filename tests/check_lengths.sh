#!/bin/sh
# check_lengths.sh: no file over 400 lines, no function over 60; a straight-line verification of a standard
# (common/webauthn) may reach 150. A function is what clang-format leaves between a `{` that ends a line of column 0 and
# a `}` alone in column 0.
set -eu
cd "$(dirname "$0")/.."
find common handlers tools tests www apache config \( -name '*.h' -o -name '*.cpp' -o -name '*.sh' -o -name '*.js' -o -name '*.mjs' \
    -o -name '*.css' -o -name '*.html' -o -name '*.conf' \) -not -path '*/node_modules/*' 2>/dev/null | sort | xargs awk '
  FNR == 1 { open = 0; limit = FILENAME ~ /^common\/webauthn\// ? 150 : 60 }
  FNR == 401 { print FILENAME ": more than 400 lines"; bad = 1 }
  FILENAME !~ /\.(cpp|h)$/ { next }
  /^[A-Za-z_].*\{$/ && !/^(namespace|class|struct|enum|union|extern|constexpr .*=|const .*=|static const.*=|inline const.*=)/ { open = FNR }
  /^\}$/ && open { if (FNR - open - 1 > limit) { print FILENAME ":" open ": a function of " FNR - open - 1 " lines"; bad = 1 } open = 0 }
  END { exit bad }'
