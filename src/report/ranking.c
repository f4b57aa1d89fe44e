/* Who is ranked together, year by year: what the rank chart, the ladder and their tables share. */
#include "report_impl.h"

#include <stdlib.h>
#include <string.h>

/* Units whose figures are taken together: those of a year lie close to each other then. */
enum { TAKEN_TOGETHER = 8 };

static void take_values(const SiblingRanks *ranking, int first, int count)
{
    Series series[TAKEN_TOGETHER];
    for (int i = 0; i < count; i++) {
        series[i] = panel_series(ranking->panel, ranking->indicator, ranking->units[first + i]);
    }
    for (int year = 0; year < ranking->panel->year_count; year++) {
        size_t at = sibling_rank_at(ranking, first, year);
        for (int i = 0; i < count; i++, at++) {
            ranking->values[at] = series[i].values[year];
            ranking->known[at] = series[i].known[year];
        }
    }
}

SiblingRanks *sibling_ranks(Arena *arena, const Panel *panel, int subject, int indicator)
{
    const Registry *registry = panel->registry;
    SiblingRanks *ranking = ARENA_NEW(arena, SiblingRanks);
    int *members = ARENA_ARRAY(arena, int, (size_t)registry->entity_count);
    int count = registry_siblings(registry, subject, members);
    size_t cells = (size_t)panel->entity_count * (size_t)panel->year_count;
    ranking->panel = panel;
    ranking->of = subject;
    ranking->by = indicator;
    ranking->indicator = panel_indicator(panel, indicator);
    ranking->units = ARENA_ARRAY(arena, int, (size_t)panel->entity_count);
    ranking->subject = -1;
    for (int i = 0; i < count; i++) {
        int position = panel_entity(panel, members[i]);
        if (position >= 0) {
            ranking->subject = members[i] == subject ? ranking->count : ranking->subject;
            ranking->units[ranking->count++] = position;
        }
    }
    ranking->values = ARENA_ARRAY(arena, double, cells);
    ranking->known = ARENA_ARRAY(arena, uint8_t, cells);
    ranking->first = ARENA_ARRAY(arena, int, cells);
    ranking->last = ARENA_ARRAY(arena, int, cells);
    ranking->order = ARENA_ARRAY(arena, int, cells);
    ranking->is_sorted = ARENA_ARRAY(arena, bool, (size_t)panel->year_count);
    for (int unit = 0; ranking->indicator >= 0 && unit < ranking->count; unit += TAKEN_TOGETHER) {
        int left = ranking->count - unit;
        take_values(ranking, unit, left < TAKEN_TOGETHER ? left : TAKEN_TOGETHER);
    }
    return ranking;
}

static Polarity polarity_of(const SiblingRanks *ranking)
{
    return ranking->panel->registry->indicators[ranking->by].polarity;
}

SiblingRank sibling_rank(const SiblingRanks *ranking, int unit, int year)
{
    size_t row = sibling_rank_at(ranking, 0, year), at = row + (size_t)unit;
    if (ranking->first[at] == 0) {
        int ranked;
        rank_of(polarity_of(ranking), ranking->values + row, ranking->known + row, ranking->count,
                unit, &ranking->first[at], &ranking->last[at], &ranked);
    }
    return (SiblingRank){ranking->first[at], ranking->last[at]};
}

const int *siblings_in_order(const SiblingRanks *ranking, int year)
{
    size_t row = sibling_rank_at(ranking, 0, year);
    if (!ranking->is_sorted[year]) {
        rank_units(polarity_of(ranking), ranking->values + row, ranking->known + row,
                   ranking->count, ranking->order + row, ranking->first + row, ranking->last + row);
        ranking->is_sorted[year] = true;
    }
    return ranking->order + row;
}

int siblings_ranked(const SiblingRanks *ranking, int year)
{
    const uint8_t *known = ranking->known + sibling_rank_at(ranking, 0, year);
    int ranked = 0;
    for (int unit = 0; unit < ranking->count; unit++) {
        ranked += known[unit] != 0;
    }
    return polarity_of(ranking).kind == POLARITY_NEUTRAL ? 0 : ranked;
}

int siblings_year(const SiblingRanks *ranking)
{
    int last = ranking->panel->year_count - 1, year = last;
    while (year > 0 &&
           (ranking->subject < 0 || sibling_rank(ranking, ranking->subject, year).first == 0)) {
        year--;
    }
    if (year > 0 || last <= 0) {
        return year;
    }
    for (year = last; year > 0 && siblings_ranked(ranking, year) == 0;) {
        year--;
    }
    return year;
}

int siblings_shown(const SiblingRanks *ranking, int year, int *places)
{
    int ranked = siblings_ranked(ranking, year), own = -1, count = 0;
    const int *order = siblings_in_order(ranking, year);
    for (int place = 0; place < ranked; place++) {
        own = order[place] == ranking->subject ? place : own;
    }
    for (int place = 0; place < ranked; place++) {
        bool is_near = own >= 0 && abs(place - own) <= SIBLINGS_NEAR;
        if (ranking->count <= SIBLINGS_ALL || place < SIBLINGS_FIRST || is_near) {
            places[count++] = place;
        }
    }
    return count;
}

void siblings_note(Table *table, Arena *arena, Lang lang, const SiblingRanks *ranking, int year)
{
    if (ranking->count > SIBLINGS_ALL) {
        table_note(table, words(arena, lang, "report.note.ranks_shown",
                                ARGS(arg_int("shown", (int64_t)table->rows.count),
                                     arg_int("ranked", siblings_ranked(ranking, year)))));
    }
}

/* ---- Reading ---- */

/* In every year: of many only a few are shown, and they are counted together. */
static void rank_shown(const SiblingRanks *ranking, const int *units, int count)
{
    for (int year = 0; year < ranking->panel->year_count; year++) {
        size_t row = sibling_rank_at(ranking, 0, year);
        rank_several(polarity_of(ranking), ranking->values + row, ranking->known + row,
                     ranking->count, units, count, ranking->first + row, ranking->last + row);
    }
}

/* Of one year, as entities; appended to `shown`. */
static void add_shown(const SiblingRanks *ranking, int year, List *shown)
{
    const Panel *panel = ranking->panel;
    int *places = ARENA_ARRAY(shown->arena, int, (size_t)ranking->count);
    int count = siblings_shown(ranking, year, places);
    for (int i = 0; i < count; i++) {
        int unit = places[i] = siblings_in_order(ranking, year)[places[i]];
        *(int *)list_add(shown) = panel->entities[ranking->units[unit]];
    }
    rank_shown(ranking, places, count);
}

Status sibling_ranks_load(Arena *arena, Workspace *workspace, const Registry *registry, int subject,
                          const PositionRow *row, int year, Date as_of, SiblingRanks **ranks,
                          Error *err)
{
    Panel *panel;
    List shown = list_new(arena, sizeof(int));
    Status status = panel_load_for_ranks(arena, workspace, registry, subject, row->indicator, year,
                                         as_of, &panel, err);
    if (status != STATUS_OK) {
        return status;
    }
    SiblingRanks *made = *ranks = sibling_ranks(arena, panel, subject, row->indicator);
    if (panel->year_count > 0) {
        add_shown(made, siblings_year(made), &shown);
    }
    int at = row->year - panel->first_year;
    if (at >= 0 && at < panel->year_count && at != siblings_year(made)) {
        add_shown(made, at, &shown);
    }
    return panel_add_sources(workspace, panel, shown.items, (int)shown.count, err);
}

size_t sibling_rank_at(const SiblingRanks *ranking, int unit, int year)
{
    return (size_t)year * (size_t)ranking->count + (size_t)unit;
}

Text sibling_name(const SiblingRanks *ranking, int unit, Lang lang)
{
    const Panel *panel = ranking->panel;
    return entity_name(panel->registry, panel->entities[ranking->units[unit]], lang);
}

static void source_cell(TableCell *cell, const SiblingRanks *ranking, int unit, int year,
                        int decimals)
{
    size_t at = sibling_rank_at(ranking, unit, year);
    if (ranking->known[at]) {
        const Observation *source =
            panel_source(ranking->panel, ranking->indicator, ranking->units[unit],
                         ranking->panel->first_year + year);
        *cell = cell_sourced(source, ranking->values[at], decimals);
    }
}

static void rank_cell(TableCell *cell, Arena *arena, const SiblingRanks *ranking, int unit,
                      int year)
{
    SiblingRank rank = sibling_rank(ranking, unit, year);
    if (rank.first > 0) {
        bool tie = rank.last > rank.first;
        *cell = tie ? cell_shown(rank.first, words_rank(arena, rank.first, rank.last))
                    : cell_value(rank.first, 0);
    }
}

/* One row a unit, one column a year. */
static Table *years_table(Arena *arena, Lang lang, const Panel *panel)
{
    Table *table = table_new(arena, "rank", panel->year_count + 1);
    table->columns[0] =
        (TableColumn){.key = "entity", .title = text_from(lang_text(lang, "report.col.entity"))};
    for (int year = 0; year < panel->year_count; year++) {
        Text title = text_format(arena, "%d", panel->first_year + year);
        table->columns[year + 1] =
            (TableColumn){.key = text_cstr(arena, title), .title = title, .kind = COLUMN_NUMBER};
    }
    return table;
}

/* A rank leads to the figure it rests on. */
static TableCell sibling_cell(const SiblingRanks *ranking, int unit, Lang lang)
{
    const Panel *panel = ranking->panel;
    return cell_entity(panel->registry, panel->entities[ranking->units[unit]], lang);
}

static void rank_row(Table *table, Arena *arena, Lang lang, const SiblingRanks *ranking, int unit)
{
    TableCell *cells = table_add_row(table);
    cells[0] = sibling_cell(ranking, unit, lang);
    for (int year = 0; year < ranking->panel->year_count; year++) {
        TableCell figure = {.decimals = -1};
        source_cell(&figure, ranking, unit, year, 0);
        rank_cell(&cells[year + 1], arena, ranking, unit, year);
        cells[year + 1].source = figure.source;
    }
}

Table *rank_table(Arena *arena, Lang lang, const SiblingRanks *ranking)
{
    const Panel *panel = ranking->panel;
    Table *table = years_table(arena, lang, panel);
    table->title = rank_finding(arena, lang, ranking);
    if (panel->year_count == 0) {
        return table;
    }
    int last = panel->year_count - 1;
    while (last > 0 && siblings_ranked(ranking, last) == 0) {
        last--;
    }
    last = ranking->count > SIBLINGS_ALL ? siblings_year(ranking) : last;
    int *places = ARENA_ARRAY(arena, int, (size_t)ranking->count);
    int shown = siblings_shown(ranking, last, places);
    for (int i = 0; i < shown; i++) {
        rank_row(table, arena, lang, ranking, siblings_in_order(ranking, last)[places[i]]);
    }
    siblings_note(table, arena, lang, ranking, last);
    return table;
}

static const ColumnSpec LADDER_SPECS[] = {
    {"rank", "report.col.rank", COLUMN_NUMBER},
    {"entity", "report.col.entity", COLUMN_TEXT},
    {"value", "report.col.value", COLUMN_NUMBER},
};

Table *ladder_table(Arena *arena, Lang lang, const SiblingRanks *ranking,
                    const PositionTable *position, const PositionRow *row)
{
    const Panel *panel = ranking->panel;
    Table *table =
        table_of(arena, lang, "ladder", LADDER_SPECS, sizeof LADDER_SPECS / sizeof *LADDER_SPECS);
    int decimals = panel->registry->indicators[row->indicator].decimals;
    int at = row->year - panel->first_year;
    table->title = position_finding(arena, lang, panel->registry, position, row);
    if (at < 0 || at >= panel->year_count) {
        return table;
    }
    int *places = ARENA_ARRAY(arena, int, (size_t)ranking->count);
    int shown = siblings_shown(ranking, at, places);
    for (int i = 0; i < shown; i++) {
        int unit = siblings_in_order(ranking, at)[places[i]];
        TableCell *cells = table_add_row(table);
        rank_cell(&cells[0], arena, ranking, unit, at);
        cells[1] = sibling_cell(ranking, unit, lang);
        source_cell(&cells[2], ranking, unit, at, decimals);
    }
    siblings_note(table, arena, lang, ranking, at);
    return table;
}

/* ---- Findings ---- */

Text rank_finding(Arena *arena, Lang lang, const SiblingRanks *ranking)
{
    const Panel *panel = ranking->panel;
    int subject = ranking->of, indicator = ranking->by;
    int from = -1, to = -1;
    for (int year = 0; ranking->subject >= 0 && year < panel->year_count; year++) {
        if (sibling_rank(ranking, ranking->subject, year).first > 0) {
            from = from < 0 ? year : from;
            to = year;
        }
    }
    Arg args[7] = {arg_text("subject", entity_name(panel->registry, subject, lang)),
                   arg_text("indicator", indicator_name(panel->registry, indicator, lang))};
    if (to < 0) {
        return words(arena, lang, "report.chart.rank.none", args, 2);
    }
    SiblingRank start = sibling_rank(ranking, ranking->subject, from);
    SiblingRank end = sibling_rank(ranking, ranking->subject, to);
    if (from == to) {
        args[2] = arg_int("year", panel->first_year + to);
        args[3] = arg_text("rank", words_rank(arena, end.first, end.last));
        args[4] = arg_int("ranked", siblings_ranked(ranking, to));
        return words(arena, lang, "report.finding.rank", args, 5);
    }
    args[2] = arg_int("from", panel->first_year + from);
    args[3] = arg_text("first", words_rank(arena, start.first, start.last));
    args[4] = arg_int("to", panel->first_year + to);
    args[5] = arg_text("last", words_rank(arena, end.first, end.last));
    args[6] = arg_text("change", rank_change(arena, lang, start.first, end.first));
    return words(arena, lang, "report.chart.rank.title", args, 7);
}
