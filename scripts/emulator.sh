#!/usr/bin/env bash
# On the Android device or emulator that adb finds: scripts/emulator.sh FOLDER-OF-APKS
# NEVER RUN where it was written: no SDK, no NDK and no emulator there (.github/workflows/phones.yml).
#
# 1. The engine's tests that go to the file system and over the network, compiled by the NDK, on
#    Android's own C library: what scripts/phone.sh can only approach.
# 2. The shared scenario (bindings/scenario) in a process of the app: under the list of system calls
#    and the SELinux rules that Android has for apps.
# 3. The app starts, is still there after a while, and has its picture taken.
set -euo pipefail
. "$(dirname "$0")/env.sh"
export OPENSSL_NO_VENDOR=0

PACKAGE=org.farola.app
API=26
apks=${1:?usage: scripts/emulator.sh FOLDER-OF-APKS}
OUT=$TARGET/emulator
mkdir -p "$OUT"

ndk_tools() {
  local host
  for host in "${ANDROID_NDK_HOME:?set it to the folder of the NDK}"/toolchains/llvm/prebuilt/*/bin; do
    if [ -x "$host/llvm-ar" ]; then printf '%s' "$host"; return; fi
  done
  say "no compiler below $ANDROID_NDK_HOME/toolchains/llvm/prebuilt"
  return 1
}

engine_tests() {
  local tools clang
  tools=$(ndk_tools)
  clang=$tools/x86_64-linux-android$API-clang
  CC_x86_64_linux_android=$clang AR_x86_64_linux_android=$tools/llvm-ar \
    RANLIB_x86_64_linux_android=$tools/llvm-ranlib \
    CARGO_TARGET_X86_64_LINUX_ANDROID_LINKER=$clang \
    CARGO_TARGET_X86_64_LINUX_ANDROID_RUNNER=$ROOT/scripts/phone/adb-run.sh \
    cargo test --locked --no-fail-fast --target x86_64-linux-android \
    -p farola-engine --test locks --test hostile
}

# found NAME: the one package whose file ends so.
found() {
  find "$apks" -name "*$1" -print -quit | grep . || { say "no *$1 below $apks"; return 1; }
}

scenario() {
  adb install -r -t "$(found -debug.apk)"
  adb install -r -t "$(found -debug-androidTest.apk)"
  adb shell am instrument -w "$PACKAGE.test/androidx.test.runner.AndroidJUnitRunner" |
    tee "$OUT/scenario.txt"
  # `am` ends well whatever the tests said.
  grep -q '^OK (' "$OUT/scenario.txt"
}

start() {
  adb logcat -c
  adb shell am start -W -n "$PACKAGE/.MainActivity" | tee "$OUT/start.txt"
  sleep 10
  adb exec-out screencap -p >"$OUT/first-start.png"
  adb logcat -d >"$OUT/log.txt"
  adb shell pidof "$PACKAGE" >/dev/null || { say "the app is gone after its start"; return 1; }
}

engine_tests 2>&1 | tee "$OUT/engine.txt"
scenario
start
