/* Targets from a gap. The leader moves on at its present rate (percentages: by its present points
 * a year); the goal is θ of where it will then stand; the floor and the stretch target are shares
 * of the way from here to the goal. Beside each stands who has done the like before.
 *
 *   leader(t) = B·(1 + g_B)^t,  or B + d_B·t for percentages; held where a figure of its kind ends
 *   goal      = θ·leader(T); where lower is better, or below zero, leader(T)/θ; below zero where
 *               lower is better, θ·leader(T); never beyond a range's edge
 *   level     = A + factor·(goal - A)
 *   rate      = (level/A)^(1/T) - 1 */
#include "compare_impl.h"

#include <math.h>

typedef struct TargetWork {
    Arena *arena;
    const Panel *panel;
    const CompareRules *rules;
    const GapRow *gap;
    const Indicator *indicator;
    int at, subject, reference; /* positions in the panel */
    int years;
    PolarityKind direction;
    double least, most; /* what such a figure can be */
    TargetProposal *proposal;
} TargetWork;

/* ---- The moving leader ---- */

/* Mean yearly change in points since the first comparable year of the window. */
static bool recent_points(const Series *series, int year, int window_years, double *points)
{
    double last, first;
    if (!series_value(series, year, &last)) {
        return false;
    }
    for (int from = year - window_years; from < year; from++) {
        if (series_value(series, from, &first) && series_is_comparable(series, from, year)) {
            *points = (last - first) / (year - from);
            return true;
        }
    }
    return false;
}

static bool leader_moves(const TargetWork *work, const TargetWish *wish)
{
    TargetProposal *proposal = work->proposal;
    const GapRow *gap = work->gap;
    proposal->in_points = !indicator_has_rates(work->indicator);
    proposal->rate_is_supposed = wish->supposes_rate;
    if (wish->supposes_rate) {
        proposal->leader_rate = wish->leader_rate;
        return proposal->in_points || (gap->own > 0 && gap->other > 0 && wish->leader_rate > -1);
    }
    if (proposal->in_points) {
        Series leader = panel_series(work->panel, work->at, work->reference);
        return recent_points(&leader, gap->year, work->rules->growth_window_years,
                             &proposal->leader_rate);
    }
    proposal->leader_rate = gap->other_rate;
    return gap->has_other_rate && gap->own > 0 && gap->other > 0;
}

/* What a figure of this kind can be: a ratio does not fall below nothing, a share does not pass the
 * whole. Where one of the two is outside, it is no such figure; growth is free. */
static void find_bounds(TargetWork *work)
{
    double own = work->gap->own, other = work->gap->other, whole = work->indicator->whole;
    bool is_free = text_equal(work->indicator->kind, TEXT("growth")) || own < 0 || other < 0;
    bool is_share = !is_free && work->indicator->is_percent && own <= whole && other <= whole;
    work->least = is_free ? -INFINITY : 0;
    work->most = is_share ? whole : INFINITY;
}

static double within_bounds(const TargetWork *work, double value)
{
    return fmin(fmax(value, work->least), work->most);
}

static void leader_path(const TargetWork *work)
{
    TargetProposal *proposal = work->proposal;
    proposal->leader_path = ARENA_ARRAY(work->arena, double, (size_t)work->years);
    for (int y = 0; y < work->years; y++) {
        double free = proposal->in_points
                          ? work->gap->other + proposal->leader_rate * (y + 1)
                          : work->gap->other * pow(1 + proposal->leader_rate, y + 1);
        proposal->leader_path[y] = within_bounds(work, free);
        proposal->leader_is_held |= free < work->least || free > work->most;
    }
}

/* ---- Levels ---- */

static double goal_of(const TargetWork *work)
{
    double leader = work->proposal->leader_path[work->years - 1], theta = work->proposal->theta;
    Polarity polarity = work->indicator->polarity;
    bool falls = work->direction == POLARITY_LOWER;
    /* A part of the leader's level is the worse of the two, whichever its sign. */
    double goal = within_bounds(work, falls == (leader < 0) ? leader * theta : leader / theta);
    if (polarity.kind == POLARITY_RANGE) {
        return falls ? fmax(goal, polarity.high) : fmin(goal, polarity.low);
    }
    return goal;
}

static bool is_better(PolarityKind direction, double a, double b)
{
    return direction == POLARITY_LOWER ? a < b : a > b;
}

/* The stretch target of something that falls stays above zero, and a range is not overshot. */
static double level_value(const TargetWork *work, double goal, double factor)
{
    double base = work->gap->own, value = within_bounds(work, base + factor * (goal - base));
    Polarity polarity = work->indicator->polarity;
    if (polarity.kind == POLARITY_RANGE) {
        return work->direction == POLARITY_LOWER ? fmax(value, polarity.high)
                                                 : fmin(value, polarity.low);
    }
    bool crosses = base > 0 && goal > 0 && value <= 0;
    return crosses ? goal : value;
}

static void fill_level(const TargetWork *work, TargetLevel *level, double value)
{
    double base = work->gap->own;
    level->value = value;
    level->path = ARENA_ARRAY(work->arena, double, (size_t)work->years);
    bool steps = work->proposal->in_points || base <= 0 || value <= 0;
    target_path(base, value, work->years, steps ? PATH_EQUAL_STEPS : PATH_CONSTANT_RATE,
                level->path);
    bool has_rate = base > 0 && value > 0;
    level->rate = has_rate ? yearly_growth(value / base, work->years) : 0;
}

static void fill_precedent(const TargetWork *work, TargetLevel *level, const Feasibility *found)
{
    level->feasibility = *found;
    if (level->feasibility.best_unit >= 0) {
        level->feasibility.best_unit = work->panel->entities[level->feasibility.best_unit];
    }
    bool asked = level->feasibility.cases > 0;
    level->unprecedented = asked && level->feasibility.achieved == 0;
    level->unrealistic = asked && level->feasibility.share < work->rules->unrealistic_share;
}

enum { NO_RATE = -1 }; /* to nothing, or below: nobody is asked who did the like */

/* Who did the like of each level before: everybody's figures are looked through once for all. */
static void fill_precedents(const TargetWork *work)
{
    const Panel *panel = work->panel;
    TargetLevel *levels = work->proposal->levels;
    double rates[TARGET_LEVELS];
    Feasibility found[TARGET_LEVELS];
    size_t from = panel_at(panel, work->at, 0, panel->first_year);
    FeasibilityPanel all = {panel->values + from, panel->known + from, panel->breaks + from,
                            panel->entity_count,  panel->year_count,   panel->first_year};
    for (int l = 0; l < TARGET_LEVELS; l++) {
        rates[l] = levels[l].value > 0 ? levels[l].rate : NO_RATE;
    }
    feasibility(work->direction, &all, work->gap->own, work->rules->feasibility_band, rates,
                TARGET_LEVELS, work->years, panel->first_year + panel->year_count - 1, found);
    for (int l = 0; l < TARGET_LEVELS; l++) {
        fill_precedent(work, &levels[l], &found[l]);
    }
}

/* ---- Within the first year ---- */

/* Cumulative figures of the subject, where the panel was loaded with months. */
static void month_curve(const TargetWork *work)
{
    const struct PanelInside *inside = work->panel->inside;
    int first = 0, last = -1;
    for (size_t m = 0; m < inside->months.count; m++) {
        const MonthFigure *figure = LIST_AT(&inside->months, MonthFigure, m);
        if (figure->indicator == work->at && figure->entity == work->subject) {
            first = last < first || figure->year < first ? figure->year : first;
            last = figure->year > last ? figure->year : last;
        }
    }
    int years = last >= first ? last - first + 1 : 0;
    double *past = ARENA_ARRAY(work->arena, double, (size_t)years * 12);
    uint8_t *known = ARENA_ARRAY(work->arena, uint8_t, (size_t)years * 12);
    for (size_t m = 0; m < inside->months.count; m++) {
        const MonthFigure *figure = LIST_AT(&inside->months, MonthFigure, m);
        if (figure->indicator == work->at && figure->entity == work->subject) {
            size_t at = (size_t)(figure->year - first) * 12 + (size_t)figure->month - 1;
            past[at] = figure->value;
            known[at] = 1;
        }
    }
    work->proposal->month_curve_years = plan_curve(past, known, years, work->proposal->month_curve);
}

/* ---- Fingerprint ---- */

/* One entity's figures from the first to the last that is known, and where the series breaks;
 * `bytes` has room for them. */
static void add_series(Sha256 *sha, Text code, const Series *series, uint8_t *bytes)
{
    uint8_t *end = bytes;
    int first = 0, last = series->count - 1;
    while (first <= last && !series->known[first]) {
        first++;
    }
    while (last >= first && !series->known[last]) {
        last--;
    }
    if (first <= last) {
        hash_add_text(sha, code);
    }
    for (int y = first; y <= last; y++) {
        end = put_int(end, series->first_year + y);
        end = put_int(end, series->known[y] + 2 * series->breaks[y]);
        end = put_double(end, series->values[y]);
    }
    sha256_add(sha, bytes, (size_t)(end - bytes));
}

/* Everybody's: all that the levels and their precedents rest on, however much else was read. */
static void add_figures(Sha256 *sha, const Panel *panel, int indicator)
{
    enum { FIGURE_BYTES = 3 * NUMBER_BYTES };
    uint8_t *bytes =
        ARENA_ARRAY(panel->inside->arena, uint8_t, FIGURE_BYTES * (size_t)panel->year_count);
    for (int e = 0; e < panel->entity_count; e++) {
        Series series = panel_series(panel, indicator, e);
        add_series(sha, panel->registry->entities[panel->entities[e]].code, &series, bytes);
    }
}

Hash target_fingerprint(const Panel *panel, const TargetProposal *proposal)
{
    const Registry *registry = panel->registry;
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao target 2"));
    add_figures(&sha, panel, panel_indicator(panel, proposal->indicator));
    hash_add_text(&sha, proposal->rules_version);
    hash_add_text(&sha, registry->indicators[proposal->indicator].code);
    hash_add_text(&sha, registry->entities[proposal->subject].code);
    hash_add_text(&sha, registry->entities[proposal->reference].code);
    hash_add_int(&sha, proposal->base_year);
    hash_add_int(&sha, proposal->due_year);
    hash_add_double(&sha, proposal->theta);
    if (proposal->rate_is_supposed) {
        hash_add_double(&sha, proposal->leader_rate);
    }
    if (proposal->leader_is_held) {
        hash_add_text(&sha, TEXT("held"));
    }
    return sha256_finish(&sha);
}

/* ---- The proposal ---- */

static Status refuse(const TargetWork *work, const char *code, Error *err)
{
    const Entity *reference = &work->panel->registry->entities[work->gap->reference];
    return error_set(err, STATUS_INVALID, code,
                     ARGS(arg_label("indicator", work->indicator->zh, work->indicator->en),
                          arg_label("reference", reference->zh, reference->en),
                          arg_int("year", work->gap->year)));
}

static Status start(TargetWork *work, int subject, const TargetWish *wish, Error *err)
{
    const GapRow *gap = work->gap;
    Status status = subject_position(work->panel, subject, &work->subject, err);
    if (status == STATUS_OK) {
        status = subject_position(work->panel, gap->reference, &work->reference, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    enum { TARGET_YEARS_MOST = 50 };
    int due_year = wish->due_year != 0 ? wish->due_year : gap->year + work->rules->target_years;
    work->years = due_year - gap->year;
    work->at = panel_indicator(work->panel, gap->indicator);
    if (gap->state == GAP_OWED || gap->state == GAP_NO_REFERENCE) {
        return refuse(work, "compare.no_common_year", err);
    }
    if (gap->state != GAP_BEHIND || work->at < 0 ||
        !polarity_direction(work->indicator->polarity, gap->own, &work->direction)) {
        return refuse(work, "compare.no_gap", err);
    }
    if (work->years < 1 || work->years > TARGET_YEARS_MOST || wish->theta < 0 || wish->theta > 2) {
        return error_set(err, STATUS_INVALID, "compare.due_year",
                         ARGS(arg_int("year", due_year), arg_int("base", gap->year),
                              arg_int("most", TARGET_YEARS_MOST)));
    }
    bool partly = text_equal(gap->verb, TEXT("catch_up")) || text_equal(gap->verb, TEXT("learn"));
    double by_rules = partly ? work->rules->far_theta : 1;
    *work->proposal = (TargetProposal){
        .subject = subject,
        .indicator = gap->indicator,
        .reference = gap->reference,
        .verb = partly ? TEXT("catch_up") : TEXT("overtake"),
        .base_year = gap->year,
        .due_year = due_year,
        .base = gap->own,
        .theta = wish->theta > 0 ? wish->theta : by_rules,
        .base_source = gap->own_source,
        .as_of = work->panel->as_of,
        .rules_version = work->rules->version,
    };
    return STATUS_OK;
}

Status target_propose(Arena *arena, const Panel *panel, const CompareRules *rules,
                      const GapRow *gap, int subject, const TargetWish *wish,
                      TargetProposal **proposal, Error *err)
{
    TargetWork work = {
        .arena = arena,
        .panel = panel,
        .rules = rules,
        .gap = gap,
        .indicator = &panel->registry->indicators[gap->indicator],
        .proposal = ARENA_NEW(arena, TargetProposal),
    };
    Status status = start(&work, subject, wish, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!leader_moves(&work, wish)) {
        return refuse(&work, "compare.rates_unknown", err);
    }
    find_bounds(&work);
    leader_path(&work);
    double goal = goal_of(&work);
    if (!is_better(work.direction, goal, gap->own)) {
        return refuse(&work, "compare.no_gap", err);
    }
    const double factors[TARGET_LEVELS] = {
        [TARGET_FLOOR] = rules->floor_factor,
        [TARGET_GOAL] = 1,
        [TARGET_STRETCH] = rules->stretch_factor,
    };
    for (int l = 0; l < TARGET_LEVELS; l++) {
        fill_level(&work, &work.proposal->levels[l], level_value(&work, goal, factors[l]));
    }
    fill_precedents(&work);
    month_curve(&work);
    *proposal = work.proposal;
    return STATUS_OK;
}
