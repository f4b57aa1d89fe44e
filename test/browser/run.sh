#!/bin/bash
# run.sh PROGRAM BUILD STORY: one story in a browser. The packages it needs are installed once into
# the build folder, exactly as package-lock.json says.
set -euo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
program=$(realpath "$1") modules=$(realpath "$2")/browser story=$3

# One of several stories that start at once installs, the others wait.
mkdir -p "$modules"
exec 9>"$modules/lock"
flock 9
if ! cmp -s "$here/package-lock.json" "$modules/package-lock.json"; then
    rm -rf "$modules/node_modules"
    cp "$here"/package*.json "$modules/"
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
    (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    cp "$here/package-lock.json" "$modules/"
fi
flock -u 9

export DUIBIAO=$program BROWSER_MODULES=$modules BROWSER_SHOTS=$modules/pictures
exec node "$here/$story.mjs"
