#!/bin/bash
# The first ten minutes with one's own file: look, take in, ask, take back.
source "$(dirname "$0")/story.sh"

cat >own.csv <<'CSV'
某市统计局:2015年主要指标,,
城市,地区生产总值(万元),社会消费品零售总额[亿元]
焦作,19260785,624.7205
许昌市,21711562,707.1931
洛阳市,35080000,1606.1
全省,370021600,15740.43
CSV

"$duibiao" init city.duibiao >/dev/null
refuses 5 "city.duibiao" -- "$duibiao" init city.duibiao

# What could not be made whole is not left behind.
refuses 11 "nowhere" -- env TMPDIR="$PWD/nowhere" "$duibiao" init part.duibiao
[ -z "$(ls part.duibiao* 2>/dev/null)" ] || fail "a part of a workspace was left: $(ls part.*)"
says "已新建" -- "$duibiao" init part.duibiao
rm part.duibiao*

# A dry run writes nothing.
says "试运行" -- "$duibiao" import own.csv --period 2015 --dry-run
[ -z "$(newest_batch)" ] || fail "a dry run left a batch"

says "已接受为批次" -- "$duibiao" import own.csv --period 2015 --known-from 2016-03-01
says "未做任何改动" -- "$duibiao" import own.csv --period 2015 --known-from 2016-03-01
says "1926.08" -- "$duibiao" gap 焦作 gdp --against 许昌
says "11.3" -- "$duibiao" gap 焦作 gdp --against 许昌
says "  3     3  " -- "$duibiao" position 焦作

# A peer group stands for its other members.
printf 'zh,members,reason\n同类市,410800;411000;410300,规模相近\n' >groups.csv
says "新增 1" -- "$duibiao" load peer_group groups.csv
says "洛阳市" -- "$duibiao" gap 焦作 gdp --against 同类市
says "许昌市" -- "$duibiao" gap 焦作 gdp --against 同类市
refuses 4 "无此组" -- "$duibiao" gap 焦作 gdp --against 无此组

# Nothing is known before it was published.
output=$("$duibiao" gap 焦作 gdp --against 许昌 --as-of 2016-02-01)
if grep -q "1926" <<<"$output"; then fail "a figure is shown before it was known"; fi

batch=$(newest_batch)
says "已撤回" -- "$duibiao" import undo "$batch" --reason 试错
output=$("$duibiao" gap 焦作 gdp --against 许昌)
if grep -q "1926" <<<"$output"; then fail "a figure taken back is still shown"; fi

# What is wrong is said with place and remedy; nothing is taken in halves.
cat >bad.csv <<'CSV'
城市,年份,地区生产总值(亿元)
焦作市,2014,1844.3139
无此市,2014,1
许昌市,2014,约莫两千
CSV
refuses 3 "无此市" -- "$duibiao" import bad.csv
says "已接受为批次" -- "$duibiao" import bad.csv --valid-rows
refuses 4 "没有" -- "$duibiao" gap 无此市
refuses 2 "没有命令" -- "$duibiao" nonsense
refuses 2 "没有选项" -- "$duibiao" gap 焦作 --nonsense
refuses 4 "nothing-here.csv" -- "$duibiao" import nothing-here.csv

# A unit of one's own is known again in a heading; one that is not the registered one is not.
printf '%s\n' 'code,zh,unit,decimals,polarity,kind,basis,area' \
    'energy,单位GDP能耗,吨标准煤/万元,2,lower,ratio,cumulative,environment' >energy.csv
says "新增 1" -- "$duibiao" load indicator energy.csv
printf '城市,年份,单位GDP能耗（吨标准煤/万元）\n焦作,2015,1.02\n' >use.csv
says "新增 1 个数" -- "$duibiao" import use.csv
printf '城市,年份,单位GDP能耗(千克标准煤/元)\n许昌,2015,0.5\n' >other_unit.csv
refuses 3 "单位GDP能耗(千克标准煤/元)" -- "$duibiao" import other_unit.csv

# A year that is not over has no figures yet.
printf '城市,年份,单位GDP能耗\n许昌,2099,0.5\n' >later.csv
says "2099 还没有过完" -- "$duibiao" import later.csv --dry-run

"$duibiao" backup copy.duibiao >/dev/null
refuses 5 "copy.duibiao" -- "$duibiao" -w city.duibiao backup copy.duibiao
"$duibiao" restore copy.duibiao other.duibiao >/dev/null
says "完好" -- "$duibiao" -w other.duibiao doctor
