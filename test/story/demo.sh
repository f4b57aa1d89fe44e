#!/bin/bash
# The leader's page: what the demonstration must say, in both languages, and within five seconds.
source "$(dirname "$0")/story.sh"

started=$(date +%s)
"$duibiao" demo zh >zh.txt
elapsed=$(($(date +%s) - started))
DUIBIAO_LANG=en "$duibiao" demo en >en.txt

for text in "11.3" "1.8" "焦作" "许昌" "扬州" "人均" "保底" "奋斗" "市发展和改革委员会" "2016-12-31"; do
    grep -qF "$text" zh.txt || fail "the page does not say '$text': $(cat zh.txt)"
done
for text in "11.3" "1.8" "Jiaozuo" "Xuchang" "never"; do
    grep -qF "$text" en.txt || fail "the English page does not say '$text': $(cat en.txt)"
done
if grep -P '\p{Han}' en.txt | grep -vP '“|jiaozuo\.duibiao' >han.txt; then
    fail "the English page holds Chinese: $(cat han.txt)"
fi

for file in zh/report.zh.html zh/report.zh.xlsx en/report.en.html en/report.en.xlsx; do
    [ -s "$file" ] || fail "$file was not written"
done
xmllint --html --noout zh/report.zh.html 2>/dev/null || fail "the HTML does not parse"
unzip -tq en/report.en.xlsx >/dev/null || fail "the workbook is not a sound archive"

# Every figure printed for that evening was known by then.
"$duibiao" -w zh/jiaozuo.duibiao gap 焦作 --as-of 2016-10-13 --json >gaps.json
if grep -q '"year": 201[6-9]' gaps.json; then fail "a figure of after 2015 is shown for 2016-10-13"; fi

# The stored chain: from the task back to the gap that asked for it.
says "2020年地区生产总值赶超许昌市" -- "$duibiao" -w zh/jiaozuo.duibiao list task
says "2020年地区生产总值赶超许昌市" -- "$duibiao" -w zh/jiaozuo.duibiao list target
says "工作区完好" -- "$duibiao" -w zh/jiaozuo.duibiao doctor
echo "the demonstration took ${elapsed} s"
