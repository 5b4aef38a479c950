#!/usr/bin/env bash
# Runs a program on the Android device that adb finds; cargo's runner for scripts/emulator.sh:
#   scripts/phone/adb-run.sh PROGRAM [ARGUMENT…]
# NEVER RUN where it was written: no device and no emulator there.
set -euo pipefail
program=$1
shift
there=/data/local/tmp/farola/$(basename "$program")
adb shell mkdir -p /data/local/tmp/farola/tmp
adb push "$program" "$there" >/dev/null
adb shell chmod 755 "$there"
status=0
# The folder for temporary files that std would name is the right one only for adb's own user.
adb shell "cd /data/local/tmp/farola && TMPDIR=/data/local/tmp/farola/tmp RUST_BACKTRACE=1 $there $*" || status=$?
adb shell rm -f "$there"
exit "$status"
