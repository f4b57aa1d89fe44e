#!/bin/bash
# A text becomes records by a person's decisions: at the terminal, by a file, again in its next edition;
# and what was decided outlives the program's end.
source "$(dirname "$0")/story.sh"

"$duibiao" demo demo >/dev/null
export DUIBIAO_WORKSPACE=demo/jiaozuo.duibiao
visit=$(first_id visit)
cp "$SOURCE_ROOT/test/data/prose/minutes.txt" minutes.txt
before=$("$duibiao" list commitment --json | grep -c '"id"')

# key_of WORDS FILE: the key of the proposal that holds the words.
key_of() {
    "$duibiao" accept "$2" --dry-run | grep -F -- "$1" | cut -f1
}

# The units of the workspace are recognised, and only where it is given.
unit=$("$duibiao" list organisation --json | grep -o '"zh": "[^"]*"' | tail -1 | cut -d'"' -f4)
echo "会议指出，$unit 要抓好落实。" | tr -d ' ' >unit.txt
"$duibiao" read unit.txt | grep -q 'org.registered' || fail "$unit is not recognised"
! env -u DUIBIAO_WORKSPACE "$duibiao" read unit.txt | grep -q 'org.registered' || fail "a unit of no workspace is recognised"

# What the records need and the text does not say is asked for; nothing is written without it.
readings() { "$duibiao" list reading --json | grep -c '"id": [0-9]' || true; }
texts=$(readings)
says '没有填写' -- bash -c "printf 'n\nn\nn\na\nq\n' | '$duibiao' accept minutes.txt --visit $visit"
[ "$(readings)" = "$texts" ] || fail "a text is kept about which nothing was decided"

# At the terminal: skip three figures, reject the gap, accept, skip, correct, take that back, do it again, leave.
printf 'n\nn\nn\nr\na\nn\na\nu\ne zh=6月底前拨付改造资金\na\nq\n' | "$duibiao" accept minutes.txt --visit "$visit" >out.txt
grep -q '采纳 1，改后采纳 1，合并 0，拆分 0，不采纳 1，未决 11' out.txt || fail "the tally says: $(tail -1 out.txt)"
after=$("$duibiao" list commitment --json | grep -c '"id"')
[ $((after - before)) = 2 ] || fail "$((after - before)) commitments were made, not 2"

# By a file of decisions.
{
    printf '# what the office decided\n'
    printf '%s\taccept\tquantity=90%%以上\n' "$(key_of 同意率 minutes.txt)"
    printf '%s\treject\n' "$(key_of 及时协调 minutes.txt)"
} >decisions.tsv
says '改后采纳 2' -- "$duibiao" accept minutes.txt --visit "$visit" --decisions decisions.tsv
refuses 5 '已有取舍' -- "$duibiao" accept minutes.txt --visit "$visit" --decisions decisions.tsv

# The next edition proposes only what is new.
sed 's/,/，/g' minutes.txt >edition2.txt
printf '会议要求,市住建局要在5月底前公布改造名单。\n' >>edition2.txt
open=$("$duibiao" accept edition2.txt --dry-run | awk -F'\t' '$3 == "open"' | wc -l)
[ "$open" = 10 ] || fail "$open proposals are open in the next edition, not 10"

# Ended by force in the middle: what was decided is there.
mkfifo keys
"$duibiao" accept minutes.txt --visit "$visit" <keys >session.txt &
program=$!
exec 3>keys
printf 'a\n' >&3
for _ in $(seq 100); do
    grep -q '已成为' session.txt && break
    sleep 0.1
done
kill -9 "$program"
wait "$program" 2>/dev/null || true
exec 3>&-
left=$("$duibiao" accept minutes.txt --dry-run | awk -F'\t' '$3 == "open"' | wc -l)
[ "$left" = 8 ] || fail "$left proposals are open after the program was killed, not 8"
says '首尾相连' -- "$duibiao" audit verify

# A decision is taken back while nothing has been built on it, and made again.
key=$(key_of 用工台账 minutes.txt)
printf '%s\taccept\n' "$key" >decisions.tsv
says '采纳' -- "$duibiao" accept minutes.txt --visit "$visit" --decisions decisions.tsv
printf '%s\twithdraw\n%s\taccept\tquantity=每月一次\n' "$key" "$key" >decisions.tsv
says '重新待定' -- "$duibiao" accept minutes.txt --visit "$visit" --decisions decisions.tsv
printf '%s\twithdraw\n' "$key" >decisions.tsv
made=$("$duibiao" list commitment --json | grep -o '"id": [0-9]*' | tail -1 | cut -d' ' -f2)
"$duibiao" set commitment "$made" area=就业 >/dev/null
refuses 5 '不能收回' -- "$duibiao" accept minutes.txt --decisions decisions.tsv

# The text itself founds the visit that it tells of.
cat >journey.txt <<'TEXT'
赴许昌、扬州学习考察的报告
2016年9月20日
9月12日至14日，市党政考察团赴许昌、扬州参观考察，主要学习转型升级的经验。
许昌市建成150多公里的高架路网。
TEXT
says '建立学习考察' -- "$duibiao" accept journey.txt --visit new --above 0.9
visited=$("$duibiao" list visit --json | grep -o '"id": [0-9]*' | tail -1 | cut -d' ' -f2)
says '2016-09-12' -- "$duibiao" show visit "$visited"
says '150' -- "$duibiao" list heard_figure

# Corrections are examples for the rules.
says '  not ' -- "$duibiao" read examples
echo "decisions become records, are remembered, and outlive the program"
