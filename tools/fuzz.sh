#!/bin/bash
# Builds the fuzzers with clang and gives each so many seconds. All of the program is instrumented,
# so that a fuzzer sees which branches its input takes in every room.
set -euo pipefail
seconds=${1:-20}
build=build-fuzz
[ -f $build/build.ninja ] || CC=clang-14 meson setup $build -Db_sanitize=address,undefined \
    -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
ninja -C $build --quiet
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
found=0
for fuzzer in "$build"/test/*/fuzz_*; do
    [ -f "$fuzzer" ] && [ -x "$fuzzer" ] || continue
    found=1
    name=$(basename "$fuzzer")
    corpus=$(mktemp -d)
    cp "test/fuzz/$name"/* "$corpus"/
    "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/$name." "$corpus" >"$corpus.log" 2>&1 ||
        { tail -60 "$corpus.log"; echo "$name: an input breaks it"; exit 1; }
    awk -v name="$name" '/cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") covered = $(i + 1) }
        /number_of_executed_units/ { runs = $2 }
        END { printf "%s: %d inputs, %d branches seen, nothing breaks\n", name, runs, covered }' "$corpus.log"
    rm -rf "$corpus" "$corpus.log"
done
[ $found = 1 ] || { echo "no fuzzer was built"; exit 1; }
