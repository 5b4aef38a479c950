#!/usr/bin/env bash
# What a change must pass before it is committed, without Node: scripts/check.sh
#
# Commit messages, formatting, lints, tidy, licences and bans, documentation, and the tests of the
# crates that differ from main. Each step is one line with its seconds; what fails is shown. The
# review app is not needed: the hub compiles without it. What main is: origin/main, else main.
#
# Advisories are not asked for: their database is on the network. `make deny` asks.
set -uo pipefail
. "$(dirname "$0")/env.sh"
export CARGO_TERM_COLOR=never

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=() left=()

# step NAME COMMAND…: runs it, and shows what it said only if it failed.
step() {
  local name=$1 began=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    printf '%-9s ok      %4d s\n' "$name" $((SECONDS - began))
  else
    failed+=("$name")
    printf '%-9s FAILED  %4d s\n' "$name" $((SECONDS - began))
    tail -n 60 "$log"
  fi
}

# A link to a private item is no fault: whoever reads these pages has the source beside them.
documentation() {
  RUSTDOCFLAGS='-D warnings -A rustdoc::private_intra_doc_links' cargo doc --quiet --workspace --no-deps --lib
}

licences() { cargo deny --offline --all-features check bans licenses sources; }

# The hub's own tests look at the built review app; they are left out where it was not built.
tests_of_what_changed() {
  local changed packages=() name
  changed=$(cargo xtask changed) || { printf '%s\n' "$changed"; return 1; }
  for name in $changed; do
    if [ "$name" = farola-hub-server ] && [ ! -e hub/web/build/index.html ]; then
      left+=("tests of $name (the review app is not built: scripts/web.sh)")
    else packages+=(-p "$name"); fi
  done
  [ ${#packages[@]} = 0 ] || cargo test --no-fail-fast "${packages[@]}"
}

set_up rust lints || exit 1
step messages cargo xtask commits
step fmt cargo fmt --all --check
step clippy cargo clippy --quiet --workspace --all-targets -- -D warnings
step tidy cargo xtask tidy
if cargo deny --version >/dev/null 2>&1; then step deny licences
else left+=("deny (cargo-deny is not here; \`make deny\` installs it)"); fi
step doc documentation
step tests tests_of_what_changed

printf '\n'
if [ ${#left[@]} != 0 ]; then printf 'Left out: %s\n' "${left[@]}"; fi
if [ ${#failed[@]} = 0 ]; then printf 'All is well, in %d s\n' "$SECONDS"
else
  printf 'Not ready (%s), in %d s\n' "${failed[*]}" "$SECONDS"
  exit 1
fi
