#!/usr/bin/env bash
# The browser tests: the farola binary against the system's Chromium.
set -euo pipefail
. "$(dirname "$0")/env.sh"
scripts/web.sh deps tests/e2e/review
[ -n "${FAROLA_BIN:-}" ] || cargo build -p farola-cli
for name in chromium chromium-browser google-chrome; do
  if have "$name"; then CHROMIUM=${CHROMIUM:-$(command -v "$name")}; fi
done
export CHROMIUM FAROLA_BIN=${FAROLA_BIN:-$TARGET/debug/farola}
cd tests/e2e/review
exec npx --no-install playwright test --reporter=list
