#!/bin/bash
# In a terminal: no answer is wider than the window, in either language, and peers are found.
source "$(dirname "$0")/story.sh"
command -v script >/dev/null || fail "script(1) of bsdutils is missing"

"$duibiao" demo demo >/dev/null
export DUIBIAO_WORKSPACE=demo/jiaozuo.duibiao
printf '城市,年份,地区生产总值(亿元)\n无此市,2015,1\n' >bad.csv

# A file that the demonstration lacks is refused: that answer must fit as well.
task=$(first_id task)
cat >calls.txt <<CALLS
--help
import --help
help import
gap 焦作
advantages 焦作 --against 许昌
position 焦作
peers 焦作 --limit 5
target propose 焦作 gdp --against 许昌 --due 2020
entities 州
indicators GDP
import list
import bad.csv
list lesson
list task
list target
show task $task
history task $task
move task $task submit
trace visit $(first_id visit)
owing
audit verify
doctor
nonsense
CALLS

for columns in 80 120; do
    for language in zh en; do
        while IFS= read -r call; do
            script -qec "stty cols $columns; '$duibiao' $call --lang $language" /dev/null \
                </dev/null >answer.txt 2>&1 || true
            [ -s answer.txt ] || fail "'$call' says nothing in $language"
            widest=$(tr -d '\r' <answer.txt | LC_ALL=C.UTF-8 wc -L)
            [ "$widest" -le "$columns" ] ||
                fail "'$call' in $language is $widest wide, not $columns: $(cat answer.txt)"
        done <calls.txt
    done
done

says "导入数据文件" -- "$duibiao" help import
refuses 2 "import" -- "$duibiao" help improt
says "同省" -- "$duibiao" peers 焦作 --limit 5
says '"problems": [' -- bash -c "'$duibiao' import bad.csv --json || true"
says '"messages": [' -- "$duibiao" backup copy.duibiao --json

# An id is shown as it is typed again: no language groups its digits.
"$duibiao" jobs ask sweep >/dev/null
job=$("$duibiao" jobs --json | sed -n 's/.*"id": \([0-9]*\).*/\1/p' | head -1)
[ "$job" -gt 999 ] || fail "job $job is too small to be grouped"
says "$job " -- "$duibiao" jobs --lang en

# Units and areas are kept in one form and shown in the reader's language; programs get that form.
says "经济总量" -- "$duibiao" indicators gdp
says "¥100m" -- "$duibiao" indicators gdp --lang en
says '"area": "economy"' -- "$duibiao" indicators gdp --json --lang en
says '"unit": "亿元"' -- "$duibiao" indicators gdp --json --lang en
printf '城市,年份,地区生产总值(亿元)\n郑州市,2015,7311.52\n' >own.csv
says "¥100m" -- "$duibiao" import own.csv --dry-run --lang en
for call in "indicators --limit 999" "list lesson" "list benchmark"; do
    areas=$("$duibiao" $call --json | sed -n 's/.*"area": "\([^"]*\)".*/\1/p' | sort -u)
    for area in $areas; do
        grep -qx "area.$area" "$SOURCE_ROOT/lang/areas.txt" || fail "the area $area has no wording"
    done
done

# What could not be written out in full is told, however much of it there was.
for call in "indicators --limit 999" "indicators gdp"; do
    refuses 11 "未能全部写出" -- bash -c "'$duibiao' $call >/dev/full"
done
