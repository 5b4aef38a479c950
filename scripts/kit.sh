#!/usr/bin/env bash
# Runs kit/convert.py with the converter that kit/requirements.txt pins, in kit/.venv.
set -euo pipefail
. "$(dirname "$0")/env.sh"
set_up python
if ! cmp -s kit/requirements.txt kit/.venv/requirements.txt; then
  say "pip: installing what kit/requirements.txt pins into kit/.venv"
  python3 -m venv kit/.venv
  kit/.venv/bin/pip install --quiet -r kit/requirements.txt
  cp kit/requirements.txt kit/.venv/requirements.txt
fi
exec kit/.venv/bin/python kit/convert.py "$@"
