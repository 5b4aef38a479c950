#!/usr/bin/env bash
# Builds the form engine for browsers into bindings/wasm/dist and says how large it is.
# With `test`: runs its scenario in Node, then in the system's headless Chromium.
set -euo pipefail
. "$(dirname "$0")/env.sh"

BINDGEN=$(sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' bindings/wasm/Cargo.toml)
BINARYEN=132.0.0
DIST=bindings/wasm/dist

tools() {
  if have rustup; then
    rustup target list --installed | grep -qx wasm32-unknown-unknown || {
      say "rustup target add wasm32-unknown-unknown"
      rustup target add wasm32-unknown-unknown
    }
  fi
  # The command must be of the very version of the crate.
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $BINDGEN" ] || {
    say "cargo install wasm-bindgen-cli $BINDGEN, into .tools"
    # Not optimised: it runs for seconds, optimising it takes more than a minute.
    cargo install --quiet --debug --root .tools --version "$BINDGEN" wasm-bindgen-cli
  }
  [ -x .tools/node_modules/.bin/wasm-opt ] || {
    say "npm install binaryen $BINARYEN, into .tools"
    npm install --silent --no-save --prefix .tools "binaryen@$BINARYEN" >/dev/null
  }
}

build() {
  cargo build --quiet -p farola-wasm --lib --profile wasm --target wasm32-unknown-unknown
  rm -rf "$DIST"
  wasm-bindgen --target web --no-typescript --out-dir "$DIST" \
    "$TARGET/wasm32-unknown-unknown/wasm/farola_wasm.wasm"
  # What every browser has since 2022, and what the compiler uses.
  wasm-opt -Oz --strip-debug --strip-producers --enable-bulk-memory --enable-sign-ext \
    --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types \
    --enable-multivalue -o "$DIST/small.wasm" "$DIST/farola_wasm_bg.wasm"
  mv "$DIST/small.wasm" "$DIST/farola_wasm_bg.wasm"
  cp bindings/wasm/js/index.js bindings/wasm/js/index.d.ts "$DIST/"
  # brotli as servers send it, through Node: no further tool.
  node -e '
    const { readFileSync } = require("fs"), zlib = require("zlib")
    const raw = readFileSync(process.argv[1]), size = (b) => (b.length / 1024).toFixed(0) + " KiB"
    console.log(`farola_wasm_bg.wasm: ${raw.length} bytes, ${size(raw)}, gzip ${size(
      zlib.gzipSync(raw, { level: 9 }))}, brotli ${size(zlib.brotliCompressSync(raw))}`)
  ' "$DIST/farola_wasm_bg.wasm"
}

PATH="$ROOT/.tools/bin:$PATH"
tools
build
if [ "${1:-}" = test ]; then
  for name in chromium chromium-browser google-chrome; do
    if have "$name"; then CHROMIUM=${CHROMIUM:-$(command -v "$name")}; fi
  done
  CHROMIUM=${CHROMIUM:-} node --test bindings/wasm/test/scenario.test.js
fi
