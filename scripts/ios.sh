#!/usr/bin/env bash
# The iOS shell: scripts/ios.sh [test [ARGUMENT…] | lint | app]
#   test   tokens up to date, lint, `swift test` on the real library against a real hub
#   lint   the first two alone
#   app    on a Mac: the XCFramework and Farola.xcodeproj, by scripts/release-ios.sh and XcodeGen
# Where there is no Swift and none can be had, what needs it is skipped (REQUIRE_SWIFT=1 forbids).
set -euo pipefail
. "$(dirname "$0")/env.sh"

lint() {
  python3 scripts/ios-tokens.py --check
  python3 scripts/ios-icon.py --check
  python3 -c 'import plistlib, sys; assert plistlib.load(open(sys.argv[1], "rb"))["NSPrivacyAccessedAPITypes"]' \
    ios/App/PrivacyInfo.xcprivacy
  scripts/swift-test.sh --exec swift format lint --strict --recursive \
    ios/Package.swift ios/Sources ios/Tests ios/App ios/LinuxStubs
}

run_tests() {
  lint
  # The scenario starts this hub.
  debug_build -p farola-cli
  scripts/swift-test.sh ios "$@"
}

app() {
  [ "$(uname)" = Darwin ] || { say "the app is built on a Mac with Xcode"; exit 1; }
  have xcodegen || { say "XcodeGen is missing: brew install xcodegen"; exit 1; }
  scripts/release-ios.sh
  cd ios && xcodegen generate
}

what=${1:-test}
[ $# = 0 ] || shift
case $what in
  test) run_tests "$@" ;;
  lint) lint ;;
  app) app ;;
  *) say "usage: scripts/ios.sh [test|lint|app]"; exit 2 ;;
esac
