/* Where the header block stands: rows of words above rows of figures. */
#include "exchange_impl.h"

typedef struct RowFacts {
    int filled, different; /* cells; different texts among neighbours (merged cells count once) */
    int first;             /* column of the first filled cell */
    int figures;           /* not counting what may be a year */
    int years, entities, roles;
    bool counts_up; /* 1 2 3 4 …: a row that numbers the columns */
} RowFacts;

typedef struct BlockSearch {
    Arena *arena;
    const Context *context;
    const Grid *grid;
} BlockSearch;

static bool is_role_word(const BlockSearch *search, Text text)
{
    Text key = key_of(search->arena, without_translation(plain_of(search->arena, text)));
    for (int set = WORDS_ENTITY; set <= WORDS_IGNORED; set++) {
        if (words_has(search->context->words, (WordSet)set, key)) {
            return true;
        }
    }
    return false;
}

static bool is_year(Text text)
{
    Period period;
    text = text_trim(text);
    return text.len >= 4 && text.ptr[0] >= '0' && text.ptr[0] <= '9' && period_read(text, &period);
}

static void cell_facts(const BlockSearch *search, const Cell *cell, RowFacts *facts)
{
    const Context *context = search->context;
    if (is_year(cell->text)) {
        facts->years++;
        return;
    }
    int index;
    Figure figure = figure_read(search->arena, context->words, context->units, cell);
    if (figure.kind == FIGURE_VALUE) {
        bool next = figure.value.scale == 0 && figure.value.mantissa == facts->figures + 1;
        facts->counts_up = next && (facts->figures == 0 || facts->counts_up);
        facts->figures++;
    } else if (figure.kind == FIGURE_BAD && cell->kind == CELL_TEXT) {
        facts->entities += names_entity(context->names, cell->text, -1, &index) != NAME_UNKNOWN;
        facts->roles += is_role_word(search, cell->text);
    }
}

static RowFacts row_facts(const BlockSearch *search, int row)
{
    RowFacts facts = {.first = -1};
    Text last = {0};
    for (int c = 0; c < search->grid->columns; c++) {
        const Cell *cell = grid_cell(search->grid, row, c);
        if (cell->kind == CELL_EMPTY) {
            last = (Text){0};
            continue;
        }
        facts.filled++;
        facts.first = facts.first < 0 ? c : facts.first;
        if (last.len > 0 && text_equal(last, cell->text)) {
            continue;
        }
        last = cell->text;
        facts.different++;
        cell_facts(search, cell, &facts);
    }
    facts.counts_up = facts.counts_up && facts.figures >= 3;
    return facts;
}

/* A row of figures, or one that only names an entity (a province above its cities). */
static bool is_data(const RowFacts *facts, const RowFacts *above, bool header_seen)
{
    if (facts->counts_up && header_seen) {
        return false;
    }
    if (facts->figures > 0 && facts->filled > 1) {
        return facts->roles == 0 || facts->figures > 1;
    }
    if (!header_seen || facts->roles > 0) {
        return false;
    }
    if (facts->entities > 0 && facts->entities <= 2 && facts->first <= 3 && facts->years == 0 &&
        facts->different <= 3) {
        return true;
    }
    /* Long rows whose only figures look like years: "焦作,gdp,2015,2010". */
    return facts->years > 0 && facts->different > facts->years && above->roles > 0 &&
           above->years == 0 && facts->entities > 0;
}

/* A title, a unit line or "地区:广州": one cell, at the left. */
static bool is_above_table(const RowFacts *facts, const Grid *grid)
{
    return facts->different <= 1 && (facts->first <= 1 || facts->filled == grid->columns);
}

/* "单位:亿元" stands alone, often at the right edge. */
static bool is_unit_line(const BlockSearch *search, const RowFacts *facts, int row)
{
    if (facts->different != 1) {
        return false;
    }
    Text unit, text = plain_of(search->arena, grid_cell(search->grid, row, facts->first)->text);
    return text_contains(text, TEXT(":")) &&
           unit_within(search->arena, search->context, text, &unit);
}

static bool names_unit(const BlockSearch *search, int row)
{
    int units = 0, others = 0;
    for (int c = 0; c < search->grid->columns; c++) {
        const Cell *cell = grid_cell(search->grid, row, c);
        if (cell->kind != CELL_EMPTY) {
            bool is_unit =
                unit_named(search->context->words, search->context->units, cell->text) != NULL;
            units += is_unit;
            others += !is_unit;
        }
    }
    return units > 0 && units >= others;
}

bool block_find(Arena *arena, const Context *context, const Grid *grid, Block *block)
{
    BlockSearch search = {arena, context, grid};
    RowFacts *facts = ARENA_ARRAY(arena, RowFacts, (size_t)grid->rows + 1);
    int data = -1;
    bool header_seen = false;
    for (int row = 0; row < grid->rows && data < 0; row++) {
        facts[row] = row_facts(&search, row);
        const RowFacts *above = row > 0 ? &facts[row - 1] : &facts[grid->rows];
        if (is_data(&facts[row], above, header_seen)) {
            data = row;
        }
        header_seen |= facts[row].different > 1;
    }
    if (data <= 0) {
        return false;
    }
    int last = data - 1;
    while (last >= 0 && facts[last].filled == 0) {
        last--;
    }
    /* A province above its cities, of a name that is not registered, is no heading either. */
    while (last > 0 && is_above_table(&facts[last], grid) && facts[last - 1].different > 1) {
        data = last--;
    }
    int first = last;
    while (first > 0 && facts[first - 1].filled > 0 && !is_above_table(&facts[first - 1], grid) &&
           !is_unit_line(&search, &facts[first - 1], first - 1)) {
        first--;
    }
    if (last < 0 || (grid->columns > 1 && facts[last].different < 2 && first == last)) {
        return false;
    }
    *block = (Block){.first = first, .last = last, .data = data, .unit_row = -1};
    for (int row = first; row <= last; row++) {
        if (row > first && names_unit(&search, row)) {
            block->unit_row = row;
        }
    }
    return true;
}
