#!/bin/bash
# kill.sh PROGRAM import|mixed [ROUNDS]: kill -9 at any moment of one import, or of many hands at work at
# once. Whenever it comes, the file opens, all that was acknowledged is there and nothing by half.
source "$(dirname "$0")/story.sh"
kind=$2 rounds=${3:-20}

# ---- One import: all of the batch or nothing of it, and the program says which ----

prepare_import() {
    awk 'BEGIN {
        print "entity_code,indicator_code,year,value"
        split("410100 410200 410300 410400 410500 410600 410700 410800 410900 411000 411100", city, " ")
        indicators = split("gdp gdp_per_capita va_primary va_secondary va_tertiary ind_firms ind_profit fai " \
            "re_invest retail budget_rev budget_exp sci_exp edu_exp deposits loans imports exports fdi " \
            "pop_registered employees avg_wage univ_students hospital_beds doctors mobile_users", indicator, " ")
        for (year = 1901; year <= 2015; year++)
            for (c = 1; c <= 11; c++)
                for (i = 1; i <= indicators; i++)
                    printf "%s,%s,%d,%d.%02d\n", city[c], indicator[i], year, year * c + i, (year * 7 + c * 13 + i) % 100
    }' >rows.csv
    rows=$(($(wc -l <rows.csv) - 1)) whole=0 none=0
    "$duibiao" init base.duibiao >/dev/null
    "$duibiao" -w base.duibiao import rows.csv --dry-run >/dev/null || fail "the rows are not understood"
    took_ms=$({ TIMEFORMAT=%R; cp base.duibiao probe.duibiao
        time "$duibiao" -w probe.duibiao import rows.csv >/dev/null; } 2>&1 | tr -d .)
    took_ms=$((10#$took_ms))
}

work_import() { "$duibiao" import rows.csv >/dev/null 2>&1; }

pause_import() { sleep "$(awk -v all="$took_ms" -v i="$1" -v n="$rounds" 'BEGIN { printf "%.3f", all * i / n / 1000 }')"; }

check_import() {
    local again figures
    figures=$("$duibiao" list batch --json | grep -c '"accepted"\|已接受' || true)
    again=$("$duibiao" import rows.csv) || fail "round $1: cannot import again: $again"
    if [ "$figures" = 1 ]; then
        whole=$((whole + 1))
        grep -qF "未做任何改动" <<<"$again" || fail "round $1: accepted, and yet imported again: $again"
    else
        none=$((none + 1))
        grep -qF "新增 $rows" <<<"$again" || fail "round $1: some rows were left behind: $again"
    fi
}

tell_import() {
    echo "$rounds kills within ${took_ms} ms: $whole times the whole batch was there, $none times nothing of it"
}

# ---- Many hands at once: two at terminals, one importing, one reading, the clock, and the server ----

prepare_mixed() {
    "$duibiao" demo demo >/dev/null
    mv demo/jiaozuo.duibiao base.duibiao
    export DUIBIAO_WORKSPACE=base.duibiao
    visit=$(first_id visit)
    mapfile -t tasks < <("$duibiao" list task --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p')
    cp "$SOURCE_ROOT/test/data/prose/minutes.txt" minutes.txt
    mapfile -t keys < <("$duibiao" accept minutes.txt --dry-run | awk -F'\t' '$2 == "commitment" { print $1 }')
    awk 'BEGIN {
        print "entity_code,indicator_code,year,value"
        for (year = 1901; year <= 2000; year++)
            for (city = 410100; city <= 410900; city += 100)
                printf "%d,gdp,%d,%d\n%d,retail,%d,%d\n", city, year, year, city, year, city
    }' >small.csv
    : >kinds.txt
}

# done_ WORDS: what was acknowledged, for the one who looks afterwards.
done_() { printf '%s\n' "$*" >>acknowledged.txt; }

# at_terminal TASK…: a step of each kind in turn; its reason names the kind, for that says how many
# changes one step is.
at_terminal() {
    local n task
    for ((n = 1; ; n++)); do
        for task in "$@"; do
            "$duibiao" set task "$task" "progress=第 $n 稿" "evidence=第 $n 件" --reason "set-$task-$n" && done_ "set-$task-$n"
            "$duibiao" undo task "$task" --reason "undo-$task-$n" && done_ "undo-$task-$n"
            "$duibiao" move task "$task" object "objection=第 $n 次" "alternative=第 $n 法" --reason "object-$task-$n" &&
                done_ "object-$task-$n"
            "$duibiao" move task "$task" assign --reason "assign-$task-$n" && done_ "assign-$task-$n"
        done
    done
}

importing() {
    local batch
    while true; do
        batch=$("$duibiao" import small.csv --json | sed -n 's/^ *"batch": \([0-9]*\),*$/\1/p')
        [ "${batch:-0}" = 0 ] || done_ "batch $batch accepted"
        "$duibiao" import undo "$batch" && done_ "batch $batch undone"
    done
}

reading() {
    local key
    for key in "${keys[@]}"; do
        printf '%s\taccept\tquantity=90%%\n' "$key" >"$key.tsv"
        "$duibiao" accept minutes.txt --visit "$visit" --decisions "$key.tsv" && done_ "decision $key"
        "$duibiao" tick
    done
}

by_browser() {
    local n address
    until address=$(grep -o '"address": "[^"]*' address.json); do sleep 0.02; done
    address=${address##*\"}
    for ((n = 1; ; n++)); do
        curl -sf "${address}api/unit_group?reason=pair-$n" -H 'Content-Type: application/json' \
            -d "[{\"zh\":\"甲组 $n\",\"place\":$n},{\"zh\":\"乙组 $n\",\"place\":$n}]" && done_ "pair-$n"
    done
}

work_mixed() {
    set +e
    : >address.json
    "$duibiao" serve --listen 127.0.0.1:0 --json >address.json &
    by_browser &
    at_terminal "${tasks[0]}" "${tasks[1]}" &
    at_terminal "${tasks[2]}" &
    importing &
    reading &
    wait
} >/dev/null 2>refused.txt

# So many steps are acknowledged, and then at any moment.
pause_mixed() {
    local steps=$((RANDOM % 40))
    until [ "$(wc -l <acknowledged.txt)" -ge $steps ]; do sleep 0.05; done
    sleep "0.$((RANDOM % 300 + 100))"
}

check_mixed() {
    local key
    "$duibiao" accept minutes.txt --dry-run >decided.tsv
    for key in $(sed -n 's/^decision //p' acknowledged.txt); do
        awk -F'\t' -v key="$key" '$1 == key && $3 == "open" { exit 1 }' decided.tsv ||
            fail "round $1: the decision on $key is lost"
    done
    python3 "$SOURCE_ROOT/test/story/kill_check.py" city.duibiao acknowledged.txt || fail "round $1"
    python3 "$SOURCE_ROOT/test/story/kill_check.py" --derived city.duibiao >derived.txt
    "$duibiao" set task "${tasks[3]}" progress=重建 >/dev/null # whoever writes first fills them anew
    python3 "$SOURCE_ROOT/test/story/kill_check.py" --derived city.duibiao | cmp - derived.txt ||
        fail "round $1: what is derived differs from what it is derived from"
    "$duibiao" tick >/dev/null || fail "round $1: the clock stands"
    sed -E 's/[- ].*//' acknowledged.txt >>kinds.txt
}

tell_mixed() {
    local kind
    for kind in set undo object assign pair batch decision; do
        grep -qx $kind kinds.txt || fail "in $rounds rounds no $kind was acknowledged"
    done
    echo "$rounds kills: $(wc -l <kinds.txt) acknowledged steps, none lost and none by half"
}

# ---- The rounds ----

# Dead are all of them only after a moment; until then a server may still take a command that it never does.
kill_hard() {
    kill -9 -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    for _ in $(seq 100); do
        pgrep --pgroup "$1" --runstates RSDT >/dev/null || break
        sleep 0.05
    done
}

"prepare_$kind"
export DUIBIAO_WORKSPACE=city.duibiao
RANDOM=1
for ((round = 1; round <= rounds; round++)); do
    rm -rf city.duibiao*
    cp base.duibiao city.duibiao
    : >acknowledged.txt
    set -m # a process group of its own, which dies at once
    "work_$kind" &
    victim=$!
    set +m
    trap 'kill_hard $victim; rm -rf "$story_folder"' EXIT
    "pause_$kind" "$round"
    kill_hard $victim
    "$duibiao" import list --json >/dev/null || fail "round $round: the file does not open"
    "$duibiao" doctor >doctor.txt || fail "round $round: $(cat doctor.txt)"
    "check_$kind" "$round"
done
"tell_$kind"
