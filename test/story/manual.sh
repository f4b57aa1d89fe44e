#!/bin/bash
# The manual's examples: every command of the table, run as its example says, on the demonstration.
source "$(dirname "$0")/story.sh"

"$duibiao" manual >duibiao.1
for word in NAME SYNOPSIS COMMANDS OPTIONS "EXIT STATUS"; do
    grep -q "^.SH $word" duibiao.1 || fail "the manual has no section $word"
done
"$duibiao" demo demo >/dev/null
cp demo/figures/2016.csv 2016.xlsx
cp "$SOURCE_ROOT/demo/plan/08_benchmark.csv" benchmarks.csv
printf 'type,record,move,reason\ngap,观念跟不上所访三市,set_target,年初定的\n' >decided.xlsx
cp "$SOURCE_ROOT/test/data/prose/minutes.txt" speech.txt
cp "$SOURCE_ROOT/test/data/prose/plan.docx" minutes.docx
export DUIBIAO_WORKSPACE=demo/jiaozuo.duibiao
batch=$(newest_batch)
task=$(first_id task) target=$(first_id target)

count=0
while IFS= read -r example; do
    example=${example//\\-/-}
    example=${example//duibiao import undo 412/duibiao import undo $batch}
    example=${example//task 412/task $task}
    example=${example//target share 412/target share $target}
    example=${example//2016.xlsx --dry-run/2016.xlsx --period 2015 --dry-run}
    command=${example/#duibiao/\"$duibiao\"}
    case $example in # serves until it is told to end, and then ends well
    'duibiao serve'*) command="timeout --preserve-status 2 \"$duibiao\" serve --listen 127.0.0.1:0" ;;
    esac
    bash -c "$command" >out.txt 2>&1 || fail "'$example' ended with $?: $(cat out.txt)"
    count=$((count + 1))
done < <(grep -A1 '^.br$' duibiao.1 | sed -n 's/^\.I \(duibiao .*\)/\1/p')
[ "$count" -ge 15 ] || fail "only $count examples were found in the manual"
echo "$count examples of the manual ran"
