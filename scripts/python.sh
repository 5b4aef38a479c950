#!/usr/bin/env bash
# The Python of the facade: scripts/python.sh [test|wheel|measure].
#   test     the shared scenario and the bridge, on the debug library
#   wheel    builds the wheel as it is shipped (minutes), installs it into a fresh environment,
#            imports it there, runs the tests on it, and says how large it is
#   measure  prints what calls cost, on the library in FAROLA_LIBRARY
set -euo pipefail
. "$(dirname "$0")/env.sh"
HERE=$ROOT/bindings/python
VENV=$HERE/.venv

tools() {
  scripts/setup.sh python
  cmp -s "$HERE/requirements.txt" "$VENV/requirements.txt" && return 0
  say "pip: installing what bindings/python/requirements.txt pins into bindings/python/.venv"
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check -r "$HERE/requirements.txt"
  cp "$HERE/requirements.txt" "$VENV/requirements.txt"
}

# The package as the wheel has it, in target/python, over the library of folder $1.
assemble() {
  local package=$TARGET/python/farola_core
  rm -rf "$package"
  mkdir -p "$package/_core"
  cp "$HERE"/src/farola_core/*.py "$HERE/src/farola_core/py.typed" "$package/"
  cp "$HERE"/generated/*.py "$package/_core/"
  printf 'from .farola import *  # NOQA\n' >"$package/_core/__init__.py"
  local library
  for library in "$1"/libfarola_ffi.so "$1"/libfarola_ffi.dylib; do
    if [ -e "$library" ]; then ln -sf "$library" "$package/_core/"; fi
  done
}

# on PACKAGES COMMAND…: Python that finds farola_core in the folder PACKAGES.
on() {
  local packages=$1
  shift
  (cd "$HERE" && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$packages "$VENV/bin/python" "$@")
}

wheel() {
  rm -rf "$TARGET/wheels"
  export OPENSSL_NO_VENDOR=0 # shipped: it carries its own OpenSSL
  (cd "$HERE" && PATH="$HERE:$PATH" "$VENV/bin/maturin" build --quiet --target-dir "$TARGET" \
    --out "$TARGET/wheels")
  local file fresh
  file=$(ls "$TARGET"/wheels/*.whl)
  fresh=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$fresh'" EXIT
  python3 -m venv "$fresh"
  "$fresh/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps "$file"
  (cd "$fresh" && bin/python -c 'import farola_core; print("imported from", farola_core.__name__, sorted(n for n in dir(farola_core) if n in ("Phone", "Filling", "SyncSession")))')
  on "$("$fresh/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')" -m pytest
  printf '%s: %s bytes\n' "${file##*/}" "$(wc -c <"$file")"
}

tools
case ${1:-test} in
  test)
    debug_build -p farola-ffi --lib
    assemble "$TARGET/debug"
    on "$TARGET/python" -m pytest ;;
  wheel) wheel ;;
  measure)
    assemble "${FAROLA_LIBRARY:-$TARGET/debug}"
    # As pip leaves a wheel: compiled.
    "$VENV/bin/python" -m compileall -q "$TARGET/python"
    on "$TARGET/python" tests/measure.py ;;
  *) say "usage: scripts/python.sh [test|wheel|measure]"; exit 2 ;;
esac
