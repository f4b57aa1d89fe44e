# What every story shares; sourced, never run. Expects the program as the first argument.
set -euo pipefail

duibiao=$(realpath "$1")
SOURCE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
story_folder=$(mktemp -d)
trap 'rm -rf "$story_folder"' EXIT
cd "$story_folder"
export DUIBIAO_LANG=zh
unset DUIBIAO_WORKSPACE

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# says TEXT -- COMMAND…: the command succeeds and its output holds the text.
says() {
    local text=$1 output
    shift 2
    output=$("$@" 2>&1) || fail "'$*' ended with $?: $output"
    grep -qF -- "$text" <<<"$output" || fail "'$*' does not say '$text' but: $output"
}

# refuses CODE TEXT -- COMMAND…: the command ends with that exit code and says why.
refuses() {
    local code=$1 text=$2 output status=0
    shift 3
    output=$("$@" 2>&1) || status=$?
    [ "$status" = "$code" ] || fail "'$*' ended with $status, not $code: $output"
    grep -qF -- "$text" <<<"$output" || fail "'$*' does not say '$text' but: $output"
}

# The number of the newest batch; nothing when there is none.
newest_batch() {
    "$duibiao" import list --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | tail -1
}

# first_id TYPE: the id of the first record of that type.
first_id() {
    "$duibiao" list "$1" --json | sed -n 's/^ *"id": \([0-9]*\),*$/\1/p' | head -1
}
