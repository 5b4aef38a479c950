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
apksigner verify --verbose "$apk" | grep -E 'v[23] scheme'
aapt2 dump badging "$apk" | grep -E '^(package|sdkVersion|targetSdkVersion|uses-permission)'
printf '%s bytes: %s\n' "$(stat -c %s "$apk")" "$apk"
unzip -lv "$apk" | awk '/classes|\.so|resources.arsc/ { printf "%10d bytes, %9d packed  %s\n", $1, $3, $8 }'
[ -e "$LIBRARIES/arm64-v8a/libfarola_ffi.so" ] \
  || say "without the core's library, which needs the NDK: scripts/release-android.sh (docs/release.md)"
