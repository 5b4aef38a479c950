#!/usr/bin/env bash
# Installs the review app's packages and builds it into hub/web/build, if anything changed.
# With `deps FOLDER`, only the packages of that folder.
set -euo pipefail
. "$(dirname "$0")/env.sh"

deps() {
  if ! cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock.json"; then
    say "npm: installing the packages of $1"
    # The tests drive the system's browser; none is downloaded.
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent)
    cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
  fi
}

if [ "${1:-}" = deps ]; then
  deps "$2"
  exit
fi
deps hub/web
stamp=hub/web/build/.built
if [ ! -e "$stamp" ] || [ -n "$(find hub/web -newer "$stamp" -type f \
  -not -path '*/node_modules/*' -not -path '*/build/*' -not -path '*/.svelte-kit/*' \
  -print -quit)" ]; then
  say "npm: building the review app"
  log=$(mktemp)
  (cd hub/web && npm run --silent build) >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
  touch "$stamp"
fi
