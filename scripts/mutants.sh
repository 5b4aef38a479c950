#!/usr/bin/env bash
# Which faults would the tests of a crate not notice? cargo-mutants puts one small fault at a time
# into a copy of the project (a function that returns a constant, `<` for `<=`, a deleted arm) and
# runs the crate's own tests on each. Lists those that no test noticed and closes with the share.
#   scripts/mutants.sh CRATE [OPTION…]      make mutants CRATE=walk; options go to cargo-mutants
# One fault at a time (-j1) and minutes to hours; only pure crates build quickly enough:
# model, track, walk, protocol, sync, control. Doctests are left out: each would be linked anew.
set -uo pipefail
. "$(dirname "$0")/env.sh"

crate=${1:-}
[ -n "$crate" ] || { say "usage: make mutants CRATE=walk"; exit 2; }
shift
scripts/setup.sh rust mutants || exit 1
OUT=$ROOT/var/mutants/$crate
mkdir -p "$OUT"

# A mutant that loops is ended after this many seconds; no test of these crates takes ten.
cargo mutants --package "farola-$crate" --jobs 1 --timeout 60 --build-timeout 300 \
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
