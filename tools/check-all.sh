#!/bin/bash
# What takes longer than a change should wait for; run before a release.
set -euo pipefail
source=$(pwd)

step() { printf '\n== %s\n' "$*"; }

step "clang, warnings are errors"
[ -f build-clang/build.ninja ] || CC=clang-14 meson setup build-clang -Db_lundef=false \
    -Db_sanitize=address,undefined >/dev/null
ninja -C build-clang --quiet
meson test -C build-clang --no-rebuild --no-suite story --print-errorlogs --timeout-multiplier 3

step "gcc, optimised"
[ -f build/build.ninja ] || meson setup build --buildtype=release >/dev/null
ninja -C build --quiet
meson test -C build --no-rebuild --print-errorlogs

step "the server, ill treated"
ninja -C build --quiet bench/bench_violence
bash bench/violence.sh build 10

step "thread sanitizer"
[ -f build-tsan/build.ninja ] || meson setup build-tsan -Db_sanitize=thread -Db_lundef=false >/dev/null
ninja -C build-tsan --quiet
setarch -R meson test -C build-tsan --no-rebuild --suite compare --suite store --suite exchange --suite web \
    --print-errorlogs --timeout-multiplier 5

step "valgrind"
[ -f build-debug/build.ninja ] || meson setup build-debug --buildtype=debugoptimized >/dev/null
ninja -C build-debug --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
valgrind --quiet --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite \
    build-debug/src/main/duibiao demo "$folder/demo" >/dev/null

step "two hundred kills, twice"
bash test/story/kill.sh build/src/main/duibiao import 200
bash test/story/kill.sh build/src/main/duibiao mixed 200

step "requests made from the description of the interface, more and others"
for seed in 1 2 3; do
    FUZZ_REQUESTS=6000 FUZZ_SEED=$seed bash test/browser/run.sh build-check/src/main/duibiao build-check openapi
done

step "every page, in both languages, light and dark, wide and on a phone"
bash test/browser/run.sh build/src/main/duibiao build every_page

step "fuzz, longer"
tools/fuzz.sh 300

printf '\n%s: everything holds\n' "$source"
