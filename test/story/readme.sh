#!/bin/bash
# Every command of both READMEs, in order, on a copy of what the reader has.
source "$(dirname "$0")/story.sh"

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
