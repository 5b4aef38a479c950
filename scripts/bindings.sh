#!/usr/bin/env bash
# Writes the facade's Kotlin (and what else stands in LANGUAGES) out of the built library.
# With `--check`: says of each file whether it is what the library gives.
set -euo pipefail
. "$(dirname "$0")/env.sh"

# language=folder below bindings/
LANGUAGES=(kotlin=kotlin/src/generated/kotlin)

cargo build --quiet -p farola-ffi --lib
cargo build --quiet -p farola-bindgen
library=$TARGET/debug/libfarola_ffi.so
[ -e "$library" ] || library=$TARGET/debug/libfarola_ffi.dylib

into=bindings
if [ "${1:-}" = --check ]; then
  into=$(mktemp -d)
  trap 'rm -rf "$into"' EXIT
fi
pairs=()
for pair in "${LANGUAGES[@]}"; do
  rm -rf "${into:?}/${pair#*=}"
  pairs+=("${pair%%=*}=$into/${pair#*=}")
done
"$TARGET/debug/farola-bindgen" "$library" "${pairs[@]}"
[ "${1:-}" = --check ] || exit 0

worst=0
while read -r file; do
  if cmp -s "$into/$file" "bindings/$file"; then
    printf 'bindings/%s: as its source\n' "$file"
  else
    printf 'bindings/%s: differs from what its source gives; run make bindings\n' "$file"
    worst=1
  fi
done < <(cd "$into" && find . -type f | sed 's,^\./,,' | sort)
exit $worst
