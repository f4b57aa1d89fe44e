/* Did the gap shrink? The same gaps as they were known on two days, side by side; no cause is
 * claimed. */
#include "report_impl.h"

#include <math.h>
#include <string.h>

static const GapRow *same_gap(const GapTable *gaps, const GapRow *wanted)
{
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->indicator == wanted->indicator && row->reference == wanted->reference) {
            return row;
        }
    }
    return NULL;
}

/* One decimal decides: what prints alike is called level. */
static long tenths(double shortfall)
{
    return lround(shortfall * 10);
}

bool replay_is_behind(double shortfall)
{
    return tenths(shortfall) > 0;
}

static ReplayVerdict verdict_of(double before, double after)
{
    long then = tenths(before), now = tenths(after);
    if (then > 0 && now <= 0) {
        return REPLAY_OVERTAKEN;
    }
    if (then <= 0 && now > 0) {
        return REPLAY_LOST;
    }
    if (then == now) {
        return REPLAY_SAME;
    }
    if (now > 0) {
        return now < then ? REPLAY_NARROWED : REPLAY_WIDENED;
    }
    return now < then ? REPLAY_LEAD_GREW : REPLAY_LEAD_SHRANK;
}

Text replay_verdict(Lang lang, ReplayVerdict verdict)
{
    static const char *const keys[] = {
        [REPLAY_OVERTAKEN] = "report.verdict.overtaken",
        [REPLAY_LOST] = "report.verdict.lost",
        [REPLAY_SAME] = "report.verdict.same",
        [REPLAY_NARROWED] = "report.verdict.narrowed",
        [REPLAY_WIDENED] = "report.verdict.widened",
        [REPLAY_LEAD_GREW] = "report.verdict.lead_grew",
        [REPLAY_LEAD_SHRANK] = "report.verdict.lead_shrank",
    };
    return text_from(lang_text(lang, keys[verdict]));
}

bool replay_is_better(ReplayVerdict verdict)
{
    return verdict == REPLAY_OVERTAKEN || verdict == REPLAY_NARROWED || verdict == REPLAY_LEAD_GREW;
}

static void add_rows(List *rows, const Registry *registry, const List *then, const GapTable *now)
{
    for (size_t i = 0; i < then->count; i++) {
        ReplayRow row = {.before = *LIST_AT(then, const GapRow *, i)};
        row.after = same_gap(now, row.before);
        if (row.after && row.after->year > row.before->year &&
            gap_shortfall(registry, row.before, &row.then) &&
            gap_shortfall(registry, row.after, &row.now)) {
            row.verdict = verdict_of(row.then, row.now);
            *(ReplayRow *)list_add(rows) = row;
        }
    }
}

List replay_rows(Arena *arena, const Registry *registry, const GapTable *then, const GapTable *now)
{
    List rows = list_new(arena, sizeof(ReplayRow));
    List behind = gap_rows(arena, then, GAP_BEHIND), ahead = gap_rows(arena, then, GAP_AHEAD);
    add_rows(&rows, registry, &behind, now);
    add_rows(&rows, registry, &ahead, now);
    return rows;
}

/* Of those that were behind then. */
Text replay_finding(Arena *arena, Lang lang, const List *rows)
{
    int compared = 0, count[REPLAY_VERDICTS] = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const ReplayRow *row = LIST_AT(rows, ReplayRow, i);
        if (replay_is_behind(row->then)) {
            compared++;
            count[row->verdict]++;
        }
    }
    return words(arena, lang, rows->count ? "report.title.replay" : "report.title.replay.none",
                 ARGS(arg_int("compared", compared), arg_int("narrowed", count[REPLAY_NARROWED]),
                      arg_int("widened", count[REPLAY_WIDENED]),
                      arg_int("same", count[REPLAY_SAME]),
                      arg_int("overtaken", count[REPLAY_OVERTAKEN])));
}

/* ---- The table ---- */

enum {
    COL_INDICATOR,
    COL_UNIT,
    COL_REFERENCE,
    COL_THEN_YEAR,
    COL_THEN_GAP,
    COL_NOW_YEAR,
    COL_NOW_OWN,
    COL_NOW_OTHER,
    COL_NOW_GAP,
    COL_CHANGE,
    COL_VERDICT,
    COLUMNS
};

static const ColumnSpec SPECS[COLUMNS] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 30},
    {"unit", "report.col.unit", COLUMN_TEXT, 0, 12, 3},
    {"reference", "report.col.reference", COLUMN_TEXT, 0, 14},
    {"then_year", "report.col.then_year", COLUMN_YEAR},
    {"then_gap", "report.col.then_gap", COLUMN_NUMBER, 1},
    {"now_year", "report.col.now_year", COLUMN_YEAR},
    {"now_own", "report.col.now_own", COLUMN_NUMBER, 1, 0, 2},
    {"now_reference_value", "report.col.now_reference_value", COLUMN_NUMBER, 1, 0, 1},
    {"now_gap", "report.col.now_gap", COLUMN_NUMBER, 1},
    {"change_points", "report.col.change_points", COLUMN_NUMBER, 1},
    {"verdict", "report.col.verdict", COLUMN_TEXT, 0, 14},
};

static void add_cells(Arena *arena, Table *table, Lang lang, const Registry *registry,
                      const ReplayRow *row)
{
    const GapRow *before = row->before, *after = row->after;
    const Indicator *indicator = row_indicator(registry, before);
    int decimals = indicator->decimals;
    TableCell *cells = table_add_row(table);
    cells[COL_INDICATOR] = cell_indicator(registry, before->indicator, lang);
    cells[COL_UNIT] = cell_text(unit_short(arena, lang, indicator->unit));
    cells[COL_REFERENCE] = cell_entity(registry, before->reference, lang);
    cells[COL_THEN_YEAR] = cell_year(before->year);
    cells[COL_THEN_GAP] = cell_number(row->then);
    cells[COL_NOW_YEAR] = cell_year(after->year);
    cells[COL_NOW_OWN] = cell_sourced(&after->own_source, after->own, decimals);
    cells[COL_NOW_OTHER] = cell_sourced(&after->other_source, after->other, decimals);
    cells[COL_NOW_GAP] = cell_number(row->now);
    cells[COL_CHANGE] = cell_number(row->now - row->then);
    cells[COL_VERDICT] = cell_text(replay_verdict(lang, row->verdict));
}

Table *report_replay(Arena *arena, Lang lang, const Registry *registry, const GapTable *then,
                     const GapTable *now)
{
    Table *table = table_of(arena, lang, "replay", SPECS, COLUMNS);
    List rows = replay_rows(arena, registry, then, now);
    for (size_t i = 0; i < rows.count; i++) {
        add_cells(arena, table, lang, registry, LIST_AT(&rows, ReplayRow, i));
    }
    table->title = replay_finding(arena, lang, &rows);
    table_note(table, words(arena, lang, "report.note.replay_sign", NO_ARGS));
    table_note(table, words(arena, lang, "report.note.no_cause", NO_ARGS));
    table_note(table, method_note(arena, lang, now->as_of, now->rules_version, &now->fingerprint));
    return table;
}
