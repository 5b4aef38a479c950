#!/usr/bin/env bash
# Runs the named test files of the workspace: only-tests.sh --test contract --test bounds …
# `cargo test --workspace --test NAME` would do, but what it leaves out changes what programs and
# macros share: it compiles a hundred crates anew, two minutes of each run. So cargo is asked for
# all tests, which are built already, and runs through this, which runs those that are named.
set -euo pipefail
if [ "${1:-}" = --run ]; then
  shift
  name=$(basename "$1")
  # The folder stays the one that cargo chose: that of the package.
  case $ONLY_TESTS in *" --test ${name%-*} "*) exec "$@" ;; *) exit 0 ;; esac
fi
. "$(dirname "$0")/env.sh"
for name in ${*//--test/}; do
  [ -n "$(ls ./*/tests/"$name"{.rs,/main.rs} ./*/*/tests/"$name"{.rs,/main.rs} 2>/dev/null)" ] ||
    { say "there is no test file $name"; exit 2; }
done
export ONLY_TESTS=" $* "
exec cargo test --workspace --tests --no-fail-fast \
  --config "target.'cfg(all())'.runner = ['$ROOT/scripts/only-tests.sh', '--run']"
