#!/usr/bin/env bash
# Which faults would the tests of a crate not notice? cargo-mutants puts one small fault at a time
# into a copy of the project (a function that returns a constant, `<` for `<=`, a deleted arm) and
# runs the crate's own tests on each. Lists those that no test noticed and closes with the share.
#   scripts/mutants.sh CRATE [OPTION…]      make mutants CRATE=walk; options go to cargo-mutants
# One fault at a time (-j1). model, track, walk, protocol, sync and control take minutes to an hour;
# store, hub-store, form, xpath and engine take many, so try a part of their faults:
#   scripts/mutants.sh store --shard 0/8 --sharding round-robin
# Doctests are left out: each would be linked anew.
set -uo pipefail
. "$(dirname "$0")/env.sh"

crate=${1:-}
[ -n "$crate" ] || { say "usage: make mutants CRATE=walk"; exit 2; }
grep -qsx "name = \"farola-$crate\"" ./*/Cargo.toml ./*/*/Cargo.toml \
  || { say "no crate farola-$crate; CRATE is its name without farola-: walk, store, hub-store"; exit 2; }
shift
set_up rust mutants || exit 1
OUT=$ROOT/var/mutants/$crate
mkdir -p "$OUT"

# A mutant that loops is ended after so many seconds, and counts as caught: the limit is far above
# what the tests take. Those of the pure crates take less than ten; those of the stores, which
# damage and kill databases, a minute and more.
case $crate in store | hub-* | engine | form | cli) limit=900 ;; *) limit=60 ;; esac
cargo mutants --package "farola-$crate" --jobs 1 --timeout "$limit" --build-timeout 900 \
  --colors never --no-shuffle --output "$OUT" "$@" -- --lib --tests
status=$?

found=$OUT/mutants.out
lines() { if [ -e "$found/$1.txt" ]; then grep -c . "$found/$1.txt"; else echo 0; fi; }
caught=$(($(lines caught) + $(lines timeout))) missed=$(lines missed)
[ $((caught + missed)) -gt 0 ] || exit "$status"
if [ "$missed" -gt 0 ]; then
  printf '\nNo test noticed:\n'
  sort "$found/missed.txt"
fi
printf '\n%s: %d of %d caught, %d not built; %d of 100\n' "$crate" "$caught" \
  $((caught + missed)) "$(lines unviable)" $((100 * caught / (caught + missed)))
# Survivors are for reading, not a failure of this script.
case $status in 0 | 2 | 3) exit 0 ;; *) exit "$status" ;; esac
