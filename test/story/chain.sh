#!/bin/bash
# The join: from a visit to what was published of it, and back; from what an enterprise brought up to
# the gap that it shows and the task that answers it, and back.
source "$(dirname "$0")/story.sh"

"$duibiao" demo chain >/dev/null
export DUIBIAO_WORKSPACE=chain/jiaozuo.duibiao

id_of() { # TYPE TITLE
    "$duibiao" list "$1" --json | python3 -c '
import json, sys
rows = json.load(sys.stdin)["rows"]
print([row["id"] for row in rows if sys.argv[1] in row.values()][0])' "$2"
}

# leads TYPE ID up|down TYPE…: from that record the types follow each other, one step each.
leads() {
    local type=$1 id=$2 way=$3
    shift 3
    "$duibiao" trace "$type" "$id" --json >trace.json
    python3 - "$way" "$@" <<'PYTHON' || fail "'$way' from $type $id does not lead over: $*"
import json, sys
trace, way, wanted = json.load(open('trace.json')), sys.argv[1], sys.argv[2:]
start = (trace['type'], trace['id'])
steps, path = {}, [start]
for step in trace[way]:
    node = (step['type'], step['id'])
    path = path[:step['depth']]
    steps.setdefault(path[-1], set()).add(node)
    path.append(node)
reached = {start}
for kind in wanted:
    reached = {node for at in reached for node in steps.get(at, ()) if node[0] == kind}
sys.exit(not reached)
PYTHON
}

visit=$(first_id visit)
publication=$(first_id publication)
leads visit "$visit" down lesson gap target measure task report evidence score publication
leads visit "$visit" down meeting commitment measure project stage_event evidence
leads visit "$visit" down meeting decision task
leads visit "$visit" down agreement clause measure deal
leads publication "$publication" up score evidence report task measure target gap lesson visit

photo=$(id_of evidence "示例：开工现场照片")
leads evidence "$photo" up stage_event project measure commitment meeting visit

issue=$(id_of issue "示例：流动资金周转不开")
gap=$(id_of gap "走得不够快，也走得不够好")
task=$(id_of task "示例：为示例重工协调贷款")
leads issue "$issue" up gap
leads issue "$issue" down task
leads issue "$issue" down demand pairing
leads issue "$issue" down rating
leads task "$task" up issue gap
leads gap "$gap" down issue task
leads gap "$gap" down cause

# A gap that nobody answers and a task that answers nothing are told, and no other.
"$duibiao" create task zh=无所回应的事 lead=示例局 due=2016-12-31 >/dev/null
"$duibiao" owing --json >owing.json
python3 - <<'PYTHON' || fail "what answers nothing, or is not answered, is not told"
import json
rows = json.load(open('owing.json'))['rows']
gaps = {row['title'] for row in rows if row['type'] == 'gap'}
answered = ('2015年', '走得不够快')
assert '卡在体制机制上的地方还多' in gaps, gaps
assert not any(gap.startswith(answered) for gap in gaps), gaps
tasks = {row['title'] for row in rows if row['type'] == 'task'}
assert tasks == {'无所回应的事'}, tasks
PYTHON

# A year of a target is shared out so that the parts make the whole, or not at all.
target=$(id_of target "2020年地区生产总值赶超许昌市")
says "余数" -- "$duibiao" target share "$target" 2017 示例县=1 rest=2
refuses 2 "已经写过一次" -- "$duibiao" target share "$target" 2017 示例县=1 示例县=2
refuses 4 "没有名为" -- "$duibiao" target share "$target" 2017 无此县=1
refuses 2 "大于零" -- "$duibiao" target share "$target" 2017 示例县=许多
refuses 3 "权数" -- "$duibiao" target share "$target" 2017 示例县=0
refuses 4 "没有 2031 年" -- "$duibiao" target share "$target" 2031 示例县=1
