/* Reading figures into memory. With the key (period, indicator, entity) one statement reads a
 * stretch of entities in one period as neighbours: everybody for a full panel, the siblings'
 * stretch for a rank. The series of a few stand apart, a leap for each figure: there one statement
 * reads them all, for the store leaps faster than we ask. */
#include "compare_impl.h"

#include <string.h>

typedef struct PanelLoad {
    Arena *arena;
    Workspace *workspace;
    const Registry *registry;
    const PanelRequest *request;
    Panel *panel;
    struct PanelInside *inside;
    BatchSet accepted;
    IdTable ids; /* of all entities; ranks are registry indices */
    Stmt *stmt;
    bool places;                /* the statement also tells where a figure stood */
    int indicator, year, month; /* where the scan stands */
    int32_t period;             /* its code */
    PanelColumn column;         /* the one that is being read */
    KeptColumns *kept;          /* NULL: these figures are not seen by others */
    List *series;               /* of Observation, by position of the entity, while they are read */
    List months;                /* int32_t: codes of the months to read; empty: not asked for */
} PanelLoad;

/* Takes the figure seen in one cell. */
typedef void (*TakeFigure)(PanelLoad *load, int registry_entity, const Observation *seen);

/* ---- Reading ---- */

/* What passes by: figures of one cell come one after the other. */
typedef struct Scan {
    PanelLoad *load;
    void (*take_cell)(struct Scan *scan, const Observation *seen);
    TakeFigure take; /* of a stretch of entities */
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

/* ---- A stretch of entities ---- */

static void take_entity(Scan *scan, const Observation *seen)
{
    int entity = id_rank(&scan->load->ids, scan->entity);
    if (entity >= 0) {
        scan->take(scan->load, entity, seen);
    }
}

/* Entities with ids from `low` to `high` in one period of the load's indicator. */
static Status scan_period(PanelLoad *load, int32_t period, int64_t low, int64_t high,
                          TakeFigure take, Error *err)
{
    load->period = period;
    stmt_bind_int(load->stmt, 2, period);
    stmt_bind_int(load->stmt, 3, low);
    stmt_bind_int(load->stmt, 4, high);
    Scan scan = {.load = load, .take_cell = take_entity, .take = take};
    return scan_run(&scan, take_of_stretch, err);
}

static Status scan_prepare(PanelLoad *load, int indicator, bool places, Error *err)
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

static void take_into_panel(PanelLoad *load, int registry_entity, const Observation *seen)
{
    Panel *panel = load->panel;
    int entity = load->inside->position_of_entity[registry_entity];
    if (entity < 0) {
        return;
    }
    size_t at = panel_at(panel, load->indicator, entity, load->year);
    if (observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        panel->values[at] = decimal_double(seen->value);
        panel->known[at] = 1;
    }
    if (load->inside->source_at) {
        int index = panel->indicators[load->indicator];
        Observation *source = list_add(&load->inside->sources);
        *source = *seen;
        source->indicator_id = load->registry->indicators[index].id;
        source->entity_id = load->registry->entities[registry_entity].id;
        source->period = load->period;
        load->inside->source_at[at] = (uint32_t)load->inside->sources.count;
    }
}

static void take_into_all(PanelLoad *load, int registry_entity, const Observation *seen)
{
    if (observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        load->column.values[registry_entity] = decimal_double(seen->value);
        load->column.known[registry_entity] = 1;
    }
}

static void take_into_column(PanelLoad *load, int registry_entity, const Observation *seen)
{
    const struct RegistryIndex *index = load->registry->index;
    bool is_member = index->group_of[registry_entity] == load->inside->group;
    if (is_member && observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        load->column.values[index->place_of[registry_entity]] = decimal_double(seen->value);
        load->column.known[index->place_of[registry_entity]] = 1;
    }
}

static void take_month(PanelLoad *load, int registry_entity, const Observation *seen)
{
    int entity = load->inside->position_of_entity[registry_entity];
    if (entity >= 0 && observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        *(MonthFigure *)list_add(&load->inside->months) = (MonthFigure){
            load->indicator, entity, load->year, load->month, decimal_double(seen->value)};
    }
}

/* ---- Which years there are ---- */

/* The years to read: those asked for, or as far as there are figures. */
static Status find_years(PanelLoad *load, Error *err)
{
    const PanelRequest *request = load->request;
    Panel *panel = load->panel;
    List years;
    Status status =
        periods_find(load->arena, workspace_store(load->workspace), PERIOD_YEAR, &years, err);
    if (status != STATUS_OK) {
        return status;
    }
    int first = 0, last = -1;
    if (years.count > 0) {
        first = period_from_code(*LIST_AT(&years, int32_t, 0)).year;
        last = period_from_code(*LIST_AT(&years, int32_t, years.count - 1)).year;
    }
    panel->first_year = request->first_year != 0 ? request->first_year : first;
    last = request->last_year != 0 ? request->last_year : last;
    panel->year_count = last >= panel->first_year ? last - panel->first_year + 1 : 0;
    return STATUS_OK;
}

/* ---- Laying out ---- */

static int *all_or_copy(Arena *arena, const int *some, int some_count, int all_count, int *count)
{
    *count = some ? some_count : all_count;
    int *indices = ARENA_ARRAY(arena, int, (size_t)*count);
    for (int i = 0; i < *count; i++)
        indices[i] = some ? some[i] : i;
    return indices;
}

static int *positions(Arena *arena, const int *indices, int count, int all_count)
{
    int *position_of = ARENA_ARRAY(arena, int, (size_t)all_count);
    for (int i = 0; i < all_count; i++)
        position_of[i] = -1;
    for (int i = count - 1; i >= 0; i--)
        position_of[indices[i]] = i;
    return position_of;
}

static void lay_out(PanelLoad *load)
{
    const PanelRequest *request = load->request;
    const Registry *registry = load->registry;
    Arena *arena = load->arena;
    Panel *panel = load->panel;
    const int *entities = request->series ? request->series : request->entities;
    int entity_count = request->series ? request->series_count : request->entity_count;
    panel->registry = registry;
    panel->as_of = request->as_of;
    panel->indicators = all_or_copy(arena, request->indicators, request->indicator_count,
                                    registry->indicator_count, &panel->indicator_count);
    panel->entities =
        all_or_copy(arena, entities, entity_count, registry->entity_count, &panel->entity_count);
    struct PanelInside *inside = load->inside;
    inside->arena = arena;
    inside->rankings = map_new(arena);
    inside->months = list_new(arena, sizeof(MonthFigure));
    inside->sources = list_new(arena, sizeof(Observation));
    inside->position_of_entity =
        positions(arena, panel->entities, panel->entity_count, registry->entity_count);
    inside->position_of_indicator =
        positions(arena, panel->indicators, panel->indicator_count, registry->indicator_count);
    panel->inside = inside;
    load->ids.count = registry->entity_count;
    load->ids.ids = ARENA_ARRAY(arena, int64_t, (size_t)registry->entity_count);
    for (int i = 0; i < registry->entity_count; i++)
        load->ids.ids[i] = registry->entities[i].id;
}

static void start_column(PanelLoad *load, int count)
{
    load->column = (PanelColumn){.count = count,
                                 .values = ARENA_ARRAY(load->arena, double, (size_t)count),
                                 .known = ARENA_ARRAY(load->arena, uint8_t, (size_t)count)};
}

/* Of the subject's siblings. */
static void start_columns(PanelLoad *load)
{
    const struct RegistryIndex *index = load->registry->index;
    int group = index->group_of[load->panel->entities[0]];
    load->inside->group = group;
    start_column(load, index->group_first[group + 1] - index->group_first[group]);
}

/* The group of siblings that the request names, all of them in their order; GROUP_OF_ALL: it names
 * nobody, which is everybody. */
static int named_group(const PanelLoad *load)
{
    const PanelRequest *request = load->request;
    const struct RegistryIndex *index = load->registry->index;
    if (!request->entities || request->entity_count == 0) {
        return request->entities ? NO_GROUP : GROUP_OF_ALL;
    }
    int group = index->group_of[request->entities[0]], from = index->group_first[group];
    bool is_whole = index->group_first[group + 1] - from == request->entity_count &&
                    memcmp(index->members + from, request->entities,
                           (size_t)request->entity_count * sizeof(int)) == 0;
    return is_whole ? group : NO_GROUP;
}

/* Everybody's figures, or a group's, and no more: then they are read as columns, which are kept. */
static void find_group(PanelLoad *load)
{
    const PanelRequest *request = load->request;
    bool by_columns = load->kept && !request->series && !request->with_sources;
    load->inside->group = by_columns ? named_group(load) : NO_GROUP;
    if (load->inside->group != NO_GROUP) {
        start_column(load, load->panel->entity_count);
    }
}

static void allocate_cells(PanelLoad *load)
{
    Panel *panel = load->panel;
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    panel->values = ARENA_ARRAY(load->arena, double, cells);
    panel->known = ARENA_ARRAY(load->arena, uint8_t, cells);
    panel->breaks = ARENA_ARRAY(load->arena, uint8_t, cells);
    if (load->request->with_sources) {
        load->inside->source_at = ARENA_ARRAY(load->arena, uint32_t, cells);
    }
    if (load->request->series) {
        size_t columns = (size_t)panel->indicator_count * (size_t)panel->year_count;
        load->inside->columns = ARENA_ARRAY(load->arena, const PanelColumn *, columns);
        start_columns(load);
    } else {
        find_group(load);
    }
}

static void mark_break(Panel *panel, const SeriesBreak *broken)
{
    int year = broken->period.year;
    if (year < panel->first_year || year >= panel->first_year + panel->year_count) {
        return;
    }
    for (int i = 0; i < panel->indicator_count; i++) {
        if (broken->indicator >= 0 && panel->indicators[i] != broken->indicator) {
            continue;
        }
        for (int e = 0; e < panel->entity_count; e++) {
            if (broken->entity < 0 || panel->entities[e] == broken->entity) {
                panel->breaks[panel_at(panel, i, e, year)] = 1;
            }
        }
    }
}

/* ---- Loading ---- */

static void id_bounds(const Registry *registry, const int *entities, int count, int64_t *low,
                      int64_t *high)
{
    *low = INT64_MAX;
    *high = -1;
    for (int i = 0; i < count; i++) {
        int64_t id = registry->entities[entities[i]].id;
        *low = id < *low ? id : *low;
        *high = id > *high ? id : *high;
    }
}

static Status load_rows(PanelLoad *load, int indicator, Error *err)
{
    const Panel *panel = load->panel;
    int64_t low, high;
    id_bounds(load->registry, panel->entities, panel->entity_count, &low, &high);
    Status status = scan_prepare(load, indicator, load->request->with_sources, err);
    for (int y = 0; status == STATUS_OK && y < panel->year_count; y++) {
        load->year = panel->first_year + y;
        status = scan_period(load, period_code(period_year(load->year)), low, high, take_into_panel,
                             err);
    }
    return status;
}

/* ---- Series: a few entities by all indicators in all years ---- */

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

static void take_cell_of_series(Scan *scan, const Observation *seen)
{
    const PanelLoad *load = scan->load;
    int entity = registry_entity_of_id(load->registry, scan->entity);
    Observation *figure = list_add(&load->series[load->inside->position_of_entity[entity]]);
    *figure = *seen;
    figure->period = (int32_t)scan->period;
    figure->indicator_id = scan->indicator;
    figure->entity_id = scan->entity;
}

static void add_number(Buf *numbers, int64_t number)
{
    buf_add_format(numbers, "%c%lld", numbers->len == 0 ? '[' : ',', (long long)number);
}

/* What the store is to leap to, as it reads lists: "[3,8,9]". */
static Text end_numbers(Buf *numbers)
{
    buf_add_cstr(numbers, numbers->len == 0 ? "[]" : "]");
    return buf_text(numbers);
}

static Text years_to_read(const PanelLoad *load)
{
    Buf years = buf_new(load->arena);
    for (int y = 0; y < load->panel->year_count; y++) {
        add_number(&years, period_code(period_year(load->panel->first_year + y)));
    }
    return end_numbers(&years);
}

static Text indicators_to_read(const PanelLoad *load)
{
    Buf ids = buf_new(load->arena);
    for (int i = 0; i < load->panel->indicator_count; i++) {
        add_number(&ids, load->registry->indicators[load->panel->indicators[i]].id);
    }
    return end_numbers(&ids);
}

static Status read_series(PanelLoad *load, Text entities, Error *err)
{
    Scan scan = {.load = load, .take_cell = take_cell_of_series};
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
    stmt_bind_text(load->stmt, 1, years_to_read(load));
    stmt_bind_text(load->stmt, 2, indicators_to_read(load));
    stmt_bind_text(load->stmt, 3, entities);
    return scan_run(&scan, take_of_series, err);
}

/* All there is about somebody, with where it stood: the next question is answered by it too. */
static bool is_whole(const PanelRequest *request)
{
    return !request->indicators && request->first_year == 0 && request->last_year == 0 &&
           request->with_sources;
}

static SeriesKey series_key(const PanelLoad *load, int position)
{
    return (SeriesKey){load->panel->entities[position], load->panel->as_of};
}

static bool is_named_before(const PanelLoad *load, int position)
{
    return load->inside->position_of_entity[load->panel->entities[position]] != position;
}

/* Into `load->series`: kept before, or read and kept. */
static Status find_series(PanelLoad *load, Error *err)
{
    const Panel *panel = load->panel;
    bool keeps = load->kept && is_whole(load->request);
    List missing = list_new(load->arena, sizeof(int));
    Buf ids = buf_new(load->arena);
    for (int e = 0; e < panel->entity_count; e++) {
        SeriesKey key = series_key(load, e);
        bool is_there =
            is_named_before(load, e) || (keeps && kept_series(load->kept, &key, &load->series[e]));
        if (!is_there) {
            add_number(&ids, load->registry->entities[key.entity].id);
            *(int *)list_add(&missing) = e;
        }
    }
    Status status = missing.count > 0 ? read_series(load, end_numbers(&ids), err) : STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && keeps && i < missing.count; i++) {
        int position = *LIST_AT(&missing, int, i);
        SeriesKey key = series_key(load, position);
        series_keep(load->kept, &key, &load->series[position]);
    }
    return status;
}

/* What was kept may be of more years than the panel has, now that figures of others are not
 * there. */
static void take_series(PanelLoad *load, int position)
{
    const Panel *panel = load->panel;
    const List *series = &load->series[position];
    for (size_t i = 0; i < series->count; i++) {
        const Observation *figure = LIST_AT(series, Observation, i);
        int indicator = registry_indicator_of_id(load->registry, figure->indicator_id);
        load->indicator = load->inside->position_of_indicator[indicator];
        load->period = figure->period;
        load->year = period_from_code(figure->period).year;
        if (load->year >= panel->first_year && load->year < panel->first_year + panel->year_count) {
            take_into_panel(load, panel->entities[position], figure);
        }
    }
}

static void take_all_series(PanelLoad *load)
{
    size_t figures = 0;
    for (int e = 0; e < load->panel->entity_count; e++) {
        figures += load->series[e].count;
    }
    if (load->request->with_sources) { /* growing leaves much behind */
        List *sources = &load->inside->sources;
        sources->items = ARENA_ARRAY(load->arena, Observation, figures);
        sources->cap = figures;
    }
    for (int e = 0; e < load->panel->entity_count; e++) {
        take_series(load, e);
    }
}

static Status load_series(PanelLoad *load, Error *err)
{
    int count = load->panel->entity_count;
    Arena *scratch = arena_new();
    load->series = ARENA_ARRAY(scratch, List, (size_t)count);
    for (int e = 0; e < count; e++) {
        load->series[e] = list_new(scratch, sizeof(Observation));
    }
    Status status = find_series(load, err);
    if (status == STATUS_OK) {
        take_all_series(load);
    }
    load->series = NULL;
    arena_free(scratch);
    return status;
}

/* ---- Whole columns ---- */

/* Whose figures one column holds. */
static void column_bounds(const PanelLoad *load, int group, int64_t *low, int64_t *high)
{
    const Registry *registry = load->registry;
    const struct RegistryIndex *index = registry->index;
    if (group == GROUP_OF_ALL) {
        id_bounds(registry, load->panel->entities, load->panel->entity_count, low, high);
    } else {
        id_bounds(registry, index->members + index->group_first[group], load->column.count, low,
                  high);
    }
}

static Status read_column(PanelLoad *load, int group, int year, Error *err)
{
    size_t count = (size_t)load->column.count;
    int64_t low, high;
    memset(load->column.values, 0, count * sizeof(double));
    memset(load->column.known, 0, count);
    load->year = year;
    column_bounds(load, group, &low, &high);
    return scan_period(load, period_code(period_year(year)), low, high,
                       group == GROUP_OF_ALL ? take_into_all : take_into_column, err);
}

/* Of the load's indicator; kept before, or read and kept. */
static Status find_column(PanelLoad *load, int indicator, int group, int year,
                          const PanelColumn **column, Error *err)
{
    const Panel *panel = load->panel;
    ColumnKey key = {panel->indicators[indicator], group, year, panel->as_of};
    *column = load->kept ? kept_column(load->kept, &key) : NULL;
    if (*column != NULL) {
        return STATUS_OK;
    }
    Status status = read_column(load, group, year, err);
    if (status == STATUS_OK) {
        *column = column_finish(load->arena, load->kept, &key, &load->column);
    }
    return status;
}

static Status load_column(PanelLoad *load, int indicator, int year, Error *err)
{
    const Panel *panel = load->panel;
    const PanelColumn **slot =
        &load->inside->columns[indicator * panel->year_count + year - panel->first_year];
    return *slot ? STATUS_OK
                 : find_column(load, indicator, load->inside->group, year, slot, err);
}

/* Everybody's figures of one indicator, or a group's. */
static Status load_group(PanelLoad *load, int indicator, Error *err)
{
    Panel *panel = load->panel;
    Status status = scan_prepare(load, indicator, false, err);
    for (int y = 0; status == STATUS_OK && y < panel->year_count; y++) {
        const PanelColumn *column = NULL;
        status = find_column(load, indicator, load->inside->group, panel->first_year + y, &column,
                             err);
        size_t at = panel_at(panel, indicator, 0, panel->first_year + y);
        for (int e = 0; status == STATUS_OK && e < panel->entity_count; e++) {
            panel->values[at] = column->values[e];
            panel->known[at] = column->known[e];
            at += (size_t)panel->year_count;
        }
    }
    return status;
}

/* The year asked for where the subject is known in it, else none; without one the latest that the
 * subject, who stands first, has in common with the entity. 0: none. */
static int column_year(const PanelLoad *load, int indicator, int entity)
{
    const Panel *panel = load->panel;
    int asked = load->request->column_year;
    if (asked == 0) {
        return latest_common_year(panel, indicator, 0, entity);
    }
    bool inside = asked >= panel->first_year && asked < panel->first_year + panel->year_count;
    return inside && panel->known[panel_at(panel, indicator, 0, asked)] ? asked : 0;
}

static Status load_columns(PanelLoad *load, int indicator, Error *err)
{
    const Panel *panel = load->panel;
    int back = load->request->column_years;
    Status status = scan_prepare(load, indicator, false, err);
    for (int e = 0; status == STATUS_OK && e < panel->entity_count; e++) {
        int latest = column_year(load, indicator, e);
        for (int year = latest; year > latest - back && year >= panel->first_year && latest != 0;
             year--) {
            status = load_column(load, indicator, year, err);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return status;
}

static Status load_months(PanelLoad *load, int indicator, Error *err)
{
    int64_t low, high;
    id_bounds(load->registry, load->panel->entities, load->panel->entity_count, &low, &high);
    Status status = scan_prepare(load, indicator, false, err);
    for (size_t i = 0; status == STATUS_OK && i < load->months.count; i++) {
        int32_t code = *LIST_AT(&load->months, int32_t, i);
        Period period = period_from_code(code);
        load->year = period.year;
        load->month = period.index;
        status = scan_period(load, code, low, high, take_month, err);
    }
    return status;
}

static Status load_figures(PanelLoad *load, Error *err)
{
    bool by_series = load->request->series != NULL;
    bool by_group = load->inside->group != NO_GROUP;
    Status (*load_rest)(PanelLoad *, int, Error *) = by_series  ? load_columns
                                                     : by_group ? load_group
                                                                : load_rows;
    Status status = by_series ? load_series(load, err) : STATUS_OK;
    for (int i = 0; i < load->panel->indicator_count && status == STATUS_OK; i++) {
        status = load_rest(load, i, err);
        if (status == STATUS_OK) {
            status = load_months(load, i, err);
        }
    }
    return status;
}

/* ---- Trimming ---- */

static bool year_is_used(const Panel *panel, int year)
{
    for (int i = 0; i < panel->indicator_count; i++) {
        for (int e = 0; e < panel->entity_count; e++) {
            if (panel->known[panel_at(panel, i, e, year)]) {
                return true;
            }
        }
    }
    return false;
}

static void move_cells(void *items, size_t item_size, size_t rows, int width, int from, int to)
{
    char *bytes = items;
    size_t kept = (size_t)(to - from) * item_size, row_size = (size_t)width * item_size;
    for (size_t r = 0; items && r < rows; r++) {
        memmove(bytes + r * kept, bytes + r * row_size + (size_t)from * item_size, kept);
    }
}

/* Years at the ends that only unseen figures have are taken off: the same figures give the same
 * panel, whatever else was once loaded and taken back. */
static void trim_years(PanelLoad *load)
{
    Panel *panel = load->panel;
    int width = panel->year_count, from = 0, to = width;
    if (load->request->first_year == 0) {
        while (from < to && !year_is_used(panel, panel->first_year + from))
            from++;
    }
    if (load->request->last_year == 0) {
        while (to > from && !year_is_used(panel, panel->first_year + to - 1))
            to--;
    }
    if (from == 0 && to == width) {
        return;
    }
    size_t rows = (size_t)panel->indicator_count * (size_t)panel->entity_count;
    struct PanelInside *inside = load->inside;
    move_cells(panel->values, sizeof(double), rows, width, from, to);
    move_cells(panel->known, 1, rows, width, from, to);
    move_cells(panel->breaks, 1, rows, width, from, to);
    move_cells(inside->source_at, sizeof(uint32_t), rows, width, from, to);
    move_cells(inside->columns, sizeof(const PanelColumn *), (size_t)panel->indicator_count, width, from,
               to);
    panel->first_year = to > from ? panel->first_year + from : 0;
    panel->year_count = to - from;
}

/* Nothing before or without a batch, and the day is the one that questions mean when they name none. */
static bool is_seen_by_all(Workspace *workspace, const PanelRequest *request)
{
    return request->above == 0 && request->without == 0 &&
           (request->as_of == DATE_NONE || request->as_of == workspace_stands_on(workspace));
}

Status panel_load(Arena *arena, Workspace *workspace, const Registry *registry,
                  const PanelRequest *request, Panel **panel, Error *err)
{
    PanelLoad load = {
        .arena = arena,
        .workspace = workspace,
        .registry = registry,
        .request = request,
        .panel = ARENA_NEW(arena, Panel),
        .inside = ARENA_NEW(arena, struct PanelInside),
    };
    lay_out(&load);
    Store *store = workspace_store(workspace);
    Status status = store_read_begin(store, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = batch_set_load(arena, workspace, &load.accepted, err);
    if (status == STATUS_OK) {
        status = find_years(&load, err);
    }
    if (status == STATUS_OK && request->with_months) {
        status = periods_find(arena, store, PERIOD_CUMULATIVE, &load.months, err);
    }
    if (status == STATUS_OK) {
        if (is_seen_by_all(workspace, request)) {
            load.kept = columns_hold(registry->index, &load.accepted);
        }
        allocate_cells(&load);
        for (int b = 0; b < registry->break_count; b++) {
            mark_break(load.panel, &registry->breaks[b]);
        }
        batch_set_remove(&load.accepted, request->without);
        status = load.accepted.count > 0 ? load_figures(&load, err) : STATUS_OK;
    }
    store_read_end(store);
    if (status == STATUS_OK) {
        trim_years(&load);
        *panel = load.panel;
    }
    return status;
}
