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

# Nor in the page: all figures before the replay have sources that were known by then.
page=zh/report.zh.html
sed '/四、差距缩小了吗/,$d' "$page" | grep -o 'href="#s[0-9]*"' | grep -o 's[0-9]*' | sort -u >shown.txt
[ "$(wc -l <shown.txt)" -gt 100 ] || fail "only $(wc -l <shown.txt) figures of the page lead to a source"
grep -o '<tr id="s[0-9]*">.*' "$page" | sed 's/<tr id="\(s[0-9]*\)">.*>\(20[0-9-]\{8\}\)<.*/\1 \2/' |
    awk '$2 > "2016-10-13" { print $1 }' | sort >later.txt
[ -s later.txt ] || fail "the replay shows no later figure with its source"
if comm -12 shown.txt later.txt | grep .; then fail "the page shows a figure that was not known that evening"; fi

# The lead is told by its parts, the tier is said, the figures owed name the unit that owes them.
for text in "从构成看，地区生产总值少11.3%" "“全省第一方阵”指前6位" "市商务局" "只比较前后数字，不推断原因"; do
    grep -qF "$text" "$page" || fail "the page does not say '$text'"
done
if sed '/<h2>Sources/,$d; s/“[^”]*”//g' en/report.en.html | grep -P '\p{Han}' | grep -v 'font' >han.txt; then
    fail "the English page holds Chinese: $(cut -c1-200 han.txt)"
fi

# The stored chain: from the task back to the gap that asked for it.
says "2020年地区生产总值赶超许昌市" -- "$duibiao" -w zh/jiaozuo.duibiao list task
says "2020年地区生产总值赶超许昌市" -- "$duibiao" -w zh/jiaozuo.duibiao list target
says "与原有的完全相同" -- "$duibiao" -w zh/jiaozuo.duibiao rebuild --check
says "工作区完好" -- "$duibiao" -w zh/jiaozuo.duibiao doctor
echo "the demonstration took ${elapsed} s"
