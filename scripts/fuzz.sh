#!/usr/bin/env bash
# Fuzzes every target for TIME seconds each (60 unless told), or those in TARGETS.
# Works with a stable compiler: the coverage that libFuzzer wants is a pass of LLVM.
# What it learns is kept in var/fuzz/corpus, what it finds in var/fuzz/found.
set -euo pipefail
. "$(dirname "$0")/env.sh"

TIME=${TIME:-60}
TARGETS=${TARGETS:-xpath xform lists instance drive wire workbook sheets media}
HOST=$(rustc -vV | sed -n 's/^host: //p')
have c++ || { say "the fuzzer needs a C++ compiler: apt-get install g++"; exit 1; }

flags="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1"
for pass in level=4 inline-8bit-counters pc-table trace-compares; do
  flags="$flags -Cllvm-args=-sanitizer-coverage-$pass"
done

options=(--quiet --locked --manifest-path fuzz/Cargo.toml --target-dir "$TARGET/fuzz")

cargo run "${options[@]}" --example seed -- var/fuzz/seeds
say "building the targets"
RUSTFLAGS="$flags" cargo build "${options[@]}" --release --target "$HOST" --bins

failed=
for target in $TARGETS; do
  mkdir -p "var/fuzz/corpus/$target" "var/fuzz/found/$target"
  words=()
  [ ! -f "fuzz/dictionaries/$target.dict" ] || words=("-dict=fuzz/dictionaries/$target.dict")
  seeds=("var/fuzz/seeds/$target")
  for folder in "fuzz/regressions/$target" "fuzz/regressions/$target-slow"; do
    [ ! -d "$folder" ] || seeds+=("$folder")
  done
  case $target in xpath) length=400 ;; *) length=6000 ;; esac
  say "$target: $TIME s"
  # A slow input is a finding too: nothing a person opens may hold a phone for seconds.
  "$TARGET/fuzz/$HOST/release/$target" "var/fuzz/corpus/$target" "${seeds[@]}" "${words[@]}" \
    -max_total_time="$TIME" -timeout=10 -rss_limit_mb=2048 -max_len="$length" \
    -artifact_prefix="var/fuzz/found/$target/" -print_final_stats=1 \
    >"var/fuzz/$target.log" 2>&1 || { say "$target: FOUND SOMETHING, see var/fuzz/$target.log"; failed=1; }
  grep -E '^(stat::number_of_executed_units|stat::peak_rss_mb|SUMMARY)' "var/fuzz/$target.log" || true
done
[ -z "$failed" ]
