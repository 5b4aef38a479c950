#!/usr/bin/env bash
# The main job: a hub, three phones that walk offline in Guadalajara, sync when the network
# is back, and a person who reviews. Keeps running until Ctrl-C; everything is kept in var/
# (or FAROLA_VAR) and found again by the next run. With STORE=postgres the hub's database is on a
# PostgreSQL and its files are in a bucket of an S3 server, which this starts itself, in var/postgres.
set -euo pipefail
. "$(dirname "$0")/env.sh"

STORE=${STORE:-sqlite}
case $STORE in
  sqlite) VAR=${FAROLA_VAR:-$ROOT/var} ;;
  postgres) VAR=${FAROLA_VAR:-$ROOT/var/postgres} ;;
  *) say "no such store: $STORE (sqlite or postgres)"; exit 2 ;;
esac
PORT=${FAROLA_PORT:-8460}
POLL_S=${FAROLA_POLL_S:-5}
FAROLA=$TARGET/debug/farola
SIM=$TARGET/debug/farola-sim
PHONES=(andador mercado parque)
# Invented people: their names stand in the history of what they decide.
declare -A USERS=([admin]="Ada Robles" [reviewer]="Rosa Íñiguez" [team]="Equipo Analco")

set_up rust web
[ "$STORE" = sqlite ] || set_up postgres s3
scripts/web.sh
say "cargo: building farola: a line for each crate that has to be compiled, some 300 the first time"
# Without the allocator of a hub that serves for months: it is two minutes of a first build.
cargo build -p farola-cli --no-default-features --features device,hub -p farola-sim
mkdir -p "$VAR"
chmod 700 "$VAR"

hub_pid=
declare -A walkers=()
stop() {
  trap - EXIT INT TERM
  # Everything that runs beside: the walkers, the hub, the pause between two looks.
  local beside
  beside=$(jobs -p)
  # shellcheck disable=SC2086 # one number each
  [ -z "$beside" ] || kill $beside 2>/dev/null || true
  if [ -n "$hub_pid" ]; then
    kill "$hub_pid" 2>/dev/null || true
    wait "$hub_pid" 2>/dev/null || true
  fi
  printf '\nDetenido. Los datos siguen en %s / Stopped. The data stay in %s\n' "$VAR" "$VAR"
  exit "${1:-0}"
}
trap 'stop $?' EXIT
trap 'stop 0' INT TERM

failed() {
  say "this failed; the end of $1:"
  tail -n 5 "$1" >&2
  exit 1
}

# Whether the hub answers; by the shell alone, since a bare Debian has no curl.
healthy() {
  (exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf 'GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3 &&
    head -n 1 <&3 | grep -q ' 200') 2>/dev/null
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# json KEY: the value of a text field in the JSON on standard input.
json() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -n 1; }

password() { od -An -N9 -tx1 /dev/urandom | tr -d ' \n'; }

# Both servers live as long as this does: they end when nobody holds their standard input.
servers() {
  [ -e "$VAR/hub.ready" ] || rm -rf "$VAR/database" "$VAR/bucket"
  # Run by root, PostgreSQL belongs to another user, who has to come through.
  [ "$(id -u)" != 0 ] || chmod 711 "$VAR"
  rm -f "$VAR"/{hold,postgres,s3}.pipe
  mkfifo "$VAR"/{hold,postgres,s3}.pipe
  exec {hold}<>"$VAR/hold.pipe"
  scripts/postgres.sh "$VAR/database" <"$VAR/hold.pipe" >"$VAR/postgres.pipe" {hold}>&- &
  scripts/s3.sh "$VAR/bucket" <"$VAR/hold.pipe" >"$VAR/s3.pipe" {hold}>&- &
  read -r FAROLA_HUB_DATABASE <"$VAR/postgres.pipe" || failed "$VAR/database/server.log"
  local s3
  read -r s3 <"$VAR/s3.pipe" || { say "the S3 server does not start"; exit 1; }
  FAROLA_HUB_FILES="s3://farola?endpoint=$s3"
  AWS_ACCESS_KEY_ID=farola AWS_SECRET_ACCESS_KEY=farola-secret
  export FAROLA_HUB_DATABASE FAROLA_HUB_FILES AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
}

first_time() {
  say "first run: making the hub in $VAR/hub"
  rm -rf "$VAR/hub" # half made by a first run that was cut off; it never served
  "$FAROLA" hub init --data "$VAR/hub" --project-name Guadalajara >/dev/null
  (umask 077 && : >"$VAR/access.txt")
  local user secret
  for user in admin reviewer team; do
    secret=$(password)
    printf '%s\n' "$secret" | "$FAROLA" hub user add "$user@farola.example" --data "$VAR/hub" \
      --role "$user" --name "${USERS[$user]}" --password-stdin >/dev/null
    printf '%-24s %s\n' "$user@farola.example" "$secret" >>"$VAR/access.txt"
  done
  "$FAROLA" hub form publish kit/*.xml --data "$VAR/hub" >/dev/null
  touch "$VAR/hub.ready"
}

serve() {
  while port_taken "$PORT"; do
    say "port $PORT is taken, trying the next"
    PORT=$((PORT + 1))
  done
  BASE=http://127.0.0.1:$PORT
  "$FAROLA" hub serve --data "$VAR/hub" --listen "127.0.0.1:$PORT" --base-url "$BASE" \
    >"$VAR/hub.log" 2>&1 &
  hub_pid=$!
  local tries=0
  until healthy; do
    kill -0 "$hub_pid" 2>/dev/null || failed "$VAR/hub.log"
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || failed "$VAR/hub.log"
    sleep 0.2
  done
}

# Each phone is enrolled once, and fetches the forms while there is a network. Its address with
# the key is kept (only for this user), for a hub that comes back on another port: what
# reviewers say goes to the key that sent the submission.
enrol() {
  local phone=$1 dir=$VAR/phone-$1 url
  url=$(cat "$dir.url" 2>/dev/null || true)
  case $url in "$BASE"/*) return 0 ;; esac
  if [ -z "$url" ]; then
    url=$("$FAROLA" hub app-user add "$phone" --data "$VAR/hub" --base-url "$BASE" --json | json url)
  else
    url=$BASE/v1/${url#*/v1/}
  fi
  printf '%s' "$url" | "$FAROLA" device init "$dir" --enrol - >/dev/null
  "$FAROLA" device sync "$dir" >/dev/null
  (umask 077 && printf '%s' "$url" >"$dir.url")
}

line() { printf '%s\n' "------------------------------------------------------------------------"; }

[ "$STORE" = sqlite ] || servers
[ -e "$VAR/hub.ready" ] || first_time
serve
for phone in "${PHONES[@]}"; do enrol "$phone"; done

# Registration, ten stops, findings with photos, debrief. A walk that was cut off (Ctrl-C,
# kill) goes on where it was.
seed=0
for phone in "${PHONES[@]}"; do
  seed=$((seed + 1))
  if [ -e "$VAR/phone-$phone.walked" ]; then
    say "$phone: ya caminó, sus datos siguen / has walked before, its data are as they were"
    continue
  fi
  say "$phone: camina sin red / walks without a network"
  "$SIM" walk "$VAR/phone-$phone" --route "$phone" --seed "$seed" --resume \
    >"$VAR/phone-$phone.log" 2>&1 &
  walkers[$phone]=$!
done
for phone in "${!walkers[@]}"; do
  wait "${walkers[$phone]}" || failed "$VAR/phone-$phone.log"
  tail -n 1 "$VAR/phone-$phone.log"
  touch "$VAR/phone-$phone.walked"
done
walkers=()

say "red encendida: se envía / network on: sending"
# A submission that was set aside is named, and does not keep the rest from going on.
for phone in "${PHONES[@]}"; do "$FAROLA" device sync "$VAR/phone-$phone" || true; done

line
cat <<TEXT
Abra / open:   $BASE
Entre como / sign in as (reviewer decide, admin manages, team reads):
$(sed 's/^/  /' "$VAR/access.txt")
Apruebe una parada y pida corrección de otra: sus palabras aparecen aquí, como en el teléfono.
Approve one stop and send one back: your words appear here, as on the phone.
Ctrl-C detiene; los datos quedan en $VAR / stops; the data stay there.
TEXT
line

# What reviewers say comes with the next sync, and is shown once, as the phone would.
while :; do
  for phone in "${PHONES[@]}"; do
    dir=$VAR/phone-$phone
    "$FAROLA" device sync "$dir" >/dev/null 2>&1 || true
    words=$("$FAROLA" device messages "$dir" --new 2>/dev/null || true)
    [ -z "$words" ] || printf '\n[%s]\n%s\n' "$phone" "$words"
  done
  kill -0 "$hub_pid" 2>/dev/null || failed "$VAR/hub.log"
  sleep "$POLL_S" &
  wait $!
done
