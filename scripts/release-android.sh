#!/usr/bin/env bash
# Builds the phone library for Android as it is shipped, into target/android/jniLibs/ABI:
#   scripts/release-android.sh [--dry-run] [ABI…]
#
# Needs Android's NDK (r26 or newer) in ANDROID_NDK_HOME, and rustup for the targets. Nothing
# else: the NDK's clang is named to cargo and cc through the environment. --dry-run prints the
# commands and does nothing; it needs no NDK. docs/release.md says what was tried of this.
set -euo pipefail
. "$(dirname "$0")/env.sh"
# What is shipped carries its own OpenSSL.
export OPENSSL_NO_VENDOR=0

# Android 8, the oldest that the app runs on.
API=26
ABIS=(arm64-v8a armeabi-v7a x86_64)

dry=
if [ "${1:-}" = --dry-run ]; then dry=1; shift; fi
[ $# = 0 ] || ABIS=("$@")

# do_ COMMAND…: does it, or says it.
do_() {
  if [ -n "$dry" ]; then printf '%q ' "$@"; printf '\n'; else "$@"; fi
}

target_of() {
  case $1 in
    arm64-v8a) printf 'aarch64-linux-android' ;;
    armeabi-v7a) printf 'armv7-linux-androideabi' ;;
    x86_64) printf 'x86_64-linux-android' ;;
    *) say "no such ABI: $1 (arm64-v8a, armeabi-v7a, x86_64)"; exit 2 ;;
  esac
}

tools_folder() {
  local ndk=${ANDROID_NDK_HOME:-${ANDROID_NDK_ROOT:-}} host
  if [ -n "$dry" ]; then
    printf '%s/toolchains/llvm/prebuilt/HOST/bin' "${ndk:-ANDROID_NDK_HOME}"
    return
  fi
  [ -n "$ndk" ] || { say "set ANDROID_NDK_HOME to the folder of the NDK"; exit 1; }
  for host in "$ndk"/toolchains/llvm/prebuilt/*/bin; do
    if [ -x "$host/llvm-ar" ]; then printf '%s' "$host"; return; fi
  done
  say "no compiler below $ndk/toolchains/llvm/prebuilt"
  exit 1
}

build() {
  local abi=$1 tools=$2 target name clang upper library
  target=$(target_of "$abi")
  name=${target//-/_}
  upper=$(printf %s "$name" | tr a-z A-Z)
  # The NDK calls this one processor by another name than Rust.
  clang=$tools/${target/#armv7-/armv7a-}$API-clang
  do_ rustup target add "$target"
  # 16 KiB pages: Android 15 has devices that load nothing with smaller ones. Relocations in
  # Android's own packing, which its loader reads since API 23: a fifteenth of the file less.
  do_ env "CC_$name=$clang" "CXX_$name=$clang++" "AR_$name=$tools/llvm-ar" \
    "RANLIB_$name=$tools/llvm-ranlib" "CARGO_TARGET_${upper}_LINKER=$clang" \
    "CARGO_TARGET_${upper}_AR=$tools/llvm-ar" \
    "CARGO_TARGET_${upper}_RUSTFLAGS=-Clink-arg=-Wl,-z,max-page-size=16384 -Clink-arg=-Wl,--pack-dyn-relocs=android" \
    cargo rustc --locked -p farola-ffi --lib --release --crate-type cdylib --target "$target"
  library=$TARGET/$target/release/libfarola_ffi.so
  do_ mkdir -p "$TARGET/android/jniLibs/$abi"
  do_ cp "$library" "$TARGET/android/jniLibs/$abi/"
  [ -z "$dry" ] || return 0
  printf '%s: %s bytes\n' "$abi" "$(wc -c <"$library")"
  needs_only_the_system "$tools" "$library"
  has_large_pages "$tools" "$library"
  has_packed_relocations "$tools" "$library"
}

# A library that asks for anything but Android's own would not load on a phone.
needs_only_the_system() {
  local foreign
  foreign=$("$1/llvm-readelf" --needed-libs "$2" |
    grep -Ev '^NeededLibraries|^\]|lib(c|m|dl|log)\.so' || true)
  [ -z "$foreign" ] || { say "$2 needs what Android does not have: $foreign"; exit 1; }
}

# Every part to be loaded must be aligned to 16 KiB.
has_large_pages() {
  local small
  small=$("$1/llvm-readelf" -lW "$2" | awk '$1 == "LOAD" && $NF != "0x4000" && $NF != "0x10000"' )
  [ -z "$small" ] || { say "$2 is not aligned to pages of 16 KiB"; exit 1; }
}

# Counted, not searched with -q: that ends readelf early, and pipefail takes its end for "none".
has_packed_relocations() {
  local packed
  packed=$("$1/llvm-readelf" -dW "$2" | grep -cE '\(ANDROID_RELA?\)' || true)
  [ "$packed" != 0 ] || { say "the relocations of $2 are not packed"; exit 1; }
}

# It would take the place of the flags of one target.
unset RUSTFLAGS
tools=$(tools_folder)
for abi in "${ABIS[@]}"; do build "$abi" "$tools"; done
if [ -z "$dry" ]; then say "now: scripts/kotlin.sh aar (the AAR), or android/README.md (the app)"; fi
