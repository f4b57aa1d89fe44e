#!/bin/bash
# Bad input of every kind: refused in one clear sentence that names the file and the place, in both
# languages, soon, and with nothing written.
#
# test/must-fail/NAME is fed to the program as NAME.expect says: the exit code on its first line,
# then "zh TEXT", "en TEXT" (what the answer holds in that language), "at TEXT" (in both), "run
# COMMAND" (otherwise "import FILE"), "file PATH" (a file that stands elsewhere), "wrong call" (what
# is wrong is the command line, not the file).
source "$(dirname "$0")/story.sh"
inputs=$SOURCE_ROOT/test/must-fail
export UBSAN_OPTIONS=print_stacktrace=1
most_ms=5000

# A workspace with figures, and with names that mean two things.
export DUIBIAO_WORKSPACE=city.duibiao
cat >counties.csv <<'CSV'
code,zh,kind,parent
410822,博爱县,county,410800
320106,鼓楼区,county,320100
320302,鼓楼区,county,320300
CSV
cat >workers.csv <<'CSV'
code,zh,unit,decimals,polarity,kind,basis,area
workers_all,就业人员,万人,2,neutral,level,point,economy
workers_urban,就业人员,万人,2,neutral,level,point,economy
CSV
cat >own.csv <<'CSV'
城市,年份,地区生产总值(亿元)
焦作市,2014,1844.3139
许昌市,2014,2087.2348
CSV
"$duibiao" init city.duibiao >/dev/null
"$duibiao" load entity counties.csv >/dev/null
"$duibiao" load indicator workers.csv >/dev/null
"$duibiao" import own.csv >/dev/null

# What a refused input must not change: the figures, and what was imported. Its own trace in the
# history may stay, and the chain must hold.
state_of_workspace() {
    "$duibiao" gap 焦作 gdp --against 许昌 --json
    "$duibiao" import list --json
    "$duibiao" list entity_name --json | wc -l
    "$duibiao" list entity --json
    "$duibiao" doctor | head -1
}

# expected KEY: the values of one key of the present .expect file, a line each.
expected() {
    sed -n "s/^$1 //p" "$expect"
}

# run_in LANGUAGE: runs the present case and checks its answer.
run_in() {
    local language=$1 code output status=0 started took_ms text word
    local -a command=()
    code=$(head -1 "$expect")
    for word in $(expected run); do command+=("${word/#FILE/$name}"); done
    [ ${#command[@]} -gt 0 ] || command=(import "$name")
    started=$(date +%s%N)
    output=$(timeout 20 "$duibiao" "${command[@]}" --lang "$language" 2>&1) || status=$?
    took_ms=$((($(date +%s%N) - started) / 1000000))
    [ "$status" = "$code" ] || fail "$name ended with $status, not $code: $output"
    if grep -qE 'runtime error:|Sanitizer' <<<"$output"; then fail "$name: $output"; fi
    [ "$took_ms" -le "$most_ms" ] || fail "$name took $took_ms ms"
    while IFS= read -r text; do
        grep -qF -- "$text" <<<"$output" || fail "$name does not say '$text' but: $output"
    done < <(expected "$language"; expected at)
    names_file "$output"
}

# The sentence names the file; a wrong call is refused before any file is looked at.
names_file() {
    grep -qxF 'wrong call' "$expect" || grep -qF -- "$name" <<<"$1" || fail "$name is not named: $1"
}

before=$(state_of_workspace)
count=0
for expect in "$inputs"/*.expect; do
    name=$(basename "$expect" .expect)
    source_file=$inputs/$(expected file)
    [ -n "$(expected file)" ] || source_file=$inputs/$name
    if [ -f "$source_file" ]; then cp "$source_file" "$name"; fi
    run_in zh
    run_in en
    [ "$(state_of_workspace)" = "$before" ] || fail "$name changed the workspace"
    count=$((count + 1))
done

# A dry run says what stands in the way, and does not promise that it could be taken in.
printf '城市,年份,地区生产总值(亿元)\n焦作市,2015,1926.0785\n无此市,2015,1\n' >dry.csv
refuses 3 "有 1 处错误" -- "$duibiao" import dry.csv --dry-run
if "$duibiao" import dry.csv --dry-run 2>&1 | grep -q "去掉 --dry-run"; then
    fail "a dry run promises what cannot be taken in"
fi
says "去掉 --dry-run" -- "$duibiao" import dry.csv --dry-run --valid-rows

# Two values for one figure: refused above, and told by a dry run; the first is taken on demand.
printf '城市,年份,地区生产总值(亿元)\n洛阳市,2015,3508.8\n洛阳市,2015,3580.8\n' >luoyang.csv
refuses 3 "luoyang!C3" -- "$duibiao" import luoyang.csv --dry-run
refuses 3 "C2" -- "$duibiao" import luoyang.csv
says "luoyang!C3" -- "$duibiao" import luoyang.csv --valid-rows
says "taken back" -- "$duibiao" --lang en import undo "$("$duibiao" import list --json |
    grep '"id"' | tail -1 | tr -dc 0-9)" --reason 试错

# No input without its expectation.
for input in "$inputs"/*.*; do
    case $input in
    *.expect | *.py) ;;
    *) [ -f "$input.expect" ] || fail "$input has no .expect" ;;
    esac
done
[ "$count" -ge 50 ] || fail "only $count inputs were tried"
echo "$count bad inputs were refused in both languages"
