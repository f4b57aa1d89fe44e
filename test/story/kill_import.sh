#!/bin/bash
# kill -9 at any moment of an import: the file opens, holds all of the batch or none, and says
# which. As many rounds as the second argument says.
source "$(dirname "$0")/story.sh"
rounds=${2:-50}

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
rows=$(($(wc -l <rows.csv) - 1))

"$duibiao" init base.duibiao >/dev/null
"$duibiao" -w base.duibiao import rows.csv --dry-run >/dev/null || fail "the rows are not understood"
took_ms=$({ TIMEFORMAT=%R; cp base.duibiao probe.duibiao
    time "$duibiao" -w probe.duibiao import rows.csv >/dev/null; } 2>&1 | tr -d .)
took_ms=$((10#$took_ms))

whole=0 none=0
for round in $(seq "$rounds"); do
    rm -f city.duibiao*
    cp base.duibiao city.duibiao
    "$duibiao" -w city.duibiao import rows.csv >/dev/null 2>&1 &
    victim=$!
    sleep "$(awk -v all="$took_ms" -v i="$round" -v n="$rounds" 'BEGIN { printf "%.3f", all * i / n / 1000 }')"
    kill -9 $victim 2>/dev/null || true
    wait $victim 2>/dev/null || true
    state=$("$duibiao" -w city.duibiao import list --json) || fail "round $round: the file does not open"
    figures=$("$duibiao" -w city.duibiao list batch --json | grep -c '"accepted"\|已接受' || true)
    "$duibiao" -w city.duibiao doctor >doctor.txt || fail "round $round: $(cat doctor.txt)"
    again=$("$duibiao" -w city.duibiao import rows.csv) || fail "round $round: cannot import again: $again"
    if [ "$figures" = 1 ]; then
        whole=$((whole + 1))
        grep -qF "未做任何改动" <<<"$again" || fail "round $round: accepted, and yet imported again: $again"
    else
        none=$((none + 1))
        grep -qF "新增 $rows" <<<"$again" || fail "round $round: some rows were left behind: $again"
    fi
done
echo "$rounds kills within ${took_ms} ms: $whole times the whole batch was there, $none times nothing of it"
