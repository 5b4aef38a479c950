#!/usr/bin/env bash
# Prints what the bridge costs in Kotlin, Swift and Python: a call, a record, a callback, loading,
# and a soak of 100,000 calls with the memory before and after. On the library as it is shipped
# (first build: minutes), or on the one in FAROLA_LIBRARY.
#   scripts/measure-bindings.sh [kotlin|swift|python…]
set -euo pipefail
. "$(dirname "$0")/env.sh"
# What is shipped carries its own OpenSSL.
export OPENSSL_NO_VENDOR=0
[ $# -gt 0 ] || set -- kotlin swift python
if [ -z "${FAROLA_LIBRARY:-}" ]; then
  scripts/size.sh
  FAROLA_LIBRARY=$TARGET/release
fi
export FAROLA_LIBRARY
for language in "$@"; do
  case $language in
    kotlin) scripts/kotlin.sh measure ;;
    python) scripts/python.sh measure ;;
    # Optimised, as an app is; the debug build of Swift costs many times as much.
    swift) scripts/swift-test.sh --run bindings/swift farola-measure ;;
    *) say "usage: scripts/measure-bindings.sh [kotlin|swift|python…]"; exit 2 ;;
  esac
done
