#!/bin/bash
# What another person notices while the server is ill treated: slow connections, exports that nobody
# fetches, an upload without end, an address that asks too often.
#
#   bench/violence.sh BUILD_FOLDER [SECONDS]        (20)
set -euo pipefail
build=$(realpath "${1:-build}")
seconds=${2:-20}
folder=$(mktemp -d)
duibiao=$build/src/main/duibiao
workspace=$folder/demo/jiaozuo.duibiao
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
"$duibiao" demo "$folder/demo" >/dev/null

serve() { # LIMIT=VALUE,…: sets server, its process, and url
    rm -f "$folder/said"
    "$duibiao" -w "$workspace" serve --json --listen 127.0.0.1:0 --log "$folder/log" --limits "$1" >"$folder/said" &
    server=$!
    until grep -q address "$folder/said" 2>/dev/null; do sleep 0.1; done
    url=$(sed -nE 's|.*"address": "(.*)/".*|\1|p' "$folder/said")
}

echo "ill treated, with the limits as they ship"
serve requests_per_second=0,job_seconds=0
for thousand in $(seq 20); do # a file that does not fit into the buffers of a connection
    seq -f "{\"zh\": \"group of units $thousand-%g\"}" 1000 | paste -sd, | sed 's/.*/[&]/' |
        curl -sf -o "$folder/answer" -H 'Content-Type: application/json' --data-binary @- "$url/api/unit_group"
done
kill "$server" && wait "$server"
serve job_seconds=0
"$build/bench/bench_violence" "${url##*:}" "$server" "$workspace" "$seconds" /api/export/unit_group.csv
