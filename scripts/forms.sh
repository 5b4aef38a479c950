#!/usr/bin/env bash
# Runs the kit's form tests: every form of kit/ against its cases in kit/tests/.
set -uo pipefail
. "$(dirname "$0")/env.sh"
cargo build -q -p farola-cli --no-default-features || exit 2
worst=0
for form in kit/*.xml; do
  printf '%s\n' "$form"
  "$TARGET/debug/farola" form test "$form" "kit/tests/$(basename "$form" .xml).yaml" || worst=1
done
exit $worst
