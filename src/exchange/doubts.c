/* The figures of a batch beside what was there before it: conflicts, years that are off by some,
 * and the doubts of measure. Everything is a warning; nothing is corrected.
 *
 * One indicator after the other, with those it is made of: memory holds a few indicators at a time,
 * however large the file. What only shows over all indicators (an edition that repeats the one
 * before, rows of another year) is counted on the way and told at the end. */
#include "exchange_impl.h"

/* A year far off is a slip that must not make the span, and with it the memory, grow. */
enum { YEARS_AROUND = 6, YEARS_MOST = 200, ENTITIES_FEW = 60 };

/* ---- Coverage ---- */

Coverage coverage_new(Arena *arena, const Registry *registry)
{
    return (Coverage){.indicators =
                          ARENA_ARRAY(arena, uint8_t, (size_t)registry->indicator_count + 1),
                      .entities = ARENA_ARRAY(arena, uint8_t, (size_t)registry->entity_count + 1)};
}

void coverage_add(Coverage *coverage, int indicator, int entity, int year)
{
    coverage->indicators[indicator] = 1;
    coverage->entities[entity] = 1;
    coverage->first_year =
        coverage->first_year == 0 || year < coverage->first_year ? year : coverage->first_year;
    coverage->last_year = year > coverage->last_year ? year : coverage->last_year;
}

static int *marked(Arena *arena, const uint8_t *marks, int count, int *found)
{
    int *list = ARENA_ARRAY(arena, int, (size_t)count + 1);
    *found = 0;
    for (int i = 0; i < count; i++) {
        if (marks[i]) {
            list[(*found)++] = i;
        }
    }
    return list;
}

/* The batch's entities; for a few, those of their kind too: what is usual shows only among many. */
static void choose_entities(Doubting *doubting)
{
    const Registry *registry = doubting->input->registry;
    Arena *arena = doubting->arena;
    int all = registry->entity_count, count;
    uint8_t *marks = ARENA_ARRAY(arena, uint8_t, (size_t)all + 1);
    int *members = ARENA_ARRAY(arena, int, (size_t)all + 1);
    const int *own = marked(arena, doubting->input->coverage->entities, all, &count);
    for (int i = 0; i < count; i++) {
        marks[own[i]] = 1;
        int siblings = count <= ENTITIES_FEW ? registry_siblings(registry, own[i], members) : 0;
        for (int j = 0; j < siblings; j++) {
            marks[members[j]] = 1;
        }
    }
    doubting->entities = marked(arena, marks, all, &doubting->entity_count);
}

/* ---- Telling ---- */

Text doubting_sheet(const Doubting *doubting, const Observation *figure)
{
    int sheet = cell_from_code(figure->cell).sheet;
    const List *readings = doubting->input->readings;
    for (size_t i = 0; i < readings->count; i++) {
        const Reading *reading = LIST_AT(readings, Reading, i);
        if (reading->sheet == sheet) {
            return reading->sheet_name;
        }
    }
    return (Text){0};
}

static Arg name_arg(const char *name, Text zh, Text en)
{
    return arg_label(name, zh, en.len > 0 ? en : zh);
}

static void tell_figure(const Doubting *doubting, const Look *look, size_t place, const char *code,
                        double expected)
{
    const Observation *figure = look->mine[place];
    const Registry *registry = doubting->input->registry;
    const Indicator *indicator = &registry->indicators[look->indicator];
    int position = (int)(place / (size_t)doubting->year_count);
    const Entity *entity = &registry->entities[doubting->entities[position]];
    CellPlace cell = cell_from_code(figure->cell);
    problem_at(doubting->input->problems, SEVERITY_WARNING, code, doubting_sheet(doubting, figure),
               cell.row, cell.column, (Text){0},
               ARGS(name_arg("entity", entity->zh, entity->en),
                    name_arg("indicator", indicator->zh, indicator->en),
                    arg_int("year", period_from_code(figure->period).year),
                    arg_text("value", decimal_text(doubting->work, figure->value)),
                    arg_text("expected", text_format(doubting->work, "%.6g", expected))));
}

static void tell_conflicts(const Doubting *doubting, const Look *look)
{
    double there;
    for (size_t place = 0; place < doubting->places; place++) {
        if (look->mine[place] != NULL && look_before(look, place, &there) &&
            !same_within(there, look->field->values[place],
                         doubting->input->words->conflict_ratio)) {
            tell_figure(doubting, look, place, "exchange.conflict", there);
        }
    }
}

/* ---- Plausibility ---- */

/* Figures of one indicator that repeat the year before, though not strikingly: a bit a place. */
typedef struct WeakRepeats {
    int indicator;
    uint8_t *bits;
} WeakRepeats;

enum { BITS = 8 };

static void keep_repeat(Doubting *doubting, const Look *look, size_t place, uint8_t **bits)
{
    if (*bits == NULL) {
        *bits = ARENA_ARRAY(doubting->arena, uint8_t, doubting->places / BITS + 1);
        *(WeakRepeats *)list_add(&doubting->weak) = (WeakRepeats){look->indicator, *bits};
    }
    (*bits)[place / BITS] |= (uint8_t)(1 << place % BITS);
}

static void tell_implausible(Doubting *doubting, const Look *look)
{
    uint8_t *weak = NULL;
    for (size_t place = 0; place < doubting->places; place++) {
        const PlausibilityFlag *flag = &look->field->flags[place];
        doubting->striking[place] += flag->kind == PLAUSIBILITY_REPEATED;
        if (look->mine[place] == NULL) {
            continue;
        }
        if (flag->kind != PLAUSIBLE) {
            tell_figure(doubting, look, place, doubt_code(flag->kind), flag->expected);
        } else if (flag->repeats) {
            keep_repeat(doubting, look, place, &weak);
        }
    }
}

static bool is_edition(const Doubting *doubting, const WeakRepeats *weak, size_t place)
{
    return weak->bits[place / BITS] >> place % BITS & 1 &&
           plausibility_is_edition(doubting->striking[place], doubting->input->rules);
}

/* What repeats less strikingly is told where the whole edition repeats. */
static Status tell_edition(Doubting *doubting, const WeakRepeats *weak, Error *err)
{
    Look look = {.field = NULL};
    doubting->work = arena_new();
    Status status = STATUS_OK;
    for (size_t place = 0; status == STATUS_OK && place < doubting->places; place++) {
        if (!is_edition(doubting, weak, place)) {
            continue;
        }
        if (look.field == NULL) {
            status = look_load(doubting, weak->indicator, &look, err);
        }
        if (status == STATUS_OK) {
            tell_figure(doubting, &look, place, doubt_code(PLAUSIBILITY_REPEATED),
                        look.field->values[place]);
        }
    }
    arena_free(doubting->work);
    return status;
}

/* ---- All indicators ---- */

/* So many places that reading them ahead is worth a thread. */
enum { PLACES_MANY = 100000 };

static Status load_next(Doubting *doubting, LookAhead *ahead, int indicator, Look *look, Error *err)
{
    if (ahead != NULL) {
        return look_ahead_take(ahead, look, &doubting->work, err);
    }
    doubting->work = arena_new();
    return look_load(doubting, indicator, look, err);
}

static Status look_at(Doubting *doubting, LookAhead *ahead, int indicator, Error *err)
{
    Look look;
    Status status = load_next(doubting, ahead, indicator, &look, err);
    if (status == STATUS_OK) {
        shifts_count(doubting, &look);
        tell_conflicts(doubting, &look);
        field_check(doubting->work, look.field, doubting->input->rules);
        tell_implausible(doubting, &look);
    }
    arena_free(doubting->work);
    return status;
}

static Status look_at_each(Doubting *doubting, const int *indicators, int count, Error *err)
{
    const DoubtInput *input = doubting->input;
    LookAhead *ahead = NULL;
    Status status = STATUS_OK;
    if (input->batch_id != 0 && doubting->places * (size_t)count >= PLACES_MANY) {
        ahead = look_ahead_start(doubting, indicators, count);
    }
    for (int i = 0; status == STATUS_OK && i < count; i++) {
        status = look_at(doubting, ahead, indicators[i], err);
        if (input->progress != NULL) {
            input->progress(input->progress_context, (i + 1.0) / count);
        }
    }
    look_ahead_stop(ahead);
    return status;
}

static Status look_at_all(Doubting *doubting, Error *err)
{
    const DoubtInput *input = doubting->input;
    int count;
    const int *indicators = marked(doubting->arena, input->coverage->indicators,
                                   input->registry->indicator_count, &count);
    Status status = look_at_each(doubting, indicators, count, err);
    for (size_t i = 0; status == STATUS_OK && i < doubting->weak.count; i++) {
        status = tell_edition(doubting, LIST_AT(&doubting->weak, WeakRepeats, i), err);
    }
    if (status == STATUS_OK) {
        shifts_tell(doubting);
    }
    return status;
}

static void choose_years(Doubting *doubting)
{
    const Coverage *coverage = doubting->input->coverage;
    int first = coverage->first_year - YEARS_AROUND, last = coverage->last_year + YEARS_AROUND;
    first = first > last - YEARS_MOST ? first : last - YEARS_MOST + 1;
    doubting->first_year = first > 0 ? first : 1;
    doubting->year_count = last - doubting->first_year + 1;
}

Status doubts_find(const DoubtInput *input, Error *err)
{
    if (input->coverage->first_year == 0) {
        return STATUS_OK;
    }
    Doubting doubting = {.input = input, .arena = arena_new()};
    choose_years(&doubting);
    choose_entities(&doubting);
    doubting.places = (size_t)doubting.entity_count * (size_t)doubting.year_count;
    doubting.shifts = shifts_new(&doubting);
    doubting.striking = ARENA_ARRAY(doubting.arena, int, doubting.places + 1);
    doubting.weak = list_new(doubting.arena, sizeof(WeakRepeats));
    Status status = look_at_all(&doubting, err);
    arena_free(doubting.arena);
    return status;
}
