#!/usr/bin/env bash
# Tests the Kotlin of the facade on the real library. With `measure`: prints what calls cost.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cargo build --quiet -p farola-ffi --lib
cd bindings/kotlin
maven() { mvn -B -ntp -q -Dstyle.color=never "-Dfarola.library=$TARGET/debug" "$@"; }
case ${1:-test} in
  test) mvn -B -ntp -Dstyle.color=never "-Dfarola.library=$TARGET/debug" test ;;
  measure) maven test-compile exec:java ;;
  *) say "usage: scripts/kotlin.sh [test|measure]"; exit 2 ;;
esac
