#!/usr/bin/env bash
# On a Mac, after scripts/ios.sh app: builds the app for a simulator, starts it there by day and by
# night and at the largest letters, and takes pictures into target/simulator: scripts/simulator.sh
# NEVER RUN where it was written: no Mac there (.github/workflows/phones.yml).
set -euo pipefail
. "$(dirname "$0")/env.sh"

[ "$(uname)" = Darwin ] || { say "this needs a Mac with Xcode"; exit 1; }
BUNDLE=org.farola.Farola
OUT=$TARGET/simulator
mkdir -p "$OUT"

# The first iPhone that this Xcode has a simulator of.
phone=$(xcrun simctl list devices available --json | python3 -c '
import json, sys
for devices in json.load(sys.stdin)["devices"].values():
    for device in devices:
        if device["name"].startswith("iPhone"):
            print(device["udid"])
            raise SystemExit
raise SystemExit("no simulator of an iPhone here")')

xcodebuild -quiet -project ios/Farola.xcodeproj -scheme Farola -configuration Debug \
  -destination "platform=iOS Simulator,id=$phone" -derivedDataPath "$OUT/derived" \
  CODE_SIGNING_ALLOWED=NO build
app=$OUT/derived/Build/Products/Debug-iphonesimulator/Farola.app

xcrun simctl boot "$phone" || true
xcrun simctl bootstatus "$phone" -b
trap 'xcrun simctl shutdown "$phone"' EXIT
xcrun simctl install "$phone" "$app"

# picture NAME: the app started anew, and what it shows.
picture() {
  xcrun simctl terminate "$phone" "$BUNDLE" 2>/dev/null || true
  xcrun simctl launch "$phone" "$BUNDLE"
  sleep 5
  xcrun simctl io "$phone" screenshot "$OUT/$1.png"
}

xcrun simctl ui "$phone" appearance light
picture first-start-day
xcrun simctl ui "$phone" appearance dark
picture first-start-night
xcrun simctl ui "$phone" content_size accessibility-extra-extra-extra-large
picture first-start-largest
rm -rf "$OUT/derived"
