/* From the first rows of a sheet to its reading: title, header block, columns. */
#include "exchange_impl.h"

Preface preface_none(void)
{
    return (Preface){.entity = -1, .indicator = -1};
}

/* ---- Above the table ---- */

static void preface_lead(Arena *arena, const Context *context, Text lead, Text rest,
                         Preface *preface)
{
    int index;
    Text key = key_of(arena, lead);
    if (words_has(context->words, WORDS_ENTITY_LEAD, key) &&
        names_entity(context->names, rest, -1, &index) == NAME_FOUND) {
        preface->entity = index;
    } else if (words_has(context->words, WORDS_INDICATOR_LEAD, key) &&
               names_indicator(context->names, rest, &index) == NAME_FOUND) {
        preface->indicator = index;
    } else if (words_has(context->words, WORDS_PERIOD_LEAD, key)) {
        period_within(rest, &preface->period);
    } else if (words_has(context->words, WORDS_SOURCE_LEAD, key) && preface->source.len == 0) {
        preface->source = text_copy(arena, rest);
    }
}

static bool is_lead(Arena *arena, const Context *context, Text lead)
{
    static const WordSet LEADS[] = {WORDS_ENTITY_LEAD, WORDS_INDICATOR_LEAD, WORDS_PERIOD_LEAD,
                                    WORDS_SOURCE_LEAD, WORDS_UNIT_LEAD};
    Text key = key_of(arena, lead);
    for (size_t i = 0; i < sizeof LEADS / sizeof *LEADS; i++) {
        if (words_has(context->words, LEADS[i], key)) {
            return true;
        }
    }
    return false;
}

static void preface_title(Arena *arena, const Context *context, Text plain, Preface *preface)
{
    Period period;
    if (preface->title.len == 0) {
        preface->title = text_copy(arena, plain);
    }
    if (preface->period.kind == PERIOD_UNDATED && period_within(plain, &period)) {
        preface->period = period;
    }
    Heading heading;
    Text tried;
    int index;
    heading_read(arena, context, &plain, 1, &heading);
    if (preface->indicator < 0 &&
        heading_indicator(arena, context, &heading, &index, &tried) == NAME_FOUND) {
        preface->indicator = index;
    }
}

static void preface_cell(Arena *arena, const Context *context, Text cell, Preface *preface)
{
    Text plain = plain_of(arena, cell), unit;
    size_t colon;
    if (plain.len == 0) {
        return;
    }
    if (preface->unit.len == 0 && unit_within(arena, context, plain, &unit)) {
        preface->unit = text_copy(arena, unit);
    }
    if (text_find(plain, TEXT(":"), &colon) &&
        is_lead(arena, context, text_slice(plain, 0, colon))) {
        preface_lead(arena, context, text_slice(plain, 0, colon),
                     text_trim(text_slice(plain, colon + 1, plain.len)), preface);
    } else {
        preface_title(arena, context, plain, preface);
    }
}

static void preface_rows(Arena *arena, const Context *context, const Grid *grid, int rows,
                         Preface *preface)
{
    for (int row = 0; row < rows; row++) {
        for (int c = 0; c < grid->columns; c++) {
            const Cell *cell = grid_cell(grid, row, c);
            bool merged = c > 0 && text_equal(cell->text, grid_cell(grid, row, c - 1)->text);
            if (cell->kind == CELL_TEXT && !merged) {
                preface_cell(arena, context, cell->text, preface);
            }
        }
    }
}

/* Notes below the table say where it comes from. */
static void preface_footer(Arena *arena, const Context *context, const Grid *grid, int from,
                           Preface *preface)
{
    size_t len;
    for (int row = from; grid->is_whole && row < grid->rows; row++) {
        const Cell *cell = grid_cell(grid, row, 0);
        Text plain = plain_of(arena, cell->text);
        if (preface->source.len > 0 || cell->kind != CELL_TEXT ||
            !words_begin(context->words, WORDS_FOOTER, plain, &len)) {
            continue;
        }
        size_t colon;
        if (text_find(plain, TEXT(":"), &colon)) {
            preface_lead(arena, context, text_slice(plain, 0, colon),
                         text_trim(text_slice(plain, colon + 1, plain.len)), preface);
        }
    }
}

/* ---- Headings ---- */

/* A table saved as CSV has lost its merged cells: a group's name goes on to the right over
 * columns that have a name of their own below. */
static void fill_groups(const Grid *grid, const Block *block)
{
    if (grid->has_merges) {
        return;
    }
    for (int row = block->first; row < block->last; row++) {
        for (int c = 1; c < grid->columns; c++) {
            Cell *cell = &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)c];
            bool named_below = false;
            for (int below = row + 1; below <= block->last; below++) {
                named_below |= !grid_is_blank(grid, below, c);
            }
            if (cell->kind == CELL_EMPTY && named_below) {
                *cell = cell[-1];
            }
        }
    }
}

static void read_headings(Arena *arena, Table *table, ColumnReading *columns)
{
    const Grid *grid = table->grid;
    const Block *block = &table->block;
    fill_groups(grid, block);
    Text *cells = ARENA_ARRAY(arena, Text, (size_t)(block->last - block->first + 1));
    for (int c = 0; c < grid->columns; c++) {
        int count = 0;
        Buf joined = buf_new(arena);
        for (int row = block->first; row <= block->last; row++) {
            const Cell *cell = grid_cell(grid, row, c);
            if (cell->kind == CELL_EMPTY ||
                (count > 0 && text_equal(cells[count - 1], cell->text))) {
                continue;
            }
            cells[count++] = cell->text;
            buf_add_cstr(&joined, joined.len > 0 ? " / " : "");
            buf_add(&joined, plain_of(arena, cell->text));
            if (row != block->unit_row) {
                table->leaves[c] = cell->text;
            }
        }
        columns[c].header = buf_text(&joined);
        heading_read(arena, table->context, cells, count, &table->headings[c]);
    }
}

/* A title may stand in the first row of the header block, over the labels. */
static void preface_labels(Arena *arena, const Table *table, const ColumnReading *columns,
                           Preface *preface)
{
    for (int c = 0; c < table->grid->columns; c++) {
        ColumnRole role = columns[c].role;
        for (int row = table->block.first; role != ROLE_VALUE && row < table->block.last; row++) {
            Text text = grid_cell(table->grid, row, c)->text;
            if (text.len > 0 && !text_equal(text, table->leaves[c]) && has_cjk(text) &&
                (role == ROLE_ENTITY || role == ROLE_ENTITY_CODE || role == ROLE_INDICATOR)) {
                preface_cell(arena, table->context, text, preface);
            }
        }
    }
}

/* ---- Is everything said? ---- */

static bool has_role(const Reading *reading, ColumnRole role)
{
    return column_of_role(reading, role) >= 0;
}

static bool complain(Problems *problems, const Reading *reading, const char *code)
{
    problem_at(problems, SEVERITY_ERROR, code, reading->sheet_name, reading->header_last, 0,
               (Text){0}, NO_ARGS);
    return false;
}

/* Every figure needs who, what and when: from its column, its row or the sheet. */
static bool is_complete(const Reading *reading, Problems *problems)
{
    if (!has_role(reading, ROLE_VALUE)) {
        return complain(problems, reading, "exchange.no_value");
    }
    bool row_entity = has_role(reading, ROLE_ENTITY) || has_role(reading, ROLE_ENTITY_CODE);
    bool row_indicator =
        has_role(reading, ROLE_INDICATOR) || has_role(reading, ROLE_INDICATOR_CODE);
    bool row_period = has_role(reading, ROLE_PERIOD);
    for (int c = 0; c < reading->column_count; c++) {
        const ColumnReading *column = &reading->columns[c];
        if (column->role != ROLE_VALUE) {
            continue;
        }
        if (column->entity < 0 && !row_entity && reading->entity < 0) {
            return complain(problems, reading, "exchange.no_entity");
        }
        if (column->indicator < 0 && !row_indicator && reading->indicator < 0) {
            return complain(problems, reading, "exchange.no_indicator");
        }
        if (column->period.kind == PERIOD_UNDATED && !row_period &&
            reading->period.kind == PERIOD_UNDATED) {
            return complain(problems, reading, "exchange.no_period");
        }
    }
    return true;
}

/* What has no unit anywhere is taken in the indicator's own, and that is said. */
static void check_units(Arena *arena, const Context *context, Reading *reading, Problems *problems)
{
    bool in_rows = has_role(reading, ROLE_UNIT) || has_role(reading, ROLE_INDICATOR);
    for (int c = 0; c < reading->column_count; c++) {
        ColumnReading *column = &reading->columns[c];
        int index = column->indicator >= 0 ? column->indicator : reading->indicator;
        if (column->role != ROLE_VALUE || index < 0) {
            continue;
        }
        const Indicator *indicator = &context->registry->indicators[index];
        Text unit = column->unit.len > 0 ? column->unit : reading->unit;
        const UnitRow *from = unit_named(context->words, context->units, unit);
        const UnitRow *to = unit_named(context->words, context->units, indicator->unit);
        Text name = plain_of(arena, indicator->zh);
        bool own = text_equal(unit, indicator->unit);
        if (unit.len > 0 && !own &&
            (from == NULL || to == NULL || !text_equal(from->quantity, to->quantity))) {
            problem_at(problems, SEVERITY_ERROR, "exchange.unit_mismatch", reading->sheet_name,
                       reading->header_last, c + 1, column->header,
                       ARGS(arg_text("unit", unit), arg_text("indicator", name),
                            arg_text("expected", indicator->unit)));
            column->role = ROLE_IGNORED;
        } else if (unit.len == 0 && !in_rows) {
            problem_at(problems, SEVERITY_WARNING, "exchange.unit_presumed", reading->sheet_name,
                       reading->header_last, c + 1, column->header,
                       ARGS(arg_text("indicator", name), arg_text("unit", indicator->unit)));
            if (column->indicator < 0) {
                break; /* years of one indicator: said once */
            }
        }
    }
    if (reading->is_long && !has_role(reading, ROLE_UNIT) && reading->unit.len == 0 &&
        reading->indicator < 0) {
        problem_at(problems, SEVERITY_WARNING, "exchange.units_presumed", reading->sheet_name,
                   reading->header_last, 0, (Text){0}, NO_ARGS);
    }
}

/* The kind that all entities of the first rows share. */
static Text common_kind(const Table *table, const Reading *reading)
{
    Text kind = {0};
    int column = column_of_role(reading, ROLE_ENTITY), index;
    for (int row = table->block.data; column >= 0 && row < table->grid->rows; row++) {
        Text name = grid_cell(table->grid, row, column)->text;
        if (name.len == 0 || names_entity(table->context->names, name, -1, &index) != NAME_FOUND) {
            continue;
        }
        Text own = table->context->registry->entities[index].kind;
        if (kind.len > 0 && !text_equal(kind, own)) {
            return (Text){0};
        }
        kind = own;
    }
    return kind;
}

/* ---- A sheet ---- */

static bool option_indicator(const Context *context, const UnderstandOptions *options,
                             Reading *reading, Problems *problems)
{
    if (reading->indicator >= 0 || options->indicator.len == 0) {
        return true;
    }
    if (names_indicator(context->names, options->indicator, &reading->indicator) == NAME_FOUND) {
        return true;
    }
    reading->indicator = -1;
    problem_at(problems, SEVERITY_ERROR, "exchange.unknown_indicator", reading->sheet_name, 0, 0,
               (Text){0}, ARGS(arg_text("name", options->indicator)));
    return false;
}

static bool option_entity(const Context *context, const UnderstandOptions *options,
                          Reading *reading, Problems *problems)
{
    if (reading->entity >= 0 || options->entity.len == 0) {
        return true;
    }
    if (names_entity(context->names, options->entity, -1, &reading->entity) == NAME_FOUND) {
        return true;
    }
    reading->entity = -1;
    problem_at(problems, SEVERITY_ERROR, "exchange.unknown_entity", reading->sheet_name, 0, 0,
               (Text){0}, ARGS(arg_text("name", options->entity)));
    return false;
}

static bool sheet_defaults(Arena *arena, const Context *context, const UnderstandOptions *options,
                           const Preface *preface, Reading *reading, Problems *problems)
{
    reading->title = preface->title;
    if (reading->unit.len == 0) { /* a mapping may have said it */
        reading->unit = preface->unit.len > 0 ? preface->unit : options->unit;
    }
    reading->entity = reading->entity >= 0 ? reading->entity : preface->entity;
    reading->indicator = reading->indicator >= 0 ? reading->indicator : preface->indicator;
    reading->period = preface->period;
    reading->known_from = DATE_NONE;
    if (reading->period.kind == PERIOD_UNDATED && options->named_sheet) {
        period_within(plain_of(arena, reading->sheet_name), &reading->period);
    }
    if (reading->period.kind == PERIOD_UNDATED && options->period.len > 0 &&
        !period_read(options->period, &reading->period)) {
        problem_at(problems, SEVERITY_ERROR, "exchange.bad_period", reading->sheet_name, 0, 0,
                   (Text){0}, ARGS(arg_text("text", options->period)));
        return false;
    }
    return option_indicator(context, options, reading, problems) &&
           option_entity(context, options, reading, problems);
}

static bool is_long(const Reading *reading)
{
    int values = 0;
    for (int c = 0; c < reading->column_count; c++) {
        const ColumnReading *column = &reading->columns[c];
        if (column->role == ROLE_VALUE) {
            values++;
            if (column->indicator >= 0 || column->entity >= 0 ||
                column->period.kind != PERIOD_UNDATED) {
                return false;
            }
        }
    }
    return values == 1;
}

static bool assign_columns(Arena *arena, Table *table, const UnderstandOptions *options,
                           Reading *reading, Problems *problems)
{
    columns_count_facts(arena, table);
    if (options->mapping.len > 0) {
        for (int c = 0; c < reading->column_count; c++) {
            reading->columns[c].indicator = -1;
            reading->columns[c].entity = -1;
        }
        return mapping_apply(arena, table->context, options->mapping, options->mapping_name,
                             reading, problems);
    }
    if (!columns_assign(arena, table, options->skip_unknown, reading->columns, problems)) {
        return complain(problems, reading, "exchange.two_blocks");
    }
    return true;
}

Status understand_sheet(Arena *arena, const Context *context, SheetFile *file, int sheet,
                        const UnderstandOptions *options, Preface *preface, Problems *problems,
                        Layout *layout, Understood *understood, Error *err)
{
    Grid grid;
    Reading *reading = &layout->reading;
    *layout = (Layout){.reading = {.sheet = sheet, .entity = -1, .indicator = -1}};
    *understood = NOT_UNDERSTOOD;
    Status status = grid_read(arena, file, sheet, &grid, err);
    if (status != STATUS_OK) {
        return status;
    }
    reading->sheet_name = text_copy(arena, sheet_name(file, sheet));
    Table table = {
        .context = context, .grid = &grid, .sheet_name = reading->sheet_name, .sheet = sheet};
    if (!block_find(arena, context, &grid, &table.block)) {
        if (grid.is_whole && grid.rows <= 6) {
            preface_rows(arena, context, &grid, grid.rows, preface);
            *understood = UNDERSTOOD_PREFACE;
        } else {
            complain(problems, reading, "exchange.no_header");
        }
        return STATUS_OK;
    }
    preface_rows(arena, context, &grid, table.block.first, preface);
    table.headings = ARENA_ARRAY(arena, Heading, (size_t)grid.columns);
    table.leaves = ARENA_ARRAY(arena, Text, (size_t)grid.columns);
    table.facts = ARENA_ARRAY(arena, ColumnFacts, (size_t)grid.columns);
    reading->columns = ARENA_ARRAY(arena, ColumnReading, (size_t)grid.columns);
    reading->column_count = grid.columns;
    reading->header_first = grid.numbers[table.block.first];
    reading->header_last = grid.numbers[table.block.last];
    reading->unit_row = table.block.unit_row < 0 ? 0 : grid.numbers[table.block.unit_row];
    layout->data_first = grid.numbers[table.block.data];
    layout->fill_down = grid.has_merges;
    read_headings(arena, &table, reading->columns);
    bool assigned = assign_columns(arena, &table, options, reading, problems);
    preface_labels(arena, &table, reading->columns, preface);
    preface_footer(arena, context, &grid, table.block.data, preface);
    if (assigned && sheet_defaults(arena, context, options, preface, reading, problems)) {
        reading->is_long = is_long(reading);
        if (is_complete(reading, problems)) {
            check_units(arena, context, reading, problems);
            *understood = UNDERSTOOD;
        }
    }
    layout->source = preface->source;
    layout->kind = common_kind(&table, reading);
    return STATUS_OK;
}
