#!/bin/bash
# Every command of both READMEs, in order, on a copy of what the reader has.
source "$(dirname "$0")/story.sh"

# The picture of the output is what the demonstration prints.
shows_the_page() { # README LANGUAGE
    DUIBIAO_LANG=$2 "$duibiao" demo "picture.$2" >"page.$2"
    awk '/^```text/ { inside = 1; next } /^```/ { inside = 0 } inside && NF' "$SOURCE_ROOT/$1" >picture.txt
    [ "$(wc -l <picture.txt)" -gt 10 ] || fail "$1 has no picture of the output"
    while IFS= read -r line; do
        grep -qxF -- "$line" "page.$2" || fail "$1 shows what the demonstration does not print: $line"
    done <picture.txt
}
shows_the_page README.md en
shows_the_page README.zh.md zh

for readme in README.md README.zh.md; do
    mkdir "$readme.d"
    (
        cd "$readme.d"
        cp -r "$SOURCE_ROOT/demo" demo
        mkdir -p build bin
        ln -s "$duibiao" bin/duibiao
        export PATH="$PWD/bin:$PATH"
        duibiao demo build/demo >/dev/null
        awk '/^```sh/ { inside = 1; next } /^```/ { inside = 0 } inside' "$SOURCE_ROOT/$readme" |
            grep '^duibiao' >commands.txt
        [ "$(wc -l <commands.txt)" -ge 12 ] || fail "$readme: only $(wc -l <commands.txt) commands"
        while IFS= read -r command; do
            bash -c "$command" </dev/null >out.txt 2>&1 || fail "$readme: '$command' ended with $?: $(cat out.txt)"
            [ -s out.txt ] || fail "$readme: '$command' says nothing"
        done <commands.txt
    )
done
