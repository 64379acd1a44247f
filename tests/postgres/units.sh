#!/usr/bin/env bash
# units.sh RUNNER: the store's tests on PostgreSQL.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/boost.sh
boost tests/postgres/server.sh "$1"
