#!/usr/bin/env bash
# The Kotlin of the facade: scripts/kotlin.sh [test|aar|measure].
#   test     the shared scenario and the bridge, on the debug library
#   aar      puts the AAR together in target/aar and says how large it is; with the libraries that
#            scripts/release-android.sh left in target/android/jniLibs, if it ran
#   measure  prints what calls cost, on the library in FAROLA_LIBRARY
set -euo pipefail
. "$(dirname "$0")/env.sh"
HERE=$ROOT/bindings/kotlin
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

maven() { (cd "$HERE" && mvn -B -ntp -Dstyle.color=never "-Dfarola.library=$1" "${@:2}"); }

# An AAR is a zip: manifest, classes, what shrinkers must keep, an empty list of resources, and
# the native libraries by ABI below jni/.
aar() {
  local stage=$TARGET/aar/stage file=$TARGET/aar/farola-core-$VERSION.aar
  maven "$TARGET/debug" -q -DskipTests package
  rm -rf "$TARGET/aar"
  mkdir -p "$stage/jni"
  cp "$HERE/src/main/AndroidManifest.xml" "$stage/"
  cp "$HERE/consumer-rules.pro" "$stage/proguard.txt"
  cp "$HERE"/target/farola-core-*.jar "$stage/classes.jar"
  : >"$stage/R.txt"
  if [ -d "$TARGET/android/jniLibs" ]; then
    cp -R "$TARGET"/android/jniLibs/* "$stage/jni/"
  else
    say "no native library for a phone here (scripts/release-android.sh makes them): jni/ stays empty"
  fi
  jar --create --no-manifest --file "$file" -C "$stage" .
  printf '%s: %s bytes; classes.jar %s; ABIs: %s\n' "${file##*/}" "$(wc -c <"$file")" \
    "$(wc -c <"$stage/classes.jar")" "$(ls "$stage/jni" | tr '\n' ' ')"
}

case ${1:-test} in
  test)
    debug_build -p farola-ffi --lib
    maven "$TARGET/debug" test ;;
  aar) aar ;;
  measure) maven "${FAROLA_LIBRARY:-$TARGET/debug}" -q test-compile exec:exec ;;
  *) say "usage: scripts/kotlin.sh [test|aar|measure]"; exit 2 ;;
esac
