#!/usr/bin/env bash
# Builds the phone library as it is shipped (size-optimised, one unit, stripped) and says how
# large it is for this machine's processor.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cargo rustc --quiet -p farola-ffi --lib --release --crate-type cdylib
for library in "$TARGET"/release/libfarola_ffi.{so,dylib}; do
  [ -f "$library" ] || continue
  printf '%s bytes, %s packed (gzip -9): %s\n' \
    "$(wc -c <"$library")" "$(gzip -9 -c "$library" | wc -c)" "${library##*/}"
done
