#!/bin/sh
# check_coverage.sh: every section of the contract is shown by a case, or by a test where it is not about HTTP.
exec "$(dirname "$0")/coverage.sh" check
