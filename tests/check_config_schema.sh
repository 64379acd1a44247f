#!/bin/sh
# check_config_schema.sh: config/kratos.schema.json is what the key table says.
set -eu
cd "$(dirname "$0")/.."
build/bin/postern config schema | python3 -m json.tool --indent 1 | cmp -s - config/kratos.schema.json ||
  { echo "config/kratos.schema.json differs from the key table: make man"; exit 1; }
