/* One statement's rows, told apart by cell: figures of one cell come one after the other, and the
 * one that is seen is handed on. */
#include "panel_impl.h"

typedef struct Scan {
    PanelLoad *load;
    void (*take_cell)(const struct Scan *scan, const Observation *seen);
    TakeFigure take; /* of a stretch of entities */
    TakeSeriesFigure take_of_series;
    /* Whose figures are being gathered, -1: nobody's yet; of series also of what and when. */
    int64_t period, indicator, entity;
    CellFigures figures, above;
    bool is_sorted;
} Scan;

static void finish_cell(Scan *scan)
{
    const Observation *seen = cell_figures_seen(&scan->above);
    seen = seen ? seen : cell_figures_seen(&scan->figures);
    if (seen) {
        scan->take_cell(scan, seen);
    }
    scan->figures.has_official = scan->figures.has_estimate = false;
    scan->above.has_official = scan->above.has_estimate = false;
}

/* Every column read costs; where a figure stood is only read when it is asked for. */
#define FIGURE_COLUMNS "batch, value, scale, bound, status, known_from"
#define SOURCE_COLUMNS FIGURE_COLUMNS ", cell, document"

static void take_figure(Scan *scan, const int64_t *columns)
{
    PanelLoad *load = scan->load;
    Date as_of = load->request->as_of;
    Observation figure = {
        .batch_id = columns[0],
        .value = {columns[1], (int8_t)columns[2]},
        .bound = (Bound)columns[3],
        .status = (ObservationStatus)columns[4],
        .known_from = (Date)columns[5],
    };
    if (load->places) {
        figure.cell = columns[6];
        figure.document_id = columns[7];
    }
    bool known = as_of == DATE_NONE || figure.known_from <= as_of;
    if (known && batch_set_has(&load->accepted, figure.batch_id)) {
        bool is_above = figure.batch_id == load->request->above;
        cell_figures_add(is_above ? &scan->above : &scan->figures, &figure);
    }
}

static Status scan_run(Scan *scan, TakeRow take_row, Error *err)
{
    scan->period = scan->indicator = scan->entity = -1;
    scan->is_sorted = true;
    Status status = stmt_each(scan->load->stmt, take_row, scan, err);
    if (status == STATUS_OK && !scan->is_sorted) {
        return error_set(err, STATUS_INTERNAL, "compare.scan_order", NO_ARGS);
    }
    finish_cell(scan);
    return status;
}

/* ---- A stretch of entities in one period ---- */

/* Of a stretch the entity stands first, and tells the cells apart. */
static void take_of_stretch(void *context, const int64_t *columns)
{
    Scan *scan = context;
    if (columns[0] != scan->entity) {
        scan->is_sorted = scan->is_sorted && columns[0] > scan->entity;
        finish_cell(scan);
        scan->entity = columns[0];
    }
    take_figure(scan, columns + 1);
}

static void take_entity(const Scan *scan, const Observation *seen)
{
    int entity = id_rank(&scan->load->ids, scan->entity);
    if (entity >= 0) {
        scan->take(scan->load, entity, seen);
    }
}

Status scan_prepare(PanelLoad *load, int indicator, bool places, Error *err)
{
    load->places = places;
    Status status = store_prepare_each(
        workspace_store(load->workspace),
        places ? "entity, " SOURCE_COLUMNS : "entity, " FIGURE_COLUMNS,
        "FROM observation WHERE period = $2 AND indicator = $1 AND entity >= $3 AND entity <= $4",
        &load->stmt, err);
    if (status == STATUS_OK) {
        int index = load->panel->indicators[indicator];
        stmt_bind_int(load->stmt, 1, load->registry->indicators[index].id);
        load->indicator = indicator;
    }
    return status;
}

Status scan_period(PanelLoad *load, int32_t period, int64_t low, int64_t high, TakeFigure take,
                   Error *err)
{
    load->period = period;
    stmt_bind_int(load->stmt, 2, period);
    stmt_bind_int(load->stmt, 3, low);
    stmt_bind_int(load->stmt, 4, high);
    Scan scan = {.load = load, .take_cell = take_entity, .take = take};
    return scan_run(&scan, take_of_stretch, err);
}

/* ---- Series ---- */

/* In the order of the key. */
static bool is_further(const Scan *scan, const int64_t *columns)
{
    if (columns[0] != scan->period) {
        return columns[0] > scan->period;
    }
    return columns[1] != scan->indicator ? columns[1] > scan->indicator : columns[2] > scan->entity;
}

static void take_of_series(void *context, const int64_t *columns)
{
    Scan *scan = context;
    bool is_same =
        columns[0] == scan->period && columns[1] == scan->indicator && columns[2] == scan->entity;
    if (!is_same) {
        scan->is_sorted = scan->is_sorted && is_further(scan, columns);
        finish_cell(scan);
        scan->period = columns[0];
        scan->indicator = columns[1];
        scan->entity = columns[2];
    }
    take_figure(scan, columns + 3);
}

static void take_cell_of_series(const Scan *scan, const Observation *seen)
{
    Observation figure = *seen;
    figure.period = (int32_t)scan->period;
    figure.indicator_id = scan->indicator;
    figure.entity_id = scan->entity;
    scan->take_of_series(scan->load, &figure);
}

Status scan_series(PanelLoad *load, Text periods, Text indicators, Text entities,
                   TakeSeriesFigure take, Error *err)
{
    load->places = load->request->with_sources;
    Status status = store_prepare_each(workspace_store(load->workspace),
                                       load->places ? "period, indicator, entity, " SOURCE_COLUMNS
                                                    : "period, indicator, entity, " FIGURE_COLUMNS,
                                       "FROM observation "
                                       "WHERE period IN (SELECT value FROM json_each($1)) "
                                       "AND indicator IN (SELECT value FROM json_each($2)) "
                                       "AND entity IN (SELECT value FROM json_each($3))",
                                       &load->stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(load->stmt, 1, periods);
    stmt_bind_text(load->stmt, 2, indicators);
    stmt_bind_text(load->stmt, 3, entities);
    Scan scan = {.load = load, .take_cell = take_cell_of_series, .take_of_series = take};
    return scan_run(&scan, take_of_series, err);
}
