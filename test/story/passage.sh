#!/bin/bash
# Through the server: commands of a terminal beside a running server, as its own user and as one who may not
# open the workspace; compared with the same commands at home.
source "$(dirname "$0")/story.sh"
cp "$SOURCE_ROOT/test/story/at_terminal.py" terminal.py # where another user can read it, too
terminal="python3 $PWD/terminal.py"
server=

# start_server WORKSPACE [OPTION…]: in the background, its log in serve.log; as $server_user, if any.
server_user=()
start_server() {
    local workspace=$1
    shift
    "${server_user[@]}" "$duibiao" -w "$workspace" serve --listen 127.0.0.1:0 --json --log serve.log "$@" >serve.out 2>serve.err &
    server=$!
    for _ in $(seq 400); do
        if grep -q '"address"' serve.out && [ -S "$workspace.socket" ]; then return; fi
        kill -0 $server 2>/dev/null || fail "the server does not start: $(cat serve.err)"
        sleep 0.05
    done
    fail "the server does not listen: $(cat serve.err serve.log)"
}

stop_server() {
    kill "${1:--TERM}" "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$story_folder"' EXIT

commands_logged() { grep -c ' command id=' serve.log || true; }

# ---- The same answers, byte for byte ----

"$duibiao" demo demo >/dev/null
mv demo/jiaozuo.duibiao base.duibiao
mv demo demo-files
"$duibiao" manual >duibiao.1
grep -A1 '^.br$' duibiao.1 | sed -n 's/^\.I \(duibiao .*\)/\1/p' | sed 's/\\-/-/g' >examples.txt
export DUIBIAO_WORKSPACE=base.duibiao
task=$(first_id task) target=$(first_id target) node=$(first_id node) complaint=$(first_id complaint)
unset DUIBIAO_WORKSPACE

# What no two runs have in common: secrets, hashes, times, and paths under which a run stands.
alike() {
    sed -E -e 's/dbc_[A-Za-z0-9_-]+/CLAIM/g' -e 's/dbt_[A-Za-z0-9_-]+/TOKEN/g' -e 's/\b[0-9a-f]{16,64}\b/HASH/g' \
        -e 's/[A-Z2-7]{32}/KEY/g' -e 's/[0-9.]+ MB/SIZE/g' -e 's/20[0-9]{2}-[01][0-9]-[0-3][0-9][ T][0-9:.]+Z?/TIME/g' "$1"
}

prepare_folder() {
    rm -rf "$1" && mkdir "$1" && cp base.duibiao "$1/city.duibiao"
    cp demo-files/figures/2016.csv "$1/2016.xlsx"
    cp "$SOURCE_ROOT/demo/plan/08_benchmark.csv" "$1/benchmarks.csv"
    printf 'type,record,move,reason\ngap,观念跟不上所访三市,set_target,年初定的\n' >"$1/decided.xlsx"
    cp "$SOURCE_ROOT/test/data/prose/minutes.txt" "$1/speech.txt"
    mkdir "$1/sub" && cp "$1/benchmarks.csv" "$1/sub/"
    printf '%%PDF-1.4\n' >"$1/清单.pdf"
}

# What is compared: the examples of the manual that two workspaces can answer alike, each also as JSON where it
# only reads; and beside them what the examples do not show: other places, errors, pipes.
list_calls() {
    local example
    while IFS= read -r example; do
        example=${example//task 412/task $task}
        example=${example//target share 412/target share $target}
        example=${example//node 412/node $node}
        example=${example//complaint 412/complaint $complaint}
        case $example in
        *' --as '* | *serve* | *' demo'* | *' init'* | *restore* | *' claim '* | *manual* | *' tick' | *'import undo'*) ;;
        *'jobs cancel'* | *'token end'* | *'attachments save'* | *'attachments erase'* | *detach*) ;;
        *2016.xlsx*) printf '%s\n' "${example/2016.xlsx/2016.xlsx --period 2015}" ;;
        *) printf '%s\n' "$example" ;;
        esac
    done <examples.txt
    cat <<'CALLS'
duibiao list --json
duibiao list task --json --limit 3
duibiao list task --lang en --limit 3
duibiao load benchmark sub/benchmarks.csv --dry-run
duibiao load benchmark ./nowhere/benchmarks.csv
duibiao load benchmark nowhere.csv --json
duibiao load benchmark sub
duibiao import sub
duibiao import nowhere.xlsx
duibiao gap 焦作 --csv sub/gap.csv
duibiao export task sub/tasks.csv --json
duibiao export task tasks.txt
duibiao export task tasks.csv --where nofield=1
duibiao backup city.backup
duibiao backup sub/second.backup --lang en
duibiao read - --json <speech.txt
cat speech.txt | duibiao read - --lang en
duibiao list task | head -2
duibiao list nothing
duibiao nothing
duibiao list --limit x
duibiao list task --help
duibiao show task 999999999
duibiao audit export /nowhere/x.csv
duibiao account add li -- extra words
duibiao doctor
CALLS
}
list_calls >calls.txt

# run_calls FOLDER: each call there; what it says, how it ends and what it writes, by number.
run_calls() {
    local number=0 call code
    (
        cd "$1" && mkdir said
        export DUIBIAO_WORKSPACE=city.duibiao
        while IFS= read -r call; do
            number=$((number + 1)) code=0
            bash -o pipefail -c "${call//duibiao /\"$duibiao\" }" </dev/null >"said/$number.out" 2>"said/$number.err" || code=$?
            printf '%s\n' "$code" >"said/$number.code"
            for kind in out err; do alike "said/$number.$kind" >"said/$number.$kind.alike"; done
        done <../calls.txt
    )
}

prepare_folder home
prepare_folder through
run_calls home
start_server through/city.duibiao --limits job_seconds=0 # what is due by the clock is not due at home
run_calls through
stop_server
number=0
while IFS= read -r call; do
    number=$((number + 1))
    for kind in out.alike err.alike code; do
        cmp -s "home/said/$number.$kind" "through/said/$number.$kind" ||
            fail "'$call' differs through the server: $(diff "home/said/$number.$kind" "through/said/$number.$kind" | head -20)"
    done
done <calls.txt
[ "$number" -ge 60 ] || fail "only $number commands were compared"
through=$(commands_logged)
[ "$through" -ge 50 ] || fail "only $through commands went through the server"
(cd home && find . -type f ! -path './said/*' ! -path './city.duibiao*' | sort) >home.files
(cd through && find . -type f ! -path './said/*' ! -path './city.duibiao*' | sort) >through.files
cmp home.files through.files || fail "other files are written through the server"
for file in sub/gap.csv sub/tasks.csv form.xlsx; do
    [ "$(stat -c %a "home/$file")" = "$(stat -c %a "through/$file")" ] || fail "$file has another mode"
done
cmp home/sub/gap.csv through/sub/gap.csv || fail "what is written through the server differs"
[ "$(stat -c %a through/city.backup)" = 600 ] || fail "a backup is not private"
echo "$number commands compared, $through of them through the server"

# ---- What the server does by itself ----

export DUIBIAO_WORKSPACE=through/city.duibiao
start_server through/city.duibiao --limits terminal_commands=1,terminal_request_seconds=1,terminal_stop_seconds=1
socket=$PWD/through/city.duibiao.socket
version=$("$duibiao" --version | cut -d' ' -f2)

# One at a time: the other waits, is told, and then gets its turn.
mkfifo decisions
"$duibiao" accept through/speech.txt <decisions >first.out 2>&1 &
first=$!
exec 8>decisions
until [ -s first.out ]; do sleep 0.05; done
"$duibiao" audit head >second.out 2>second.err &
second=$!
until grep -q 请稍候 second.err; do sleep 0.05; done
echo q >&8
exec 8>&-
wait $first || fail "a command that reads its input ended with $?: $(cat first.out)"
wait $second || fail "the one that waited ended with $?: $(cat second.err)"

# The history shows the request that the log shows.
"$duibiao" set task "$task" progress=经过服务器 >/dev/null
id=$(sed -n 's/.* command id=\([0-9a-f]*\) .*command=set .*/\1/p' serve.log | tail -1)
"$duibiao" audit export changes.csv >/dev/null
grep -q "$id" changes.csv || fail "the request $id of the log is not in the history"
if grep -q 经过服务器 serve.log; then fail "the log holds what a command was given"; fi

# Other ends that are no terminals of ours.
$terminal silent "$socket" 8 || fail "a silent terminal is waited for"
says "refused 7 cli.passage_version" -- $terminal hostile "$socket" 0.0.0 list
for words in "init x.duibiao" "restore /etc/passwd x.duibiao" "serve" "demo x"; do
    says "refused 7 cli.passage_not_here" -- $terminal hostile "$socket" "$version" $words
done
refuses 2 "DUIBIAO_HAND" -- env DUIBIAO_HAND="1 0 x 1 1 $PWD/through/city.duibiao" "$duibiao" list

# A second server leaves the passage to the first.
first_server=$server
"$duibiao" serve --listen 127.0.0.1:0 --json --log second.log >second.out &
second=$!
until grep -q address second.out; do sleep 0.05; done
kill $second && wait $second
grep -q "WARNING.*Another server" second.log || fail "a second server does not say who has the passage"
[ "$server" = "$first_server" ] && "$duibiao" audit head >/dev/null
grep -c 'command="audit head"' serve.log >/dev/null || fail "the first server lost its passage"

# Stopped in the middle of a command: it is ended, and the terminal is told. Then commands run at home.
rm first.out
exec 9<>decisions
"$duibiao" accept through/speech.txt --lang en <&9 >first.out 2>&1 &
first=$!
until [ -s first.out ]; do sleep 0.05; done
stop_server
code=0
wait $first || code=$?
[ "$code" = 10 ] && grep -q "server stopped" first.out || fail "a stopped server: $code, $(tail -2 first.out)"
[ ! -e "$socket" ] && [ ! -e through/city.duibiao.passage ] || fail "a stopped server leaves something behind"
"$duibiao" audit verify >/dev/null || fail "no command runs at home after the server"

# A dying server takes a connection still: a command that it had not begun is brought again, and runs at home.
dying_server() {
    rm -f "$socket"
    $terminal dying "$socket" "$1" &
    for _ in $(seq 100); do [ -S "$socket" ] && return; sleep 0.05; done
    fail "nobody listens"
}
dying_server untaken
"$duibiao" audit verify >/dev/null || fail "a command that no server had begun is lost"
dying_server taken
refuses 11 "不得而知" -- "$duibiao" --lang zh audit verify
rm -f "$socket"

# Killed: the socket stays, nobody listens, and commands run at home; the next server takes its place.
start_server through/city.duibiao
rm first.out
"$duibiao" accept through/speech.txt --lang en <&9 >first.out 2>&1 &
first=$!
until [ -s first.out ]; do sleep 0.05; done
stop_server -KILL
code=0
wait $first || code=$?
[ "$code" = 11 ] && grep -q "not known" first.out || fail "a killed server: $code, $(tail -2 first.out)"
[ -S "$socket" ] || fail "a killed server took its socket along"
"$duibiao" audit verify >/dev/null || fail "no command runs beside the socket of a killed server"
start_server through/city.duibiao
"$duibiao" audit verify >/dev/null
[ "$(commands_logged)" -ge 1 ] || fail "the next server does not take the passage"
exec 9>&-

# Ctrl-C in an import: nothing of it is there, and the shell sees the signal; the same after a kill of the
# server, which says so.
awk 'BEGIN {
    print "entity_code,indicator_code,year,value"
    for (year = 1900; year <= 2015; year++)
        for (city = 1; city <= 11; city++)
            for (i = 0; i < 40; i++) printf "41%02d00,gdp,%d,%d.%02d\n", city, year, year * city + i, i
}' >many.csv
mkfifo slow.csv
feed() { head -200 many.csv; touch fed; sleep 5; }
(feed >slow.csv 2>/dev/null || true) &
batches=$("$duibiao" list batch --json)
rm -f fed
says "signal 2" -- $terminal interrupted 2 fed "$duibiao" import slow.csv
[ "$("$duibiao" list batch --json)" = "$batches" ] || fail "an interrupted import left a batch"
[ -z "$(ls through/city.duibiao.passage)" ] || fail "an interrupted command left files: $(ls -R through/city.duibiao.passage)"
stop_server
says "条变更首尾相连" -- "$duibiao" audit verify
says "通过" -- "$duibiao" doctor
unset DUIBIAO_WORKSPACE

# ---- Two users ----

if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
    echo "skipped: two users of one machine (needs root and setpriv)"
    exit 0
fi
service=61001 officer=61002
chmod 755 "$story_folder"
cp "$duibiao" program
duibiao=$PWD/program
by() { setpriv --reuid "$1" --regid "$1" --clear-groups "${@:2}"; }
for python in $(type -ap python3); do # one that is not its owner's alone
    if by $officer "$python" -c '' 2>/dev/null; then break; fi
done
terminal="$python $PWD/terminal.py"
server_user=(setpriv --reuid $service --regid $service --clear-groups)
mkdir office desk
mv base.duibiao office/city.duibiao
rm -f base.duibiao-*
printf '城市,年份,地区生产总值(亿元)\n焦作市,2001,1844.3139\n' >office/secret.csv
printf '城市,年份,地区生产总值(亿元)\n焦作市,2000,1800.1\n' >desk/own.csv
(umask 077 && echo 'Tai-ji.2016' >desk/zhang.secret && echo 'Yun-tai.2016' >desk/wang.secret && cat desk/own.csv >desk/private.csv)
touch serve.log serve.out serve.err
chown -R $service office serve.log serve.out serve.err
chmod 600 office/secret.csv
chown -R $officer desk
chmod 700 desk
export DUIBIAO_WORKSPACE=$PWD/office/city.duibiao
start_server "$DUIBIAO_WORKSPACE"
[ "$(stat -c %a "$DUIBIAO_WORKSPACE")" = 600 ] || fail "the workspace is open to others"
cd desk
mine() { by $officer "$duibiao" "$@"; }
as() { DUIBIAO_PASSWORD_FILE=$1.secret mine "${@:2}" --as "$1"; }

# The owner of the file works as at home, through the server; so accounts come to be.
by $service "$duibiao" account add zhang >zhang.out
by $service "$duibiao" account add wang >wang.out
for login in zhang wang; do
    claim=$(sed -n 's/.*duibiao claim \(dbc_[A-Za-z0-9_-]*\).*/\1/p' $login.out)
    DUIBIAO_PASSWORD_FILE=$login.secret mine claim "$claim" >/dev/null || fail "$login cannot claim an account"
done
by $service "$duibiao" account grant wang sysadmin >/dev/null
by $service "$duibiao" account grant zhang officer 市发展和改革委员会 >/dev/null
by $service "$duibiao" account grant zhang analyst >/dev/null
says "local:$service" -- by $service "$duibiao" history account zhang

# Whoever may not open the file comes in by name and password, and no other way.
if by $officer cat "$DUIBIAO_WORKSPACE" >/dev/null 2>&1; then fail "the officer can open the file"; fi
refuses 6 "--as" -- mine list task
refuses 6 "登录名、口令" -- env DUIBIAO_PASSWORD_FILE=wang.secret setpriv --reuid $officer --regid $officer --clear-groups "$duibiao" list task --as zhang
says "编号" -- as zhang list task
refuses 6 "无权" -- as zhang account add zhao
if as zhang account list --json | grep -q wang; then fail "the officer sees other accounts"; fi
refuses 6 "duibiao:" -- as zhang audit export changes.csv
chmod 644 zhang.secret
refuses 6 "chmod 600" -- as zhang list task
chmod 600 zhang.secret
grep -q "uid=$officer account=zhang command=list exit=0" ../serve.log || fail "the log does not say who: $(cat ../serve.log)"
if grep -q -e 'Tai-ji' -e 'Yun-tai' ../serve.log; then fail "the log holds a password"; fi

# A password that is typed: nothing of it is shown.
says "编号" -- by $officer $terminal typed Tai-ji.2016 "$duibiao" list task --as zhang
refuses 6 "登录名、口令" -- by $officer $terminal typed Bu-dui.2016 "$duibiao" list task --as zhang

# Files with the officer's rights: read, and written.
says "已接受为批次" -- as zhang import private.csv
as zhang export task mine.csv >/dev/null
[ "$(stat -c %u mine.csv)" = $officer ] || fail "what was written belongs to $(stat -c %u mine.csv)"
refuses 11 "Permission denied" -- as zhang export task ../office/mine.csv
[ ! -e ../office/mine.csv ] || fail "the server wrote for a terminal where it may not"
as wang backup city.backup >/dev/null
[ "$(stat -c %u:%a city.backup)" = $officer:600 ] || fail "a backup is not private to who made it"
refuses 5 "已经存在" -- as wang backup city.backup

# No file that only the server may read, by no way of asking.
refuses 11 "Permission denied" -- as zhang import "$PWD/../office/secret.csv"
refuses 11 "Permission denied" -- as zhang import ../office/city.duibiao
secret=$(realpath ../office/secret.csv)
(umask 077 && cat zhang.secret >asked.secret)
for words in "import $secret" "load entity $secret" "attach task $task $secret" "accept $secret --dry-run" \
    "read $secret" "moves $secret" "create evidence attached=@$secret"; do
    says "exit" -- by $service $terminal hostile "$DUIBIAO_WORKSPACE.socket" "$version" $words
    said=$(by $service $terminal hostile "$DUIBIAO_WORKSPACE.socket" "$version" $words)
    if grep -q -e "exit 0" -e 1844 <<<"$said"; then fail "'$words' had the server read a file of its own: $said"; fi
done
for words in "export task $(dirname "$secret")/made.csv" "list -w $secret" "backup $(dirname "$secret")/made.backup"; do
    by $service $terminal hostile "$DUIBIAO_WORKSPACE.socket" "$version" $words >/dev/null
    if ls "$(dirname "$secret")"/made* >/dev/null 2>&1; then fail "'$words' had the server write where a terminal said"; fi
done

# Every command of the table as a stranger: turned away, and nothing changed.
head=$(by $service "$duibiao" audit head)
strangers=0
while IFS= read -r example; do
    case $example in
    *' --as '* | *' serve'* | *' demo'* | *' init'* | *' restore'* | *' claim '* | *' manual' | *'jobs kinds' | *'read text'*) continue ;;
    esac
    status=0
    by $officer bash -c "${example/#duibiao/\"$duibiao\"}" </dev/null >out.txt 2>&1 || status=$?
    [ "$status" = 6 ] && grep -q -e '--as' out.txt || fail "'$example' of a stranger ended with $status: $(cat out.txt)"
    strangers=$((strangers + 1))
done <../examples.txt
[ "$(by $service "$duibiao" audit head)" = "$head" ] || fail "a stranger changed the workspace"
[ "$strangers" -ge 50 ] || fail "only $strangers commands were tried as a stranger"
cd ..
stop_server
[ ! -e "$DUIBIAO_WORKSPACE.socket" ] || fail "the socket outlives the server"
echo "two users: $strangers commands refused to a stranger"
