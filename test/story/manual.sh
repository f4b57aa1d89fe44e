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
printf '%%PDF-1.4\n' >清单.pdf
export DUIBIAO_WORKSPACE=demo/jiaozuo.duibiao
batch=$(newest_batch)
task=$(first_id task) target=$(first_id target) node=$(first_id node) complaint=$(first_id complaint)

# Who acts with --as gives a password; after "account password" it is the second line of the file.
export DUIBIAO_PASSWORD_FILE=$PWD/secret
(umask 077 && printf 'Yun-tai.2016\nTai-ji.2016\n' >secret)

# The code that an authenticator with this key shows now (RFC 6238).
code_of() {
    python3 -c 'import base64, hashlib, hmac, struct, sys, time
mac = hmac.new(base64.b32decode(sys.argv[1]), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
at = mac[-1] & 15
print("%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1000000))' "$1"
}

first_attachment() {
    "$duibiao" attachments task "$task" --json | sed -n 's/.*"id": \([0-9]*\).*/\1/p' | head -1
}

# What an example needs that only the program knows.
prepare() {
    case $1 in
    'duibiao claim'*) example="duibiao claim $("$duibiao" account claim zhang | grep -o 'dbc_[A-Za-z0-9_-]*')" ;;
    'duibiao account totp confirm'*) export DUIBIAO_CODE=$(code_of "$(grep -o '[A-Z2-7]\{32\}' out.txt | head -1)") ;;
    'duibiao attachments save'*|'duibiao detach'*)
        example=${1/413/$(first_attachment)}
        rm -f 清单.pdf ;;
    'duibiao attachments erase'*)
        printf '%%PDF-1.4\n' >清单.pdf
        "$duibiao" attach task "$task" 清单.pdf >/dev/null
        example=${1/413/$(first_attachment)} ;;
    'duibiao jobs cancel'*) example=${1/412/$("$duibiao" jobs --json | sed -n 's/.*"id": \([0-9]*\).*/\1/p' | head -1)} ;;
    'duibiao token end'*) example=${1/412/$("$duibiao" token list zhang --json | sed -n 's/.*"id": \([0-9]*\).*/\1/p' | head -1)} ;;
    esac
}

grep -A1 '^.br$' duibiao.1 | sed -n 's/^\.I \(duibiao .*\)/\1/p' | sed 's/\\-/-/g' >examples.txt

count=0
while IFS= read -r example; do
    example=${example//duibiao import undo 412/duibiao import undo $batch}
    example=${example//task 412/task $task}
    example=${example//target share 412/target share $target}
    example=${example//node 412/node $node}
    example=${example//complaint 412/complaint $complaint}
    example=${example//2016.xlsx --dry-run/2016.xlsx --period 2015 --dry-run}
    prepare "$example"
    command=${example/#duibiao/\"$duibiao\"}
    case $example in # serves until it is told to end, and then ends well
    'duibiao serve'*) command="timeout --preserve-status 2 \"$duibiao\" serve --listen 127.0.0.1:0" ;;
    esac
    bash -c "$command" >out.txt 2>&1 || fail "'$example' ended with $?: $(cat out.txt)"
    count=$((count + 1))
    case $example in 'duibiao account password'*) printf 'Tai-ji.2016\n' >secret ;; esac
done <examples.txt
[ "$count" -ge 15 ] || fail "only $count examples were found in the manual"
echo "$count examples of the manual ran"

# The terminal is no way round permission: to whoever does not own the file, and does not say who they are,
# every command that opens the workspace says so, and does nothing.
if [ "$(id -u)" = 0 ]; then
    head=$("$duibiao" audit head)
    chown 65534 demo/jiaozuo.duibiao
    while IFS= read -r example; do
        case $example in
        *' --as '* | 'duibiao serve'* | 'duibiao demo'* | 'duibiao init'* | 'duibiao restore'* | 'duibiao claim'*) continue ;;
        'duibiao manual' | 'duibiao jobs kinds' | 'duibiao read text'*) continue ;; # open none
        esac
        status=0
        bash -c "${example/#duibiao/\"$duibiao\"}" </dev/null >out.txt 2>&1 || status=$?
        [ "$status" = 6 ] && grep -q -e '--as' out.txt || fail "'$example' of a stranger ended with $status: $(cat out.txt)"
    done <examples.txt
    chown 0 demo/jiaozuo.duibiao
    [ "$("$duibiao" audit head)" = "$head" ] || fail "a stranger changed the workspace"
fi
