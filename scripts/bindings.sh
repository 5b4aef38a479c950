#!/usr/bin/env bash
# Writes the facade's Kotlin, Swift and Python out of the built library, each where its package
# wants it. With `--check`: says of each file whether it is what the library gives.
set -euo pipefail
. "$(dirname "$0")/env.sh"

# Folders below bindings/ that hold nothing but generated files.
GENERATED=(
  kotlin/src/generated/kotlin
  swift/Sources/FarolaCore
  swift/Sources/FarolaCoreFFI
  python/generated
)

debug_build -p farola-ffi --lib
debug_build -p farola-bindgen
library=$TARGET/debug/libfarola_ffi.so
[ -e "$library" ] || library=$TARGET/debug/libfarola_ffi.dylib

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$TARGET/debug/farola-bindgen" "$library" "kotlin=$made/kotlin/src/generated/kotlin" \
  "swift=$made/swift/Sources/FarolaCore" "python=$made/python/generated"
# Swift wants the C header and its map in a target of their own, under the map's usual name.
mkdir -p "$made/swift/Sources/FarolaCoreFFI"
mv "$made/swift/Sources/FarolaCore/FarolaCoreFFI.h" "$made/swift/Sources/FarolaCoreFFI/"
mv "$made/swift/Sources/FarolaCore/FarolaCoreFFI.modulemap" \
  "$made/swift/Sources/FarolaCoreFFI/module.modulemap"

files() { (cd "$1" && find "${GENERATED[@]}" -type f 2>/dev/null | grep -v '/__pycache__/' | sort); }

if [ "${1:-}" != --check ]; then
  for folder in "${GENERATED[@]}"; do
    rm -rf "bindings/${folder:?}"
    mkdir -p "bindings/$(dirname "$folder")"
    cp -R "$made/$folder" "bindings/$folder"
  done
  exit 0
fi

worst=0
while read -r file; do
  if cmp -s "$made/$file" "bindings/$file"; then
    printf 'bindings/%s: as its source\n' "$file"
  else
    printf 'bindings/%s: differs from what its source gives; run make bindings\n' "$file"
    worst=1
  fi
done < <({ files "$made"; files bindings; } | sort -u)
exit $worst
