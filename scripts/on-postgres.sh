#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own; its address is in FAROLA_TEST_POSTGRES.
set -euo pipefail
. "$(dirname "$0")/env.sh"
coproc SERVER { exec scripts/postgres.sh; }
read -r FAROLA_TEST_POSTGRES <&"${SERVER[0]}" || { say "PostgreSQL did not start"; exit 1; }
export FAROLA_TEST_POSTGRES
status=0
"$@" || status=$?
eval "exec ${SERVER[1]}>&-"
wait "$SERVER_PID" || true
exit "$status"
