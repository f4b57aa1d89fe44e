#!/bin/bash
# A task's life, in both languages: assigned, objected to, accepted, done, returned, closed; what its
# history, its chain and a second party can tell of it; and what is refused on the way.
source "$(dirname "$0")/story.sh"

word() { # ZH EN: the one of the present language
    if [ "$DUIBIAO_LANG" = zh ]; then echo "$1"; else echo "$2"; fi
}

# lives LANGUAGE: one task of the demonstration from its beginning to its end.
lives() {
    local task file
    export DUIBIAO_LANG=$1 DUIBIAO_WORKSPACE=$1/jiaozuo.duibiao
    "$duibiao" demo "$1" >/dev/null
    task=$(first_id task)
    says "$(word 已交办 Assigned)" -- "$duibiao" list task
    says "$(word 'object（提出异议）→ 有异议，须填' 'object (Object) → Objected to, needs')" -- \
        "$duibiao" show task "$task"
    says "$(word '签收）→ 已签收，时限 2016-10-14' '(Accept) → Accepted, by 2016-10-14')" -- "$duibiao" show task "$task"

    # On which day something is late is said where something can be, and nowhere else.
    says "$(word '停在 2016-10-13' 'stands on 2016-10-13')" -- "$duibiao" show task "$task"
    if "$duibiao" history task "$task" 2>&1 >/dev/null | grep -q .; then fail "a day is told for nothing"; fi

    # No refusal without what would work instead.
    refuses 3 "alternative" -- "$duibiao" move task "$task" object objection=人手不足
    says "$(word 有异议 'Objected to')" -- "$duibiao" move task "$task" object \
        objection=人手不足 alternative=由三县先行试点 --reason 县区反映
    says "$(word 已交办 Assigned)" -- "$duibiao" move task "$task" assign --reason 同意先行试点

    # A step is not skipped, and the state is no field.
    refuses 3 "$(word '现处“已交办”' 'in state Assigned')" -- "$duibiao" move task "$task" confirm
    refuses 4 "accept" -- "$duibiao" move task "$task" vanish
    refuses 2 "move" -- "$duibiao" set task "$task" state=done
    refuses 3 "2016-10-13" -- "$duibiao" set task "$task" due=2016-13-40
    refuses 2 "FIELD=VALUE" -- "$duibiao" --lang en set task "$task" due

    says "$(word 已签收 Accepted)" -- "$duibiao" move task "$task" accept
    says "$(word 办理中 'In progress')" -- "$duibiao" move task "$task" start
    says "$(word 现为第 'version')" -- "$duibiao" set task "$task" 进展=清单初稿已成 --reason 周报
    says "$(word 未作改动 'nothing was changed')" -- "$duibiao" set task "$task" progress=清单初稿已成
    refuses 3 "evidence" -- "$duibiao" move task "$task" submit
    says "$(word 待核查 'To be verified')" -- "$duibiao" move task "$task" submit evidence=发改〔2016〕88号

    # The file itself: once, told by its bytes, given back as it came.
    printf '%%PDF-1.4 88\n' >88.pdf
    says "88.pdf" -- "$duibiao" attach task "$task" 88.pdf --reason 佐证
    "$duibiao" attach task "$task" 88.pdf >/dev/null
    says "application/pdf" -- "$duibiao" attachments task "$task"
    file=$("$duibiao" attachments task "$task" --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p')
    "$duibiao" attachments save "$file" "$1.pdf" >/dev/null
    cmp 88.pdf "$1.pdf" || fail "the attachment came back otherwise"
    refuses 11 "$1.pdf" -- "$duibiao" attachments save "$file" "$1.pdf"
    printf '\177ELF\001' >program.pdf
    refuses 3 "other" -- "$duibiao" attach task "$task" program.pdf
    "$duibiao" backup "$1.backup" >/dev/null
    "$duibiao" restore "$1.backup" "$1.duibiao" >/dev/null
    "$duibiao" -w "$1.duibiao" attachments save "$file" "$1-back.pdf" >/dev/null
    cmp 88.pdf "$1-back.pdf" || fail "the attachment was not restored"
    rm "$1.duibiao-files"/??/*
    refuses 9 "$(word 不在 missing)" -- "$duibiao" -w "$1.duibiao" doctor
    refuses 3 "shortfall" -- "$duibiao" move task "$task" return
    says "$(word 办理中 'In progress')" -- "$duibiao" move task "$task" return shortfall=缺投产月份
    says "$(word 待核查 'To be verified')" -- "$duibiao" move task "$task" submit progress=已补投产月份
    says "$(word 办结 Done)" -- "$duibiao" move task "$task" confirm
    says "$(word 销号 Closed)" -- "$duibiao" move task "$task" close --reason 核查属实
    says "$(word 没有下一步 'nothing follows')" -- "$duibiao" move task "$task" archive

    # Nothing is asked twice: what the report and its evidence say is submitted without a word more.
    local second report delay
    second=$("$duibiao" list task --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | sed -n 2p)
    "$duibiao" move task "$second" accept >/dev/null
    "$duibiao" move task "$second" start >/dev/null
    refuses 3 "evidence" -- "$duibiao" move task "$second" submit
    "$duibiao" create report task="$second" day=2016-11-03 standing=smooth progress=已排四十个 >/dev/null
    report=$("$duibiao" list report --sort=-id --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | head -1)
    "$duibiao" create evidence report="$report" organisation=市发展和改革委员会 zh=项目清单 kind=document \
        link=发改〔2016〕90号 >/dev/null
    says "$(word "“目前进展”取自进展报告 $report（2016-11-03）" "Progress so far: taken from Progress report $report of 2016-11-03")" -- \
        "$duibiao" create extension task="$second" asked_on=2016-11-04 asked_until=2017-01-31 reason=企业未报
    delay=$("$duibiao" list extension --sort=-id --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | head -1)
    says "$(word "“准予延至”取自延期申请 $delay" "Granted until: taken from Extension $delay")" -- "$duibiao" move extension "$delay" allow
    refuses 3 "progress" -- "$duibiao" move task "$second" submit progress=
    says "$(word "“进展”取自进展报告 $report（2016-11-03）" "Progress: taken from Progress report $report of 2016-11-03")" -- \
        "$duibiao" move task "$second" submit
    says "项目清单：发改〔2016〕90号" -- "$duibiao" show task "$second"
    says "$(word "“进展”取自进展报告 $report" "Progress is taken from Progress report $report")" -- "$duibiao" history task "$second"

    # The history: every state in order, and why.
    "$duibiao" history task "$task" --json >history.json
    sed -n '/"field": "state"/,/"after"/s/^ *"after": "\(.*\)",*$/\1/p' history.json | paste -sd' ' >states.txt
    [ "$(cat states.txt)" = "draft assigned objected assigned accepted working checking working checking done closed archived" ] ||
        fail "the history tells another life: $(cat states.txt)"
    says "缺投产月份" -- "$duibiao" history task "$task"
    says "核查属实" -- "$duibiao" history task "$task"

    # The chain, from either end.
    says "$(word '学习考察' 'Study visit')" -- "$duibiao" trace task "$task"
    says "$(word '〔销号〕' '[Closed]')" -- "$duibiao" trace visit "$(first_id visit)"
    says '"down": [' -- "$duibiao" trace lesson "$(first_id lesson)" --json
    refuses 8 "visit, speech, lesson" -- "$duibiao" trace entity 1
}

lives zh
lives en

# What is not open to whom: said before it is tried.
(umask 077 && "$duibiao" demo --accounts accounts | awk '$1 == "leader" { print $NF }' >secret)
export DUIBIAO_PASSWORD_FILE=$PWD/secret
says "Not now: it is not yours to do “Accept”" -- "$duibiao" -w accounts/jiaozuo.duibiao --as leader show task \
    "$("$duibiao" -w accounts/jiaozuo.duibiao list task --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | head -1)"

refuses 8 "import undo" -- "$duibiao" set batch "$(first_id batch)" state=undone
refuses 8 "import undo" -- "$duibiao" undo batch "$(first_id batch)"

# What is owed: commitments that lack owner, date or number; a task that answers nothing.
printf 'zh,lead,due\n无所回应的事,市财政局,2016-12-31\n' >idle.csv
"$duibiao" load task idle.csv >/dev/null
says "a target, measure, commitment, decision or issue that it answers" -- "$duibiao" owing
says "Number" -- "$duibiao" owing
says '"type": "commitment"' -- "$duibiao" owing --json

# A second party verifies the exported chain with docs/audit.md alone.
says "in one chain" -- "$duibiao" audit verify
says '"holds": true' -- "$duibiao" audit verify --json
"$duibiao" audit export changes.csv >/dev/null
head=$("$duibiao" audit head)
python3 - changes.csv "$head" <<'PYTHON' || fail "the exported chain does not verify"
import csv, hashlib, struct, sys

def number(value):
    return struct.pack('>q', int(value))

def block(value):
    return struct.pack('>I', len(value)) + value

previous, count = bytes(32), 0
for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')):
    text = {name: block(value.encode()) for name, value in row.items()}
    hashed = hashlib.sha256(
        number(row['seq']) + number(row['at_ms']) + text['who'] + text['post'] + text['origin'] +
        text['request'] + text['record_type'] + number(row['record_id']) +
        number(row['record_version']) + text['action'] + text['field'] + block(bytes.fromhex(row['commitment'])) +
        (block(bytes.fromhex(row['reason_commitment'])) if row['reason_commitment'] else b'\xff' * 4) + text['algorithm'] +
        block(previous)).digest()
    count += 1
    assert int(row['seq']) == count and row['hash'] == hashed.hex() and row['previous'] == previous.hex()
    previous = hashed
assert sys.argv[2] == f'{count} {previous.hex()}'
print(f'{count} changes verified by a second party')
PYTHON
