#!/usr/bin/env bash
# Starts an S3 server of its own with a bucket `farola`, prints its address, and ends it when
# standard input ends: scripts/s3.sh [FOLDER [PORT]]. It keeps what it holds in the folder; without
# one in a temporary folder, which goes with it. Its key is `farola`, its secret `farola-secret`.
set -euo pipefail
FOLDER=${1:-} PORT=${2:-0}
. "$(dirname "$0")/env.sh"

server=$ROOT/.tools/bin/s3s-fs
[ -x "$server" ] || { say "the S3 server is missing: scripts/setup.sh s3"; exit 1; }
run=$(mktemp -d /tmp/farola-s3.XXXXXX)
log=$run/server.log
: >"$log"
dir=${FOLDER:-$run/data}
mkdir -p "$dir/farola"
RUST_LOG=s3s_fs=info "$server" --host 127.0.0.1 --port "$PORT" \
  --access-key farola --secret-key farola-secret "$dir" >"$log" 2>&1 &
pid=$!
finish() {
  # It keeps nothing in memory, and told politely it waits for connections that clients keep open.
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  rm -rf "$run"
}
trap finish EXIT
address=
for _ in $(seq 200); do
  address=$(sed -n 's/.*server is running at \(http:[0-9./]*:[0-9]*\).*/\1/p' "$log" | head -n 1)
  [ -z "$address" ] || break
  kill -0 "$pid" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.05
done
[ -n "$address" ] || { cat "$log" >&2; exit 1; }
echo "$address"
cat >/dev/null
