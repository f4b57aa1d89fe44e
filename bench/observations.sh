#!/bin/bash
# Ten million observations: our import with validation beside sqlite3's own, into a bare table and
# into one with the same key and checks; then questions on that workspace; and how both grow from a
# tenth of the size.
#
#   bench/observations.sh BUILD_FOLDER [YEARS]        (33 years: 9.9 million rows)
set -euo pipefail
build=$(realpath "${1:-build}")
years=${2:-33}
entities=3000 indicators=100
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
duibiao=$build/src/main/duibiao
run=$build/bench/measure_command
export DUIBIAO_LANG=en

key_table="CREATE TABLE figure(entity TEXT NOT NULL, indicator TEXT NOT NULL,
  year INTEGER NOT NULL CHECK (year BETWEEN 1000 AND 9999),
  value REAL NOT NULL CHECK (typeof(value) = 'real'),
  PRIMARY KEY (indicator, year, entity)) WITHOUT ROWID"
bare_table="CREATE TABLE figure(entity, indicator, year, value)"

report() { # LABEL SECONDS ROWS MEMORY
    awk -v label="$1" -v wall="$2" -v rows="$3" -v memory="$4" \
        'BEGIN { printf "  %-44s %8.2f s %12.0f rows/s %8.1f MB\n", label, wall, rows / wall, memory }'
}

peer_import() { # LABEL TABLE CSV ROWS
    rm -f "$folder/peer.db"
    printf '%s;\n.import --csv --skip 1 %s figure\n' "$2" "$3" >"$folder/peer.sql"
    read -r wall cpu memory < <("$run" sh -c "sqlite3 -cmd 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;' \
        '$folder/peer.db' <'$folder/peer.sql'" 2>/dev/null)
    report "$1" "$wall" "$4" "$memory"
}

size() { # YEARS
    mkdir -p "$folder/data"
    "$build/bench/generate" "$folder/data" $entities $indicators "$1"
    local rows=$((entities * indicators * $1)) csv=$folder/data/figures.csv
    echo "$rows observations ($(du -m "$csv" | cut -f1) MB of CSV), $(nproc) processors, sqlite3 $(sqlite3 --version | cut -d' ' -f1)"
    rm -f "$folder"/city.duibiao*
    "$duibiao" init "$folder/city.duibiao" --bare >/dev/null
    export DUIBIAO_WORKSPACE=$folder/city.duibiao
    "$duibiao" add entity "$folder/data/entities.csv" >/dev/null
    "$duibiao" add indicator "$folder/data/indicators.csv" >/dev/null
    peer_import "sqlite3 .import, bare table" "$bare_table" "$csv" $rows
    bare=$wall
    read -r wall cpu memory < <("$run" "$duibiao" import "$csv" 2>"$folder/import.log") ||
        { cat "$folder/import.log"; exit 1; }
    report "duibiao import, validated, with history" "$wall" $rows "$memory"
    ours=$wall
    peer_import "sqlite3 .import, same key and checks" "$key_table" "$csv" $rows
    awk -v ours="$ours" -v bare="$bare" -v keyed="$wall" 'BEGIN {
        printf "  ours / bare table %.2f (goal at most 1.3), ours / same key %.2f (goal at most 0.4)\n", ours / bare, ours / keyed }'
    rate=$(awk -v rows=$rows -v wall="$ours" 'BEGIN { printf "%.0f", rows / wall }')
}

questions() {
    "$build/bench/bench_questions" "$folder/city.duibiao"
}

size $(((years + 9) / 10))
small_rate=$rate
size "$years"
awk -v small="$small_rate" -v large="$rate" 'BEGIN {
    printf "  rows/s at full size against a tenth of it: %.2f (must not be below 0.8)\n", large / small }'
questions
