#!/usr/bin/env bash
# What a hub costs at a thousand and at a million records (docs/performance.md). The folder is
# kept and gone on with: delete it when you have what you want to know (3 GB).
# Usage: scripts/bench-hub-million.sh FOLDER RECORDS
set -euo pipefail
. "$(dirname "$0")/env.sh"

cargo build -q --profile server -p farola-cli -p farola-bench-hub
"$TARGET/server/farola-bench-hub" --farola "$TARGET/server/farola" --folder "$1" --records "$2"
