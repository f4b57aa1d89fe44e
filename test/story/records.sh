#!/bin/bash
# Records of any type at a terminal: made, listed, narrowed, written out, filled in and loaded again,
# called by what people call them; and one command's changes are told together.
source "$(dirname "$0")/story.sh"

"$duibiao" demo demo >/dev/null
export DUIBIAO_WORKSPACE=demo/jiaozuo.duibiao

# Made by name, and called by name.
says "已新建" -- "$duibiao" create organisation zh=试办局 kind=department
says "试办局" -- "$duibiao" show organisation 试办局
says "现为第 2 版" -- "$duibiao" set organisation 试办局 en="Example Bureau"
task=$(first_id task)
says "现为第" -- "$duibiao" set task "$task" assist="市统计局;试办局"
says "试办局" -- "$duibiao" show task "$task"
refuses 4 "没有叫" -- "$duibiao" set task "$task" lead=无此局
refuses 4 "没有叫" -- "$duibiao" show organisation 无此局
for time in 1 2; do
    "$duibiao" create task zh=同名的事 lead=试办局 due=2016-12-31 >/dev/null
done
refuses 5 "同名的事（拟办）" -- "$duibiao" create report task=同名的事 standing=smooth progress=一切顺利

# Narrowed and ordered by what the model declares; all else is refused with what is declared.
says "市发展和改革委员会" -- "$duibiao" list task --where state=assigned --where 牵头单位=市发展和改革委员会
says "下一页：--after" -- "$duibiao" list task --sort -due --limit 2
after=$("$duibiao" list task --sort -due --limit 2 | sed -n 's/.*--after //p')
[ "$("$duibiao" list task --sort -due --limit 2 --after "$after" --json | grep -c '"id":')" -ge 2 ] ||
    fail "the second page is empty"
says "完成时限" -- "$duibiao" list task --columns zh,due --where "due>=2016-12-01" --where "due<=2016-12-31"
says "已交办" -- "$duibiao" list task --where "state=assigned|working" --where "zh=*清单*"
refuses 3 "可用来筛选的有" -- "$duibiao" list task --where progress=x
refuses 3 "排序" -- "$duibiao" list task --sort progress
refuses 3 "没有状态" -- "$duibiao" list task --where state=nowhere
refuses 2 "due<=" -- "$duibiao" list task --where due
says "清单" -- "$duibiao" list task --words 清单

# What is seen is what is written.
says "已把" -- "$duibiao" export task seen.csv --where state=assigned --sort due --columns zh,lead,due
head -1 seen.csv | grep -q 'zh,lead,due' || fail "the export has other columns: $(head -1 seen.csv)"
[ "$(($(wc -l <seen.csv) - 1))" = "$("$duibiao" list task --where state=assigned --json | grep -c '"id": ')" ] ||
    fail "the export has other rows than the list"
"$duibiao" create document name="=1+1" >/dev/null
"$duibiao" export document documents.csv >/dev/null
grep -q "'=1+1" documents.csv || fail "a formula goes out as it is"
refuses 2 ".xlsx" -- "$duibiao" export task tasks.pdf

# A form comes filled in; as it is it changes nothing, and what is changed in it is changed.
for form in form.csv form.xlsx; do
    says "填好后用" -- "$duibiao" template task "$form"
    says "更新 0" -- "$duibiao" load task "$form"
done
version=$("$duibiao" show task "$task" --json | sed -n 's/^ *"version": \([0-9]*\),$/\1/p')
printf 'id,version,进展,zh,lead\n%s,%s,清单初稿已成,,\n' "$task" "$version" >blank.csv
refuses 3 "牵头单位" -- "$duibiao" load task blank.csv
printf 'id,version,进展\n%s,%s,清单初稿已成\n' "$task" "$version" >progress.csv
says "将新增 0，更新 1" -- "$duibiao" load task progress.csv --dry-run
says "更新 1" -- "$duibiao" load task progress.csv
says "未变 1" -- "$duibiao" load task progress.csv
says "清单初稿已成" -- "$duibiao" compare task "$task"
says "两版相同" -- "$duibiao" compare task "$task" 1 1
refuses 7 "至多 50 个" -- "$duibiao" list task --where "number=$(seq -s'|' 1 51)"
printf 'id,version,进展\n%s,%s,另一稿\n' "$task" "$version" >late.csv
refuses 3 "已被他人修改" -- "$duibiao" load task late.csv
printf 'zh,kind\n某局,department\n某处,nothing\n' >units.csv
refuses 3 "nothing" -- "$duibiao" load organisation units.csv
says "新增 1" -- "$duibiao" load organisation units.csv --valid-rows

# One command is one request in the history.
"$duibiao" audit export changes.csv >/dev/null
python3 - <<'PYTHON' || fail "a command's changes are not tied together"
import csv
rows = [row for row in csv.DictReader(open('changes.csv', encoding='utf-8-sig'))]
loaded = [row for row in rows if row['request'] == rows[-1]['request']]
assert len(loaded) >= 2 and {row['record_type'] for row in loaded} == {'organisation'}
assert rows[-1]['request'] and rows[-1]['request'] != rows[0]['request']
PYTHON

# A form for what comes of others begins a row for each that is open; what nobody filled in is skipped.
"$duibiao" template report report.xlsx >report.txt
says "没有填写" -- "$duibiao" load report report.xlsx
says "另起" -- "$duibiao" template report report.csv
python3 - <<'PYTHON' || fail "the form of reports begins no rows"
import csv
with open('report.csv', encoding='utf-8-sig', newline='') as file:
    head, *rows = list(csv.reader(file))
begun = [row for row in rows if not row[0]]
assert len(begun) > 2 and all(row[2] and row[3] for row in begun)
begun[0][head.index('进展评价')], begun[0][head.index('进展')] = '进展顺利', '照表填报的进展'
with open('filled.csv', 'w', encoding='utf-8', newline='') as file:
    csv.writer(file).writerows([head] + rows)
PYTHON
says "新增 1" -- "$duibiao" load report filled.csv
says "照表填报的进展" -- "$duibiao" list report --columns task,progress
