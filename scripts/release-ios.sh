#!/usr/bin/env bash
# Builds bindings/swift/FarolaCoreFFI.xcframework, on a Mac with Xcode and rustup:
#   scripts/release-ios.sh [--dry-run] [--keep-symbols]
#
# A static library for each: iPhone, simulator (both processors in one file) and macOS, where the
# package's own tests run. Each keeps every symbol to itself but the facade's, since an app that
# also links Apple's SQLite, or another's OpenSSL, would else get whichever the linker sees first;
# --keep-symbols leaves that step out. --dry-run prints the commands and does nothing; it needs no
# Mac. docs/release.md says what was tried of this.
set -euo pipefail
. "$(dirname "$0")/env.sh"
# What is shipped carries its own OpenSSL.
export OPENSSL_NO_VENDOR=0

export IPHONEOS_DEPLOYMENT_TARGET=17.0 MACOSX_DEPLOYMENT_TARGET=14.0
PACKAGE=$ROOT/bindings/swift
OUT=$TARGET/apple

dry='' keep=''
for option in "$@"; do
  case $option in
    --dry-run) dry=1 ;;
    --keep-symbols) keep=1 ;;
    *) say "usage: scripts/release-ios.sh [--dry-run] [--keep-symbols]"; exit 2 ;;
  esac
done

# do_ COMMAND…: does it, or says it.
do_() {
  if [ -n "$dry" ]; then printf '%q ' "$@"; printf '\n'; else "$@"; fi
}

if [ -z "$dry" ]; then
  [ "$(uname)" = Darwin ] || { say "this needs a Mac; --dry-run shows what it would do"; exit 1; }
  have xcodebuild || { say "install Xcode and run xcode-select"; exit 1; }
fi

# build TARGET: its static library.
build() {
  do_ rustup target add "$1"
  do_ cargo rustc --locked -p farola-ffi --lib --release --crate-type staticlib --target "$1"
  [ -n "$keep" ] || localise "$1"
}

# localise TARGET: merges the archive into one object, in which references find SQLite and OpenSSL,
# and then hides their names: another copy in the app would else be mixed up with ours. Rust's own
# names stay: hiding rust_eh_personality makes Apple's linker miss it.
localise() {
  local folder=$TARGET/$1/release arch
  case $1 in aarch64-*) arch=arm64 ;; *) arch=x86_64 ;; esac
  if [ -z "$dry" ]; then
    # All that C and assembly define: what is neither Rust's own nor the facade's.
    xcrun nm -gUj "$folder/libfarola_ffi.a" 2>/dev/null |
      awk '/^_/ && !/^_(_ZN|_R|_*rust|uniffi_|ffi_farola_|UNIFFI_)/' |
      sort -u >"$folder/hidden.txt"
    [ -s "$folder/hidden.txt" ] || { say "no name of SQLite in $1: nothing to hide?"; exit 1; }
  fi
  do_ xcrun ld -r -arch "$arch" -unexported_symbols_list "$folder/hidden.txt" -all_load \
    "$folder/libfarola_ffi.a" -o "$folder/farola_ffi.o"
  do_ xcrun libtool -static -no_warning_for_no_symbols -o "$folder/libfarola_ffi.a" \
    "$folder/farola_ffi.o"
  [ -z "$dry" ] || return 0
  # Counted, not searched with -q: that ends nm early, and pipefail takes its end for "none".
  local visible ours
  visible=$(xcrun nm -gU "$folder/libfarola_ffi.a" 2>/dev/null | grep -cE ' T _(sqlite3|sqlcipher|EVP|OPENSSL)_' || true)
  ours=$(xcrun nm -gU "$folder/libfarola_ffi.a" 2>/dev/null | grep -c ' T _uniffi_' || true)
  [ "$visible" = 0 ] || { say "SQLite or OpenSSL is still to be seen from outside in $1"; exit 1; }
  [ "$ours" != 0 ] || { say "the facade's own names are hidden in $1"; exit 1; }
}

# together NAME TARGET…: one library of one platform.
together() {
  local name=$1 target files=()
  shift
  for target in "$@"; do
    build "$target"
    files+=("$TARGET/$target/release/libfarola_ffi.a")
  done
  do_ mkdir -p "$OUT/$name"
  do_ lipo -create "${files[@]}" -output "$OUT/$name/libfarola_ffi.a"
}

together ios aarch64-apple-ios
together simulator aarch64-apple-ios-sim x86_64-apple-ios
together macos aarch64-apple-darwin

# In a folder of their own: two UniFFI libraries in one app would else overwrite each other's map.
do_ mkdir -p "$OUT/headers/FarolaCoreFFI"
do_ cp "$PACKAGE/Sources/FarolaCoreFFI/FarolaCoreFFI.h" \
  "$PACKAGE/Sources/FarolaCoreFFI/module.modulemap" "$OUT/headers/FarolaCoreFFI/"
do_ rm -rf "$PACKAGE/FarolaCoreFFI.xcframework"
libraries=()
for name in ios simulator macos; do
  libraries+=(-library "$OUT/$name/libfarola_ffi.a" -headers "$OUT/headers")
done
do_ xcodebuild -create-xcframework "${libraries[@]}" \
  -output "$PACKAGE/FarolaCoreFFI.xcframework"
[ -n "$dry" ] || say "now: swift test --package-path bindings/swift, then ios/README.md"
