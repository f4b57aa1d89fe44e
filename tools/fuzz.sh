#!/bin/bash
# Builds the fuzzers with clang and gives each so many seconds.
set -euo pipefail
seconds=${1:-20}
build=build-fuzz
[ -f $build/build.ninja ] || CC=clang-14 meson setup $build -Db_sanitize=address,undefined \
    -Db_lundef=false -Dwerror=false >/dev/null
ninja -C $build --quiet
found=0
for fuzzer in "$build"/test/*/fuzz_*; do
    [ -f "$fuzzer" ] && [ -x "$fuzzer" ] || continue
    found=1
    corpus=$(mktemp -d)
    seeds="test/fuzz/$(basename "$fuzzer")"
    [ -d "$seeds" ] && cp "$seeds"/* "$corpus"/
    echo "$(basename "$fuzzer"): ${seconds} s"
    "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
        -print_final_stats=0 "$corpus" >"$corpus.log" 2>&1 || { tail -40 "$corpus.log"; exit 1; }
    rm -rf "$corpus" "$corpus.log"
done
[ $found = 1 ] || { echo "no fuzzer was built"; exit 1; }
