#!/bin/bash
# Records in great number, each measurement beside SQLite by itself on the same rows: lists, counts
# and search over a printed mix, moves, the verifier; then moves while ten million observations are
# imported into the same file. What each prints stands first, the table of all at the end.
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

# What a program prints goes on, and beside the name of what was measured into a list.
named() { # NAME
    tee "$folder/part"
    sed "s/^/$1\t/" "$folder/part" >>"$folder/printed"
}

"$records" make "$folder/records" "$tasks" 2>/dev/null
"$records" ask "$folder/records" 2000 | named "lists and counts"
"$records" search "$folder/records" 2000 | named "search"
"$records" move "$folder/records" $((tasks < 50000 ? tasks / 50 : 1000)) | named "moves"
"$records" verify "$folder/records" | named "verification"
rm -f "$folder"/records*

"$build/bench/generate" "$folder" 3000 100 "$years"
export DUIBIAO_WORKSPACE=$folder/city.duibiao
"$duibiao" init "$DUIBIAO_WORKSPACE" --bare >/dev/null
"$duibiao" load entity "$folder/entities.csv" >/dev/null
"$duibiao" load indicator "$folder/indicators.csv" >/dev/null
"$build/bench/bench_beside" "$DUIBIAO_WORKSPACE" 1000 "$build/bench/measure_command" "$duibiao" \
    import "$folder/figures.csv" 2>"$folder/log" | named "beside an import" || { cat "$folder/log"; exit 1; }

echo "$tasks tasks, $((years * 300000)) observations beside; p99, in brackets that of the processor"
awk -F'\t' '
    function after(word) { return substr($2, index($2, word " ") + length(word) + 1) + 0 }
    function row(what, ours, goal) { printf "  %-34s %24s  goal %-16s", what, ours, goal }
    function times() { return sprintf("%.2f ms (%.2f)", after("p99"), after("processor p99")) }
    /SQLite by itself/ && pending { printf "SQLite by itself: %s\n", times(); pending = 0; next }
    /SQLite only reading/ { printf "SQLite only reading: %d rows/s\n", after("s):"); next }
    $1 == "lists and counts" && $2 ~ /^  all / { row($1, times(), "below 10 ms"); pending = 1 }
    $1 == "search" && $2 ~ /all / && !searched { row($1, times(), "below 20 ms"); pending = searched = 1 }
    $1 == "moves" && $2 ~ /moves, each/ { row($1, times(), "below 5 ms"); pending = 1 }
    $1 == "beside an import" && $2 ~ /^moves / { part = $2; sub(/:.*/, "", part) }
    $1 == "beside an import" && $2 ~ /moves, each/ { row(part, times(), "below 5 ms"); pending = 1 }
    $1 == "verification" && /verified in/ { row($1, sprintf("%d rows/s", after("s):")), "above 500000") }
    ' "$folder/printed"
