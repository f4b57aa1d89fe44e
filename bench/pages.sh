#!/bin/bash
# Every page of the server's own table, and the lists as people narrow and order them, for one signed-in
# reader over the demonstration with a million tasks and ten million observations beside it. Finished
# pages are not kept: each is made anew. wrk measures, one request after the other; the worst stands
# first. "once" is the slowest of the first requests, several at one time so that each thread that makes
# answers has made one. What takes all figures together is made by a thread beside; a page that waits for
# it answers at once, is told in "seconds until it stands", and then measured.
#
#   bench/pages.sh BUILD_FOLDER [SECONDS] [TASKS] [YEARS]     (2 s a page; 1,000,000; 33: 9.9 million rows)
#
# WORKSPACE_FOLDER keeps what was made, for another run. On a machine that others use at the same time
# compare medians.
set -euo pipefail
build=$(realpath "${1:-build}")
seconds=${2:-2} tasks=${3:-1000000} years=${4:-33}
goal=50
duibiao=$build/src/main/duibiao
made=${WORKSPACE_FOLDER:-$(mktemp -d)}
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait
      rm -rf "$folder"; [ -n "${WORKSPACE_FOLDER:-}" ] || rm -rf "$made"' EXIT
export DUIBIAO_LANG=en DUIBIAO_WORKSPACE=$made/demo/jiaozuo.duibiao
command -v wrk >/dev/null || { echo "wrk is not installed"; exit 1; }

# ---- What is read ----

make_workspace() {
    mkdir -p "$made"
    "$duibiao" demo --accounts "$made/demo" >"$made/accounts"
    "$build/bench/generate" "$folder" 3000 100 "$years"
    "$duibiao" load entity "$folder/entities.csv" >/dev/null
    "$duibiao" load indicator "$folder/indicators.csv" >/dev/null
    "$duibiao" import "$folder/figures.csv" >/dev/null 2>"$folder/log" || { cat "$folder/log"; exit 1; }
    "$build/bench/bench_tasks" "$DUIBIAO_WORKSPACE" "$tasks" 2>/dev/null
    rm "$folder/figures.csv"
}
[ -f "$DUIBIAO_WORKSPACE" ] || make_workspace

# ---- Who reads ----

readers=(leader supervisor analyst officer enterprise sysadmin secadmin auditor)
declare -A token
for login in "${readers[@]}"; do
    (umask 077 && awk -v login="$login" '$1 == login { print $NF }' "$made/accounts" >"$folder/secret")
    token[$login]=$(DUIBIAO_PASSWORD_FILE=$folder/secret "$duibiao" token add bench --as "$login" --scope write |
        grep -oE 'dbk_[A-Za-z0-9_-]+' | head -1)
done

"$duibiao" serve --json --listen 127.0.0.1:0 --log "$folder/server.log" \
    --limits requests_per_second=0,job_seconds=0,page_cache_bytes=0 >"$folder/said" &
server=$!
until grep -q address "$folder/said"; do sleep 0.1; done
url=$(sed -nE 's|.*"address": "(.*)/".*|\1|p' "$folder/said")

get() { # LOGIN PATH: the answer
    curl -sf -H "Authorization: Bearer ${token[$1]}" "$url$2"
}
code() { # LOGIN PATH: the number of the answer
    curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer ${token[$1]}" "$url$2"
}

# ---- Which pages ----

newest() { # TYPE [FILTER]: the id of the newest that the leader reads
    get leader "/api/$1?${2:+$2&}order=id.desc&limit=1&select=id" | tr -dc 0-9
}
task=$(newest task state=eq.working)

# The pattern with a value for each name in it; empty where there is nothing of the kind.
filled() {
    local path=$1
    case $path in
    /readings/*) path=${path/"{id}"/$(newest reading)} ;;
    /api/jobs/*) path=${path/"{id}"/$(get sysadmin /api/jobs | grep -oE '"id": [0-9]+' | head -1 | tr -dc 0-9)} ;;
    esac
    path=${path/"{move}"/withdraw}
    path=${path/"{type}"/task}
    path=${path/"{id}"/$task}
    path=${path/"{lang}"/zh}
    path=${path/"{name}"/records}
    path=${path/"{account}"/$(get sysadmin "/api/account?limit=1&select=id" | tr -dc 0-9)}
    [[ $path != /figures/* ]] || path=$(get leader /gaps/gdp | grep -oE '/figures/[^"]+' | head -1)
    for type in publication visit enterprise target; do
        [[ $path != *"{$type}"* ]] || path=${path/"{$type}"/$(newest $type)}
    done
    path=${path/"{indicator}"/gdp}
    [[ $path == *"{"* || $path == *//* || $path == */ && $path != / && $path != /api/ ]] || echo "$path"
}

# What the table cannot tell: the same page asked otherwise, and figures made up in great number.
others=(
    "/records/task?state=working" "/records/task?urgency=urgent" "/records/task?state=closed&order=due"
    "/records/task?order=-due" "/records/task?q=%E9%A1%B9%E7%9B%AE" "/records/task?due.from=2016-01-01&due.to=2016-02-01"
    "/records/entity" "/records/indicator" "/records/organisation"
    "/indicators/i050" "/gaps?subject=Z0001" "/strengths?subject=Z0001" "/gaps/i050?subject=Z0001"
    "/gaps?subject=Z0001&against=Z0002,Z0003" "/strengths?subject=Z0001&against=Z0002,Z0003"
    "/gaps/i050?subject=Z0001&against=Z0002" "/api/rpc/position?subject=Z0001"
    "/api/rpc/report.html" "/api/rpc/report.html?subject=Z0001&against=Z0002,Z0003"
    "/figures/i050/Z0001/2015" "/api/task?state=eq.working&order=due.desc&limit=20"
)

# Who of the readers may see it; nobody: empty.
reader_of() { # PATH
    for login in "${readers[@]}"; do
        case $(code "$login" "$1") in 200 | 303) echo "$login"; return ;; esac
    done
}

once() { # LOGIN PATH: milliseconds; enough for each thread that makes answers
    for _ in 1 2 3 4 5 6; do
        curl -s -o /dev/null -w '%{time_total}\n' -H "Authorization: Bearer ${token[$1]}" "$url$2" &
    done | sort -rn | awk 'NR == 1 { print 1000 * $1 }'
}

stands() { # LOGIN PATH: when what takes all figures is as they stand
    local from=$SECONDS
    while get "$1" "$2" | grep -q 'id="survey"'; do sleep 0.5; done
    [ $((SECONDS - from)) -lt 1 ] || echo "$2: $((SECONDS - from)) seconds until it stands" >>"$folder/stood"
}

processor() { # of the server so far, in milliseconds
    awk '{ print 10 * ($14 + $15) }' "/proc/$server/stat"
}

measure() { # PATTERN PATH
    local login first before
    login=$(reader_of "$2")
    if [ -z "$login" ]; then
        echo "$1" >>"$folder/unread"
        return
    fi
    first=$(once "$login" "$2")
    stands "$login" "$2"
    before=$(processor)
    wrk -t1 -c1 -d"${seconds}s" --latency -H "Authorization: Bearer ${token[$login]}" "$url$2" >"$folder/wrk"
    awk -v pattern="$1" -v login="$login" -v first="$first" -v spent=$(($(processor) - before)) '
        function ms(time) { return time ~ /us$/ ? time / 1000 : time ~ /ms$/ ? time + 0 : time * 1000 }
        /50%/ { median = ms($2) } /99%/ { p99 = ms($2) } /requests in/ { requests = $1 }
        END { if (requests) printf "%.2f\t%.2f\t%.2f\t%.1f\t%d\t%s\t%s\n",
                                   p99, median, spent / requests, first, requests, login, pattern
              else printf "%.2f\t%.2f\t\t%.1f\t0\t%s\t%s\n", first, first, first, login, pattern }' \
        "$folder/wrk" >>"$folder/measured"
}

while read -r pattern; do
    path=$(filled "$pattern")
    if [ -n "$path" ]; then measure "$pattern" "$path"; else echo "$pattern" >>"$folder/unread"; fi
done < <("$build/bench/bench_routes")
for path in "${others[@]}"; do
    measure "$path" "$path"
done

# ---- The table ----

printf '  %9s %9s %9s %9s %9s  %-10s %s\n' "p99 ms" "median" "processor" "once" "requests" "reader" "page"
sort -rn "$folder/measured" | awk -F'\t' -v goal=$goal '
    { printf "  %9.2f %9.2f %9s %9.1f %9d  %-10s %s%s\n", $1, $2, $3, $4, $5, $6, $7, $1 < goal ? "" : "   MISSED"
      missed += $1 >= goal }
    END { printf "  %d pages, %d of them at or above the goal of %d ms at p99\n", NR, missed, goal }'
[ ! -s "$folder/stood" ] || sed 's/^/  /' "$folder/stood"
[ ! -s "$folder/unread" ] || { echo "  not there, or for none of these readers:" $(cat "$folder/unread"); }
