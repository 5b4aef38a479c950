#!/usr/bin/env bash
# Starts a PostgreSQL of its own, prints its address, and ends it when standard input ends. The
# word "restart" there kills it and starts it again at the same address, which it answers.
# In the folder that is named, durable; without one in a temporary folder, which goes with it.
set -euo pipefail
FOLDER=${1:-}
. "$(dirname "$0")/env.sh"

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -x "$bin/initdb" ] || bin=$(dirname "$(command -v initdb || echo /missing/initdb)")
[ -x "$bin/initdb" ] || { say "PostgreSQL is missing: scripts/setup.sh postgres"; exit 1; }

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  else exec "$@"; fi
}

options=(-c listen_addresses= -c max_connections=200)
if [ -n "$FOLDER" ]; then
  mkdir -p "$FOLDER"
  dir=$(realpath "$FOLDER")
else
  dir=$(mktemp -d /tmp/farola-postgres.XXXXXX)
  trap 'rm -rf "$dir"' EXIT
  options+=(-F)
fi
[ "$(id -u)" != 0 ] || chown postgres "$dir"
(as_owner test -x "$dir") || { say "the user postgres cannot reach $dir: name another folder"; exit 1; }
cd "$dir"
if [ ! -e "$dir/data/PG_VERSION" ]; then
  # An order of letters that is not ours: nothing may depend on the one of the server.
  (as_owner "$bin/initdb" -D "$dir/data" -U farola -A trust -E UTF8 -N \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=es-MX) >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; exit 1; }
fi
# The socket's path has room for 107 characters only, and the folder may be anywhere.
socket=$(mktemp -d /tmp/farola-socket.XXXXXX)
[ "$(id -u)" != 0 ] || chown postgres "$socket"
begin() {
  (as_owner "$bin/postgres" -D "$dir/data" -k "$socket" "${options[@]}") >>"$dir/server.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do
    "$bin/pg_isready" -q -h "$socket" -U farola -d postgres && return
    kill -0 "$server" 2>/dev/null || { cat "$dir/server.log" >&2; exit 1; }
    sleep 0.05
  done
}
server=
finish() {
  [ -z "$server" ] || kill -INT "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$socket"
  [ -n "$FOLDER" ] || rm -rf "$dir"
}
trap finish EXIT
begin
echo "postgres://farola@${socket//\//%2F}/postgres"
while read -r word; do
  [ "$word" = restart ] || continue
  # At once: no connection is waited for, no page is written, as when the machine fails.
  kill -QUIT "$server"
  wait "$server" || true
  begin
  echo restarted
done
