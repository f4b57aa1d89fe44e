/* What a reference is known for and we are not, beyond yearly figures: "new projects, January to
 * August", "more than 1,600 firms". Such figures enter no gap; the own figure is owed. */
#include "compare_impl.h"

/* Periods that are no year: undated (code 0) or of a finer kind. Yearly figures are the panel's. */
static const char OTHER_PERIODS[] =
    "SELECT period, entity, batch, cell, value, scale, bound, status, known_from, document "
    "FROM observation WHERE indicator = $1 AND (period < $2 OR period >= $3) "
    "ORDER BY indicator, period DESC, entity, batch, cell";

typedef struct OwedSearch {
    Workspace *workspace;
    const Registry *registry;
    BatchSet accepted;
    Date as_of;
    GapTable *table;
} OwedSearch;

static Observation read_figure(const Stmt *stmt, int64_t indicator_id)
{
    return (Observation){
        .indicator_id = indicator_id,
        .period = (int32_t)stmt_int(stmt, 0),
        .entity_id = stmt_int(stmt, 1),
        .batch_id = stmt_int(stmt, 2),
        .cell = stmt_int(stmt, 3),
        .value = {stmt_int(stmt, 4), (int8_t)stmt_int(stmt, 5)},
        .bound = (Bound)stmt_int(stmt, 6),
        .status = (ObservationStatus)stmt_int(stmt, 7),
        .known_from = (Date)stmt_int(stmt, 8),
        .document_id = stmt_int(stmt, 9),
    };
}

static bool is_seen(OwedSearch *search, const Observation *figure)
{
    bool known = search->as_of == DATE_NONE || figure->known_from <= search->as_of;
    return known && observation_has_value(figure->status) &&
           batch_set_has(&search->accepted, figure->batch_id);
}

/* Every figure of one indicator that is seen and is no yearly one; latest period first. */
static Status other_figures(OwedSearch *search, int64_t indicator_id, List *figures, Error *err)
{
    Stmt *stmt;
    Status status = store_prepare(workspace_store(search->workspace), OTHER_PERIODS, &stmt, err);
    if (status) return status;
    Period first_year = {PERIOD_YEAR, 0, 0}, after_years = {PERIOD_HALF, 0, 0};
    stmt_bind_int(stmt, 1, indicator_id);
    stmt_bind_int(stmt, 2, period_code(first_year));
    stmt_bind_int(stmt, 3, period_code(after_years));
    bool more;
    while (!(status = stmt_step(stmt, &more, err)) && more) {
        Observation figure = read_figure(stmt, indicator_id);
        if (is_seen(search, &figure)) *(Observation *)list_add(figures) = figure;
    }
    return status;
}

static const Observation *figure_of(const List *figures, int64_t entity_id)
{
    for (size_t i = 0; i < figures->count; i++) {
        const Observation *figure = LIST_AT(figures, Observation, i);
        if (figure->entity_id == entity_id) return figure;
    }
    return NULL;
}

static bool applies(const OwedSearch *search, const Benchmark *benchmark, int indicator)
{
    Text area = search->registry->indicators[indicator].area;
    Date on = search->as_of != DATE_NONE ? search->as_of : date_today();
    return benchmark->subject == search->table->subject &&
           is_valid_on(benchmark->from, benchmark->to, on) &&
           (benchmark->area.len == 0 || text_equal(benchmark->area, area));
}

static void add_row(OwedSearch *search, int indicator, const Benchmark *benchmark,
                    const Observation *figure)
{
    GapRow *row = list_add(&search->table->rows);
    *row = (GapRow){
        .indicator = indicator,
        .reference = benchmark->reference,
        .role = benchmark->role,
        .verb = benchmark->verb,
        .state = GAP_OWED,
        .other = decimal_double(figure->value),
        .other_source = *figure,
    };
}

static Status search_indicator(Arena *arena, OwedSearch *search, int indicator, Error *err)
{
    const Registry *registry = search->registry;
    List figures = list_new(arena, sizeof(Observation));
    Status status = other_figures(search, registry->indicators[indicator].id, &figures, err);
    if (status || figures.count == 0) return status;
    if (figure_of(&figures, registry->entities[search->table->subject].id)) return STATUS_OK;
    for (int b = 0; b < registry->benchmark_count; b++) {
        const Benchmark *benchmark = &registry->benchmarks[b];
        if (!applies(search, benchmark, indicator)) continue;
        const Observation *figure =
            figure_of(&figures, registry->entities[benchmark->reference].id);
        if (figure) add_row(search, indicator, benchmark, figure);
    }
    return STATUS_OK;
}

Status gaps_add_owed(Arena *arena, Workspace *workspace, const Registry *registry, GapTable *table,
                     Error *err)
{
    OwedSearch search = {workspace, registry, {0}, table->as_of, table};
    Status status = batch_set_load(arena, workspace, &search.accepted, err);
    for (int i = 0; !status && i < registry->indicator_count; i++) {
        status = search_indicator(arena, &search, i, err);
    }
    return status;
}
