/* The figures of a batch beside what was there before it: conflicts, years that are off by some,
 * and the doubts of measure. Everything is a warning; nothing is corrected. */
#include "exchange_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { YEARS_AROUND = 6, SHIFT_MOST = 6, ENTITIES_FEW = 60 };

typedef struct Doubting {
    Arena *arena;
    const Registry *registry;
    const Words *words;
    const PlausibilityRules *rules;
    List *kept;
    const List *readings;
    Problems *problems;
    Field *before; /* what was there */
    Field *after;  /* with the batch's figures laid over it */
    int32_t *mine; /* by place in the field: 1 + number in kept; 0: not of this batch */
} Doubting;

/* ---- The panel to look at ---- */

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

/* The batch's indicators, and those they are made of or grow from. */
static const int *wanted_indicators(const Doubting *doubting, int *count)
{
    const Registry *registry = doubting->registry;
    uint8_t *marks = ARENA_ARRAY(doubting->arena, uint8_t, (size_t)registry->indicator_count + 1);
    for (size_t i = 0; i < doubting->kept->count; i++) {
        marks[LIST_AT(doubting->kept, KeptFigure, i)->indicator] = 1;
    }
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        if (part->indicator >= 0 && part->part >= 0 && marks[part->indicator] == 1 &&
            marks[part->part] == 0) {
            marks[part->part] = 2;
        }
    }
    return marked(doubting->arena, marks, registry->indicator_count, count);
}

/* The batch's entities; for a few, those of their kind too: what is usual shows only among many. */
static const int *wanted_entities(const Doubting *doubting, int *count)
{
    const Registry *registry = doubting->registry;
    Arena *arena = doubting->arena;
    uint8_t *marks = ARENA_ARRAY(arena, uint8_t, (size_t)registry->entity_count + 1);
    int *members = ARENA_ARRAY(arena, int, (size_t)registry->entity_count + 1);
    for (size_t i = 0; i < doubting->kept->count; i++) {
        marks[LIST_AT(doubting->kept, KeptFigure, i)->entity] = 1;
    }
    const int *own = marked(arena, marks, registry->entity_count, count);
    for (int i = 0; *count <= ENTITIES_FEW && i < *count; i++) {
        int siblings = registry_siblings(registry, own[i], members);
        for (int j = 0; j < siblings; j++) {
            marks[members[j]] = 1;
        }
    }
    return marked(arena, marks, registry->entity_count, count);
}

static void year_range(const Doubting *doubting, PanelRequest *request)
{
    request->first_year = 9999;
    for (size_t i = 0; i < doubting->kept->count; i++) {
        int year = LIST_AT(doubting->kept, KeptFigure, i)->year;
        request->first_year = year < request->first_year ? year : request->first_year;
        request->last_year = year > request->last_year ? year : request->last_year;
    }
    request->first_year -= YEARS_AROUND;
    request->last_year += YEARS_AROUND;
}

static Field *field_copy(Arena *arena, const Field *field)
{
    Field *copy = ARENA_NEW(arena, Field);
    size_t cells =
        (size_t)field->indicator_count * (size_t)field->entity_count * (size_t)field->year_count;
    *copy = *field;
    copy->values = ARENA_ARRAY(arena, double, cells + 1);
    copy->decimals = ARENA_ARRAY(arena, Decimal, cells + 1);
    copy->known = ARENA_ARRAY(arena, uint8_t, cells + 1);
    copy->flags = ARENA_ARRAY(arena, PlausibilityFlag, cells + 1);
    memcpy(copy->values, field->values, cells * sizeof *copy->values);
    memcpy(copy->decimals, field->decimals, cells * sizeof *copy->decimals);
    memcpy(copy->known, field->known, cells);
    return copy;
}

static size_t place_of(const Doubting *doubting, const KeptFigure *figure)
{
    return field_at(doubting->before, figure->at_indicator, figure->at_entity,
                    figure->year - doubting->before->first_year);
}

/* Of several figures for one cell the official one that was known last is looked at. */
static bool goes_before(const KeptFigure *figure, const KeptFigure *other)
{
    bool estimate = figure->status == OBSERVATION_ESTIMATED;
    bool other_estimate = other->status == OBSERVATION_ESTIMATED;
    return estimate != other_estimate ? !estimate : figure->known_from > other->known_from;
}

static void lay_over(Doubting *doubting, const Panel *panel)
{
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    doubting->mine = ARENA_ARRAY(doubting->arena, int32_t, cells + 1);
    for (size_t i = 0; i < doubting->kept->count; i++) {
        KeptFigure *figure = LIST_AT(doubting->kept, KeptFigure, i);
        figure->at_indicator = panel_indicator(panel, figure->indicator);
        figure->at_entity = panel_entity(panel, figure->entity);
        size_t at = place_of(doubting, figure);
        if (doubting->mine[at] != 0 &&
            !goes_before(figure,
                         LIST_AT(doubting->kept, KeptFigure, (size_t)doubting->mine[at] - 1))) {
            continue;
        }
        doubting->mine[at] = (int32_t)i + 1;
        doubting->after->known[at] = 1;
        doubting->after->decimals[at] = figure->value;
        doubting->after->values[at] = decimal_double(figure->value);
    }
}

/* ---- Telling ---- */

static Text sheet_of(const Doubting *doubting, int sheet)
{
    for (size_t i = 0; i < doubting->readings->count; i++) {
        const Reading *reading = LIST_AT(doubting->readings, Reading, i);
        if (reading->sheet == sheet) {
            return reading->sheet_name;
        }
    }
    return (Text){0};
}

static Text number_text(Arena *arena, double number)
{
    return text_format(arena, "%.6g", number);
}

static void tell_figure(const Doubting *doubting, const KeptFigure *figure, const char *code,
                        double expected)
{
    const Entity *entity = &doubting->registry->entities[figure->entity];
    const Indicator *indicator = &doubting->registry->indicators[figure->indicator];
    CellPlace place = cell_from_code(figure->cell);
    problem_at(doubting->problems, SEVERITY_WARNING, code, sheet_of(doubting, place.sheet),
               place.row, place.column, (Text){0},
               ARGS(arg_text("entity", entity->zh), arg_text("indicator", indicator->zh),
                    arg_int("year", figure->year),
                    arg_text("value", decimal_text(doubting->arena, figure->value)),
                    arg_text("expected", number_text(doubting->arena, expected))));
}

/* ---- Conflicts ---- */

static bool same_figure(double a, double b, double ratio)
{
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= ratio * larger;
}

static void find_conflicts(const Doubting *doubting)
{
    for (size_t i = 0; i < doubting->kept->count; i++) {
        const KeptFigure *figure = LIST_AT(doubting->kept, KeptFigure, i);
        size_t at = place_of(doubting, figure);
        double there = doubting->before->values[at];
        if (doubting->before->known[at] &&
            !same_figure(there, decimal_double(figure->value), doubting->words->conflict_ratio)) {
            tell_figure(doubting, figure, "exchange.conflict", there);
        }
    }
}

/* ---- Years that are off ---- */

/* Votes of figures that do not fit their own year, by the shift they fit better. */
typedef struct ShiftVotes {
    int fits[2 * SHIFT_MOST + 1]; /* [SHIFT_MOST + shift] */
    int differ;
} ShiftVotes;

static void vote(const Doubting *doubting, const KeptFigure *figure, ShiftVotes *votes)
{
    const Field *before = doubting->before;
    double value = decimal_double(figure->value), ratio = doubting->words->shift_ratio;
    size_t at = place_of(doubting, figure);
    int year = figure->year - before->first_year;
    if (!before->known[at] || same_figure(before->values[at], value, ratio)) {
        return;
    }
    votes->differ++;
    for (int shift = -SHIFT_MOST; shift <= SHIFT_MOST; shift++) {
        if (shift == 0 || year + shift < 0 || year + shift >= before->year_count) {
            continue;
        }
        size_t other = field_at(before, figure->at_indicator, figure->at_entity, year + shift);
        votes->fits[SHIFT_MOST + shift] +=
            before->known[other] && same_figure(before->values[other], value, ratio);
    }
}

static bool shift_of(const Doubting *doubting, const ShiftVotes *votes, int *shift, int *fits)
{
    int best = 0;
    for (int i = 1; i < 2 * SHIFT_MOST + 1; i++) {
        best = votes->fits[i] > votes->fits[best] ? i : best;
    }
    *shift = best - SHIFT_MOST;
    *fits = votes->fits[best];
    return *fits > 0 && *fits >= doubting->words->shift_figures &&
           *fits >= doubting->words->shift_share * votes->differ;
}

static void tell_shift(const Doubting *doubting, const KeptFigure *figure, const char *code,
                       Text who, int year, const ShiftVotes *votes)
{
    int shift, fits;
    if (!shift_of(doubting, votes, &shift, &fits)) {
        return;
    }
    CellPlace place = cell_from_code(figure->cell);
    problem_at(doubting->problems, SEVERITY_WARNING, code, sheet_of(doubting, place.sheet),
               place.row, 0, (Text){0},
               ARGS(arg_text("entity", who), arg_int("year", year), arg_int("other", year + shift),
                    arg_int("shift", shift), arg_int("fits", fits),
                    arg_int("differ", votes->differ)));
}

/* All entities of one year, then all years of one entity. */
static void find_shifts(const Doubting *doubting)
{
    const Field *field = doubting->before;
    size_t groups = (size_t)field->year_count + (size_t)field->entity_count;
    ShiftVotes *votes = ARENA_ARRAY(doubting->arena, ShiftVotes, groups + 1);
    const KeptFigure **first = ARENA_ARRAY(doubting->arena, const KeptFigure *, groups + 1);
    for (size_t i = 0; i < doubting->kept->count; i++) {
        const KeptFigure *figure = LIST_AT(doubting->kept, KeptFigure, i);
        size_t by_year = (size_t)(figure->year - field->first_year);
        size_t by_entity = (size_t)field->year_count + (size_t)figure->at_entity;
        vote(doubting, figure, &votes[by_year]);
        vote(doubting, figure, &votes[by_entity]);
        first[by_year] = first[by_year] != NULL ? first[by_year] : figure;
        first[by_entity] = first[by_entity] != NULL ? first[by_entity] : figure;
    }
    for (int y = 0; y < field->year_count; y++) {
        if (first[y] != NULL) {
            tell_shift(doubting, first[y], "exchange.year_shifted", (Text){0},
                       field->first_year + y, &votes[y]);
        }
    }
    for (int e = 0; e < field->entity_count; e++) {
        size_t group = (size_t)field->year_count + (size_t)e;
        if (first[group] != NULL) {
            tell_shift(doubting, first[group], "exchange.rows_shifted",
                       doubting->registry->entities[field->entities[e]].zh, first[group]->year,
                       &votes[group]);
        }
    }
}

/* ---- Plausibility ---- */

static void find_implausible(const Doubting *doubting)
{
    Field *field = doubting->after;
    field_check(doubting->arena, field, doubting->rules);
    size_t cells =
        (size_t)field->indicator_count * (size_t)field->entity_count * (size_t)field->year_count;
    for (size_t at = 0; at < cells; at++) {
        if (doubting->mine[at] != 0 && field->flags[at].kind != PLAUSIBLE) {
            tell_figure(doubting,
                        LIST_AT(doubting->kept, KeptFigure, (size_t)doubting->mine[at] - 1),
                        doubt_code(field->flags[at].kind), field->flags[at].expected);
        }
    }
}

Status doubts_find(Arena *arena, Workspace *workspace, const Registry *registry,
                   const PlausibilityRules *rules, const Words *words, List *kept,
                   const List *readings, Problems *problems, Error *err)
{
    if (kept->count == 0) {
        return STATUS_OK;
    }
    Doubting doubting = {.arena = arena,
                         .registry = registry,
                         .words = words,
                         .rules = rules,
                         .kept = kept,
                         .readings = readings,
                         .problems = problems};
    PanelRequest request = {.as_of = DATE_NONE, .with_sources = true};
    request.indicators = wanted_indicators(&doubting, &request.indicator_count);
    request.entities = wanted_entities(&doubting, &request.entity_count);
    year_range(&doubting, &request);
    Panel *panel;
    Status status = panel_load(arena, workspace, registry, &request, &panel, err);
    if (status != STATUS_OK) {
        return status;
    }
    doubting.before = field_from_panel(arena, panel);
    doubting.after = field_copy(arena, doubting.before);
    lay_over(&doubting, panel);
    find_shifts(&doubting);
    find_conflicts(&doubting);
    find_implausible(&doubting);
    return STATUS_OK;
}
