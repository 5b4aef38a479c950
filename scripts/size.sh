#!/usr/bin/env bash
# Builds the phone library as it is shipped (size-optimised, one unit, stripped) and says how
# large it is for this machine's processor; with --parts also what it is made of (LLVM's linker, whose map it reads).
set -euo pipefail
. "$(dirname "$0")/env.sh"
# What is shipped carries its own OpenSSL.
export OPENSSL_NO_VENDOR=0
link=()
if [ "${1:-}" = --parts ]; then link=(-- -Clink-arg=-Wl,-Map="$TARGET/size.map"); fi
cargo rustc --quiet -p farola-ffi --lib --release --crate-type cdylib "${link[@]}"
for library in "$TARGET"/release/libfarola_ffi.{so,dylib}; do
  [ -f "$library" ] || continue
  printf '%s bytes, %s packed (gzip -9): %s\n' \
    "$(wc -c <"$library")" "$(gzip -9 -c "$library" | wc -c)" "${library##*/}"
done
[ ${#link[@]} = 0 ] || python3 scripts/size-parts.py "$TARGET/size.map"
