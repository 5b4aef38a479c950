#!/usr/bin/env bash
# Runs `swift test` of a package on the host-built debug library, or the one in FAROLA_LIBRARY:
#   scripts/swift-test.sh PACKAGE [ARGUMENT…]       for instance: ios --filter WalkModelTests
#   scripts/swift-test.sh --run PACKAGE PRODUCT     a program of it, optimised
#   scripts/swift-test.sh --fetch               only makes sure that there is a Swift
#   scripts/swift-test.sh --exec COMMAND [ARGUMENT…] any command, at the project's root
#
# Where there is a Swift (a Mac, or a Linux that has it) that one runs; otherwise the Swift of
# scripts/swift-root.sh by chroot, in a mount namespace of its own, so that nothing stays
# mounted even after a failure. Where neither can be had it says SKIP and succeeds; with
# REQUIRE_SWIFT=1 it fails instead, so that a broken mirror does not hide broken Swift.
set -euo pipefail
. "$(dirname "$0")/env.sh"

SWIFT_ROOT=${FAROLA_SWIFT_ROOT:-$ROOT/.cache/swift}
LIBRARY=${FAROLA_LIBRARY:-$TARGET/debug}
# What an installation needs while the packages lie beside what they unpack to.
NEEDED_KB=3000000

skip() {
  [ -z "${REQUIRE_SWIFT:-}" ] || { say "swift is required here: $1"; exit 1; }
  printf 'SKIP swift: %s\n' "$1"
  exit 0
}

free_kb() { df --output=avail -k "$ROOT" | tail -n 1; }

# in_root COMMAND…: by chroot, with the project at /src and the library's folder at /farola; the
# hub's binary, if cargo has built it, is in the same folder (FAROLA_BIN).
# /proc is needed (swiftc finds its own libraries through it).
in_root() {
  mkdir -p "$SWIFT_ROOT/src" "$SWIFT_ROOT/farola" "$LIBRARY"
  # shellcheck disable=SC2016 # the inner shell expands them
  unshare --mount --propagation private sh -euc '
    root=$1 tree=$2 library=$3; shift 3
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$tree" "$root/src"
    mount --bind "$library" "$root/farola"
    exec chroot "$root" env -u SSL_CERT_DIR -u SSL_CERT_FILE HOME=/tmp LC_ALL=C.UTF-8 LD_LIBRARY_PATH=/farola \
      FAROLA_BIN=/farola/farola sh -euc "cd /src && exec \"\$@\"" sh "$@"
  ' sh "$SWIFT_ROOT" "$ROOT" "$LIBRARY" "$@"
}

if have swift; then
  run() { LD_LIBRARY_PATH=$LIBRARY FAROLA_BIN=${FAROLA_BIN:-$TARGET/debug/farola} "$@"; }
  library=$LIBRARY
else
  [ "$(uname)" = Linux ] || skip "no swift on this machine"
  if [ "$(id -u)" != 0 ]; then skip "no swift here, and its folder needs root for a chroot"; fi
  unshare --mount true 2>/dev/null || skip "no swift here, and this container may not mount"
  have apt-get || skip "no swift here, and no apt to install it with"
  ls "$SWIFT_ROOT"/.swift-* >/dev/null 2>&1 || [ "$(free_kb)" -gt "$NEEDED_KB" ] ||
    skip "its folder needs 3 GB of free disk"
  scripts/swift-root.sh "$SWIFT_ROOT" || skip "Debian trixie's Swift could not be installed"
  run() { in_root "$@"; }
  library=/farola
fi
[ "${1:-}" != --fetch ] || exit 0

if [ "${1:-}" = --exec ]; then
  shift
  run "$@"
  exit
fi
[ -n "${FAROLA_LIBRARY:-}" ] || debug_build -p farola-ffi --lib
# Undefined symbols of shared libraries are let through at the link of a test: Swift 6.0's own
# libswiftObservation.so has one (swiftlang/swift issue 75670). Our own show at load all the same.
link=(-Xlinker "-L$library")
[ "$(uname)" = Darwin ] || link+=(-Xlinker --allow-shlib-undefined)
if [ "${1:-}" = --run ]; then
  run swift run --package-path "$2" --configuration release --disable-sandbox --quiet \
    "${link[@]}" "$3"
  exit
fi
package=${1:?usage: scripts/swift-test.sh PACKAGE [ARGUMENT…]}
shift
run swift test --package-path "$package" --disable-sandbox "${link[@]}" "$@"
