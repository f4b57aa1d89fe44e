#!/bin/bash
# The server: pages and the interface for programs under wrk, beside a handler of libmicrohttpd that
# answers the same bytes; what the first page costs a browser; and the server ill treated.
#
#   bench/web.sh BUILD_FOLDER [SECONDS]        (of each measurement; 5)
#
# On a machine that others use at the same time read them as ratios.
set -euo pipefail
build=$(realpath "${1:-build}")
seconds=${2:-5}
folder=$(mktemp -d)
duibiao=$build/src/main/duibiao
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$folder"' EXIT
command -v wrk >/dev/null || { echo "wrk is not installed"; exit 1; }

"$duibiao" demo "$folder/demo" >/dev/null
workspace=$folder/demo/jiaozuo.duibiao

# serve [LIMIT=VALUE,…]: sets server, its process, and url.
serve() {
    "$duibiao" -w "$workspace" serve --json --listen 127.0.0.1:0 --log "$folder/log" ${1:+--limits "$1"} \
        >"$folder/said" &
    server=$!
    pids+=("$server")
    until grep -q address "$folder/said"; do sleep 0.1; done
    url=$(sed -nE 's|.*"address": "(.*)/".*|\1|p' "$folder/said")
}

# load URL CONNECTIONS: prints requests a second and p99 in milliseconds.
load() {
    wrk -t1 -c"$2" -d"${seconds}s" --latency -H 'Accept-Encoding: gzip' "$1" | awk '
        /99%/ { p99 = $2 ~ /us$/ ? $2 / 1000 : $2 ~ /ms$/ ? $2 + 0 : $2 * 1000 }
        /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { failed = 1 }
        END { if (failed) exit 1; print rate, p99 }'
}

# goal LABEL FIGURE UNIT RELATION GOAL
goal() {
    awk -v label="$1" -v figure="$2" -v unit="$3" -v relation="$4" -v goal="$5" 'BEGIN {
        holds = relation == ">=" ? figure >= goal : figure <= goal
        printf "  %-52s %10.1f %-10s goal %s %s%s\n", label, figure, unit, relation, goal, holds ? "" : "   MISSED" }'
}

serve requests_per_second=0,job_seconds=0
task=$(curl -s "$url/api/task?limit=1&select=id" | tr -dc 0-9)

echo "pages of the demonstration"
for page in / /gaps /records/task "/records/task/$task" /deliver; do
    read -r rate _ < <(load "$url$page" 64)
    goal "$page, 64 connections" "$rate" requests/s '>=' 5000
    read -r _ p99 < <(load "$url$page" 8)
    goal "$page, 8 connections, p99" "$p99" ms '<=' 10
done

echo "the interface for programs, beside a bare handler that answers the same bytes"
curl -s "$url/api/task/$task" >"$folder/bytes"
mkfifo "$folder/hold"
"$build/bench/bare_handler" "$folder/bytes" application/json <"$folder/hold" >"$folder/bare" &
pids+=($!)
exec 8>"$folder/hold"
until [ -s "$folder/bare" ]; do sleep 0.1; done
read -r bare _ < <(load "$(cat "$folder/bare")" 64)
read -r ours p99 < <(load "$url/api/task/$task" 64)
printf '  %-52s %10.1f requests/s\n' "bare handler" "$bare" "ours: session, permission, log" "$ours"
goal "ours / bare" "$(awk -v a="$ours" -v b="$bare" 'BEGIN { print 100 * a / b }')" "%" '>=' 25

echo "the first page in a browser"
curl -s --compressed "$url/" >"$folder/page"
bytes=$(curl -s -H 'Accept-Encoding: gzip' "$url/" | wc -c) requests=1
for asset in $(grep -v 'rel="icon"' "$folder/page" | grep -oE '(href|src)="/assets/[^"]+"' | sed -E 's/.*="(.*)"/\1/' | sort -u); do
    bytes=$((bytes + $(curl -s -H 'Accept-Encoding: gzip' "$url$asset" | wc -c)))
    requests=$((requests + 1))
done
goal "requests" "$requests" "" '<=' 3
goal "bytes" "$(awk -v b="$bytes" 'BEGIN { print b / 1000 }')" kB '<=' 100
kill "$server" && wait "$server"

"$(dirname "$0")/violence.sh" "$build" $((seconds * 4))
