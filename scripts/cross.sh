#!/usr/bin/env bash
# Checks that the facade and everything below it compiles for phones, without their tools:
#   scripts/cross.sh [TARGET…]
#
# `cargo check` needs no linker, and no C to be right: the compiler and the archiver are stand-ins
# that write empty files, so SQLCipher, ring's assembly and OpenSSL are NOT compiled here, and
# OpenSSL's own configuration does not run (its header is a stand-in of the vendored version).
# Every line of Rust, for that target's pointer width, C types and cfgs, is. A release build with
# the real tools: docs/release.md.
#
# Where rustup has no standard library of a target, or where there is no rustup, it is checked from
# its source (rustup's rust-src, Debian's rust-web-src), which needs a switch of the compiler's that is meant for its own developers, and some
# minutes. Where that is not to be had either, the target is a SKIP, or a failure if REQUIRE_CROSS
# (a list of targets) names it, so that a broken mirror does not hide a broken target.
set -uo pipefail
. "$(dirname "$0")/env.sh"

TARGETS=(aarch64-linux-android armv7-linux-androideabi aarch64-apple-ios aarch64-apple-ios-sim)
[ $# = 0 ] || TARGETS=("$@")
# Apart from other builds: their locks and fingerprints stay as they are.
CROSS=$TARGET/cross
STUB=$CROSS/stub

stubs() {
  mkdir -p "$STUB/bin" "$STUB/openssl/include/openssl" "$STUB/openssl/lib"
  # Preprocessing is real (the version is read out of a header by it), compiling is not.
  cat >"$STUB/bin/cc" <<'SH'
#!/bin/sh
for a in "$@"; do case $a in -E) real=1 ;; esac; done
if [ -n "${real:-}" ]; then
  includes=
  while [ $# -gt 0 ]; do
    case $1 in -I) includes="$includes -I$2"; shift ;; -I*) includes="$includes $1" ;; *.c) file=$1 ;; esac
    shift
  done
  exec cc -E $includes "$file"
fi
while [ $# -gt 0 ]; do [ "$1" = -o ] && : >"$2"; shift; done
SH
  cat >"$STUB/bin/ar" <<'SH'
#!/bin/sh
for a in "$@"; do case $a in *.a) : >"$a" ;; esac; done
SH
  chmod +x "$STUB/bin/cc" "$STUB/bin/ar"
  # openssl-src names its OpenSSL behind the plus: 300.6.1+3.6.3.
  local version
  version=$(sed -n '/^name = "openssl-src"/{n;s/.*+\([0-9.]*\)".*/\1/p}' Cargo.lock)
  local major minor patch
  IFS=. read -r major minor patch <<<"$version"
  printf '#define OPENSSL_VERSION_%s %s\n' MAJOR "$major" MINOR "$minor" PATCH "$patch" \
    >"$STUB/openssl/include/openssl/opensslv.h"
  : >"$STUB/openssl/include/openssl/opensslconf.h"
  : >"$STUB/openssl/lib/libssl.a"
  : >"$STUB/openssl/lib/libcrypto.a"
}

# standard_library TARGET: whether the compiler has one, after asking rustup for it.
standard_library() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] && return 0
  have rustup || return 1
  rustup target add "$1" >/dev/null 2>&1
}

# standard_source: whether the compiler has its standard library's source, after asking for it.
standard_source() { scripts/setup.sh std; }

# check TARGETS [OPTION…]: all of them in one run, which keeps every core busy.
check() {
  local target targets=() settings=() unstable=()
  for target in $1; do
    targets+=(--target "$target")
    settings+=("CC_${target//-/_}=$STUB/bin/cc" "CXX_${target//-/_}=$STUB/bin/cc" "AR_${target//-/_}=$STUB/bin/ar")
  done
  shift
  [ $# = 0 ] || unstable=(RUSTC_BOOTSTRAP=1)
  env "${unstable[@]}" "${settings[@]}" CARGO_TARGET_DIR="$CROSS" \
    SDKROOT="$STUB" IPHONEOS_DEPLOYMENT_TARGET=17.0 \
    OPENSSL_NO_VENDOR=1 OPENSSL_STATIC=1 \
    OPENSSL_LIB_DIR="$STUB/openssl/lib" OPENSSL_INCLUDE_DIR="$STUB/openssl/include" \
    cargo check --quiet -p farola-ffi --lib "${targets[@]}" "$@"
}

stubs
passed=0 failed=0
# Those that the compiler has a library for are checked together; what is then said of each alone
# costs a second where that went well, and names the one that does not compile where it did not.
ready=()
for target in "${TARGETS[@]}"; do
  standard_library "$target" && ready+=("$target")
done
[ ${#ready[@]} -lt 2 ] || check "${ready[*]}" 2>/dev/null || true
for target in "${TARGETS[@]}"; do
  options=()
  how='C left out'
  if standard_library "$target"; then :; elif standard_source; then
    # Not exported: the other targets are checked as everybody compiles them.
    options=("-Zbuild-std=std,panic_unwind") how+=', standard library from source'
  else
    case " ${REQUIRE_CROSS:-} " in
      *" $target "*)
        printf 'cross %s: there is no standard library for it, and it is required\n' "$target"
        failed=$((failed + 1)) ;;
      *) printf 'SKIP cross %s: there is no standard library for it here\n' "$target" ;;
    esac
    continue
  fi
  if check "$target" "${options[@]}"; then
    printf 'cross %s: checked, %s\n' "$target" "$how"
    passed=$((passed + 1))
  else
    printf 'cross %s: does not compile\n' "$target"
    failed=$((failed + 1))
  fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
