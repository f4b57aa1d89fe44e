#!/bin/bash
# One pass over everything that must hold; called by `make check` with its build folder.
set -euo pipefail
build=$1
source=$(pwd)

step() { printf '\n== %s\n' "$*"; }

step "build (warnings are errors, ASan and UBSan)"
ninja -C "$build" --quiet

step "layers"
"$build/tools/layers" "$source" "$build"

step "cppcheck"
cppcheck --quiet --enable=warning,performance,portability --inline-suppr --max-configs=1 \
    --error-exitcode=1 --suppress=missingIncludeSystem --suppress=toomanyconfigs --std=c11 \
    $(printf -- '-I%s ' src/*/) src tools

step "tests"
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 3

step "fuzz, briefly"
tools/fuzz.sh 20
