#!/bin/bash
# One pass over everything that must hold; called by `make check` with its build folder. Ends with a
# line "N passed, N failed", and "N skipped" where there are any, that counts single test cases.
set -euo pipefail
build=$1
source=$(pwd)
passed=0 failed=0 skipped=0
failures=() # named at the end, where a long log is read first

step() { printf '\n== %s\n' "$*"; }

# holds NAME COMMAND…: runs one check, shown under its name, and counts it.
holds() {
    local name=$1
    shift
    step "$name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failures+=("$name")
    fi
}

# Prints "passed failed skipped" of all that meson ran: a test program counts by the cases it names,
# any other, or one that broke down between its cases, as one.
count_tests() {
    awk '{
        good = /"result": "OK"/; skip = /"result": "SKIP"/; ok = bad = 0
        sub(/"stderr": ".*/, "")
        ok = gsub(/\[       OK \] /, ""); bad = gsub(/\[  FAILED  \] /, "")
        skip += gsub(/\[  SKIPPED \] /, "")
        if (!good && !skip && !bad) bad = 1
        if (good && !ok && !skip) ok = 1
        passed += ok; failed += bad; skipped += skip
    }
    END { print passed + 0, failed + 0, skipped + 0 }' "$build/meson-logs/testlog.json"
}

# The names of the tests that meson saw fail.
failed_tests() {
    awk -F'"' '!/"result": "(OK|SKIP)"/ { print $4 }' "$build/meson-logs/testlog.json"
}

step "build (warnings are errors, ASan and UBSan)"
ninja -C "$build" --quiet || { printf '\n0 passed, 1 failed\n'; exit 1; }

holds "layers" "$build/tools/layers" "$source" "$build"

holds "cppcheck" cppcheck --quiet -j "$(nproc)" --enable=warning,performance,portability --inline-suppr --max-configs=1 \
    --error-exitcode=1 --suppress=missingIncludeSystem --suppress=toomanyconfigs --std=c11 \
    $(printf -- '-I%s ' src/*/ src/*/*/) src tools

step "tests"
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
tests_hold=1
meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 3 || tests_hold=0
read -r cases_passed cases_failed skipped < <(count_tests)
[ $tests_hold = 1 ] || [ "$cases_failed" -gt 0 ] || cases_failed=1
passed=$((passed + cases_passed)) failed=$((failed + cases_failed))

mapfile -t -O ${#failures[@]} failures < <(failed_tests)

holds "fuzz, briefly" tools/fuzz.sh 10

[ "$skipped" = 0 ] || printf '\nSkipped cases need files that are not in the repository.\n'
[ "$failed" = 0 ] || printf '\nDid not hold: %s' "${failures[@]}"
printf '\n%s passed, %s failed%s\n' "$passed" "$failed" "$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$failed" = 0 ]
