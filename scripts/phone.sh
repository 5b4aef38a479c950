#!/usr/bin/env bash
# Runs tests of the crates of the phone as programs for Android on 64-bit ARM, without a phone and
# without Android's NDK: scripts/phone.sh [OPTION of `cargo test`…]
#
# What this is. Rust's own standard library for aarch64-linux-android, as rustup ships it, and every
# line of Rust of core/ and below compiled for that target: what `cfg(target_os = "android")` picks
# in std, in our crates and in everybody's is what runs. The processor is emulated (qemu-user), the
# kernel is this machine's. File locks, clocks, threads, sockets, random bytes and the encrypted
# database are used for real. With `File::try_lock` in core/engine, as it was, it fails.
#
# What this is not. The C library is Debian's glibc for arm64, not Android's: scripts/phone/shim.c
# stands between the two where their shapes differ, so a function that only Android's lacks is not
# found here. SQLCipher and ring are compiled by Debian's gcc as for Linux, OpenSSL is Debian's.
# There is no zygote, no list of allowed system calls, no SELinux, no Java: that needs a device or
# an emulator (.github/workflows/phones.yml).
#
# Without rustup's library for the target, or without the tools, it is a SKIP line, or a failure if
# REQUIRE_PHONE is set.
set -euo pipefail
. "$(dirname "$0")/env.sh"

PHONE=aarch64-linux-android
GNU=aarch64-linux-gnu
# glibc gives these in another shape than Android's library (shim.c).
WRAPPED=(sysconf strerror_r pthread_attr_init pthread_attr_destroy pthread_attr_setstacksize
  pthread_create sigaction getaddrinfo freeaddrinfo)
# Properties are tried less often: each case costs ten times as much here, and the same ones run in
# full on this machine's own processor.
export PROPTEST_CASES=${PROPTEST_CASES:-8}
WORK=$TARGET/phone
# Else std names a folder that only a phone has.
export TMPDIR=${TMPDIR:-/tmp}

leave_out() {
  if [ -n "${REQUIRE_PHONE:-}" ]; then
    say "phone: $1, and it is required"
    exit 1
  fi
  printf 'SKIP phone: %s\n' "$1"
  exit 0
}

standard_library() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$PHONE/lib" ] && return 0
  have rustup && rustup target add "$PHONE" >/dev/null 2>&1
}

# What a program for Android is linked with: the shim, and two libraries of Android's that are
# empty here (its log) or another one's (unwinding is gcc's).
link_with() {
  mkdir -p "$WORK/lib"
  "$GNU-gcc" -O2 -Wall -Wextra -Werror -c scripts/phone/shim.c -o "$WORK/shim.new"
  # cargo does not watch what it links: with another shim our own crates are built again.
  cmp -s "$WORK/shim.new" "$WORK/shim.o" || rm -rf "$TARGET/$PHONE"/debug/.fingerprint/farola-*
  mv "$WORK/shim.new" "$WORK/shim.o"
  rm -f "$WORK/lib/liblog.a"
  "$GNU-ar" rc "$WORK/lib/liblog.a"
  echo 'INPUT(-lgcc_eh -lgcc)' >"$WORK/lib/libunwind.a"
  cp "$WORK/lib/libunwind.a" "$WORK/lib/libunwind.so"
}

# Debian's OpenSSL for arm64, unpacked and not installed. Where it cannot be had the vendored one
# is compiled, which takes minutes.
openssl_of_arm64() {
  local into=$ROOT/.cache/openssl-arm64
  if [ ! -e "$into/done" ]; then
    have apt-get && have dpkg-deb || return 1
    rm -rf "$into"
    mkdir -p "$into/state/lists/partial" "$into/cache/archives/partial"
    local apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64
      -o "Dir::State=$into/state" -o Dir::State::status=/dev/null -o "Dir::Cache=$into/cache"
      -o APT::Sandbox::User=root)
    say "phone: fetching Debian's OpenSSL for arm64"
    (cd "$into" && "${apt[@]}" update && "${apt[@]}" download libssl-dev) >/dev/null 2>&1 || return 1
    local package
    for package in "$into"/*.deb; do dpkg-deb -x "$package" "$into/root"; done
    # Two headers lie in a folder of the processor's, where only a compiler of Debian's own looks.
    cp "$into/root/usr/include/$GNU/openssl"/*.h "$into/root/usr/include/openssl/"
    # Linked statically: nothing has to be found again when a program starts.
    rm -f "$into/root/usr/lib/$GNU"/lib*.so*
    rm -rf "$into"/state "$into"/cache "$into"/*.deb
    touch "$into/done"
  fi
  OPENSSL=$into/root/usr
}

have rustc || leave_out "there is no Rust"
standard_library || leave_out "this Rust has no standard library for $PHONE and no rustup to add it"
scripts/setup.sh phone || leave_out "the cross compiler and the emulator cannot be installed"
runner=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) || leave_out "there is no qemu-aarch64"
link_with

flags="-Lnative=$WORK/lib -Clink-arg=$WORK/shim.o"
for name in "${WRAPPED[@]}"; do flags+=" -Clink-arg=-Wl,--wrap=$name"; done
export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER=$GNU-gcc
export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS=$flags
export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUNNER="$runner -L /usr/$GNU"
export CC_aarch64_linux_android=$GNU-gcc AR_aarch64_linux_android=$GNU-ar
if openssl_of_arm64; then
  export AARCH64_LINUX_ANDROID_OPENSSL_NO_VENDOR=1 AARCH64_LINUX_ANDROID_OPENSSL_STATIC=1
  export AARCH64_LINUX_ANDROID_OPENSSL_LIB_DIR=$OPENSSL/lib/$GNU
  export AARCH64_LINUX_ANDROID_OPENSSL_INCLUDE_DIR=$OPENSSL/include
else
  export AARCH64_LINUX_ANDROID_OPENSSL_NO_VENDOR=0
fi
unset RUSTFLAGS

if [ $# != 0 ]; then exec cargo test --target "$PHONE" "$@"; fi
packages=()
# The crates of core/ that the facade is built of: others never run on a phone.
for name in $(cargo tree -p farola-ffi -e normal --prefix none | sed -n 's/^farola-\([a-z]*\) .*/\1/p' | sort -u); do
  # The store's own tests take minutes under emulation; the engine's use the same database.
  [ "$name" = store ] || [ ! -e "core/$name" ] || packages+=(-p "farola-$name")
done
[ ${#packages[@]} != 0 ] || { say "phone: no crate of the facade's was found"; exit 1; }
# The unit tests of all, and of the engine what goes to the file system and over the network.
exec cargo test --no-fail-fast --target "$PHONE" "${packages[@]}" --lib --test locks --test hostile
