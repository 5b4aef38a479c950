#!/usr/bin/env bash
# Runs a command with a PostgreSQL and an S3 server of its own; their addresses are in
# FAROLA_TEST_POSTGRES and FAROLA_TEST_S3.
set -euo pipefail
. "$(dirname "$0")/env.sh"
run=$(mktemp -d /tmp/farola-servers.XXXXXX)
trap 'rm -rf "$run"' EXIT
mkfifo "$run/hold" "$run/postgres" "$run/s3"
# Both end when nobody holds their standard input any more. The command does not get it.
exec {hold}<>"$run/hold"
scripts/postgres.sh <"$run/hold" >"$run/postgres" {hold}>&- &
postgres=$!
scripts/s3.sh <"$run/hold" >"$run/s3" {hold}>&- &
s3=$!
read -r FAROLA_TEST_POSTGRES <"$run/postgres" || { say "PostgreSQL did not start"; exit 1; }
read -r FAROLA_TEST_S3 <"$run/s3" || { say "the S3 server did not start"; exit 1; }
export FAROLA_TEST_POSTGRES FAROLA_TEST_S3
status=0
"$@" {hold}>&- || status=$?
exec {hold}>&-
wait "$postgres" "$s3" || true
exit "$status"
