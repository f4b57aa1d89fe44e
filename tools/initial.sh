#!/bin/bash
# Writes the first migration and the golden snapshot from the schema of the model; run by
# `ninja -C BUILD model-initial`. Only while no version has been released: from then on a migration
# is append-only, and `modelc diff` drafts the next.
set -euo pipefail
schema=$1
cd "$(dirname "$0")/.."
{
    printf -- '-- The first schema: history, and the records of model/ as they began.\n\n'
    cat "$OLDPWD/$schema"
} > migrate/0001_initial.sql
cp "$OLDPWD/$schema" test/golden/schema.sql
echo "written: migrate/0001_initial.sql, test/golden/schema.sql"
