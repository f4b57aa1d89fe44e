#!/bin/bash
# Ten million observations: our import with validation beside sqlite3's own, into a bare table and
# into one with the same key and checks; then questions on that workspace; and how both grow from a
# tenth of the size.
#
#   bench/observations.sh BUILD_FOLDER [YEARS]        (33 years: 9.9 million rows)
#
# Times are wall times, with processor time in brackets: on a machine that others use at the same
# time the second says more.
set -euo pipefail
build=$(realpath "${1:-build}")
years=${2:-33}
entities=3000 indicators=100
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
duibiao=$build/src/main/duibiao
run=$build/bench/measure_command
export DUIBIAO_LANG=en

bare_table="CREATE TABLE figure(entity, indicator, year, value);"

# The key of our table without what a single file has but one of (batch), in the same order, which
# is also the quickest for this file. `checked` adds what our import checks of every row as far as
# SQL can say it: the entity and the indicator are registered, year and value are what they should be.
key="PRIMARY KEY (year, indicator, entity)"
keyed_table="CREATE TABLE figure(entity TEXT NOT NULL, indicator TEXT NOT NULL, year INTEGER NOT NULL,
  value REAL NOT NULL, $key) WITHOUT ROWID;"
checked_table() { # FOLDER OF DATA
    cat <<SQL
PRAGMA foreign_keys=ON;
CREATE TABLE entity(code TEXT PRIMARY KEY, zh, en, kind, parent) WITHOUT ROWID;
CREATE TABLE indicator(code TEXT PRIMARY KEY, zh, en, unit, decimals, polarity, kind, basis, area)
  WITHOUT ROWID;
.import --csv --skip 1 $1/entities.csv entity
.import --csv --skip 1 $1/indicators.csv indicator
CREATE TABLE figure(entity TEXT NOT NULL REFERENCES entity(code),
  indicator TEXT NOT NULL REFERENCES indicator(code),
  year INTEGER NOT NULL CHECK (year BETWEEN 1000 AND 9999),
  value REAL NOT NULL CHECK (typeof(value) = 'real'), $key) WITHOUT ROWID;
SQL
}

report() { # LABEL WALL PROCESSOR ROWS MEMORY
    awk -v label="$1" -v wall="$2" -v cpu="$3" -v rows="$4" -v memory="$5" 'BEGIN {
        printf "  %-42s %7.2f s (%6.2f) %10.0f rows/s %7.1f MB\n", label, wall, cpu, rows / wall, memory }'
}

peer_import() { # LABEL TABLE CSV ROWS
    rm -f "$folder/peer.db"*
    printf '%s\n.import --csv --skip 1 %s figure\n' "$2" "$3" >"$folder/peer.sql"
    read -r wall cpu memory < <("$run" sh -c "sqlite3 -cmd 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;' \
        '$folder/peer.db' <'$folder/peer.sql'" 2>/dev/null)
    [ "$(sqlite3 "$folder/peer.db" 'SELECT count(*) FROM figure')" = "$4" ] || { echo "$1: rows are missing"; exit 1; }
    report "$1" "$wall" "$cpu" "$4" "$memory"
}

# ratio LABEL OURS_WALL OURS_CPU THEIRS_WALL THEIRS_CPU GOAL
ratio() {
    awk -v label="$1" -v a="$2" -v b="$3" -v c="$4" -v d="$5" -v goal="$6" 'BEGIN {
        printf "  ours / %-32s %5.2f (%.2f)  goal at most %s\n", label, a / c, b / d, goal }'
}

size() { # YEARS
    mkdir -p "$folder/data"
    "$build/bench/generate" "$folder/data" $entities $indicators "$1"
    local rows=$((entities * indicators * $1)) csv=$folder/data/figures.csv
    echo "$rows observations ($(du -m "$csv" | cut -f1) MB of CSV), $(nproc) processors, sqlite3 $(sqlite3 --version | cut -d' ' -f1)"
    rm -f "$folder"/city.duibiao*
    "$duibiao" init "$folder/city.duibiao" --bare >/dev/null
    export DUIBIAO_WORKSPACE=$folder/city.duibiao
    "$duibiao" load entity "$folder/data/entities.csv" >/dev/null
    "$duibiao" load indicator "$folder/data/indicators.csv" >/dev/null
    peer_import "sqlite3 .import, bare table" "$bare_table" "$csv" $rows
    local bare=("$wall" "$cpu")
    read -r wall cpu memory < <("$run" "$duibiao" import "$csv" 2>"$folder/import.log") ||
        { cat "$folder/import.log"; exit 1; }
    report "duibiao import, validated, with history" "$wall" "$cpu" $rows "$memory"
    local ours=("$wall" "$cpu")
    peer_import "sqlite3 .import, same key" "$keyed_table" "$csv" $rows
    local keyed=("$wall" "$cpu")
    peer_import "sqlite3 .import, same key and checks" "$(checked_table "$folder/data")" "$csv" $rows
    ratio "bare table" "${ours[@]}" "${bare[@]}" 1.3
    ratio "same key, nothing checked" "${ours[@]}" "${keyed[@]}" "-"
    ratio "same key and checks" "${ours[@]}" "$wall" "$cpu" 0.4
    rate=$(awk -v rows=$rows -v wall="${ours[0]}" 'BEGIN { printf "%.0f", rows / wall }')
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
