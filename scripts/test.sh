#!/usr/bin/env bash
# Runs the named suites one after the other, goes on after a failure, counts, and closes
# with what was left out and one line: N passed, N failed. Logs are kept in target/test-logs.
set -uo pipefail
. "$(dirname "$0")/env.sh"
export CARGO_TERM_COLOR=never NO_COLOR=1 FORCE_COLOR=0 CI=1

LOGS=$TARGET/test-logs
rm -rf "$LOGS"
mkdir -p "$LOGS"
passed=0 failed=0 lines=() left=()
# Every process that is started below has this in its environment, daemons too.
export FAROLA_TEST_RUN=$$-$RANDOM

# suite NAME COMMAND…: runs it, counts what it says of itself.
suite() {
  local name=$1 log=$LOGS/$1.log began=$SECONDS status p f
  shift
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  read -r p f < <(count "$log")
  # A suite that says nothing countable is one check, or none where it says why it was left out;
  # one that broke off has a failure.
  if [ $((p + f)) = 0 ] && [ "$status" = 0 ] && ! grep -q '^SKIP ' "$log"; then p=1; fi
  if [ "$f" = 0 ] && [ "$status" != 0 ]; then f=1; fi
  passed=$((passed + p)) failed=$((failed + f))
  while read -r skipped; do left+=("$skipped"); done < <(sed -n 's/^SKIP //p' "$log")
  lines+=("$(printf '%-8s %5d passed %3d failed  %4d s' "$name" "$p" "$f" $((SECONDS - began)))")
}

# What cargo, vitest, Maven, Playwright, Node, pytest, XCTest, Swift Testing, `farola form test`,
# kit/convert.py and our own scripts print of passed and failed.
count() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^test result:/ { p += $4; f += $6 }
    /^ *Tests +/ { for (i = 2; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
    /^ +[0-9]+ passed \(/ { p += $1 }
    /^ +[0-9]+ (failed|flaky)$/ { if ($2 == "failed") f += $1; else p += $1 }
    /^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
    /^(#|ℹ) (pass|fail) [0-9]+$/ { if ($2 == "pass") p += $3; else f += $3 }
    /Tests run:.*Skipped: [0-9]+$/ { gsub(",", ""); for (i = 1; i < NF; i++) { if ($i == "run:") r = $(i+1); if ($i == "Failures:" || $i == "Errors:") b += $(i+1) } p += r - b; f += b; b = 0 }
    /^=* ?[0-9]+ (passed|failed|error|errors|skipped|deselected)[, ].*in [0-9.]+s/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^(failed|error)/) f += $i } }
    /^Test Suite .(All|Selected) tests. (passed|failed)/ { whole = 1; next }
    whole && /Executed [0-9]+ test/ { for (i = 1; i < NF; i++) { if ($i == "Executed") r = $(i+1); if ($(i+1) ~ /^failure/) b = $i } if (b > r) b = r; p += r - b; f += b; b = 0 }
    { whole = 0 }
    / Test run with [0-9]+ tests? .*(passed|failed) after/ { r = 0; b = 0; for (i = 1; i < NF; i++) { if ($i == "with" && $(i+2) ~ /^test/) r = $(i+1); if ($i == "with" && $(i+2) ~ /^issue/) b = $(i+1) } if (b > r) b = r; p += r - b; f += b; b = 0 }
    /: as its source$/ { p++ }
    /: differs from what its source gives/ { f++ }
    END { print p + 0, f + 0 }'
}

# Processes of this run that are still there, each as "number name". Their environment says so, which
# only Linux shows.
still_running() {
  local folder number
  for folder in /proc/[0-9]*; do
    number=${folder#/proc/}
    [ "$number" != $$ ] && [ "$number" != "$BASHPID" ] || continue
    grep -qzx "FAROLA_TEST_RUN=$FAROLA_TEST_RUN" "$folder/environ" 2>/dev/null || continue
    printf '%s %s\n' "$number" "$(tr '\0' ' ' <"$folder/cmdline" 2>/dev/null | cut -c 1-100)"
  done
}

# Whatever a suite left behind is named, ended, and counts as a failure.
nothing_left_behind() {
  local found number name
  found=$(still_running)
  [ -n "$found" ] || { printf '\nStill running: nothing\n'; return; }
  # One that was just about to end is none.
  sleep 2
  found=$(still_running)
  [ -n "$found" ] || { printf '\nStill running: nothing\n'; return; }
  printf '\nStill running, and ended now:\n'
  while read -r number name; do
    printf '  %s %s\n' "$number" "$name"
    kill "$number" 2>/dev/null || true
  done <<<"$found"
  failed=$((failed + 1))
  lines+=("$(printf '%-8s %5d passed %3d failed' left 0 1)")
}

# What the named parts install and download is fetched beside the first long compile, which leaves
# the network idle. Whatever fails here is tried again, and told, by the part itself.
fetch_ahead() {
  local part
  for part in "$@"; do
    case $part in
      web|wasm|e2e) scripts/setup.sh web browser ;;
      kotlin) scripts/setup.sh jvm ;;
      android|apk) scripts/setup.sh web android ;;
      python) scripts/setup.sh python ;;
      phone) scripts/setup.sh phone ;;
      swift|ios) scripts/swift-test.sh --fetch ;;
    esac
  done >"$LOGS/fetch.txt" 2>&1
}

setup() { set_up "$@" || { say "setup failed"; exit 1; }; }

# Whether there is a standard library for browsers; rustup can add it, Debian's Rust has none.
wasm_target() {
  have rustup || [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]
}

web_build() { scripts/web.sh || { say "the review app does not build"; failed=$((failed + 1)); }; }

ahead=
for part in "$@"; do
  case $part in
    kit) suite kit scripts/kit.sh --check ;;
    forms) setup rust; suite forms scripts/forms.sh ;;
    fmt) suite fmt cargo fmt --all --check ;;
    clippy) suite clippy cargo clippy --workspace --all-targets -- -D warnings ;;
    tidy) setup rust; suite tidy cargo run -q -p farola-xtask -- tidy ;;
    unit) suite unit cargo test --workspace --lib --no-fail-fast ;;
    core) setup rust; suite core cargo test --no-fail-fast -p farola-model -p farola-xpath \
      -p farola-form -p farola-drive -p farola-control -p farola-picture -p farola-track -p farola-walk \
      -p farola-protocol -p farola-store -p farola-sync -p farola-engine ;;
    hub) setup rust web postgres s3; web_build
      suite hub cargo test --no-fail-fast -p farola-hub-store -p farola-hub-wire -p farola-hub-server
      suite hub-pg scripts/on-postgres.sh cargo test --no-fail-fast -p farola-hub-server ;;
    rust) setup rust web postgres s3; web_build
      fetch_ahead "$@" & ahead=$!
      suite rust cargo test --workspace --no-fail-fast
      # The same tests over HTTP, with the hub's database on a PostgreSQL and its files in a bucket.
      suite hub-pg scripts/on-postgres.sh scripts/only-tests.sh --test access --test aside --test audit --test codes --test contract --test bounds \
        --test durable --test kill_hub --test filters --test forget --test front --test held --test hostile --test jobs \
        --test openrosa --test parcels --test people --test review
      # The tests of the command made cargo build it; the browser tests take that binary.
      export FAROLA_BIN=$TARGET/debug/farola WORKSPACE_IS_BUILT=1 ;;
    web) setup web; scripts/web.sh deps hub/web
      suite web npm --prefix hub/web test
      suite types npm --prefix hub/web run check ;;
    wasm) setup rust web browser
      if wasm_target; then suite wasm scripts/wasm.sh test
      else suite wasm echo "SKIP wasm: this Rust has no wasm32-unknown-unknown and no rustup to add it"; fi ;;
    bindings) setup rust; suite bindings scripts/bindings.sh --check ;;
    kotlin) setup rust jvm; suite kotlin scripts/kotlin.sh ;;
    swift) setup rust; suite swift scripts/swift-test.sh bindings/swift
      suite swiftfmt scripts/swift-test.sh --exec swift format lint --strict --recursive \
        bindings/swift/Package.swift bindings/swift/Tests bindings/swift/Sources/farola-measure ;;
    ios) setup rust; suite ios scripts/ios.sh ;;
    android) setup rust web android; web_build; suite android scripts/android.sh ;;
    apk) setup jvm android; suite apk scripts/android-apk.sh ;;
    python) setup rust python; suite python scripts/python.sh ;;
    cross) setup rust; suite cross scripts/cross.sh ;;
    phone) setup rust; suite phone scripts/phone.sh ;;
    e2e) setup rust web browser; web_build; suite e2e scripts/e2e.sh ;;
    *) say "no such suite: $part"; exit 2 ;;
  esac
done

[ -z "$ahead" ] || wait "$ahead"
nothing_left_behind
if [ "$failed" != 0 ]; then
  printf '\nWhat failed (logs in %s):\n' "$LOGS"
  grep -hE '(\.\.\. FAILED$|^ +(✘|[0-9]+\)) |FAIL |^FAILED |^error(\[|:)|: error: |: differs from what|: does not compile$)' "$LOGS"/*.log \
    | sort -u | head -n 60
fi
printf '\n'
printf '%s\n' "${lines[@]}"
if [ ${#left[@]} = 0 ]; then printf 'Left out: nothing\n'
else
  printf 'Left out (README.md says what a machine needs for the whole):\n'
  printf '  %s\n' "${left[@]}"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
