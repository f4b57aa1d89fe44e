/* What each column of a table holds: by its heading, and by what stands below it. */
#include "exchange_impl.h"

static const char *const ROLE_NAMES[ROLE_COUNT] = {
    [ROLE_IGNORED] = "ignored",
    [ROLE_ENTITY] = "entity",
    [ROLE_ENTITY_CODE] = "entity-code",
    [ROLE_INDICATOR] = "indicator",
    [ROLE_INDICATOR_CODE] = "indicator-code",
    [ROLE_PERIOD] = "period",
    [ROLE_UNIT] = "unit",
    [ROLE_VALUE] = "value",
    [ROLE_STATUS] = "status",
    [ROLE_BOUND] = "bound",
    [ROLE_KNOWN_FROM] = "known-from",
    [ROLE_DOCUMENT] = "document",
    [ROLE_NOTE] = "note",
    [ROLE_PARENT] = "parent",
};

const char *role_name(ColumnRole role)
{
    return ROLE_NAMES[role];
}

int column_of_role(const Reading *reading, ColumnRole role)
{
    for (int i = 0; i < reading->column_count; i++) {
        if (reading->columns[i].role == role) {
            return i;
        }
    }
    return -1;
}

/* ---- What stands below ---- */

static bool is_region_code(Text text)
{
    text = text_trim(text);
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9') {
        digits++;
    }
    return (digits == text.len || text_equal(text_slice(text, digits, text.len), TEXT(".0"))) &&
           (digits == 6 || digits == 9 || digits == 12 || digits == 18);
}

static void cell_counts(Arena *arena, const Context *context, const Cell *cell, ColumnFacts *facts)
{
    int index;
    Period period;
    facts->filled++;
    if (period_read(cell->text, &period) ||
        words_has(context->words, WORDS_UNDATED, key_of(arena, cell->text))) {
        facts->years++;
    }
    Date date;
    facts->dates += date_parse(text_trim(cell->text), &date);
    if (figure_looks_like(arena, context->words, context->units, cell)) {
        facts->figures++;
        if (is_region_code(cell->text)) {
            facts->entity_codes +=
                names_entity_code(context->names, cell->text, &index) == NAME_FOUND;
        }
        return;
    }
    if (cell->kind != CELL_TEXT) {
        return;
    }
    facts->entities += names_entity(context->names, cell->text, -1, &index) != NAME_UNKNOWN;
    facts->units += unit_named(context->words, context->units, cell->text) != NULL;
    Heading heading;
    Text tried;
    heading_read(arena, context, &cell->text, 1, &heading);
    facts->indicators += heading_indicator(arena, context, &heading, &index, &tried) == NAME_FOUND;
}

void columns_count_facts(Arena *arena, Table *table)
{
    const Grid *grid = table->grid;
    for (int c = 0; c < grid->columns; c++) {
        for (int row = table->block.data; row < grid->rows; row++) {
            if (!grid_is_blank(grid, row, c)) {
                cell_counts(arena, table->context, grid_cell(grid, row, c), &table->facts[c]);
            }
        }
    }
}

/* ---- Roles ---- */

static bool most(int part, int whole)
{
    return whole > 0 && part * 10 >= whole * 6;
}

static bool word_role(const Words *words, Text key, ColumnRole *role)
{
    for (int set = WORDS_ENTITY; set <= WORDS_LAST_ROLE; set++) {
        if (words_has(words, (WordSet)set, key)) {
            *role = (ColumnRole)set;
            return true;
        }
    }
    *role = ROLE_IGNORED;
    return words_has(words, WORDS_IGNORED, key) || words_has(words, WORDS_TOTAL, key);
}

/* A heading is a word; the cells below may say that it means something else here: 单位 may head
 * units or organisations, 项目 indicators or projects. */
static bool role_by_word(const Table *table, int column, Text key, ColumnRole *role)
{
    const ColumnFacts *facts = &table->facts[column];
    if (!word_role(table->context->words, key, role)) {
        return false;
    }
    switch (*role) {
    case ROLE_ENTITY:
        if (most(facts->indicators, facts->filled) && facts->entities == 0) {
            *role = ROLE_INDICATOR;
        }
        return facts->filled == 0 || facts->entity_codes > 0 ||
               !most(facts->figures, facts->filled);
    case ROLE_INDICATOR:
        if (most(facts->entities, facts->filled) && facts->indicators == 0) {
            *role = ROLE_ENTITY;
        }
        return facts->filled == 0 || !most(facts->figures, facts->filled);
    case ROLE_ENTITY_CODE:
        if (most(facts->indicators, facts->filled) && facts->entity_codes == 0) {
            *role = ROLE_INDICATOR_CODE;
        }
        return true;
    case ROLE_UNIT:
        if (most(facts->entities, facts->filled) && facts->units == 0) {
            *role = ROLE_ENTITY;
        }
        return true;
    case ROLE_PERIOD: /* what is no period below it is told cell by cell; a day is another matter */
        return most(facts->years, facts->filled) || !most(facts->dates, facts->filled);
    default: return true;
    }
}

static ColumnRole role_by_data(const ColumnFacts *facts)
{
    if (most(facts->entity_codes, facts->filled)) {
        return ROLE_ENTITY_CODE;
    }
    if (most(facts->entities, facts->filled)) {
        return ROLE_ENTITY;
    }
    return most(facts->indicators, facts->filled) ? ROLE_INDICATOR : ROLE_IGNORED;
}

static Text leaf_key(Arena *arena, const Table *table, int column)
{
    return key_of(arena, without_translation(plain_of(arena, table->leaves[column])));
}

static void value_column(const Heading *heading, int indicator, int entity, ColumnReading *column)
{
    column->role = ROLE_VALUE;
    column->indicator = indicator;
    column->entity = entity;
    column->period = heading->period;
    column->unit = heading->unit;
    column->aspect = heading->aspect;
    if (heading->aspect == ASPECT_GROWTH && heading->unit.len == 0) {
        column->unit = TEXT("%"); /* whatever the levels beside it are in */
    }
}

/* Roles that headings and cells settle for one column alone. */
static void assign_one(Arena *arena, const Table *table, int c, ColumnReading *column)
{
    const Heading *heading = &table->headings[c];
    const ColumnFacts *facts = &table->facts[c];
    int index = -1;
    Text tried;
    Text key = leaf_key(arena, table, c);
    if (key.len > 0 && role_by_word(table, c, key, &column->role)) {
        if (column->role == ROLE_VALUE) {
            value_column(heading, -1, -1, column);
        }
        return;
    }
    column->role = ROLE_IGNORED;
    bool is_dated = heading->period.kind != PERIOD_UNDATED;
    if (heading->part_count == 0 && (is_dated || heading->aspect != ASPECT_NONE)) {
        value_column(heading, -1, -1, column);
    } else if (heading_indicator(arena, table->context, heading, &index, &tried) == NAME_FOUND) {
        value_column(heading, index, -1, column);
    } else if (heading->part_count > 0 && facts->figures > 0 && facts->entity_codes == 0 &&
               names_entity(table->context->names, heading->parts[heading->part_count - 1], -1,
                            &index) == NAME_FOUND) {
        value_column(heading, -1, index, column);
    } else {
        column->role = role_by_data(facts);
    }
}

/* ---- Columns against each other ---- */

static bool is_chinese(const Table *table, int column)
{
    for (int row = table->block.data; row < table->grid->rows; row++) {
        if (has_cjk(grid_cell(table->grid, row, column)->text)) {
            return true;
        }
    }
    return false;
}

/* Whether the second column says the same as the first, in another spelling or script; and not, as
 * where two blocks stand side by side, something else in the same script. */
static bool names_the_same(const Table *table, int a, int b)
{
    const Grid *grid = table->grid;
    int same = 0, different = 0;
    for (int row = table->block.data; row < grid->rows; row++) {
        int left, right;
        if (!grid_is_blank(grid, row, a) && !grid_is_blank(grid, row, b) &&
            names_entity(table->context->names, grid_cell(grid, row, a)->text, -1, &left) ==
                NAME_FOUND &&
            names_entity(table->context->names, grid_cell(grid, row, b)->text, -1, &right) ==
                NAME_FOUND) {
            same += left == right;
            different += left != right;
        }
    }
    return is_chinese(table, a) != is_chinese(table, b) || different <= same / 4;
}

static bool is_parent_word(Arena *arena, const Table *table, int column)
{
    return words_has(table->context->words, (WordSet)ROLE_PARENT, leaf_key(arena, table, column));
}

static bool is_ancestor(const Registry *registry, int entity, int of)
{
    for (int depth = 0; of >= 0 && depth < 16; depth++) {
        of = registry->entities[of].parent;
        if (of == entity) {
            return true;
        }
    }
    return false;
}

/* Whether column `above` holds what the entities of `below` lie in, wherever both are known. */
static bool holds_parents(const Table *table, int above, int below)
{
    const Grid *grid = table->grid;
    int inside = 0, outside = 0;
    for (int row = table->block.data; row < grid->rows; row++) {
        int upper, lower;
        if (names_entity(table->context->names, grid_cell(grid, row, above)->text, -1, &upper) ==
                NAME_FOUND &&
            names_entity(table->context->names, grid_cell(grid, row, below)->text, -1, &lower) ==
                NAME_FOUND) {
            bool is_inside = is_ancestor(table->context->registry, upper, lower);
            inside += is_inside;
            outside += !is_inside;
        }
    }
    return inside > outside;
}

/* Names before parents, Chinese before a transcription, then the column of which more is known. */
static bool names_better(Arena *arena, const Table *table, int column, int best)
{
    bool parent = is_parent_word(arena, table, column);
    bool best_parent = is_parent_word(arena, table, best);
    bool chinese = is_chinese(table, column), best_chinese = is_chinese(table, best);
    if (parent != best_parent) {
        return best_parent;
    }
    if (holds_parents(table, best, column)) {
        return true;
    }
    if (chinese != best_chinese) {
        return chinese;
    }
    return table->facts[column].entities > table->facts[best].entities;
}

/* One column names the entity: the one of which most names are known. A province beside it tells
 * namesakes apart; a translation is left. */
static bool settle_entities(Arena *arena, const Table *table, ColumnReading *columns)
{
    int best = -1, count = 0;
    for (int c = 0; c < table->grid->columns; c++) {
        if (columns[c].role == ROLE_ENTITY) {
            count++;
            best = best < 0 || names_better(arena, table, c, best) ? c : best;
        }
    }
    bool has_parent = false;
    for (int c = 0; count > 1 && c < table->grid->columns; c++) {
        if (columns[c].role != ROLE_ENTITY || c == best) {
            continue;
        }
        bool is_parent = is_parent_word(arena, table, c) || holds_parents(table, c, best);
        if (!is_parent && !names_the_same(table, best, c)) {
            return false;
        }
        columns[c].role = is_parent && !has_parent ? ROLE_PARENT : ROLE_IGNORED;
        has_parent |= is_parent;
    }
    for (int c = 0; count == 0 && c < table->grid->columns; c++) {
        if (columns[c].role == ROLE_PARENT) { /* a table of provinces */
            columns[c].role = ROLE_ENTITY;
            count++;
        }
    }
    return true;
}

static void keep_first(ColumnReading *columns, int count, ColumnRole role, ColumnRole other)
{
    bool seen = false;
    for (int c = 0; c < count; c++) {
        if (columns[c].role == role) {
            columns[c].role = seen ? other : role;
            seen = true;
        }
    }
}

/* Of several columns headed like a period those that hold none are left. */
static void settle_periods(const Table *table, ColumnReading *columns)
{
    bool any = false;
    for (int c = 0; c < table->grid->columns; c++) {
        const ColumnFacts *facts = &table->facts[c];
        any |= columns[c].role == ROLE_PERIOD && most(facts->years, facts->filled);
    }
    for (int c = 0; any && c < table->grid->columns; c++) {
        const ColumnFacts *facts = &table->facts[c];
        if (columns[c].role == ROLE_PERIOD && !most(facts->years, facts->filled)) {
            columns[c].role = ROLE_IGNORED;
        }
    }
}

static bool names_indicators_in_rows(const ColumnReading *columns, int count)
{
    for (int c = 0; c < count; c++) {
        if (columns[c].role == ROLE_INDICATOR || columns[c].role == ROLE_INDICATOR_CODE) {
            return true;
        }
    }
    return false;
}

/* "生产总值, 增长%, 投资, 增长%": in one row of headings growth is that of the column before it. */
static void settle_growth(const Table *table, ColumnReading *columns, Problems *problems)
{
    for (int c = 1; c < table->grid->columns; c++) {
        const ColumnReading *level = &columns[c - 1];
        bool is_growth = columns[c].role == ROLE_VALUE && columns[c].aspect == ASPECT_GROWTH;
        bool has_level = level->role == ROLE_VALUE
                             ? level->indicator >= 0
                             : level->role == ROLE_IGNORED && table->facts[c - 1].figures > 0;
        if (!is_growth || columns[c].indicator >= 0 || !has_level) {
            continue;
        }
        if (level->role == ROLE_VALUE) {
            columns[c].indicator = names_growth_of(table->context->names, level->indicator);
        }
        if (columns[c].indicator < 0) {
            columns[c].role = ROLE_IGNORED;
            problem_at(problems, SEVERITY_WARNING, "exchange.no_growth", table->sheet_name,
                       table->grid->numbers[table->block.last], c + 1, table->leaves[c],
                       ARGS(arg_text("name", level->header)));
        }
    }
}

static void report_unknown(Arena *arena, const Table *table, int c, bool skip_unknown,
                           Problems *problems)
{
    int index;
    Text tried;
    NameMatch match = heading_indicator(arena, table->context, &table->headings[c], &index, &tried);
    if (table->headings[c].aspect == ASPECT_GROWTH && match == NAME_UNKNOWN) {
        problem_at(problems, SEVERITY_WARNING, "exchange.no_growth", table->sheet_name,
                   table->grid->numbers[table->block.last], c + 1, table->leaves[c],
                   ARGS(arg_text("name", tried)));
        return;
    }
    Text near = names_near_indicator(arena, table->context->names, tried);
    Severity severity = skip_unknown ? SEVERITY_NOTE : SEVERITY_ERROR;
    const char *code = match == NAME_AMBIGUOUS ? "exchange.ambiguous_indicator"
                       : near.len > 0          ? "exchange.unknown_indicator_near"
                                               : "exchange.unknown_indicator";
    problem_at(problems, severity, code, table->sheet_name, table->grid->numbers[table->block.last],
               c + 1, table->leaves[c], ARGS(arg_text("name", tried), arg_text("near", near)));
}

/* Columns of figures whose heading says nothing: in a table of many indicators they are unknown
 * ones; beside years or one value column they are something else, and are left. */
static void settle_unknown(Arena *arena, const Table *table, bool skip_unknown,
                           ColumnReading *columns, Problems *problems)
{
    bool by_indicator = true;
    for (int c = 0; c < table->grid->columns; c++) {
        if (columns[c].role == ROLE_VALUE && columns[c].indicator < 0) {
            by_indicator = false;
        }
    }
    for (int c = 0; c < table->grid->columns; c++) {
        Text key = leaf_key(arena, table, c);
        if (columns[c].role != ROLE_IGNORED || table->facts[c].figures == 0 ||
            table->headings[c].part_count == 0 ||
            words_has(table->context->words, WORDS_IGNORED, key) ||
            words_has(table->context->words, WORDS_TOTAL, key)) {
            continue;
        }
        if (by_indicator) {
            report_unknown(arena, table, c, skip_unknown, problems);
        } else {
            problem_at(problems, SEVERITY_NOTE, "exchange.column_left", table->sheet_name,
                       table->grid->numbers[table->block.last], c + 1, table->leaves[c],
                       ARGS(arg_text("name", table->leaves[c])));
        }
    }
}

bool columns_assign(Arena *arena, const Table *table, bool skip_unknown, ColumnReading *columns,
                    Problems *problems)
{
    int count = table->grid->columns;
    for (int c = 0; c < count; c++) {
        columns[c].indicator = -1;
        columns[c].entity = -1;
        assign_one(arena, table, c, &columns[c]);
    }
    if (!settle_entities(arena, table, columns)) {
        return false;
    }
    keep_first(columns, count, ROLE_ENTITY_CODE, ROLE_IGNORED);
    keep_first(columns, count, ROLE_INDICATOR, ROLE_IGNORED);
    keep_first(columns, count, ROLE_INDICATOR_CODE, ROLE_IGNORED);
    if (!names_indicators_in_rows(columns, count)) {
        settle_growth(table, columns, problems);
    }
    settle_periods(table, columns);
    keep_first(columns, count, ROLE_PERIOD, ROLE_IGNORED);
    keep_first(columns, count, ROLE_UNIT, ROLE_IGNORED);
    keep_first(columns, count, ROLE_STATUS, ROLE_IGNORED);
    keep_first(columns, count, ROLE_KNOWN_FROM, ROLE_IGNORED);
    keep_first(columns, count, ROLE_DOCUMENT, ROLE_NOTE);
    keep_first(columns, count, ROLE_NOTE, ROLE_IGNORED);
    keep_first(columns, count, ROLE_PARENT, ROLE_IGNORED);
    keep_first(columns, count, ROLE_BOUND, ROLE_IGNORED);
    settle_unknown(arena, table, skip_unknown, columns, problems);
    return true;
}
