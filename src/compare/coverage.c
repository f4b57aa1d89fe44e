/* What there is and what disagrees: how far each indicator is known, where its figures are from, and
 * for which cells documents say different things. These look at every figure there is; a door keeps
 * what it made of the answer until something changes. */
#include "compare_impl.h"

/* ---- How far an indicator is known ---- */

static const char COVERAGE[] =
    "SELECT o.indicator, o.period, COUNT(DISTINCT o.entity), COUNT(*), MAX(o.known_from) "
    "FROM observation AS o JOIN batch AS b ON b.id = o.batch AND b.state = $1 "
    "WHERE o.known_from <= $2 GROUP BY o.period, o.indicator";

static void count_period(IndicatorCoverage *row, const Stmt *stmt)
{
    Period period = period_from_code((int32_t)stmt_int(stmt, 1));
    Date known_from = (Date)stmt_int(stmt, 4);
    int entities = (int)stmt_int(stmt, 2);
    row->entities = entities > row->entities ? entities : row->entities;
    row->figures += stmt_int(stmt, 3);
    row->known_from =
        row->known_from == DATE_NONE || known_from > row->known_from ? known_from : row->known_from;
    if (period.kind == PERIOD_YEAR) {
        bool is_first = row->first_year == 0 || period.year < row->first_year;
        row->first_year = is_first ? period.year : row->first_year;
        row->last_year = period.year > row->last_year ? period.year : row->last_year;
    }
}

Status compare_coverage(Arena *arena, Workspace *workspace, const Registry *registry, Date as_of,
                        IndicatorCoverage **rows, Error *err)
{
    Stmt *stmt;
    bool more;
    *rows = ARENA_ARRAY(arena, IndicatorCoverage, (size_t)registry->indicator_count + 1);
    for (int i = 0; i < registry->indicator_count; i++) {
        (*rows)[i].known_from = DATE_NONE;
    }
    Status status = store_prepare(workspace_store(workspace), COVERAGE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, TEXT("accepted"));
    stmt_bind_int(stmt, 2, as_of == DATE_NONE ? INT32_MAX : as_of);
    while ((status = stmt_step(stmt, &more, err)) == STATUS_OK && more) {
        int indicator = registry_indicator_of_id(registry, stmt_int(stmt, 0));
        if (indicator >= 0) {
            count_period(&(*rows)[indicator], stmt);
        }
    }
    stmt_reset(stmt);
    return status;
}

/* ---- Where its figures are from ---- */

static const char SOURCES[] =
    "SELECT o.document, o.batch, o.known_from, COUNT(*) FROM observation AS o "
    "JOIN batch AS b ON b.id = o.batch AND b.state = $1 "
    "WHERE o.period = $2 AND o.indicator = $3 GROUP BY o.document, o.batch, o.known_from "
    "ORDER BY o.known_from DESC, o.batch DESC";

static Status sources_of_period(Store *store, int32_t period, int64_t indicator_id, List *rows,
                                Error *err)
{
    Stmt *stmt;
    bool more;
    Status status = store_prepare(store, SOURCES, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, TEXT("accepted"));
    stmt_bind_int(stmt, 2, period);
    stmt_bind_int(stmt, 3, indicator_id);
    while ((status = stmt_step(stmt, &more, err)) == STATUS_OK && more) {
        *(IndicatorSource *)list_add(rows) = (IndicatorSource){
            .period = period,
            .document_id = stmt_is_null(stmt, 0) ? 0 : stmt_int(stmt, 0),
            .batch_id = stmt_int(stmt, 1),
            .known_from = (Date)stmt_int(stmt, 2),
            .figures = stmt_int(stmt, 3),
        };
    }
    stmt_reset(stmt);
    return status;
}

Status indicator_sources(Arena *arena, Workspace *workspace, int64_t indicator_id, List *rows,
                         Error *err)
{
    Store *store = workspace_store(workspace);
    Status status = STATUS_OK;
    *rows = list_new(arena, sizeof(IndicatorSource));
    for (int kind = PERIOD_UNDATED; status == STATUS_OK && kind <= PERIOD_CUMULATIVE; kind++) {
        List codes;
        status = periods_find(arena, store, (PeriodKind)kind, &codes, err);
        for (size_t i = 0; status == STATUS_OK && i < codes.count; i++) {
            status =
                sources_of_period(store, *LIST_AT(&codes, int32_t, i), indicator_id, rows, err);
        }
    }
    return status;
}

/* ---- Where documents disagree ---- */

static const char DISPUTED[] =
    "SELECT o.period, o.indicator, o.entity FROM observation AS o "
    "JOIN batch AS b ON b.id = o.batch AND b.state = $1 "
    "GROUP BY o.period, o.indicator, o.entity "
    "HAVING COUNT(*) > 1 AND (MIN(o.value) <> MAX(o.value) OR MIN(o.scale) <> MAX(o.scale)) "
    "ORDER BY o.period DESC, o.indicator, o.entity";

/* 12.50 and 12.5 are the same figure; what is said to be missing says nothing else. */
static bool disagree(const Observation *a, const Observation *b)
{
    return observation_has_value(a->status) && observation_has_value(b->status) &&
           decimal_compare(a->value, b->value) != 0;
}

static Status look_closer(Arena *arena, Workspace *workspace, const Observation *about, List *cells,
                          Error *err)
{
    List figures;
    bool seen;
    Status status = figure_vintages(arena, workspace, about->indicator_id, about->entity_id,
                                    about->period, DATE_NONE, &figures, &seen, err);
    if (status != STATUS_OK || !seen) {
        return status;
    }
    const Observation *first = LIST_AT(&figures, Observation, 0);
    for (size_t i = 1; i < figures.count; i++) {
        const Observation *other = LIST_AT(&figures, Observation, i);
        if (disagree(first, other)) {
            *(BatchConflict *)list_add(cells) = (BatchConflict){*first, *other};
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

static Status disputed_cells(Arena *arena, Store *store, List *cells, Error *err)
{
    Stmt *stmt;
    bool more;
    *cells = list_new(arena, sizeof(Observation));
    Status status = store_prepare(store, DISPUTED, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, TEXT("accepted"));
    while ((status = stmt_step(stmt, &more, err)) == STATUS_OK && more) {
        *(Observation *)list_add(cells) = (Observation){.period = (int32_t)stmt_int(stmt, 0),
                                                        .indicator_id = stmt_int(stmt, 1),
                                                        .entity_id = stmt_int(stmt, 2)};
    }
    stmt_reset(stmt);
    return status;
}

Status compare_disputed(Arena *arena, Workspace *workspace, size_t most, List *conflicts,
                        Error *err)
{
    List cells;
    *conflicts = list_new(arena, sizeof(BatchConflict));
    Status status = disputed_cells(arena, workspace_store(workspace), &cells, err);
    for (size_t i = 0; status == STATUS_OK && i < cells.count && conflicts->count < most; i++) {
        status = look_closer(arena, workspace, LIST_AT(&cells, Observation, i), conflicts, err);
    }
    return status;
}
