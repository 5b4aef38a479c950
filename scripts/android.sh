#!/usr/bin/env bash
# Compiles the Android app and runs its tests under Robolectric on the real library, against a
# real hub on loopback. Further arguments go to Maven (-Dtest=…).
set -euo pipefail
. "$(dirname "$0")/env.sh"

set_up rust web android
# The hub of the tests serves the review app from its own binary.
scripts/web.sh
debug_build -p farola-ffi --lib
debug_build -p farola-cli
scripts/android-resources.sh
cd android/app
mvn -B -ntp -Dstyle.color=never "-Dfarola.target=$TARGET/debug" test "$@"
