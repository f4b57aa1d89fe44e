#!/bin/bash
# Builds the fuzzers with clang and gives each so many seconds, as many at once as there are
# processors. All of the program is instrumented, so that a fuzzer sees which branches its input
# takes in every room.
set -euo pipefail
seconds=${1:-20}
build=build-fuzz
[ -f $build/build.ninja ] || CC=clang-14 meson setup $build -Db_sanitize=address,undefined \
    -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
ninja -C $build --quiet
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

fuzz() { # FUZZER SECONDS
    local name corpus
    name=$(basename "$1")
    corpus=$(mktemp -d)
    cp "test/fuzz/$name"/* "$corpus"/
    "$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build-fuzz/$name." "$corpus" >"$corpus.log" 2>&1 ||
        { tail -60 "$corpus.log"; echo "$name: an input breaks it"; return 255; } # xargs stops at 255
    awk -v name="$name" '/cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") covered = $(i + 1) }
        /number_of_executed_units/ { runs = $2 }
        END { printf "%s: %d inputs, %d branches seen, nothing breaks\n", name, runs, covered }' "$corpus.log"
    rm -rf "$corpus" "$corpus.log"
}
export -f fuzz

mapfile -t fuzzers < <(find $build/test -name 'fuzz_*' -type f -executable | sort)
[ ${#fuzzers[@]} -gt 0 ] || { echo "no fuzzer was built"; exit 1; }
printf '%s\n' "${fuzzers[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz "$@"' fuzz {} "$seconds"
