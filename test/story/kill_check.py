#!/usr/bin/env python3
"""Looks past the program into a workspace whose writers were killed.

kill_check.py FILE ACKNOWLEDGED: every acknowledged step is in the history, every step is whole, and each
record is as its last change left it.
kill_check.py --derived FILE: prints what is derived from records, and lets whoever opens the file next
fill it anew.
"""
import sqlite3
import sys

# How many changes a step is, by the first word of its reason.
CHANGES = {'set': 2, 'undo': 2, 'object': 3, 'assign': 1, 'pair': 4}


def check_steps(db, acknowledged):
    counts = dict(db.execute("SELECT COALESCE(reason, ''), count(*) FROM change_value GROUP BY 1"))
    for reason, count in counts.items():
        kind = reason.split('-')[0]
        assert count == CHANGES.get(kind, count), f'{reason}: {count} changes, not {CHANGES[kind]}'
    for step in acknowledged:
        if step.startswith('batch '):
            _, batch, state = step.split()
            found = db.execute("SELECT count(*) FROM change JOIN change_value USING (seq) WHERE record_id = ?"
                               " AND record_type = 'batch' AND after = ?", (batch, state)).fetchone()[0]
            assert found == 1, f'{step}: {found} times in the history'
        elif not step.startswith('decision '):
            assert step in counts, f'{step} was acknowledged and is lost'


def check_records(db):
    """Version and state of each record are those of its last change, or it is deleted."""
    states = {(kind, number): state for kind, number, state in db.execute(
        'SELECT record_type, record_id, after FROM change JOIN change_value USING (seq)'
        " WHERE field = 'state' ORDER BY seq")}
    last = db.execute('SELECT record_type, record_id, max(record_version), action FROM change'
                      ' GROUP BY record_type, record_id').fetchall()
    columns = {}
    for kind, number, version, action in last:
        if kind not in columns:
            columns[kind] = [row[1] for row in db.execute(f'PRAGMA table_info("{kind}")')]
        if not columns[kind]:
            continue
        state = 'state' if 'state' in columns[kind] else 'NULL'
        found = db.execute(f'SELECT version, {state} FROM "{kind}" WHERE id = ?', (number,)).fetchone()
        expected = None if action == 'delete' else (version, states.get((kind, number)))
        assert found == expected, f'{kind} {number}: {found}, and the history says {expected}'


def print_derived(db):
    tables = [row[0] for row in db.execute(
        r"SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\_\_unit' ESCAPE '\' ORDER BY 1")]
    for table in tables:
        for row in sorted(db.execute(f'SELECT * FROM "{table}"'), key=repr):
            print(table, row)
    db.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, word_index, 'instance')")
    for row in db.execute('SELECT DISTINCT term, doc FROM temp.word ORDER BY 1, 2'):
        print(row)
    db.execute('DELETE FROM derived')


if sys.argv[1] == '--derived':
    with sqlite3.connect(sys.argv[2]) as database:
        print_derived(database)
else:
    with sqlite3.connect(sys.argv[1]) as database:
        check_steps(database, open(sys.argv[2], encoding='utf-8').read().splitlines())
        check_records(database)
