/* Gaps, advantages and owed figures as tables. */
#include "report_impl.h"

#include <math.h>
#include <string.h>

enum {
    GAP_INDICATOR,
    GAP_UNIT,
    GAP_REFERENCE,
    GAP_ROLE,
    GAP_VERB,
    GAP_YEAR,
    GAP_OWN,
    GAP_OTHER,
    GAP_ABSOLUTE,
    GAP_PERCENT,
    GAP_DISTANCE,
    GAP_TREND,
    GAP_OWN_RATE,
    GAP_OTHER_RATE,
    GAP_CATCH_UP,
    GAP_OWN_RANK,
    GAP_OTHER_RANK,
    GAP_RANKED,
    GAP_COLUMNS
};

static const ColumnSpec GAP_SPECS[GAP_COLUMNS] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"unit", "report.col.unit", COLUMN_TEXT, 0, 12, 10},
    {"reference", "report.col.reference", COLUMN_TEXT, 0, 14},
    {"role", "report.col.role", COLUMN_TEXT, 0, 10, 3},
    {"verb", "report.col.verb", COLUMN_TEXT, 0, 10, 2},
    {"year", "report.col.year", COLUMN_YEAR, 0, 0, 9},
    {"own", "report.col.own", COLUMN_NUMBER, 1},
    {"reference_value", "report.col.reference_value", COLUMN_NUMBER, 1},
    {"gap_absolute", "report.col.gap_absolute", COLUMN_NUMBER, 1, 0, 8},
    {"gap_relative_percent", "report.col.gap_relative_percent", COLUMN_NUMBER, 1},
    {"time_distance_years", "report.col.time_distance_years", COLUMN_NUMBER, 1},
    {"trend", "report.col.trend", COLUMN_TEXT, 0, 10},
    {"own_growth_percent", "report.col.own_growth_percent", COLUMN_NUMBER, 1, 0, 6},
    {"reference_growth_percent", "report.col.reference_growth_percent", COLUMN_NUMBER, 1, 0, 5},
    {"catch_up_years", "report.col.catch_up_years", COLUMN_NUMBER, 1},
    {"own_rank", "report.col.own_rank", COLUMN_NUMBER, 0, 0, 7},
    {"reference_rank", "report.col.reference_rank", COLUMN_NUMBER, 0, 0, 4},
    {"ranked", "report.col.ranked", COLUMN_NUMBER, 0, 0, 1},
};

static TableCell distance_cell(Arena *arena, Lang lang, const GapRow *row)
{
    TableCell cell = {.decimals = -1, .date = DATE_NONE};
    if (row->distance.kind == TIME_DISTANCE_EXACT) {
        cell = cell_number(fabs(row->distance.years));
    } else if (row->distance.kind == TIME_DISTANCE_AT_LEAST) {
        double years = fabs(row->distance.years);
        Text number = words_number(arena, lang, years, fabs(years - round(years)) < 0.05 ? 0 : 1);
        cell =
            cell_shown(fabs(row->distance.years), text_format(arena, "≥ %.*s", TEXT_ARGS(number)));
    }
    return cell;
}

static TableCell catch_up_cell(Arena *arena, Lang lang, const GapRow *row)
{
    if (row->state == GAP_BEHIND && row->catch_up.kind == CATCH_UP_YEARS) {
        Text shown = gap_outlook(arena, lang, row);
        return text_starts(shown, TEXT(">")) ? cell_shown(row->catch_up.years, shown)
                                             : cell_number(row->catch_up.years);
    }
    Text outlook = gap_outlook(arena, lang, row);
    return outlook.len ? cell_text(outlook) : (TableCell){.decimals = -1, .date = DATE_NONE};
}

static TableCell rank_cell(Arena *arena, int first, int last)
{
    if (first <= 0) {
        return (TableCell){.decimals = -1, .date = DATE_NONE};
    }
    return last > first ? cell_shown(first, words_rank(arena, first, last)) : cell_value(first, 0);
}

static void fill_names(Arena *arena, Lang lang, const Registry *registry, const GapRow *row,
                       TableCell *cells)
{
    const Indicator *indicator = row_indicator(registry, row);
    cells[GAP_INDICATOR] = cell_indicator(registry, row->indicator, lang);
    cells[GAP_UNIT] = cell_text(unit_short(arena, lang, indicator->unit));
    cells[GAP_REFERENCE] = cell_entity(registry, row->reference, lang);
    cells[GAP_ROLE] = cell_text(words_named(arena, lang, "report.role.", row->role));
    cells[GAP_VERB] = cell_text(words_named(arena, lang, "report.verb.", row->verb));
    if (row->year > 0) {
        cells[GAP_YEAR] = cell_year(row->year);
    }
}

/* Where the reference has no figure there is nothing but our own to show. */
static void fill_sizes(Arena *arena, Lang lang, const Registry *registry, const GapRow *row,
                       TableCell *cells)
{
    const Indicator *indicator = row_indicator(registry, row);
    cells[GAP_OWN] = cell_sourced(&row->own_source, row->own, indicator->decimals);
    if (row->state == GAP_NO_REFERENCE) {
        return;
    }
    cells[GAP_OTHER] = cell_sourced(&row->other_source, row->other, indicator->decimals);
    cells[GAP_ABSOLUTE] = cell_value(row->gap.absolute, indicator->decimals);
    if (row->gap.has_relative) {
        cells[GAP_PERCENT] = cell_number(row->gap.relative * 100);
    }
    cells[GAP_DISTANCE] = distance_cell(arena, lang, row);
    Text trend = gap_trend(arena, lang, row);
    if (trend.len) {
        cells[GAP_TREND] = cell_text(trend);
    }
}

static void fill_rates(Arena *arena, Lang lang, const GapRow *row, TableCell *cells)
{
    if (row->has_own_rate) {
        cells[GAP_OWN_RATE] = cell_number(row->own_rate * 100);
    }
    if (row->has_other_rate) {
        cells[GAP_OTHER_RATE] = cell_number(row->other_rate * 100);
    }
    cells[GAP_CATCH_UP] = catch_up_cell(arena, lang, row);
    cells[GAP_OWN_RANK] = rank_cell(arena, row->own_rank, row->own_rank_last);
    cells[GAP_OTHER_RANK] = rank_cell(arena, row->other_rank, row->other_rank);
    if (row->ranked > 0) {
        cells[GAP_RANKED] = cell_number(row->ranked);
    }
}

static bool any_break(const List *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        if ((*LIST_AT(rows, const GapRow *, i))->rates_cross_break) {
            return true;
        }
    }
    return false;
}

Table *gaps_table_of(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps,
                     const List *rows, const char *name)
{
    Table *table = table_of(arena, lang, name, GAP_SPECS, GAP_COLUMNS);
    for (size_t i = 0; i < rows->count; i++) {
        const GapRow *row = *LIST_AT(rows, const GapRow *, i);
        TableCell *cells = table_add_row(table);
        fill_names(arena, lang, registry, row, cells);
        fill_sizes(arena, lang, registry, row, cells);
        fill_rates(arena, lang, row, cells);
    }
    if (rows->count > 0) {
        table_note(table, words(arena, lang, "report.note.gap_formula", NO_ARGS));
        table_note(table, words(arena, lang, "report.note.missing", NO_ARGS));
    }
    if (any_break(rows)) {
        table_note(table, words(arena, lang, "report.note.break", NO_ARGS));
    }
    table_note(table,
               method_note(arena, lang, gaps->as_of, gaps->rules_version, &gaps->fingerprint));
    return table;
}

/* Behind first, then those that are level or neither good nor bad. */
Table *report_gaps(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps)
{
    static const GapState states[] = {GAP_BEHIND, GAP_LEVEL, GAP_NEUTRAL, GAP_NO_REFERENCE};
    List rows = list_new(arena, sizeof(const GapRow *));
    for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
        List part = gap_rows(arena, gaps, states[s]);
        for (size_t i = 0; i < part.count; i++) {
            *(const GapRow **)list_add(&rows) = *LIST_AT(&part, const GapRow *, i);
        }
    }
    Table *table = gaps_table_of(arena, lang, registry, gaps, &rows, "gaps");
    table->title = gaps_finding(arena, lang, registry, gaps);
    return table;
}

/* A lead is told as a lead: its size, without the sign of a gap. */
static void tell_as_leads(Lang lang, Table *table)
{
    table->columns[GAP_ABSOLUTE].title = text_from(lang_text(lang, "report.col.lead_absolute"));
    table->columns[GAP_PERCENT].title = text_from(lang_text(lang, "report.col.lead_percent"));
    for (size_t i = 0; i < table->rows.count; i++) {
        TableCell *cells = LIST_AT(&table->rows, TableCell, i);
        cells[GAP_ABSOLUTE].number = fabs(cells[GAP_ABSOLUTE].number);
        cells[GAP_PERCENT].number = fabs(cells[GAP_PERCENT].number);
    }
}

Table *leads_table_of(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps,
                      const List *rows)
{
    Table *table = gaps_table_of(arena, lang, registry, gaps, rows, "advantages");
    tell_as_leads(lang, table);
    return table;
}

Table *report_advantages(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps)
{
    List rows = gap_rows(arena, gaps, GAP_AHEAD);
    Table *table = leads_table_of(arena, lang, registry, gaps, &rows);
    table->title = advantages_finding(arena, lang, registry, gaps);
    return table;
}

/* ---- Owed ---- */

static const ColumnSpec OWED_SPECS[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT},
    {"unit", "report.col.unit", COLUMN_TEXT},
    {"period", "report.col.period", COLUMN_TEXT},
    {"reference", "report.col.reference", COLUMN_TEXT},
    {"reference_value", "report.col.reference_value", COLUMN_NUMBER, 1},
    {"owner", "report.col.owner", COLUMN_TEXT},
};

enum { OWED_INDICATOR, OWED_UNIT, OWED_PERIOD, OWED_REFERENCE, OWED_OTHER, OWED_OWNER };

static Text period_text(Arena *arena, Lang lang, Period period)
{
    Buf text = buf_new(arena);
    period_print(&text, lang, period);
    return buf_text(&text);
}

/* "> 1,600": a bounded figure is shown with its bound. */
static void show_bound(Arena *arena, Lang lang, const GapRow *row, int decimals, TableCell *cell)
{
    static const char *const signs[] = {
        [BOUND_MORE] = ">", [BOUND_LESS] = "<", [BOUND_ABOUT] = "≈"};
    Bound bound = row->other_source.bound;
    if (bound == BOUND_EXACT) {
        return;
    }
    Text number = words_number(arena, lang, row->other, decimals);
    cell->text = text_format(arena, "%s %.*s", signs[bound], TEXT_ARGS(number));
}

static bool is_listed(const Table *table, Text indicator, Text period)
{
    for (size_t i = 0; i < table->rows.count; i++) {
        const TableCell *cells = LIST_AT(&table->rows, TableCell, i);
        if (text_equal(cells[OWED_INDICATOR].text, indicator) &&
            text_equal(cells[OWED_PERIOD].text, period)) {
            return true;
        }
    }
    return false;
}

static void owed_row(Table *table, Arena *arena, Lang lang, const Registry *registry,
                     const GapRow *row, Period period)
{
    const Indicator *indicator = row_indicator(registry, row);
    TableCell *cells = table_add_row(table);
    cells[OWED_INDICATOR] = cell_indicator(registry, row->indicator, lang);
    cells[OWED_UNIT] = cell_text(unit_short(arena, lang, indicator->unit));
    cells[OWED_PERIOD] = cell_text(period_text(arena, lang, period));
    cells[OWED_REFERENCE] = cell_entity(registry, row->reference, lang);
    if (row->state == GAP_OWED && row->other_source.indicator_id != 0) {
        cells[OWED_OTHER] = cell_sourced(&row->other_source, row->other, indicator->decimals);
        show_bound(arena, lang, row, indicator->decimals, &cells[OWED_OTHER]);
    }
    if (indicator->owner[lang].len) {
        cells[OWED_OWNER] = cell_text(indicator->owner[lang]);
    }
}

/* A yearly figure's year; of others the period of what the reference is known for. */
static Period owed_period(const GapRow *row)
{
    return row->year > 0 ? period_year(row->year) : period_from_code(row->other_source.period);
}

/* Figures without which nothing is compared, then later years that the reference has and we not. */
Table *report_owed(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps)
{
    Table *table =
        table_of(arena, lang, "owed", OWED_SPECS, sizeof OWED_SPECS / sizeof *OWED_SPECS);
    List rows = gap_rows(arena, gaps, GAP_OWED);
    for (size_t i = 0; i < rows.count; i++) {
        const GapRow *row = *LIST_AT(&rows, const GapRow *, i);
        owed_row(table, arena, lang, registry, row, owed_period(row));
    }
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        Text indicator = indicator_name(registry, row->indicator, lang);
        Period later = period_year(row->owed_year);
        bool is_owed = row->state != GAP_OWED && row->owed_year > 0;
        if (is_owed && !is_listed(table, indicator, period_text(arena, lang, later))) {
            owed_row(table, arena, lang, registry, row, later);
        }
    }
    table->title =
        words(arena, lang, table->rows.count ? "report.title.owed" : "report.title.owed.none",
              ARGS(arg_text("subject", entity_name(registry, gaps->subject, lang)),
                   arg_int("count", (int64_t)table->rows.count)));
    return table;
}
