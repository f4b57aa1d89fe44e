/* What there is and what disagrees: how far each indicator is known, where its figures are from,
 * and for which cells documents say different things. These look at every figure there is; a door
 * keeps what it made of the answer until something changes. */
#include "compare_impl.h"

/* ---- How far an indicator is known ---- */

/* Figures pass by in the order of the key:
 * those of one indicator and period together, in it those of one entity. */
typedef struct CoverageScan {
    const Registry *registry;
    BatchSet accepted;
    Date as_of;
    IndicatorCoverage *rows;
    int64_t period, indicator, entity; /* at hand */
    IndicatorCoverage *row;            /* of the indicator; NULL: not registered */
    int entities;
} CoverageScan;

static void finish_period(CoverageScan *scan)
{
    if (scan->row && scan->entities > scan->row->entities) {
        scan->row->entities = scan->entities;
    }
    scan->entities = 0;
    scan->entity = -1;
}

static void begin_period(CoverageScan *scan, int64_t period, int64_t indicator)
{
    finish_period(scan);
    int index = registry_indicator_of_id(scan->registry, indicator);
    scan->period = period;
    scan->indicator = indicator;
    scan->row = index >= 0 ? &scan->rows[index] : NULL;
}

static void count_year(IndicatorCoverage *row, Period period)
{
    if (period.kind == PERIOD_YEAR) {
        bool is_first = row->first_year == 0 || period.year < row->first_year;
        row->first_year = is_first ? period.year : row->first_year;
        row->last_year = period.year > row->last_year ? period.year : row->last_year;
    }
}

static void count_figure(void *context, const int64_t *columns)
{
    CoverageScan *scan = context;
    Date known_from = (Date)columns[4];
    if (columns[0] != scan->period || columns[1] != scan->indicator) {
        begin_period(scan, columns[0], columns[1]);
    }
    bool is_known = scan->as_of == DATE_NONE || known_from <= scan->as_of;
    if (!scan->row || !is_known || !batch_set_has(&scan->accepted, columns[3])) {
        return;
    }
    if (columns[2] != scan->entity) {
        scan->entity = columns[2];
        if (scan->entities++ == 0) {
            count_year(scan->row, period_from_code((int32_t)scan->period));
        }
    }
    scan->row->figures++;
    if (scan->row->known_from == DATE_NONE || known_from > scan->row->known_from) {
        scan->row->known_from = known_from;
    }
}

Status compare_coverage(Arena *arena, Workspace *workspace, const Registry *registry, Date as_of,
                        IndicatorCoverage **rows, Error *err)
{
    Stmt *stmt;
    CoverageScan scan = {.registry = registry, .as_of = as_of, .indicator = -1, .entity = -1};
    *rows = ARENA_ARRAY(arena, IndicatorCoverage, (size_t)registry->indicator_count + 1);
    scan.rows = *rows;
    for (int i = 0; i < registry->indicator_count; i++) {
        (*rows)[i].known_from = DATE_NONE;
    }
    Status status = batch_set_load(arena, workspace, &scan.accepted, err);
    if (status == STATUS_OK) {
        status = store_prepare_each(workspace_store(workspace),
                                    "period, indicator, entity, batch, known_from",
                                    "FROM observation", &stmt, err);
    }
    if (status == STATUS_OK) {
        status = stmt_each(stmt, count_figure, &scan, err);
        finish_period(&scan);
    }
    return status;
}

/* ---- Where its figures are from ---- */

typedef struct SourceScan {
    BatchSet accepted;
    int32_t period;
    List *rows;   /* IndicatorSource */
    size_t first; /* of this period */
} SourceScan;

/* The one counted last, most often. */
static IndicatorSource *source_among(const SourceScan *scan, const IndicatorSource *wanted)
{
    for (size_t i = scan->rows->count; i > scan->first; i--) {
        IndicatorSource *row = LIST_AT(scan->rows, IndicatorSource, i - 1);
        if (row->document_id == wanted->document_id && row->batch_id == wanted->batch_id &&
            row->known_from == wanted->known_from) {
            return row;
        }
    }
    return NULL;
}

static void count_source(void *context, const int64_t *columns)
{
    SourceScan *scan = context;
    IndicatorSource wanted = {.period = scan->period,
                              .document_id = columns[0],
                              .batch_id = columns[1],
                              .known_from = (Date)columns[2]};
    if (!batch_set_has(&scan->accepted, wanted.batch_id)) {
        return;
    }
    IndicatorSource *row = source_among(scan, &wanted);
    if (row == NULL) {
        row = list_add(scan->rows);
        *row = wanted;
    }
    row->figures++;
}

/* By period; in one the latest first. */
static int compare_sources(const void *left, const void *right)
{
    const IndicatorSource *a = left, *b = right;
    if (a->period != b->period) {
        return a->period < b->period ? -1 : 1;
    }
    if (a->known_from != b->known_from) {
        return a->known_from > b->known_from ? -1 : 1;
    }
    if (a->batch_id != b->batch_id) {
        return a->batch_id > b->batch_id ? -1 : 1;
    }
    return (a->document_id > b->document_id) - (a->document_id < b->document_id);
}

static Status sources_of_period(Store *store, SourceScan *scan, int64_t indicator_id, Error *err)
{
    Stmt *stmt;
    Status status =
        store_prepare_each(store, "document, batch, known_from",
                           "FROM observation WHERE period = $1 AND indicator = $2", &stmt, err);
    if (status == STATUS_OK) {
        scan->first = scan->rows->count;
        stmt_bind_int(stmt, 1, scan->period);
        stmt_bind_int(stmt, 2, indicator_id);
        status = stmt_each(stmt, count_source, scan, err);
    }
    return status;
}

/* Where figures are from is told to whoever may see the indicator; no figure is. */
static Status accepted_batches(Arena *arena, Workspace *workspace, BatchSet *accepted, Error *err)
{
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    Status status = batch_set_load(arena, workspace, accepted, err);
    workspace_look_with(workspace, before);
    return status;
}

Status indicator_sources(Arena *arena, Workspace *workspace, int64_t indicator_id, List *rows,
                         Error *err)
{
    Store *store = workspace_store(workspace);
    SourceScan scan = {.rows = rows};
    Status status = accepted_batches(arena, workspace, &scan.accepted, err);
    *rows = list_new(arena, sizeof(IndicatorSource));
    for (int kind = PERIOD_UNDATED; status == STATUS_OK && kind <= PERIOD_CUMULATIVE; kind++) {
        List codes;
        status = periods_find(arena, store, (PeriodKind)kind, &codes, err);
        for (size_t i = 0; status == STATUS_OK && i < codes.count; i++) {
            scan.period = *LIST_AT(&codes, int32_t, i);
            status = sources_of_period(store, &scan, indicator_id, err);
        }
    }
    list_sort(rows, compare_sources);
    return status;
}

/* ---- Where documents disagree ---- */

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

/* The figures of one cell come one after the other. */
typedef struct DisputeScan {
    BatchSet accepted;
    List *cells; /* Observation: what differs is to be looked at */
    Observation first;
    bool has_first, is_told;
} DisputeScan;

static void look_at_figure(void *context, const int64_t *columns)
{
    DisputeScan *scan = context;
    Observation figure = {.indicator_id = columns[0],
                          .entity_id = columns[1],
                          .value = {columns[3], (int8_t)columns[4]},
                          .status = (ObservationStatus)columns[5]};
    bool is_same_cell = scan->has_first && scan->first.indicator_id == figure.indicator_id &&
                        scan->first.entity_id == figure.entity_id;
    if (!batch_set_has(&scan->accepted, columns[2]) || !observation_has_value(figure.status)) {
        return;
    }
    if (!is_same_cell) {
        scan->first = figure;
        scan->has_first = true;
        scan->is_told = false;
    } else if (!scan->is_told && disagree(&scan->first, &figure)) {
        *(Observation *)list_add(scan->cells) = figure;
        scan->is_told = true;
    }
}

static Status disputed_cells(Arena *arena, Workspace *workspace, const BatchSet *accepted,
                             int32_t period, List *cells, Error *err)
{
    Stmt *stmt;
    DisputeScan scan = {.accepted = *accepted, .cells = cells};
    *cells = list_new(arena, sizeof(Observation));
    Status status = store_prepare_each(workspace_store(workspace),
                                       "indicator, entity, batch, value, scale, status",
                                       "FROM observation WHERE period = $1", &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, period);
        status = stmt_each(stmt, look_at_figure, &scan, err);
    }
    return status;
}

static Status disputed_of_period(Arena *arena, Workspace *workspace, const BatchSet *accepted,
                                 int32_t period, size_t most, List *conflicts, Error *err)
{
    List cells;
    Arena *scratch = arena_new();
    Status status = disputed_cells(scratch, workspace, accepted, period, &cells, err);
    for (size_t i = 0; status == STATUS_OK && i < cells.count && conflicts->count < most; i++) {
        Observation about = *LIST_AT(&cells, Observation, i);
        about.period = period;
        status = look_closer(arena, workspace, &about, conflicts, err);
    }
    arena_free(scratch);
    return status;
}

Status compare_disputed(Arena *arena, Workspace *workspace, size_t most, List *conflicts,
                        Error *err)
{
    BatchSet accepted;
    *conflicts = list_new(arena, sizeof(BatchConflict));
    Status status = batch_set_load(arena, workspace, &accepted, err);
    for (int kind = PERIOD_CUMULATIVE; status == STATUS_OK && kind >= PERIOD_UNDATED; kind--) {
        List codes;
        status = periods_find(arena, workspace_store(workspace), (PeriodKind)kind, &codes, err);
        for (size_t i = codes.count; status == STATUS_OK && i > 0 && conflicts->count < most; i--) {
            status = disputed_of_period(arena, workspace, &accepted,
                                        *LIST_AT(&codes, int32_t, i - 1), most, conflicts, err);
        }
    }
    return status;
}
