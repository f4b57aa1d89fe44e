/* Gaps: the subject beside its references, indicator by indicator, in the latest year known for
 * both. Formulas are measure's; here is decided which apply.
 *
 * Present rates are nominal growth of each side's own level within one unbroken series, so they
 * exist for levels, flows and per-head figures only. Percentages, growth rates and ratios differ
 * by points: their gap moves by points too. */
#include "compare_impl.h"

#include <math.h>

/* ---- What applies to an indicator ---- */

bool indicator_has_rates(const Indicator *indicator)
{
    return !indicator->is_percent && !text_equal(indicator->kind, TEXT("growth")) &&
           !text_equal(indicator->kind, TEXT("ratio"));
}

bool polarity_direction(Polarity polarity, double own, PolarityKind *kind)
{
    *kind = polarity.kind;
    if (polarity.kind == POLARITY_RANGE) {
        *kind = own > polarity.high ? POLARITY_LOWER : POLARITY_HIGHER;
    }
    return polarity.kind != POLARITY_NEUTRAL;
}

/* ---- References ---- */

typedef struct Reference {
    int entity;
    Text area, role, verb;
} Reference;

typedef struct GapWork {
    Arena *arena;
    const Panel *panel;
    const CompareRules *rules;
    const GapRequest *request;
    List references; /* Reference */
    int subject;     /* position in the panel */
    GapTable *table;
} GapWork;

static Date day_of(const GapWork *work)
{
    return work->panel->as_of != DATE_NONE ? work->panel->as_of : date_today();
}

static void benchmarks_of(GapWork *work)
{
    const Registry *registry = work->panel->registry;
    for (int b = 0; b < registry->benchmark_count; b++) {
        const Benchmark *benchmark = &registry->benchmarks[b];
        if (benchmark->subject == work->request->subject &&
            is_valid_on(benchmark->from, benchmark->to, day_of(work))) {
            *(Reference *)list_add(&work->references) = (Reference){
                benchmark->reference, benchmark->area, benchmark->role, benchmark->verb};
        }
    }
}

/* Somebody named by the caller is what the benchmark for every area says it is, if there is one. */
static Reference named_reference(const GapWork *work, int entity)
{
    const Registry *registry = work->panel->registry;
    for (int b = 0; b < registry->benchmark_count; b++) {
        const Benchmark *benchmark = &registry->benchmarks[b];
        if (benchmark->subject == work->request->subject && benchmark->reference == entity &&
            benchmark->area.len == 0 && is_valid_on(benchmark->from, benchmark->to, day_of(work))) {
            return (Reference){entity, TEXT(""), benchmark->role, benchmark->verb};
        }
    }
    return (Reference){entity, TEXT(""), TEXT(""), TEXT("")};
}

static Status find_references(GapWork *work, Error *err)
{
    const GapRequest *request = work->request;
    for (int r = 0; r < request->reference_count && request->references; r++) {
        *(Reference *)list_add(&work->references) =
            named_reference(work, request->references[r]);
    }
    if (!request->references) {
        benchmarks_of(work);
    }
    for (size_t r = 0; r < work->references.count; r++) {
        int position;
        int entity = LIST_AT(&work->references, Reference, r)->entity;
        Status status = subject_position(work->panel, entity, &position, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* A benchmark for one area stands before the same reference's benchmark for everything. */
static bool reference_applies(const GapWork *work, const Reference *reference, Text area)
{
    if (reference->area.len > 0) {
        return text_equal(reference->area, area);
    }
    for (size_t r = 0; r < work->references.count; r++) {
        const Reference *other = LIST_AT(&work->references, Reference, r);
        if (other->entity == reference->entity && other->area.len > 0 &&
            text_equal(other->area, area)) {
            return false;
        }
    }
    return true;
}

/* ---- One row ---- */

static int common_year(const GapWork *work, int indicator, int reference)
{
    const Panel *panel = work->panel;
    int first = panel->first_year, last = first + panel->year_count - 1;
    if (work->request->year != 0) {
        first = work->request->year > first ? work->request->year : first;
        last = work->request->year < last ? work->request->year : last;
    }
    for (int year = last; year >= first; year--) {
        if (panel->known[panel_at(panel, indicator, work->subject, year)] &&
            panel->known[panel_at(panel, indicator, reference, year)]) {
            return year;
        }
    }
    return 0;
}

/* The latest year of one side alone, or the one asked for when it is known then. */
static int known_year(const GapWork *work, int indicator, int entity)
{
    const Panel *panel = work->panel;
    int year = work->request->year;
    if (year == 0) {
        return latest_year(panel, indicator, entity);
    }
    bool inside = year >= panel->first_year && year < panel->first_year + panel->year_count;
    return inside && panel->known[panel_at(panel, indicator, entity, year)] ? year : 0;
}

static Observation source_of(const Panel *panel, int indicator, int entity, int year)
{
    const Observation *source = panel_source(panel, indicator, entity, year);
    return source ? *source : (Observation){.indicator_id = 0};
}

/* Was growth there to compute, but for a break? */
static bool breaks_off(const Series *series, int year, int window_years)
{
    for (int from = year - 1; from >= year - window_years && from >= series->first_year; from--) {
        double value;
        if (series_value(series, from, &value)) {
            return !series_is_comparable(series, from, year);
        }
    }
    return false;
}

static void add_rates(const GapWork *work, GapRow *row, const Indicator *indicator,
                      const Series *own, const Series *other)
{
    row->catch_up.kind = CATCH_UP_UNDEFINED;
    if (!indicator_has_rates(indicator)) {
        return;
    }
    int window = work->rules->growth_window_years;
    row->has_own_rate =
        series_recent_growth(own, row->year, window, &row->own_rate, &row->own_rate_from);
    row->has_other_rate =
        series_recent_growth(other, row->year, window, &row->other_rate, &row->other_rate_from);
    row->rates_cross_break = (!row->has_own_rate && breaks_off(own, row->year, window)) ||
                             (!row->has_other_rate && breaks_off(other, row->year, window));
    PolarityKind kind;
    if (row->has_own_rate && row->has_other_rate &&
        polarity_direction(indicator->polarity, row->own, &kind)) {
        row->catch_up = catch_up(kind, row->own, row->own_rate, row->other, row->other_rate);
    }
}

static void add_ranks(const GapWork *work, GapRow *row, int indicator)
{
    int subject = work->request->subject;
    Ranking *ranking = panel_ranking(work->panel, indicator, subject, row->year);
    Rank own = ranking_of(work->panel, ranking, subject);
    row->own_rank = own.first;
    row->own_rank_last = own.last;
    row->ranked = own.ranked;
    row->other_rank = ranking_of(work->panel, ranking, row->reference).first;
}

static GapState state_of(const Indicator *indicator, const Gap *gap)
{
    if (indicator->polarity.kind == POLARITY_NEUTRAL) {
        return GAP_NEUTRAL;
    }
    if (gap->behind == 0) {
        return GAP_LEVEL;
    }
    return gap->behind > 0 ? GAP_BEHIND : GAP_AHEAD;
}

static void compare_values(const GapWork *work, GapRow *row, int at, int reference)
{
    const Panel *panel = work->panel;
    const Indicator *indicator = &panel->registry->indicators[row->indicator];
    Polarity polarity = indicator->polarity;
    Series own = panel_series(panel, at, work->subject);
    Series other = panel_series(panel, at, reference);
    series_value(&own, row->year, &row->own);
    series_value(&other, row->year, &row->other);
    row->gap = gap_between(polarity, row->own, row->other);
    row->state = state_of(indicator, &row->gap);
    int window = work->rules->growth_window_years;
    row->path_in_points = !indicator_has_rates(indicator);
    row->path = row->path_in_points
                    ? gap_path(polarity, GAP_IN_UNIT, &own, &other, row->year, window,
                               work->rules->steady_points)
                    : gap_path(polarity, GAP_RELATIVE, &own, &other, row->year, window,
                               work->rules->steady_slope);
    row->distance = row->state == GAP_AHEAD ? time_distance(polarity, &own, row->other, row->year)
                                            : time_distance(polarity, &other, row->own, row->year);
    add_rates(work, row, indicator, &own, &other);
    add_ranks(work, row, at);
    int theirs = work->request->year == 0 ? latest_year(panel, at, reference) : 0;
    row->owed_year = theirs > row->year ? theirs : 0;
}

/* No year has both: whose figure is missing? False when nobody has one and nobody asked. */
static bool missing_state(const GapWork *work, GapRow *row, int at, int reference)
{
    int own = known_year(work, at, work->subject), other = known_year(work, at, reference);
    if (own > other) {
        Series series = panel_series(work->panel, at, work->subject);
        row->state = GAP_NO_REFERENCE;
        row->year = own;
        return series_value(&series, own, &row->own);
    }
    row->state = GAP_OWED;
    row->year = row->owed_year = other;
    if (other != 0) {
        Series series = panel_series(work->panel, at, reference);
        return series_value(&series, other, &row->other);
    }
    return work->request->indicators != NULL;
}

static void add_row(GapWork *work, int registry_indicator, const Reference *reference)
{
    const Panel *panel = work->panel;
    int at = panel_indicator(panel, registry_indicator);
    int other = panel_entity(panel, reference->entity);
    if (at < 0) {
        return;
    }
    GapRow row = {
        .indicator = registry_indicator,
        .reference = reference->entity,
        .role = reference->role,
        .verb = reference->verb,
        .year = common_year(work, at, other),
    };
    if (row.year != 0) {
        compare_values(work, &row, at, other);
    } else if (!missing_state(work, &row, at, other)) {
        return;
    }
    row.own_source = source_of(panel, at, work->subject, row.year);
    row.other_source = source_of(panel, at, other, row.year);
    *(GapRow *)list_add(&work->table->rows) = row;
}

/* ---- The table ---- */

static int state_order(GapState state)
{
    switch (state) {
    case GAP_BEHIND: return 0;
    case GAP_LEVEL: return 1;
    case GAP_NEUTRAL: return 2;
    case GAP_AHEAD: return 3;
    case GAP_OWED: return 4;
    case GAP_NO_REFERENCE: return 5;
    }
    return 5;
}

/* How large the difference is, whichever side is ahead; without a ratio it counts as smallest. */
static double size_of(const GapRow *row)
{
    return row->gap.has_relative ? fabs(row->gap.relative) : -1;
}

static int compare_rows(const void *left, const void *right)
{
    const GapRow *a = left, *b = right;
    int order = state_order(a->state) - state_order(b->state);
    if (order != 0) {
        return order;
    }
    double a_size = size_of(a), b_size = size_of(b);
    if (a_size > b_size || a_size < b_size) {
        return a_size > b_size ? -1 : 1;
    }
    if (a->indicator != b->indicator) {
        return a->indicator - b->indicator;
    }
    return a->reference - b->reference;
}

static void add_fingerprint(const GapWork *work)
{
    const GapRequest *request = work->request;
    const Registry *registry = work->panel->registry;
    Hash figures = panel_fingerprint(work->panel);
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao gaps 1"));
    sha256_add(&sha, figures.bytes, HASH_BYTES);
    hash_add_text(&sha, work->rules->version);
    hash_add_text(&sha, registry->entities[request->subject].code);
    hash_add_int(&sha, request->year);
    for (size_t r = 0; r < work->references.count; r++) {
        const Reference *reference = LIST_AT(&work->references, Reference, r);
        hash_add_text(&sha, registry->entities[reference->entity].code);
        hash_add_text(&sha, reference->area);
        hash_add_text(&sha, reference->role);
        hash_add_text(&sha, reference->verb);
    }
    for (int i = 0; i < request->indicator_count && request->indicators; i++) {
        hash_add_text(&sha, registry->indicators[request->indicators[i]].code);
    }
    work->table->fingerprint = sha256_finish(&sha);
}

static bool is_wanted(const GapRequest *request, const Indicator *indicator)
{
    return request->indicators || indicator->polarity.kind != POLARITY_NEUTRAL;
}

Status compare_gaps(Arena *arena, const Panel *panel, const CompareRules *rules,
                    const GapRequest *request, GapTable **table, Error *err)
{
    GapWork work = {
        .arena = arena,
        .panel = panel,
        .rules = rules,
        .request = request,
        .references = list_new(arena, sizeof(Reference)),
        .table = ARENA_NEW(arena, GapTable),
    };
    Status status = subject_position(panel, request->subject, &work.subject, err);
    if (status == STATUS_OK) {
        status = find_references(&work, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *work.table = (GapTable){.subject = request->subject,
                             .as_of = panel->as_of,
                             .rows = list_new(arena, sizeof(GapRow)),
                             .rules_version = rules->version};
    int count = request->indicators ? request->indicator_count : panel->indicator_count;
    for (int i = 0; i < count; i++) {
        int at = request->indicators ? request->indicators[i] : panel->indicators[i];
        const Indicator *indicator = &panel->registry->indicators[at];
        for (size_t r = 0; r < work.references.count && is_wanted(request, indicator); r++) {
            const Reference *reference = LIST_AT(&work.references, Reference, r);
            if (reference_applies(&work, reference, indicator->area)) {
                add_row(&work, at, reference);
            }
        }
    }
    list_sort(&work.table->rows, compare_rows);
    add_fingerprint(&work);
    *table = work.table;
    return STATUS_OK;
}

const GapRow *gaps_row(const GapTable *table, int indicator, int reference)
{
    for (size_t i = 0; i < table->rows.count; i++) {
        const GapRow *row = LIST_AT(&table->rows, GapRow, i);
        if (row->indicator == indicator && (reference < 0 || row->reference == reference)) {
            return row;
        }
    }
    return NULL;
}
