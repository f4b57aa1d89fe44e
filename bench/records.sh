#!/bin/bash
# Records in great number, each measurement beside SQLite by itself on the same rows: lists, counts
# and search over a printed mix, moves, the verifier; then moves while ten million observations are
# imported into the same file.
#
#   bench/records.sh BUILD_FOLDER [TASKS] [YEARS]     (1,000,000 tasks; 33 years: 9.9 million rows)
#
# Needs 4 KB of disk a task. Processor times stand beside those of the clock: on a machine that
# others use at the same time they say more.
set -euo pipefail
build=$(realpath "${1:-build}")
tasks=${2:-1000000}
years=${3:-33}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
records=$build/bench/bench_records
duibiao=$build/src/main/duibiao
export DUIBIAO_LANG=en

"$records" make "$folder/records" "$tasks" 2>/dev/null
echo "2,000 requests:"
"$records" ask "$folder/records" 2000
echo "2,000 searches:"
"$records" search "$folder/records" 2000
"$records" move "$folder/records" $((tasks < 50000 ? tasks / 50 : 1000))
"$records" verify "$folder/records"
rm -f "$folder"/records*

"$build/bench/generate" "$folder" 3000 100 "$years"
export DUIBIAO_WORKSPACE=$folder/city.duibiao
"$duibiao" init "$DUIBIAO_WORKSPACE" --bare >/dev/null
"$duibiao" load entity "$folder/entities.csv" >/dev/null
"$duibiao" load indicator "$folder/indicators.csv" >/dev/null
"$build/bench/bench_beside" "$DUIBIAO_WORKSPACE" 1000 "$build/bench/measure_command" "$duibiao" \
    import "$folder/figures.csv" 2>"$folder/log" || { cat "$folder/log"; exit 1; }
