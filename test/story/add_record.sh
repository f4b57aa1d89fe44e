#!/bin/bash
# One more type of record: its model and a drafted migration are all that was added. A workspace that
# is in use is brought up to it, and every command takes it as it takes all others.
with_inspection=$(realpath "$2")
source "$(dirname "$0")/story.sh"
without_inspection=$duibiao
export DUIBIAO_WORKSPACE=city.duibiao

"$duibiao" init city.duibiao --bare >/dev/null
printf 'zh\n市住建局\n市水利局\n' >organisations.csv
"$duibiao" load organisation organisations.csv >/dev/null
refuses 4 inspection -- "$duibiao" list inspection

duibiao=$with_inspection
printf '编号,被检单位,等级,经费,日期\n检〔2016〕1号,市住建局,,120.5万元,2016年10月13日\n' >first.csv
printf 'number,unit,grade,cost,before\n检〔2016〕2号,市水利局,重点,3500元,检〔2016〕1号\n' >second.csv
"$duibiao" load inspection first.csv >/dev/null
"$duibiao" load inspection second.csv >/dev/null
printf 'number,unit\n2号,市水利局\n' >third.csv
refuses 3 "检〔[0-9]{4}〕" -- "$duibiao" load inspection third.csv

says 120.5万元 -- "$duibiao" list inspection
says '1.205 million yuan' -- "$duibiao" list inspection --lang en
id=$(first_id inspection)
says '"cost": 1205000' -- "$duibiao" show inspection "$id" --json
says 'hold（开展）→ 已开展，须填 findings' -- "$duibiao" show inspection "$id"
says '第 2 版' -- "$duibiao" set inspection "$id" 经费=130万元 --reason 追加
refuses 3 1亿元 -- "$duibiao" set inspection "$id" 经费=2亿元
refuses 3 findings -- "$duibiao" move inspection "$id" hold
says 已开展 -- "$duibiao" move inspection "$id" hold 发现=台账不全
says 办结 -- "$duibiao" move inspection "$id" close
says 130万元 -- "$duibiao" history inspection "$id"
says 市住建局 -- "$duibiao" history inspection "$id"
says 检〔2016〕2号 -- "$duibiao" trace inspection "$id"
says 首尾相连 -- "$duibiao" audit verify
says '2 / 2' -- "$duibiao" doctor

# The program before it does not touch what it cannot know.
refuses 8 第 -- "$without_inspection" list organisation
