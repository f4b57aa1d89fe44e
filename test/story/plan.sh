#!/bin/bash
# The built-in plan: nothing that was said on that evening is without a record, each record stands
# where the account says it, and what is still owed is told. Labels hold at most 12 characters of the
# account; DUIBIAO_DATA adds the whole of it.
source "$(dirname "$0")/story.sh"

"$duibiao" demo --accounts plan >/dev/null
export DUIBIAO_WORKSPACE=plan/jiaozuo.duibiao
account=${DUIBIAO_DATA:+$DUIBIAO_DATA/article/hans.txt}

python3 - "$SOURCE_ROOT/test/data/plan/labels.csv" "$account" <<'PYTHON' || fail "the plan is not whole"
import collections, csv, os, sqlite3, sys

# Which records may answer a label of a kind: table, condition.
ENTRIES = '"list" = (SELECT id FROM named_list WHERE code = \'%s\')'
RECORDS = {
    'commitment': ('commitment', '1'), 'lesson': ('lesson', '1'), 'figure': ('heard_figure', '1'),
    'gap': ('gap', '1'), 'strength': ('strength', '1'), 'task': ('decision', '1'),
    'agreement': ('agreement', '1'),
    'main': ('entry', ENTRIES % 'seven_mains'), 'why': ('entry', ENTRIES % 'why_learn'),
    'how': ('entry', ENTRIES % 'how_learn'), 'dimension': ('entry', ENTRIES % 'gap_dimensions'),
    'field': ('entry', ENTRIES % 'learning_fields'), 'work': ('entry', ENTRIES % 'five_works'),
    'support': ('entry', ENTRIES % 'five_supports'), 'ledger': ('entry', ENTRIES % 'ledgers'),
}
LEAST = {'commitment': 59, 'lesson': 13, 'figure': 20, 'gap': 6, 'strength': 4, 'main': 7, 'task': 7,
         'dimension': 6, 'field': 7, 'work': 5, 'support': 5, 'why': 5, 'how': 5, 'benchmark': 5,
         'ledger': 6, 'agreement': 1}

store = sqlite3.connect('file:plan/jiaozuo.duibiao?mode=ro', uri=True)
store.row_factory = sqlite3.Row
faults = []

def anchored(table, condition='1'):
    return store.execute(f'SELECT * FROM {table} WHERE position IS NOT NULL AND {condition}').fetchall()

labels = list(csv.DictReader(open(sys.argv[1], encoding='utf-8')))
counted = collections.Counter(label['kind'] for label in labels)
if counted != LEAST:
    faults.append(f'the labels are others: {counted}')
for label in labels:
    start, end = int(label['start']), int(label['end'])
    if label['kind'] == 'benchmark':
        rows = anchored('benchmark') + anchored('tier')
    else:
        rows = anchored(*RECORDS[label['kind']])
    found = [row for row in rows if start <= row['position'] < end]
    if not found:
        faults.append(f"{label['kind']} {label['id']} has no record: {label['text']}")
    if label['kind'] == 'commitment' and found:
        has_owner = found[0]['owner'] is not None
        if has_owner != (label['owner'] == 'yes'):
            faults.append(f"{label['id']}: an owner the account {'names' if not has_owner else 'does not name'}")
        if (found[0]['due'] is None) != (label['due'] == ''):
            faults.append(f"{label['id']}: the date is not the account's")

# Anchors are short, stand in the account, and no wording of ours is copied from it.
tables = [row[0] for row in store.execute("SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
                                          " WHERE m.type = 'table' AND c.name = 'position'"
                                          " AND m.name <> 'reading_choice'")]  # of other texts
rows = [(table, row) for table in tables for row in anchored(table)]
for table, row in rows:
    if not row['anchor'] or len(row['anchor']) > 12:
        faults.append(f"{table} {row['id']}: the anchor is empty or longer than 12 characters")
if sys.argv[2]:
    text = open(sys.argv[2], encoding='utf-8').read()
    plain = text.replace(',', '，').replace(';', '；')
    for table, row in rows:
        if text[row['position']:row['position'] + len(row['anchor'])] != row['anchor']:
            faults.append(f"{table} {row['id']}: '{row['anchor']}' does not stand at {row['position']}")
        wording = row['zh'] if 'zh' in row.keys() else ''
        if any(wording[at:at + 13] in plain for at in range(len(wording) - 12)):
            faults.append(f"{table} {row['id']}: more than 12 characters are the account's: {wording}")
print(f'{len(labels)} labels, {len(rows)} records anchored')
print('\n'.join(faults))
sys.exit(bool(faults))
PYTHON

# One worked example of each record; of accounts and of what is granted to them with --accounts, for whoever has
# accounts asks people to sign in.
python3 - "$SOURCE_ROOT"/model/*.model <<'PYTHON' || fail "a record has no example"
import re, sqlite3, sys
store = sqlite3.connect('file:plan/jiaozuo.duibiao?mode=ro', uri=True)
types = {name for path in sys.argv[1:] for name in re.findall(r'^record (\w+)', open(path, encoding='utf-8').read(), re.M)}
empty = {name for name in types if not store.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()}
print(f'{len(types)} types of record, {len(types - empty)} with an example')
print('\n'.join(sorted(empty)))
sys.exit(bool(empty))
PYTHON

# What is still owed: 59 commitments, of which 5 name an owner and 5 a day.
"$duibiao" owing --json >owing.json
python3 - <<'PYTHON' || fail "what is owed is told wrongly"
import json
rows = [row for row in json.load(open('owing.json'))['rows'] if row['type'] == 'commitment']
owed = {word: sum(word in row['owes'] for row in rows) for word in ('责任单位', '时限', '量化')}
print(f"{len(rows)} commitments owe something: {owed}")
assert len(rows) == 59 and owed['责任单位'] == 54 and owed['时限'] == 54, owed
PYTHON
