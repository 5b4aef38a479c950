# Sourced by the other scripts: where we are and which tools are meant.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1
# Tools that setup.sh put here come first; cargo may be where rustup leaves it.
export PATH="$ROOT/.tools/node_modules/.bin:${HOME:-/}/.cargo/bin:$PATH"
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}

# .cargo/config.toml has builds for development link the system's OpenSSL; where its headers are
# missing, our own is compiled, which takes minutes of a first build. Who set the variable keeps it.
OPENSSL_SAID=${OPENSSL_NO_VENDOR:-}
find_openssl() {
  [ -z "$OPENSSL_SAID" ] || return 0
  if pkg-config --atleast-version=3.0 openssl 2>/dev/null; then unset OPENSSL_NO_VENDOR
  else export OPENSSL_NO_VENDOR=0; fi
}
find_openssl

say() { printf '%s\n' "-- $*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
# set_up PART…: installs what is missing, and looks again for what it may have brought: on a bare
# machine the headers of OpenSSL come with it.
set_up() {
  "$ROOT/scripts/setup.sh" "$@" || return 1
  hash -r
  find_openssl
}
# at_least WANTED FOUND: whether version FOUND is WANTED or newer.
at_least() { [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }
# debug_build OPTION…: what the options of `cargo build` name, for tests. Where the tests of the whole
# workspace were just built, in their set of features: with its own set, each package would build
# some hundred dependencies a second time.
debug_build() {
  if [ -n "${WORKSPACE_IS_BUILT:-}" ]; then cargo build --quiet --workspace --all-targets
  else cargo build --quiet "$@"; fi
}
