#!/usr/bin/env bash
# Installs what building, running and testing need and says what it does. Safe to run again.
#
# usage: scripts/setup.sh [build|web|browser]…   (default: all)
#   build    C compiler, perl (OpenSSL's build), Rust 1.94 or newer
#   web      Node 20.19 or newer with npm, and the review app's packages
#   browser  Chromium, for the tests in a real browser
#
# Only package managers are used: the system's, and the languages' own. On Debian 12 Rust comes
# from the distribution's `rustc-web` (its plain `rustc` is years older), and Node, where the
# distribution's is too old, from npm's own `node` package into .farola/node.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    say "needs root to run: $* — run it as root, then try again"; exit 1
  fi
}

apt_updated=
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing from the system's packages: ${missing[*]}"
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq; apt_updated=1; fi
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# at_least WANTED FOUND: whether version FOUND is WANTED or newer.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

setup_build() {
  command -v cc >/dev/null && command -v make >/dev/null && command -v perl >/dev/null \
    || install_packages gcc libc6-dev make perl
  command -v git >/dev/null || install_packages git ca-certificates
  if command -v cargo >/dev/null && at_least 1.94 "$(rustc --version | cut -d' ' -f2)"; then
    say "Rust: $(rustc --version)"
  else
    install_packages rustc-web cargo-web
    say "Rust: $(rustc --version)"
  fi
}

setup_web() {
  export PATH="$PWD/.farola/node/node_modules/.bin:$PATH"
  if ! command -v npm >/dev/null; then install_packages nodejs npm; fi
  if ! at_least 20.19 "$(node --version | tr -d v)"; then
    say "Node $(node --version) is too old: bringing a newer one with npm into .farola/node"
    mkdir -p .farola/node
    npm install --silent --no-audit --no-fund --prefix .farola/node node@22.21.1 npm@10.9.4
    hash -r
  fi
  say "Node: $(node --version), npm $(npm --version)"
  local folder
  for folder in hub/web tests/e2e/review; do
    [ -f "$folder/package-lock.json" ] || continue
    if [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ]; then
      say "npm packages of $folder"
      (cd "$folder" && npm ci --silent --no-audit --no-fund && touch node_modules)
    fi
  done
}

setup_browser() {
  command -v chromium >/dev/null || install_packages chromium fonts-liberation
  say "Chromium: $(chromium --version 2>/dev/null | head -n 1)"
}

[ $# -gt 0 ] || set -- build web browser
for part in "$@"; do
  case $part in
    build | web | browser) "setup_$part" ;;
    *) say "unknown part: $part (build, web, browser)"; exit 2 ;;
  esac
done
