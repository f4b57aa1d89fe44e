/* Who, what, when and in which unit a row speaks of. */
#include "rows_impl.h"

/* ---- Who ---- */

static int entity_by_name(Walk *walk, Text text, int parent)
{
    int64_t value;
    int index;
    if (recall(&walk->entities, text, &value) && value != MEANS_AMBIGUOUS) {
        return (int)value;
    }
    NameMatch match = names_entity(walk->context->names, text, parent, &index);
    if (match == NAME_AMBIGUOUS && walk->layout->kind.len > 0 &&
        names_entity_of_kind(walk->context->names, text, walk->layout->kind, &index) ==
            NAME_FOUND) {
        match = NAME_FOUND;
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
void find_entity(Walk *walk, RowState *state)
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
            state->entity_told = true;
            tell(walk, state, SEVERITY_ERROR, "exchange.code_and_name",
                 walk->columns[ROLE_ENTITY_CODE],
                 ARGS(arg_text("code", code), arg_text("name", name)));
        }
    }
    if (state->entity == MEANS_NOTHING && reading->entity >= 0) {
        state->entity = reading->entity;
    }
}

/* ---- What ---- */

static RowIndicator read_indicator(Walk *walk, Text text)
{
    Heading heading;
    Text tried;
    int index;
    RowIndicator found = {.indicator = MEANS_UNKNOWN, .growth = -1};
    heading_read(walk->row, walk->context, &text, 1, &heading);
    NameMatch match = names_indicator(walk->context->names, text, &index);
    if (match != NAME_FOUND) {
        match = heading_indicator(walk->row, walk->context, &heading, &index, &tried);
        found.unit = match == NAME_FOUND ? heading.unit_row : NULL;
    }
    if (match != NAME_UNKNOWN) {
        found.indicator = match == NAME_FOUND ? index : MEANS_AMBIGUOUS;
    }
    heading.aspect = ASPECT_GROWTH;
    if (heading_indicator(walk->row, walk->context, &heading, &index, &tried) == NAME_FOUND) {
        found.growth = index;
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

void find_indicator(Walk *walk, RowState *state)
{
    const Reading *reading = &walk->layout->reading;
    Text code = label_text(walk, state->row, ROLE_INDICATOR_CODE);
    Text name = label_text(walk, state->row, ROLE_INDICATOR);
    state->indicator = (RowIndicator){.indicator = MEANS_NOTHING, .growth = -1};
    state->indicator_text = name.len > 0 ? name : code;
    if (code.len > 0) {
        state->indicator = indicator_by(walk, &walk->indicator_codes, code);
    }
    if (state->indicator.indicator < 0 && name.len > 0) {
        state->indicator = indicator_by(walk, &walk->indicators, name);
    }
    if (state->indicator.indicator == MEANS_NOTHING && reading->indicator >= 0) {
        state->indicator.indicator = reading->indicator;
        state->indicator.growth = names_growth_of(walk->context->names, reading->indicator);
    }
}

/* ---- When ---- */

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

bool find_period(Walk *walk, RowState *state)
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
        Period period = {PERIOD_UNDATED, 0, 0};
        bool good = words_has(walk->context->words, WORDS_UNDATED, key_of(walk->row, text)) ||
                    period_read(plain_of(walk->row, text), &period);
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

/* ---- In what ---- */

void find_unit(Walk *walk, RowState *state)
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
bool convert(const Walk *walk, const RowState *state, const ValueColumn *column, int indicator,
             const Figure *figure, Decimal *value, WrittenUnit *unit)
{
    const Indicator *known = &walk->context->registry->indicators[indicator];
    const UnitRow *to = walk->indicator_units[indicator];
    const UnitRow *from = NULL;
    bool is_own = false;
    *value = figure->value;
    *unit = (WrittenUnit){.column = column->column};
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
        *unit = (WrittenUnit){state->unit->text, walk->columns[ROLE_UNIT]};
    } else if (state->indicator.unit != NULL) {
        from = state->indicator.unit;
        unit->column = walk->columns[ROLE_INDICATOR];
    } else if (column->unit != NULL) {
        from = column->unit;
    } else {
        return true;
    }
    if (from != NULL) {
        unit->text = from->name;
    }
    if (is_own || from == to) {
        return is_own || from != NULL;
    }
    return from != NULL && to != NULL && unit_convert(from, to, figure->value, value);
}
