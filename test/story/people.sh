#!/bin/bash
# People at a terminal: from the first claim to an officer who may do what was granted and no more.
source "$(dirname "$0")/story.sh"

# as LOGIN COMMAND…: with the password of that login, which stands in a file of its own.
as() {
    local login=$1
    shift
    DUIBIAO_PASSWORD_FILE=$login.secret "$duibiao" "$@" --as "$login"
}
secret() { (umask 077 && printf '%s\n' "${@:2}" >"$1.secret"); }
claim_of() { sed -n 's/.*duibiao claim \(dbc_[A-Za-z0-9_-]*\).*/\1/p' <<<"$1" | head -1; }

secret wang 'Yun-tai.2016'
secret secadmin 'Shan-yang.2016'
secret li 'Tai-ji.2016'
secret wrong 'Bu-dui.2016'
export DUIBIAO_WORKSPACE=city.duibiao
"$duibiao" init city.duibiao --bare >/dev/null

# The owner of the file invites; nobody ever has a password that another made.
added=$("$duibiao" account add wang)
wang=$(claim_of "$added")
"$duibiao" account grant wang sysadmin >/dev/null
refuses 3 "三员各自独立" -- "$duibiao" account grant wang leader
says "口令已设定" -- env DUIBIAO_PASSWORD_FILE=wang.secret "$duibiao" claim "$wang"
refuses 6 "已用过" -- env DUIBIAO_PASSWORD_FILE=wang.secret "$duibiao" claim "$wang"
added=$("$duibiao" account add secadmin)
"$duibiao" account grant secadmin secadmin >/dev/null
DUIBIAO_PASSWORD_FILE=secadmin.secret "$duibiao" claim "$(claim_of "$added")" >/dev/null

# Each administrator does their own part: one adds people, the other gives them roles.
printf 'zh\n市发展和改革委员会\n市商务局\n' >units.csv
as wang load organisation units.csv >/dev/null || fail "the system administrator adds organisations"
added=$(as wang account add li)
DUIBIAO_PASSWORD_FILE=li.secret "$duibiao" claim "$(claim_of "$added")" >/dev/null
refuses 6 "安全管理员" -- as wang account grant li officer 市商务局
says "已授予" -- as secadmin account grant li officer 市商务局
refuses 6 "系统管理员" -- as secadmin account add zhao
refuses 6 "无权" -- as li account add zhao

# Whoever leaves the question for a password has a terminal as it was before.
says "signal 2" -- python3 "$SOURCE_ROOT/test/story/at_terminal.py" left "$duibiao" list task --as li
says "市商务局" -- as li list organisation
says "单位经办人" -- as secadmin account list
DUIBIAO_LANG=en says "Unit officer" -- as secadmin account list

# Wrong passwords all sound alike, and too many lock.
cp wrong.secret nobody.secret
unknown=$(as nobody sessions 2>&1) || true
cp li.secret right.secret && cp wrong.secret li.secret
wrong=$(as li sessions 2>&1) || true
[ "$wrong" = "$unknown" ] || fail "a wrong password ('$wrong') is told from an unknown login ('$unknown')"
for _ in 1 2 3 4; do as li sessions >/dev/null 2>&1 || true; done
cp right.secret li.secret
refuses 6 "锁定" -- as li sessions
says "失败锁定至" -- as secadmin account list
as secadmin account unlock li >/dev/null
as li sessions >/dev/null || fail "unlocked, and still refused"

# A new password, and a file of passwords that others could read.
secret li 'Tai-ji.2016' 'Chen-jia-gou.2017'
says "口令已更换" -- as li account password
refuses 6 "登录名、口令" -- as li sessions
secret li 'Chen-jia-gou.2017'
chmod 644 li.secret
refuses 6 "chmod 600" -- as li sessions
chmod 600 li.secret
secret li 'Chen-jia-gou.2017' 'short'
refuses 3 "口令太短" -- as li account password
secret li 'Chen-jia-gou.2017'

# Taken back, locked: at once.
as secadmin account revoke li officer >/dev/null
[ -z "$(as li list organisation --json | grep 市商务局)" ] || fail "without a role nothing is listed"
as wang account lock li --reason 离任 >/dev/null
refuses 6 "登录名、口令" -- as li sessions

# The history has it, the secrets are nowhere.
says "条变更首尾相连" -- "$duibiao" audit verify
"$duibiao" audit export changes.csv >/dev/null
for action in claim password signin signin_refused; do
    grep -q "account,[0-9]*,.*$action" changes.csv || fail "the history has no $action"
done
if grep -aqE 'Yun-tai|Tai-ji|Chen-jia' city.duibiao*; then fail "a password stands in the file"; fi

# Whoever is not the owner of the file says who they are.
if [ "$(id -u)" = 0 ]; then
    chown 65534 city.duibiao
    refuses 6 "--as" -- "$duibiao" list organisation
    refuses 6 "--as" -- "$duibiao" account list
    says "市商务局" -- as secadmin list organisation
    refuses 6 "系统管理员" -- as secadmin backup city.backup
fi
