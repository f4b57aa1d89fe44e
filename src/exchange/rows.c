/* Rows to figures: one pass, one row at a time. What a text means is remembered, so a row of a
 * long table costs a few comparisons. */
#include "rows_impl.h"

/* Most cells need no trimming, which costs more than looking at both ends. */
static Text trimmed(Text text)
{
    unsigned char first = (unsigned char)text.ptr[0];
    unsigned char last = (unsigned char)text.ptr[text.len - 1];
    bool is_plain = first > ' ' && first < 0x7F && last > ' ' && last < 0x7F;
    return is_plain ? text : text_trim(text);
}

Text role_text(const Walk *walk, const SheetRow *row, ColumnRole role)
{
    int column = walk->columns[role];
    if (column < 0 || column >= row->cell_count || row->cells[column].text.len == 0) {
        return (Text){0};
    }
    return trimmed(row->cells[column].text);
}

/* A merged label stands in the first of its rows only. */
Text label_text(Walk *walk, const SheetRow *row, ColumnRole role)
{
    Text text = role_text(walk, row, role);
    if (!walk->layout->fill_down || walk->columns[role] < 0) {
        return text;
    }
    if (text.len > 0) {
        walk->filled_down[role] = text_equal(text, walk->filled_down[role])
                                      ? walk->filled_down[role]
                                      : text_copy(walk->arena, text);
        return text;
    }
    return walk->filled_down[role];
}

void tell(const Walk *walk, const RowState *state, Severity severity, const char *code, int column,
          const Arg *args, size_t arg_count)
{
    const Reading *reading = &walk->layout->reading;
    Text field = column >= 0 ? reading->columns[column].header : (Text){0};
    problem_at(walk->problems, severity, code, reading->sheet_name, state->row->number, column + 1,
               field, args, arg_count);
}

/* An unknown name is listed once, however many rows bear it. */
static bool tell_once(Walk *walk, const char *code, Text text)
{
    Text key = text_format(walk->row, "%s %.*s", code, TEXT_ARGS(text));
    int64_t unused;
    if (map_get(walk->told, key, &unused)) {
        return false;
    }
    if (map_count(walk->told) < DIFFERENT_MAX) {
        map_put(walk->told, key, 1);
    }
    return true;
}

/* ---- Figures ---- */

static Bound row_bound(const Walk *walk, const RowState *state)
{
    Text text = role_text(walk, state->row, ROLE_BOUND);
    size_t len;
    if (text.len == 0) {
        return BOUND_EXACT;
    }
    const Words *words = walk->context->words;
    Text plain = plain_of(walk->row, text);
    if (words_begin(words, WORDS_MORE_BEFORE, plain, &len) ||
        words_begin(words, WORDS_MORE_AFTER, plain, &len)) {
        return BOUND_MORE;
    }
    if (words_begin(words, WORDS_LESS_BEFORE, plain, &len) ||
        words_begin(words, WORDS_LESS_AFTER, plain, &len)) {
        return BOUND_LESS;
    }
    return words_begin(words, WORDS_ABOUT_BEFORE, plain, &len) ||
                   words_begin(words, WORDS_ABOUT_AFTER, plain, &len)
               ? BOUND_ABOUT
               : BOUND_EXACT;
}

static bool tell_bad_indicator(Walk *walk, const RowState *state)
{
    Text name = state->indicator_text;
    bool skip = walk->options->skip_unknown;
    Severity severity = skip ? SEVERITY_NOTE : SEVERITY_ERROR;
    if (!tell_once(walk, "indicator", name)) {
        return skip;
    }
    int column = walk->columns[ROLE_INDICATOR] >= 0 ? walk->columns[ROLE_INDICATOR]
                                                    : walk->columns[ROLE_INDICATOR_CODE];
    if (name.len == 0) {
        tell(walk, state, SEVERITY_ERROR, "exchange.row_without_indicator", column, NO_ARGS);
        return false;
    }
    Text near = names_near_indicator(walk->row, walk->context->names, name);
    const char *code = state->indicator.indicator == MEANS_AMBIGUOUS
                           ? "exchange.ambiguous_indicator"
                       : near.len > 0 ? "exchange.unknown_indicator_near"
                                      : "exchange.unknown_indicator";
    tell(walk, state, severity, code, column, ARGS(arg_text("name", name), arg_text("near", near)));
    return skip;
}

static bool tell_bad_entity(Walk *walk, const RowState *state)
{
    Text name = state->entity_text;
    bool skip = walk->options->skip_unknown && state->entity == MEANS_UNKNOWN;
    int column = walk->columns[ROLE_ENTITY] >= 0 ? walk->columns[ROLE_ENTITY]
                                                 : walk->columns[ROLE_ENTITY_CODE];
    if (name.len == 0) {
        tell(walk, state, SEVERITY_ERROR, "exchange.row_without_entity", column, NO_ARGS);
        return false;
    }
    if (!tell_once(walk, "entity", name)) {
        return skip;
    }
    bool is_ambiguous = state->entity == MEANS_AMBIGUOUS;
    Text near = is_ambiguous ? names_meanings(walk->row, walk->context->names, name)
                             : names_near_entity(walk->row, walk->context->names, name);
    const char *code = is_ambiguous   ? "exchange.ambiguous_entity"
                       : near.len > 0 ? "exchange.unknown_entity_near"
                                      : "exchange.unknown_entity";
    tell(walk, state, skip ? SEVERITY_NOTE : SEVERITY_ERROR, code, column,
         ARGS(arg_text("name", name), arg_text("near", near)));
    return skip;
}

/* Growth beside a level is often given of what is registered as a level alone. */
static void tell_no_growth(Walk *walk, const RowState *state, int column)
{
    Text name = state->indicator_text;
    walk->tally->left_out++;
    if (tell_once(walk, "growth", name)) {
        tell(walk, state, SEVERITY_WARNING, "exchange.no_growth", column,
             ARGS(arg_text("name", name)));
    }
}

/* Counts a figure that cannot be taken. */
static void lose_figure(Walk *walk, bool left_out)
{
    if (left_out) {
        walk->tally->left_out++;
    } else {
        walk->tally->bad++;
    }
}

/* A year that is not over has no figure yet: a slip of the year, or a plan. */
static void doubt_period(Walk *walk, const RowState *state, const ValueColumn *column,
                         Period period)
{
    if (period.kind == PERIOD_UNDATED || period_last(period) <= walk->today) {
        return;
    }
    Buf code = buf_new(walk->row);
    period_code_print(&code, period);
    if (tell_once(walk, "period", buf_text(&code))) {
        tell(walk, state, SEVERITY_WARNING, "exchange.doubt_period", column->column,
             ARGS(arg_text("period", buf_text(&code))));
    }
}

static Status take_figure(Walk *walk, const RowState *state, const ValueColumn *column,
                          const Figure *figure, const Vintage *vintage, Error *err)
{
    const Registry *registry = walk->context->registry;
    const ColumnReading *reading = column->reading;
    int entity = reading->entity >= 0 ? reading->entity : state->entity;
    bool is_growth = reading->indicator < 0 && reading->aspect == ASPECT_GROWTH;
    int named = is_growth ? state->indicator.growth : state->indicator.indicator;
    int indicator = reading->indicator >= 0 ? reading->indicator : named;
    Period period = reading->period.kind != PERIOD_UNDATED ? reading->period : state->period;
    if (indicator < 0 && is_growth) {
        tell_no_growth(walk, state, column->column);
        return STATUS_OK;
    }
    if (indicator < 0) {
        lose_figure(walk, tell_bad_indicator(walk, state));
        return STATUS_OK;
    }
    doubt_period(walk, state, column, period);
    Decimal value;
    WrittenUnit unit;
    if (!convert(walk, state, column, indicator, figure, &value, &unit)) {
        const Indicator *known = &registry->indicators[indicator];
        tell(walk, state, SEVERITY_ERROR, "exchange.unit_mismatch", unit.column,
             ARGS(arg_text("unit", unit.text), arg_text("indicator", known->zh),
                  arg_text("expected", known->unit)));
        lose_figure(walk, false);
        return STATUS_OK;
    }
    if (figure->mark.len > 0) {
        tell(walk, state, SEVERITY_WARNING, "exchange.mark", column->column,
             ARGS(arg_text("mark", figure->mark),
                  arg_text("value", decimal_text(walk->row, figure->value))));
    }
    Observation observation = {
        .indicator_id = registry->indicators[indicator].id,
        .entity_id = registry->entities[entity].id,
        .period = period_code(period),
        .value = value,
        .bound = figure->bound != BOUND_EXACT ? figure->bound : row_bound(walk, state),
        .cell = cell_code(
            (CellPlace){walk->layout->reading.sheet, state->row->number, column->column + 1}),
    };
    set_vintage(walk, vintage, period, &observation);
    walk->tally->figures++;
    return walk->sink->figure(walk->sink->context, &observation, entity, indicator, period, err);
}

/* ---- Rows ---- */

static Text first_text(const SheetRow *row)
{
    for (int c = 0; c < row->cell_count; c++) {
        if (row->cells[c].kind == CELL_TEXT && text_trim(row->cells[c].text).len > 0) {
            return row->cells[c].text;
        }
    }
    return (Text){0};
}

/* Totals, notes, and the header come again on the next page: no figures of one entity. */
static bool is_no_figure_row(const Walk *walk, const RowState *state)
{
    const Words *words = walk->context->words;
    Text first = plain_of(walk->row, first_text(state->row));
    Text label = state->entity_text.len > 0 ? state->entity_text : first;
    Text key = key_of(walk->row, label);
    size_t len;
    return words_begin(words, WORDS_FOOTER, first, &len) || words_has(words, WORDS_TOTAL, key) ||
           words_end(words, WORDS_TOTAL_ENDING, key, &len) ||
           words_has(words, (WordSet)ROLE_ENTITY, key) ||
           words_has(words, (WordSet)ROLE_INDICATOR, key);
}

static bool row_has_figures(const Walk *walk, const SheetRow *row)
{
    for (int i = 0; i < walk->value_count; i++) {
        int column = walk->values[i].column;
        if (column < row->cell_count &&
            figure_read(walk->row, walk->context->words, walk->context->units, &row->cells[column])
                    .kind != FIGURE_BLANK) {
            return true;
        }
    }
    return false;
}

static bool needs_row_entity(const Walk *walk)
{
    for (int i = 0; i < walk->value_count; i++) {
        if (walk->values[i].reading->entity < 0) {
            return true;
        }
    }
    return false;
}

/* Who and when, or why the row is none. */
static bool open_row(Walk *walk, RowState *state)
{
    find_entity(walk, state);
    find_indicator(walk, state);
    bool unknown_entity = state->entity < 0 && needs_row_entity(walk);
    bool unknown_indicator = state->indicator.indicator == MEANS_UNKNOWN;
    if (unknown_entity || unknown_indicator) {
        bool has_figures = row_has_figures(walk, state->row);
        if (!has_figures || is_no_figure_row(walk, state)) {
            walk->tally->left_out += has_figures;
            return false;
        }
    }
    if (unknown_entity && state->entity_told) {
        lose_figure(walk, false);
        return false;
    }
    if (unknown_entity) {
        lose_figure(walk, tell_bad_entity(walk, state));
        return false;
    }
    if (!find_period(walk, state) && row_has_figures(walk, state->row)) {
        tell(walk, state, SEVERITY_ERROR, "exchange.bad_period", walk->columns[ROLE_PERIOD],
             ARGS(arg_text("text", role_text(walk, state->row, ROLE_PERIOD))));
        lose_figure(walk, false);
        return false;
    }
    return true;
}

static Status read_value(Walk *walk, RowState *state, const ValueColumn *column, Vintage *vintage,
                         Error *err)
{
    static const Cell NOTHING = {0};
    const SheetRow *row = state->row;
    const Cell *cell = column->column < row->cell_count ? &row->cells[column->column] : &NOTHING;
    Figure figure = figure_read(walk->row, walk->context->words, walk->context->units, cell);
    if (figure.kind == FIGURE_BLANK) {
        walk->tally->blank++;
        return STATUS_OK;
    }
    if (figure.kind == FIGURE_BAD) {
        tell(walk, state, SEVERITY_ERROR, "exchange.not_a_number", column->column,
             ARGS(arg_text("text", text_trim(cell->text))));
        lose_figure(walk, false);
        return STATUS_OK;
    }
    if (column->reading->period.kind == PERIOD_UNDATED && !state->has_period) {
        tell(walk, state, SEVERITY_ERROR, "exchange.bad_period", walk->columns[ROLE_PERIOD],
             ARGS(arg_cstr("text", "")));
        lose_figure(walk, false);
        return STATUS_OK;
    }
    if (!state->has_figures) {
        state->has_figures = true;
        state->is_bad = !find_vintage_columns(walk, state, vintage);
        Status status = find_origin(walk, state, &vintage->origin, &vintage->origin_name, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (state->is_bad) {
        lose_figure(walk, false);
        return STATUS_OK;
    }
    return take_figure(walk, state, column, &figure, vintage, err);
}

static Status walk_row(Walk *walk, const SheetRow *row, Error *err)
{
    RowState state = {.row = row};
    walk->tally->rows++;
    if (!open_row(walk, &state)) {
        return STATUS_OK;
    }
    int cut;
    if (row_splits_number(walk, row, &cut)) {
        tell(walk, &state, SEVERITY_ERROR, "exchange.number_cut", cut,
             ARGS(arg_text("head", text_trim(row->cells[cut].text)),
                  arg_text("rest", text_trim(row->cells[cut + 1].text))));
        lose_figure(walk, false);
        return STATUS_OK;
    }
    find_unit(walk, &state);
    Vintage vintage = {0};
    for (int i = 0; i < walk->value_count; i++) {
        Status status = read_value(walk, &state, &walk->values[i], &vintage, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (!state.has_figures && state.entity >= 0) {
        walk->parent_above = state.entity;
    }
    return STATUS_OK;
}

/* ---- The whole sheet ---- */

static void walk_columns(Walk *walk)
{
    const Reading *reading = &walk->layout->reading;
    const Words *words = walk->context->words;
    const UnitTable *units = walk->context->units;
    for (int role = 0; role < ROLE_COUNT; role++) {
        walk->columns[role] = column_of_role(reading, (ColumnRole)role);
    }
    walk->values = ARENA_ARRAY(walk->arena, ValueColumn, (size_t)reading->column_count);
    for (int c = 0; c < reading->column_count; c++) {
        const ColumnReading *column = &reading->columns[c];
        if (column->role != ROLE_VALUE) {
            continue;
        }
        Text unit = column->unit.len > 0 ? column->unit : reading->unit;
        int indicator = column->indicator >= 0 ? column->indicator : reading->indicator;
        walk->values[walk->value_count++] = (ValueColumn){
            .column = c,
            .reading = column,
            .unit = unit_named(words, units, unit),
            .own_unit = indicator >= 0 &&
                        text_equal(unit, walk->context->registry->indicators[indicator].unit),
        };
    }
    int count = walk->context->registry->indicator_count;
    walk->indicator_units = ARENA_ARRAY(walk->arena, const UnitRow *, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        walk->indicator_units[i] =
            unit_named(words, units, walk->context->registry->indicators[i].unit);
    }
}

static void walk_memory(Walk *walk)
{
    Arena *arena = walk->arena;
    Recall *memories[] = {&walk->entities,        &walk->codes,   &walk->parents, &walk->indicators,
                          &walk->indicator_codes, &walk->periods, &walk->units,   &walk->documents};
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++) {
        *memories[i] = recall_new(arena);
    }
    walk->row_indicators = list_new(arena, sizeof(RowIndicator));
    walk->row_units = list_new(arena, sizeof(RowUnits));
    walk->origins = list_new(arena, sizeof(Origin));
    walk->told = map_new(arena);
    walk->parent_above = -1;
}

enum { PROGRESS_ROWS = 8192, ROW_ARENA_BYTES = 1 << 16 };

static Status walk_rows(Walk *walk, SheetFile *file, Error *err)
{
    const RowOptions *options = walk->options;
    SheetRow row;
    bool more = true;
    int64_t seen = 0;
    Status status = sheet_select(file, walk->layout->reading.sheet, err);
    while (status == STATUS_OK) {
        status = sheet_next(file, &row, &more, err);
        if (status != STATUS_OK || !more) {
            break;
        }
        if (row.number >= walk->layout->data_first) {
            status = walk_row(walk, &row, err);
        }
        if (arena_used_bytes(walk->row) > ROW_ARENA_BYTES) {
            arena_reset(walk->row);
        }
        if (arena_used_bytes(walk->context->scratch) > ROW_ARENA_BYTES) {
            arena_reset(walk->context->scratch);
        }
        if (++seen % PROGRESS_ROWS == 0 && options->progress != NULL) {
            status = options->progress(options->progress_context,
                                       options->progress_from +
                                           options->progress_share * sheet_progress(file),
                                       err);
        }
    }
    return status;
}

Status rows_walk(Arena *arena, const Context *context, const Releases *releases, SheetFile *file,
                 const Layout *layout, const RowOptions *options, const FigureSink *sink,
                 Problems *problems, RowTally *tally, Error *err)
{
    Walk walk = {.arena = arena,
                 .row = arena_new(),
                 .context = context,
                 .releases = releases,
                 .layout = layout,
                 .options = options,
                 .sink = sink,
                 .problems = problems,
                 .tally = tally,
                 .today = date_today(),
                 .origin = {.released = DATE_NONE}};
    walk_memory(&walk);
    walk_columns(&walk);
    walk.heading_end = heading_end(&layout->reading);
    walk.commas_part = sheet_delimiter(file) == ',';
    Status status = STATUS_OK;
    if (options->document.len > 0) {
        status = sink->document(sink->context, options->document, &walk.origin.document_id,
                                &walk.origin.released, err);
    }
    if (status == STATUS_OK) {
        status = walk_rows(&walk, file, err);
    }
    arena_free(walk.row);
    return status;
}
