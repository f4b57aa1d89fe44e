/* What a reference is known for and we are not, beyond yearly figures: "new projects, January to
 * August", "more than 1,600 firms". Such figures enter no gap; the own figure is owed. */
#include "compare_impl.h"

typedef struct OwedSearch {
    Workspace *workspace;
    const Registry *registry;
    BatchSet accepted;
    List periods; /* int32_t: codes of all that are no year, latest first */
    Date as_of;
    GapTable *table;
} OwedSearch;

/* Yearly figures are the panel's. */
static Status find_periods(Arena *arena, OwedSearch *search, Error *err)
{
    Store *store = workspace_store(search->workspace);
    search->periods = list_new(arena, sizeof(int32_t));
    for (int kind = PERIOD_CUMULATIVE; kind >= PERIOD_UNDATED; kind--) {
        List codes = {0};
        if (kind == PERIOD_YEAR) continue;
        Status status = periods_find(arena, store, (PeriodKind)kind, &codes, err);
        if (status) return status;
        for (size_t i = codes.count; i-- > 0;) {
            *(int32_t *)list_add(&search->periods) = *LIST_AT(&codes, int32_t, i);
        }
    }
    return STATUS_OK;
}

static bool is_visible(OwedSearch *search, const Observation *figure)
{
    bool known = search->as_of == DATE_NONE || figure->known_from <= search->as_of;
    return known && batch_set_has(&search->accepted, figure->batch_id);
}

/* What is seen of one indicator and entity in one period; false: nothing, or no figure. */
static Status figure_in(OwedSearch *search, Observation *about, bool *found, Error *err)
{
    Stmt *stmt;
    Status status = cell_select(search->workspace, about, &stmt, err);
    if (status) return status;
    CellFigures figures = {.has_official = false};
    bool more;
    while (!(status = stmt_step(stmt, &more, err)) && more) {
        Observation figure = cell_read(stmt, about);
        if (is_visible(search, &figure)) cell_figures_add(&figures, &figure);
    }
    const Observation *seen = cell_figures_seen(&figures);
    *found = seen && observation_has_value(seen->status);
    if (*found) {
        *about = *seen;
    }
    return status;
}

/* The latest figure that is seen; false: none. */
static Status latest_figure(OwedSearch *search, int indicator, int entity, Observation *figure,
                            bool *found, Error *err)
{
    Status status = STATUS_OK;
    *found = false;
    for (size_t i = 0; !status && !*found && i < search->periods.count; i++) {
        *figure = (Observation){.indicator_id = search->registry->indicators[indicator].id,
                                .entity_id = search->registry->entities[entity].id,
                                .period = *LIST_AT(&search->periods, int32_t, i)};
        status = figure_in(search, figure, found, err);
    }
    return status;
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

static Status search_indicator(OwedSearch *search, int indicator, Error *err)
{
    const Registry *registry = search->registry;
    Observation figure;
    bool found;
    Status status = latest_figure(search, indicator, search->table->subject, &figure, &found, err);
    if (status || found) return status;
    for (int b = 0; !status && b < registry->benchmark_count; b++) {
        const Benchmark *benchmark = &registry->benchmarks[b];
        if (!applies(search, benchmark, indicator)) continue;
        status = latest_figure(search, indicator, benchmark->reference, &figure, &found, err);
        if (!status && found) add_row(search, indicator, benchmark, &figure);
    }
    return status;
}

Status gaps_add_owed(Arena *arena, Workspace *workspace, const Registry *registry, GapTable *table,
                     Error *err)
{
    OwedSearch search = {
        .workspace = workspace, .registry = registry, .as_of = table->as_of, .table = table};
    Status status = batch_set_load(arena, workspace, &search.accepted, err);
    if (!status) status = find_periods(arena, &search, err);
    for (int i = 0; !status && i < registry->indicator_count; i++) {
        status = search_indicator(&search, i, err);
    }
    return status;
}
