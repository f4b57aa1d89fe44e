#!/bin/bash
# layers.sh LAYERS: what reaches beside or above itself, or into another room, is found.
set -euo pipefail
layers=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# One library with one symbol is enough to look at.
mkdir -p "$tree/build/src/base"
echo 'int base_symbol;' | cc -x c -c -o "$tree/it.o" -
ar rc "$tree/build/src/base/libbase.a" "$tree/it.o"

# holds HEADER ROOM: a source of that room may include it. refuses: it may not.
includes() {
    rm -rf "$tree/src"
    mkdir -p "$tree/src/base" "$tree/src/record/door" "$tree/src/web"
    touch "$tree/src/record/door/door_impl.h" "$tree/src/base/text_impl.h"
    printf '#include "%s"\n' "$1" > "$tree/src/$2/it.c"
    "$layers" "$tree" "$tree/build" > /dev/null 2> "$tree/said"
}
holds() { includes "$@" || { cat "$tree/said"; echo "FAILED: $2 may include $1"; exit 1; }; }
refuses() {
    ! includes "$@" || { echo "FAILED: $2 may not include $1"; exit 1; }
    grep -q "it.c: ${1##*/}: $2 (floor" "$tree/said" || { cat "$tree/said"; exit 1; }
}

holds base.h web
holds record.h web
holds record.h record
holds door_impl.h record
holds door/door_impl.h record
holds lang_impl.h base # made at build
refuses record.h base
refuses web.h record
refuses door_impl.h web
refuses record/door/door_impl.h web
refuses text_impl.h record
echo "layers: what may not be included is refused"
