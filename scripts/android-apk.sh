#!/usr/bin/env bash
# Builds a test package of the Android app: Kotlin through D8, resources through aapt2, signed
# with a key made on the spot. Prints its size by part.
#
# The core's library goes in from target/android/jniLibs, where scripts/release-android.sh leaves
# it with the NDK (or from FAROLA_JNI_LIBS); without it the package shows that everything else is
# built and signed, and cannot open the core on a phone.
set -euo pipefail
. "$(dirname "$0")/env.sh"

APP=android/app
OUT=$APP/target/android
LIBRARIES=${FAROLA_JNI_LIBS:-$TARGET/android/jniLibs}
scripts/setup.sh jvm android
scripts/android-resources.sh
(cd "$APP" && mvn -B -ntp -q -Dstyle.color=never -Dmaven.test.skip=true package)

rm -rf "$OUT/dex" "$OUT/package"
mkdir -p "$OUT/dex" "$OUT/package/lib"
# Its warnings are about java.* alone, which the framework's jar does not hold; they stay in a log.
java -cp "$APP/target/dexer/r8-9.5.28.jar" com.android.tools.r8.D8 --release --min-api 26 \
  --lib "$APP/target/dexer/android-all-15-robolectric-13954326.jar" --output "$OUT/dex" \
  "$APP"/target/farola-app-0.1.0.jar "$APP"/target/dex-in/*.jar "$APP/target/aar/jna/classes.jar" \
  >"$OUT/d8.log" 2>&1 || { tail -n 20 "$OUT/d8.log" >&2; exit 1; }

for abi in arm64-v8a armeabi-v7a x86_64; do
  mkdir -p "$OUT/package/lib/$abi"
  cp "$APP/target/aar/jna/jni/$abi/libjnidispatch.so" "$OUT/package/lib/$abi/"
  core=$LIBRARIES/$abi/libfarola_ffi.so
  [ ! -e "$core" ] || cp "$core" "$OUT/package/lib/$abi/"
done
cp "$OUT/resources.apk" "$OUT/unaligned.apk"
cp "$OUT"/dex/*.dex "$OUT/package/"
(cd "$OUT/package" && zip -q -r ../unaligned.apk .)
apk=$OUT/farola-test.apk
zipalign -f -p 4 "$OUT/unaligned.apk" "$apk"

keystore=$OUT/test.keystore
[ -e "$keystore" ] || keytool -genkeypair -keystore "$keystore" -storepass android -keypass android \
  -alias test -keyalg RSA -keysize 2048 -validity 30 -dname 'CN=Farola test' 2>/dev/null
apksigner sign --ks "$keystore" --ks-pass pass:android --key-pass pass:android "$apk"

# What must hold of the package, each a line; closes with "N passed, N failed".
passed=0 failed=0
holds() {
  local what=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); say "does not hold: $what"; fi
}
badging=$(aapt2 dump badging "$apk")
# Those of android/README.md and no other: what else a library of ours wanted would show here.
permissions=$(sed -n "s/^uses-permission: name='android.permission.\([A-Z_]*\)'.*/\1/p" <<<"$badging" | sort | xargs)
printf 'permissions: %s\n' "$permissions"
# Not grep -q: it ends at the first match, and who writes to it then dies.
signed() { apksigner verify --verbose "$apk" | grep "Verified using v2 scheme.*: true" >/dev/null; }
aligned() { zipalign -c -p 4 "$apk"; }
has() { grep -q "$1" <<<"$badging"; }
only_these() {
  [ "$permissions" = "ACCESS_COARSE_LOCATION ACCESS_FINE_LOCATION ACCESS_NETWORK_STATE CAMERA FOREGROUND_SERVICE FOREGROUND_SERVICE_LOCATION INTERNET POST_NOTIFICATIONS RECORD_AUDIO USE_BIOMETRIC" ]
}
kept_out_of_backups() {
  aapt2 dump xmltree --file AndroidManifest.xml "$apk" | grep 'allowBackup.*=false' >/dev/null
}
holds 'signed by scheme v2' signed
holds 'aligned to pages' aligned
holds 'from Android 8' has "sdkVersion:'26'"
holds 'for Android 15' has "targetSdkVersion:'35'"
holds 'no permission but those of the README' only_these
holds 'no backup of its data' kept_out_of_backups
printf '%s bytes: %s\n' "$(stat -c %s "$apk")" "$apk"
unzip -lv "$apk" | awk '/classes|\.so|resources.arsc/ { printf "%10d bytes, %9d packed  %s\n", $1, $3, $8 }'
[ -e "$LIBRARIES/arm64-v8a/libfarola_ffi.so" ] \
  || say "without the core's library, which needs the NDK: scripts/release-android.sh (docs/release.md)"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
