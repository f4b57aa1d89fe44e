/* Rows to figures: one pass, one row at a time. What a text means is remembered, so a row of a
 * long table costs a few comparisons. */
#include "exchange_impl.h"

#include <string.h>

/* ---- Remembering what texts mean ---------------------------------------------------------------- */

enum { RECALL_BYTES = 160, DIFFERENT_MAX = 200000 };

enum { MEANS_UNKNOWN = -1, MEANS_AMBIGUOUS = -2, MEANS_NOTHING = -3 };

/* The last text, and all before it, with a number that the caller chooses. */
typedef struct Recall {
    char last[RECALL_BYTES];
    size_t last_len;
    int64_t last_value;
    bool has_last;
    Map *all;
} Recall;

static bool recall(Recall *recall, Text text, int64_t *value)
{
    if (recall->has_last && recall->last_len == text.len &&
        memcmp(recall->last, text.ptr, text.len) == 0) {
        *value = recall->last_value;
        return true;
    }
    if (!map_get(recall->all, text, value)) {
        return false;
    }
    recall->has_last = text.len <= RECALL_BYTES && text.len > 0;
    if (recall->has_last) {
        memcpy(recall->last, text.ptr, text.len);
        recall->last_len = text.len;
        recall->last_value = *value;
    }
    return true;
}

static void remember(Recall *recall, Text text, int64_t value)
{
    if (map_count(recall->all) < DIFFERENT_MAX) {
        map_put(recall->all, text, value);
    }
}

/* ---- The walker --------------------------------------------------------------------------------------- */

/* An indicator as a row names it: "国内生产总值(亿元)" brings its unit along. */
typedef struct RowIndicator {
    int indicator; /* or MEANS_… */
    const UnitRow *unit;
} RowIndicator;

typedef struct ValueColumn {
    int column;
    const ColumnReading *reading;
    const UnitRow *unit; /* of the column or the sheet */
    bool own_unit;       /* the unit is written as the indicator's own */
} ValueColumn;

typedef struct RowUnits {
    Text text;
    const UnitRow *row; /* NULL: not known */
} RowUnits;

typedef struct Origin {
    int64_t document_id;
    Date released;
} Origin;

typedef struct Walk {
    Arena *arena; /* of the import: what is remembered */
    Arena *row;   /* for one row */
    const Context *context;
    const Releases *releases;
    const Layout *layout;
    const RowOptions *options;
    const FigureSink *sink;
    Problems *problems;
    RowTally *tally;
    int columns[ROLE_COUNT]; /* -1: none */
    ValueColumn *values;
    int value_count;
    const UnitRow **indicator_units; /* by registry index */
    Recall entities, codes, parents, indicators, indicator_codes, periods, units, documents;
    List row_indicators, row_units, origins;
    Map *told; /* unknown names already listed */
    Text filled_down[ROLE_COUNT];
    int parent_above; /* entity of the last row that was one without figures */
    Origin origin;    /* where the file names none per row */
} Walk;

/* One row as it is being read. */
typedef struct RowState {
    const SheetRow *row;
    int entity, parent;
    Text entity_text;
    RowIndicator indicator;
    Text indicator_text;
    Period period;
    bool has_period;
    const RowUnits *unit;
    bool has_figures;
} RowState;

static Text cell_text(const Walk *walk, const SheetRow *row, ColumnRole role)
{
    int column = walk->columns[role];
    if (column < 0 || column >= row->cell_count || row->cells[column].kind == CELL_EMPTY) {
        return (Text){0};
    }
    return text_trim(row->cells[column].text);
}

/* A merged label stands in the first of its rows only. */
static Text label_text(Walk *walk, const SheetRow *row, ColumnRole role)
{
    Text text = cell_text(walk, row, role);
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

static void tell(const Walk *walk, const RowState *state, Severity severity, const char *code,
                 int column, const Arg *args, size_t arg_count)
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

/* ---- Who ------------------------------------------------------------------------------------------------- */

static int entity_by_name(Walk *walk, Text text, int parent)
{
    int64_t value;
    int index;
    if (recall(&walk->entities, text, &value) && value != MEANS_AMBIGUOUS) {
        return (int)value;
    }
    NameMatch match = names_entity(walk->context->names, text, parent, &index);
    if (match == NAME_AMBIGUOUS && walk->layout->kind.len > 0) {
        match = names_entity_of_kind(walk->context->names, text, walk->layout->kind, &index);
    }
    value = match == NAME_FOUND ? index : match == NAME_AMBIGUOUS ? MEANS_AMBIGUOUS : MEANS_UNKNOWN;
    bool depends = match == NAME_FOUND && parent >= 0 &&
                   names_entity(walk->context->names, text, -1, &index) == NAME_AMBIGUOUS;
    remember(&walk->entities, text, depends ? MEANS_AMBIGUOUS : value);
    return (int)value;
}

static int entity_by_code(Walk *walk, Text text)
{
    int64_t value;
    int index;
    if (!recall(&walk->codes, text, &value)) {
        NameMatch match = names_entity_code(walk->context->names, text, &index);
        value = match == NAME_FOUND ? index : MEANS_UNKNOWN;
        remember(&walk->codes, text, value);
    }
    return (int)value;
}

static int parent_of_row(Walk *walk, const SheetRow *row)
{
    Text text = label_text(walk, row, ROLE_PARENT);
    int64_t value;
    int index;
    if (text.len == 0) {
        return walk->parent_above;
    }
    if (!recall(&walk->parents, text, &value)) {
        bool found = names_entity(walk->context->names, text, -1, &index) == NAME_FOUND;
        value = found ? index : MEANS_UNKNOWN;
        remember(&walk->parents, text, value);
    }
    return (int)value;
}

/* The code decides; a name beside it that means somebody else is an error of the file. */
static void find_entity(Walk *walk, RowState *state)
{
    const Reading *reading = &walk->layout->reading;
    Text code = label_text(walk, state->row, ROLE_ENTITY_CODE);
    Text name = label_text(walk, state->row, ROLE_ENTITY);
    state->entity = MEANS_NOTHING;
    state->parent = parent_of_row(walk, state->row);
    state->entity_text = name.len > 0 ? name : code;
    if (code.len > 0) {
        state->entity = entity_by_code(walk, code);
    }
    if (state->entity < 0 && name.len > 0) {
        state->entity = entity_by_name(walk, name, state->parent);
    } else if (name.len > 0) {
        int by_name = entity_by_name(walk, name, state->parent);
        if (by_name >= 0 && by_name != state->entity) {
            state->entity = MEANS_AMBIGUOUS;
            tell(walk, state, SEVERITY_ERROR, "exchange.code_and_name",
                 walk->columns[ROLE_ENTITY_CODE],
                 ARGS(arg_text("code", code), arg_text("name", name)));
        }
    }
    if (state->entity == MEANS_NOTHING && reading->entity >= 0) {
        state->entity = reading->entity;
    }
}

/* ---- What ---------------------------------------------------------------------------------------------------- */

static RowIndicator read_indicator(Walk *walk, Text text)
{
    Heading heading;
    Text tried;
    int index;
    RowIndicator found = {.indicator = MEANS_UNKNOWN};
    if (names_indicator(walk->context->names, text, &index) == NAME_FOUND) {
        found.indicator = index;
        return found;
    }
    heading_read(walk->row, walk->context, &text, 1, &heading);
    NameMatch match = heading_indicator(walk->row, walk->context, &heading, &index, &tried);
    if (match == NAME_FOUND) {
        found = (RowIndicator){index, heading.unit_row};
    } else if (match == NAME_AMBIGUOUS) {
        found.indicator = MEANS_AMBIGUOUS;
    }
    return found;
}

static RowIndicator indicator_by(Walk *walk, Recall *memory, Text text)
{
    int64_t at;
    if (!recall(memory, text, &at)) {
        at = (int64_t)walk->row_indicators.count;
        RowIndicator found = read_indicator(walk, text);
        *(RowIndicator *)list_add(&walk->row_indicators) = found;
        remember(memory, text, at);
    }
    return *LIST_AT(&walk->row_indicators, RowIndicator, (size_t)at);
}

static void find_indicator(Walk *walk, RowState *state)
{
    const Reading *reading = &walk->layout->reading;
    Text code = label_text(walk, state->row, ROLE_INDICATOR_CODE);
    Text name = label_text(walk, state->row, ROLE_INDICATOR);
    state->indicator = (RowIndicator){.indicator = MEANS_NOTHING};
    state->indicator_text = name.len > 0 ? name : code;
    if (code.len > 0) {
        state->indicator = indicator_by(walk, &walk->indicator_codes, code);
    }
    if (state->indicator.indicator < 0 && name.len > 0) {
        state->indicator = indicator_by(walk, &walk->indicators, name);
    }
    if (state->indicator.indicator == MEANS_NOTHING) {
        state->indicator.indicator = reading->indicator >= 0 ? reading->indicator : MEANS_NOTHING;
    }
}

/* ---- When ------------------------------------------------------------------------------------------------------ */

static bool plain_year(Text text, int *year)
{
    if (text.len != 4) {
        return false;
    }
    int number = 0;
    for (int i = 0; i < 4; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        number = number * 10 + (text.ptr[i] - '0');
    }
    *year = number;
    return number >= 1900 && number <= 2200;
}

static bool find_period(Walk *walk, RowState *state)
{
    int year;
    Text text = label_text(walk, state->row, ROLE_PERIOD);
    state->has_period = true;
    if (text.len == 0) {
        state->period = walk->layout->reading.period;
        state->has_period = state->period.kind != PERIOD_UNDATED;
        return true;
    }
    if (plain_year(text, &year)) {
        state->period = period_year(year);
        return true;
    }
    int64_t code;
    if (!recall(&walk->periods, text, &code)) {
        Period period;
        bool good = period_read(plain_of(walk->row, text), &period);
        code = good ? period_code(period) : MEANS_UNKNOWN;
        remember(&walk->periods, text, code);
    }
    if (code == MEANS_UNKNOWN) {
        state->has_period = false;
        return false;
    }
    state->period = period_from_code((int32_t)code);
    return true;
}

/* ---- In what ----------------------------------------------------------------------------------------------------- */

static void find_unit(Walk *walk, RowState *state)
{
    Text text = label_text(walk, state->row, ROLE_UNIT);
    int64_t at;
    state->unit = NULL;
    if (text.len == 0) {
        return;
    }
    if (!recall(&walk->units, text, &at)) {
        at = (int64_t)walk->row_units.count;
        RowUnits *unit = list_add(&walk->row_units);
        unit->text = text_copy(walk->arena, text);
        unit->row = unit_named(walk->context->words, walk->context->units, text);
        remember(&walk->units, text, at);
    }
    state->unit = LIST_AT(&walk->row_units, RowUnits, (size_t)at);
}

static const UnitRow *percent_unit(const Walk *walk)
{
    return unit_find(walk->context->units, TEXT("%"));
}

/* From the unit it is written in to the indicator's: a shift of the point. */
static bool convert(const Walk *walk, const RowState *state, const ValueColumn *column,
                    int indicator, const Figure *figure, Decimal *value, Text *unit)
{
    const Indicator *known = &walk->context->registry->indicators[indicator];
    const UnitRow *to = walk->indicator_units[indicator];
    const UnitRow *from = NULL;
    bool is_own = false;
    *value = figure->value;
    if (figure->unit != NULL) {
        from = figure->unit;
    } else if (figure->percent) {
        from = percent_unit(walk);
    } else if (column->reading->unit.len > 0) {
        from = column->unit;
        is_own = column->own_unit;
    } else if (state->unit != NULL) {
        from = state->unit->row;
        is_own = text_equal(state->unit->text, known->unit);
        *unit = state->unit->text;
    } else if (state->indicator.unit != NULL) {
        from = state->indicator.unit;
    } else if (column->unit != NULL) {
        from = column->unit;
    } else {
        return true;
    }
    if (from != NULL) {
        *unit = from->name;
    }
    if (is_own || from == to) {
        return is_own || from != NULL;
    }
    return from != NULL && to != NULL && text_equal(from->quantity, to->quantity) &&
           (from->power == to->power ||
            decimal_shift(figure->value, from->power - to->power, value));
}

/* ---- Where from, and since when --------------------------------------------------------------------------------- */

static Status find_origin(Walk *walk, const RowState *state, Origin *origin, Text *name, Error *err)
{
    Text text = cell_text(walk, state->row, ROLE_DOCUMENT);
    int64_t at;
    *origin = walk->origin;
    *name = walk->options->document;
    if (text.len == 0) {
        return STATUS_OK;
    }
    *name = text;
    if (!recall(&walk->documents, text, &at)) {
        Origin found = {.released = DATE_NONE};
        Status status = walk->sink->document(walk->sink->context, text, &found.document_id,
                                             &found.released, err);
        if (status != STATUS_OK) {
            return status;
        }
        at = (int64_t)walk->origins.count;
        *(Origin *)list_add(&walk->origins) = found;
        remember(&walk->documents, text, at);
    }
    *origin = *LIST_AT(&walk->origins, Origin, (size_t)at);
    return STATUS_OK;
}

typedef struct Vintage {
    Origin origin;
    Text origin_name, note;
    Date known_from; /* of the row's column; DATE_NONE: none */
    ObservationStatus status;
    bool has_status;
} Vintage;

static bool find_vintage_columns(Walk *walk, const RowState *state, Vintage *vintage)
{
    vintage->note = cell_text(walk, state->row, ROLE_NOTE);
    vintage->known_from = DATE_NONE;
    Text date = cell_text(walk, state->row, ROLE_KNOWN_FROM);
    Text status = cell_text(walk, state->row, ROLE_STATUS);
    if (date.len > 0 && !date_parse(text_slice(date, 0, date.len), &vintage->known_from) &&
        !date_parse(text_slice(date, 0, 10), &vintage->known_from)) {
        tell(walk, state, SEVERITY_ERROR, "exchange.bad_date", walk->columns[ROLE_KNOWN_FROM],
             ARGS(arg_text("text", date)));
        return false;
    }
    if (status.len > 0) {
        vintage->has_status =
            status_named(walk->context->words, key_of(walk->row, status), &vintage->status);
        if (!vintage->has_status) {
            tell(walk, state, SEVERITY_ERROR, "exchange.bad_status", walk->columns[ROLE_STATUS],
                 ARGS(arg_text("text", status)));
        }
        return vintage->has_status;
    }
    return true;
}

static void set_vintage(const Walk *walk, const Vintage *vintage, Period period,
                        Observation *observation)
{
    Date known = vintage->known_from;
    known = known != DATE_NONE ? known : vintage->origin.released;
    known = known != DATE_NONE ? known : walk->options->known_from;
    Release release = {.status = vintage->status, .known_from = known};
    if (known == DATE_NONE || !vintage->has_status) {
        release = release_of(walk->releases, vintage->origin_name, vintage->note, period);
    }
    observation->known_from = known != DATE_NONE ? known : release.known_from;
    observation->status = vintage->has_status ? vintage->status : release.status;
    observation->document_id = vintage->origin.document_id;
}

/* ---- Figures -------------------------------------------------------------------------------------------------------- */

static Bound row_bound(const Walk *walk, const RowState *state)
{
    Text text = cell_text(walk, state->row, ROLE_BOUND);
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
    Text near = names_near_entity(walk->row, walk->context->names, name);
    const char *code = state->entity == MEANS_AMBIGUOUS ? "exchange.ambiguous_entity"
                       : near.len > 0                   ? "exchange.unknown_entity_near"
                                                        : "exchange.unknown_entity";
    tell(walk, state, skip ? SEVERITY_NOTE : SEVERITY_ERROR, code, column,
         ARGS(arg_text("name", name), arg_text("near", near)));
    return skip;
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

static Status take_figure(Walk *walk, const RowState *state, const ValueColumn *column,
                          const Figure *figure, const Vintage *vintage, Error *err)
{
    const Registry *registry = walk->context->registry;
    const ColumnReading *reading = column->reading;
    int entity = reading->entity >= 0 ? reading->entity : state->entity;
    int indicator = reading->indicator >= 0 ? reading->indicator : state->indicator.indicator;
    Period period = reading->period.kind != PERIOD_UNDATED ? reading->period : state->period;
    if (indicator < 0) {
        lose_figure(walk, tell_bad_indicator(walk, state));
        return STATUS_OK;
    }
    Decimal value;
    Text unit = {0};
    if (!convert(walk, state, column, indicator, figure, &value, &unit)) {
        const Indicator *known = &registry->indicators[indicator];
        tell(walk, state, SEVERITY_ERROR, "exchange.unit_mismatch", column->column,
             ARGS(arg_text("unit", unit), arg_text("indicator", known->zh),
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

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

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
    if (unknown_entity) {
        lose_figure(walk, tell_bad_entity(walk, state));
        return false;
    }
    if (!find_period(walk, state) && row_has_figures(walk, state->row)) {
        tell(walk, state, SEVERITY_ERROR, "exchange.bad_period", walk->columns[ROLE_PERIOD],
             ARGS(arg_text("text", cell_text(walk, state->row, ROLE_PERIOD))));
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
        if (!find_vintage_columns(walk, state, vintage)) {
            lose_figure(walk, false);
            return STATUS_INVALID;
        }
        Status status = find_origin(walk, state, &vintage->origin, &vintage->origin_name, err);
        if (status != STATUS_OK) {
            return status;
        }
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
    find_unit(walk, &state);
    Vintage vintage = {0};
    err->status = STATUS_OK;
    for (int i = 0; i < walk->value_count; i++) {
        Status status = read_value(walk, &state, &walk->values[i], &vintage, err);
        if (status != STATUS_OK) {
            return err->status == STATUS_OK ? STATUS_OK : status;
        }
    }
    if (!state.has_figures && state.entity >= 0) {
        walk->parent_above = state.entity;
    }
    return STATUS_OK;
}

/* ---- The whole sheet ------------------------------------------------------------------------------------------------------ */

static Recall recall_new(Arena *arena)
{
    return (Recall){.all = map_new(arena)};
}

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
        if (++seen % PROGRESS_ROWS == 0 && options->progress != NULL) {
            options->progress(options->progress_context,
                              options->progress_from +
                                  options->progress_share * sheet_progress(file));
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
                 .origin = {.released = DATE_NONE}};
    walk_memory(&walk);
    walk_columns(&walk);
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
