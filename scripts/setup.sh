#!/usr/bin/env bash
# Installs what is missing for the named parts (rust, lints, std, web, browser, python, postgres, s3, nginx,
# jvm, android, phone, mutants), through the system's and the languages' own package managers. Says what it does;
# can be run twice.
set -euo pipefail
. "$(dirname "$0")/env.sh"

RUST_MIN=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
NODE_MIN=20.19.0

apt_updated=
apt() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  have apt-get || { say "please install: ${missing[*]}"; exit 1; }
  apt_update
  say "apt-get install ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

apt_update() {
  [ -z "$apt_updated" ] || return 0
  say "apt-get update"
  as_root apt-get update -qq
  apt_updated=1
}

apt_has() {
  have apt-cache || return 1
  apt_update
  local candidate
  candidate=$(apt-cache policy "$1" | sed -n 's/^ *Candidate: //p')
  [ -n "$candidate" ] && [ "$candidate" != "(none)" ]
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else
    say "this needs root: $*"
    say "run it as root, then try again"
    exit 1
  fi
}

rust_version() { cargo --version 2>/dev/null | cut -d' ' -f2; }

rust() {
  # The vendored cipher and SQLite are C, configured with perl.
  have cc && have perl && have make || apt gcc libc6-dev make perl
  # Debian's OpenSSL for builds for development (env.sh); without it ours is compiled.
  if have apt-get; then apt libssl-dev pkg-config; fi
  if have rustup && ! cargo --version >/dev/null 2>&1; then pinned; fi
  at_least "$RUST_MIN" "$(rust_version)" && return 0
  # Debian 12 keeps a current compiler beside its old one, for its browsers; later releases
  # have rustup itself.
  apt ca-certificates
  if apt_has cargo-web; then
    apt cargo-web rustc-web
  elif apt_has rustup; then
    apt rustup
    pinned
  fi
  hash -r
  at_least "$RUST_MIN" "$(rust_version)" || {
    say "Rust $RUST_MIN or newer is needed and no package manager here has it: see rustup.rs"
    exit 1
  }
}

pinned() {
  say "rustup: installing the toolchain that rust-toolchain.toml pins"
  rustup toolchain install "$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)" \
    --profile minimal --component rustfmt --component clippy
}

# What formats and what lints, of the compiler's own version.
lints() {
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return 0
  if have rustup; then rustup component add rustfmt clippy
  elif apt_has rust-web-clippy; then apt rustfmt-web rust-web-clippy
  else say "rustfmt and clippy are needed: see rustup.rs"; exit 1; fi
}

# The source of the standard library, for targets that the compiler has no built one of.
std() {
  [ -e "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ] && return 0
  if have rustup; then rustup component add rust-src >/dev/null 2>&1
  elif apt_has rust-web-src; then apt rust-web-src
  else return 1; fi
}

node_version() { node --version 2>/dev/null | tr -d v; }

web() {
  have node && have npm || apt nodejs npm
  at_least "$NODE_MIN" "$(node_version)" && return 0
  say "npm: Node $(node_version) is too old here, putting Node 22 into .tools/"
  npm install --silent --no-save --prefix .tools node@22 npm@10 >/dev/null
  PATH="$ROOT/.tools/node_modules/.bin:$PATH"
  hash -r
  at_least "$NODE_MIN" "$(node_version)" || { say "Node $NODE_MIN or newer is needed"; exit 1; }
}

browser() {
  have chromium || have chromium-browser || have google-chrome || apt chromium fonts-liberation
}

python() {
  python3 -c 'import ensurepip' 2>/dev/null || apt python3 python3-venv
}

jvm() {
  have javac || apt openjdk-17-jdk-headless
  have mvn || apt maven
}

android() {
  jvm
  python3 -c '' 2>/dev/null || apt python3
  # The resource compiler and the framework's resources; the signer and its zip.
  have aapt2 && [ -e /usr/share/android-framework-res/framework-res.apk ] \
    || apt aapt android-framework-res
  have zipalign && have apksigner && have zip || apt zipalign apksigner zip unzip
}

# Programs for 64-bit ARM: compiled with Debian's cross compiler, run by emulation.
phone() {
  have aarch64-linux-gnu-gcc || apt gcc-aarch64-linux-gnu
  [ -e /usr/aarch64-linux-gnu/lib/libc.so ] || apt libc6-dev-arm64-cross
  have qemu-aarch64 || have qemu-aarch64-static || apt qemu-user
}

# The server for tests and for a hub that is tried out: programs only, no cluster that starts by
# itself.
postgres() {
  have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return 0
  apt postgresql-common
  as_root sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' \
    /etc/postgresql-common/createcluster.conf
  apt postgresql
}

# The S3 server for tests and for a hub that is tried out: the newest that our Rust builds.
# For the test of the guide's file; it is not started.
nginx() {
  [ -n "$(type -P nginx)" ] || apt nginx-light
}

s3() {
  local version=0.14.1 have=.tools/s3s-fs.version
  [ -x .tools/bin/s3s-fs ] && [ "$(cat "$have" 2>/dev/null)" = "$version" ] && return 0
  rust
  say "cargo: building the S3 server s3s-fs $version into .tools/ (once, about a minute)"
  cargo install --locked --quiet --debug --force --root .tools --no-track \
    --features binary --version "=$version" s3s-fs
  echo "$version" >"$have"
}

mutants() {
  local version=27.1.0
  [ "$(cargo mutants --version 2>/dev/null)" = "cargo-mutants $version" ] && return 0
  say "cargo: installing cargo-mutants $version (once, some minutes)"
  cargo install --locked --quiet cargo-mutants --version "=$version"
}

# The suite fetches for later parts while earlier ones run: one at a time, so that no two ask apt.
if have flock; then
  mkdir -p "$TARGET"
  exec 9>"$TARGET/setup.lock"
  flock 9
fi
for part in "$@"; do "$part"; done
