#!/usr/bin/env bash
# cargo-deny over the workspace. Not part of `make test`: building the tool takes minutes.
set -euo pipefail
. "$(dirname "$0")/env.sh"
set_up rust
if ! cargo deny --version >/dev/null 2>&1; then
  say "cargo: installing cargo-deny (once, some minutes)"
  cargo install --locked --quiet cargo-deny
fi
exec cargo deny --all-features check
