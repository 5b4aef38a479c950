#!/usr/bin/env bash
# Makes what the Android app's Maven build takes: R.java, the package of resources, and what
# Robolectric reads to find both. Debian's aapt2 and framework resources; no SDK.
set -euo pipefail
. "$(dirname "$0")/env.sh"

APP=android/app
OUT=$APP/target/android
FRAMEWORK=/usr/share/android-framework-res/framework-res.apk

mkdir -p "$OUT"/java "$OUT/config/com/android/tools"
scripts/android-tokens.py --check

# Debian's framework resources are those of Android 10. The one attribute of ours that is newer
# is given to aapt2 with its public number, as the platform has it (android.R.attr).
mkdir -p "$OUT/newer/res/values"
printf '<manifest package="android"/>' >"$OUT/newer/AndroidManifest.xml"
cat >"$OUT/newer/res/values/newer.xml" <<'XML'
<resources>
    <public type="attr" name="dataExtractionRules" id="0x0101063e" />
    <attr name="dataExtractionRules" format="reference" />
</resources>
XML
aapt2 compile --dir "$OUT/newer/res" -o "$OUT/newer.zip"
aapt2 link --manifest "$OUT/newer/AndroidManifest.xml" -o "$OUT/newer.apk" "$OUT/newer.zip"

# What Gradle would merge into the manifest; the values of app/build.gradle.kts.
sed -e 's|<manifest |<manifest package="org.farola.app" android:versionCode="1" android:versionName="0.1.0" |' \
  -e '0,/<uses-permission/s||<uses-sdk android:minSdkVersion="26" android:targetSdkVersion="35" />\n    <uses-permission|' \
  "$APP/src/main/AndroidManifest.xml" >"$OUT/AndroidManifest.xml"

aapt2 compile --dir "$APP/src/main/res" -o "$OUT/res.zip"
aapt2 link -I "$FRAMEWORK" -I "$OUT/newer.apk" --manifest "$OUT/AndroidManifest.xml" \
  --java "$OUT/java" -o "$OUT/resources.apk" "$OUT/res.zip"

cat >"$OUT/config/com/android/tools/test_config.properties" <<PROPERTIES
android_merged_manifest=$ROOT/$OUT/AndroidManifest.xml
android_resource_apk=$ROOT/$OUT/resources.apk
android_custom_package=org.farola.app
PROPERTIES
