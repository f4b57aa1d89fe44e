/* Reading figures into memory. With the key (indicator, period, entity) one statement reads a stretch of
 * entities in one period as neighbours: everybody for a full panel, one by one for a series, the
 * siblings' stretch for a rank. */
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
    bool places;                 /* the statement also tells where a figure stood */
    int indicator, year, month;  /* where the scan stands */
    PanelColumn *column;         /* NULL: into the panel itself */
    int group;                   /* whom a column holds */
    int *first_year, *last_year; /* by indicator position; 0: no figures */
} PanelLoad;

/* Takes the figure seen in one cell. */
typedef void (*TakeFigure)(PanelLoad *load, int registry_entity, const Observation *seen);

/* ---- Reading ---- */

/* The small columns of a figure as one number, made by the statement: fetching a column costs more
 * than computing with it. Vintage in the high bits, then five bits of scale, two of bound, three of
 * status. */
enum { STATUS_BITS = 3, BOUND_BITS = 2, SCALE_BITS = 5 };
#define PACKED "known_from * 1024 + scale * 32 + bound * 8 + status"

static Observation figure_of(const PanelLoad *load, int64_t entity_id, int64_t batch_id,
                             int64_t packed)
{
    int64_t bound = packed >> STATUS_BITS, scale = bound >> BOUND_BITS;
    Observation figure = {
        .entity_id = entity_id,
        .batch_id = batch_id,
        .known_from = (Date)(scale >> SCALE_BITS),
        .value = {stmt_int(load->stmt, 3), (int8_t)(scale & ((1 << SCALE_BITS) - 1))},
        .bound = (Bound)(bound & ((1 << BOUND_BITS) - 1)),
        .status = (ObservationStatus)(packed & ((1 << STATUS_BITS) - 1)),
    };
    if (load->places) {
        figure.cell = stmt_int(load->stmt, 4);
        figure.document_id = stmt_int(load->stmt, 5);
    }
    return figure;
}

static void take_cell(PanelLoad *load, int64_t entity_id, CellFigures *figures, TakeFigure take)
{
    const Observation *seen = cell_figures_seen(figures);
    int entity = seen ? id_rank(&load->ids, entity_id) : -1;
    if (entity >= 0) {
        take(load, entity, seen);
    }
    figures->has_official = figures->has_estimate = false;
}

/* Entities with ids from `low` to `high` in one period of the load's indicator. */
static Status scan_period(PanelLoad *load, int32_t period, int64_t low, int64_t high,
                          TakeFigure take, Error *err)
{
    Stmt *stmt = load->stmt;
    Date as_of = load->request->as_of;
    stmt_bind_int(stmt, 2, period);
    stmt_bind_int(stmt, 3, low);
    stmt_bind_int(stmt, 4, high);
    CellFigures figures = {.has_official = false};
    int64_t entity_id = -1;
    bool row;
    Status status = stmt_step(stmt, &row, err);
    while (status == STATUS_OK && row) {
        int64_t id = stmt_int(stmt, 0);
        if (id != entity_id) {
            take_cell(load, entity_id, &figures, take);
            entity_id = id;
        }
        int64_t batch = stmt_int(stmt, 1), packed = stmt_int(stmt, 2);
        Observation figure = figure_of(load, id, batch, packed);
        bool known = as_of == DATE_NONE || figure.known_from <= as_of;
        if (known && batch_set_has(&load->accepted, batch)) {
            cell_figures_add(&figures, &figure);
        }
        status = stmt_step(stmt, &row, err);
    }
    take_cell(load, entity_id, &figures, take);
    return status;
}

/* Every column read costs; where a figure stood is only read when it is asked for. */
static const char SCAN_FIGURES[] =
    "SELECT entity, batch, " PACKED ", value FROM observation "
    "WHERE indicator = $1 AND period = $2 AND entity >= $3 AND entity <= $4 "
    "ORDER BY indicator, period, entity";
static const char SCAN_SOURCES[] =
    "SELECT entity, batch, " PACKED ", value, cell, document FROM observation "
    "WHERE indicator = $1 AND period = $2 AND entity >= $3 AND entity <= $4 "
    "ORDER BY indicator, period, entity";

static Status scan_prepare(PanelLoad *load, int indicator, bool places, Error *err)
{
    const char *sql = places ? SCAN_SOURCES : SCAN_FIGURES;
    load->places = places;
    Status status = store_prepare(workspace_store(load->workspace), sql, &load->stmt, err);
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
        source->period = period_code(period_year(load->year));
        load->inside->source_at[at] = (uint32_t)load->inside->sources.count;
    }
}

static void take_into_column(PanelLoad *load, int registry_entity, const Observation *seen)
{
    bool is_member = load->registry->index->group_of[registry_entity] == load->group;
    if (is_member && observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        load->column->values[registry_entity] = decimal_double(seen->value);
        load->column->known[registry_entity] = 1;
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

static Status edge_year(PanelLoad *load, const char *sql, int indicator, PeriodKind kind, int *year,
                        Error *err)
{
    int32_t first = period_code((Period){kind, 1, kind == PERIOD_CUMULATIVE});
    int32_t after = period_code((Period){kind + 1, 1, 1});
    Stmt *stmt;
    Status status = store_prepare(workspace_store(load->workspace), sql, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    int index = load->panel->indicators[indicator];
    stmt_bind_int(stmt, 1, load->registry->indicators[index].id);
    stmt_bind_int(stmt, 2, first);
    stmt_bind_int(stmt, 3, after > 0 ? after : INT32_MAX);
    bool row;
    status = stmt_step(stmt, &row, err);
    *year = status == STATUS_OK && row ? period_from_code((int32_t)stmt_int(stmt, 0)).year : 0;
    stmt_reset(stmt);
    return status;
}

static Status year_range(PanelLoad *load, int indicator, PeriodKind kind, int *first, int *last,
                         Error *err)
{
    Status status = edge_year(load,
                              "SELECT period FROM observation WHERE indicator = $1 "
                              "AND period >= $2 AND period < $3 ORDER BY period LIMIT 1",
                              indicator, kind, first, err);
    if (status == STATUS_OK && *first != 0) {
        status = edge_year(load,
                           "SELECT period FROM observation WHERE indicator = $1 "
                           "AND period >= $2 AND period < $3 ORDER BY period DESC LIMIT 1",
                           indicator, kind, last, err);
    }
    return status;
}

/* The years to read for each indicator, within those asked for, and of the panel as a whole. */
static Status find_years(PanelLoad *load, Error *err)
{
    const PanelRequest *request = load->request;
    Panel *panel = load->panel;
    int first = 0, last = -1;
    load->first_year = ARENA_ARRAY(load->arena, int, (size_t)panel->indicator_count);
    load->last_year = ARENA_ARRAY(load->arena, int, (size_t)panel->indicator_count);
    for (int i = 0; i < panel->indicator_count; i++) {
        int from, to = 0;
        Status status = year_range(load, i, PERIOD_YEAR, &from, &to, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (request->first_year != 0 && from < request->first_year) from = request->first_year;
        if (request->last_year != 0 && to > request->last_year) to = request->last_year;
        if (to < from || to == 0) {
            continue;
        }
        load->first_year[i] = from;
        load->last_year[i] = to;
        first = last < 0 || from < first ? from : first;
        last = to > last ? to : last;
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
        load->inside->columns = ARENA_ARRAY(load->arena, PanelColumn *, columns);
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
    for (int year = load->first_year[indicator];
         status == STATUS_OK && year <= load->last_year[indicator]; year++) {
        load->year = year;
        status = scan_period(load, period_code(period_year(year)), low, high, take_into_panel, err);
    }
    return status;
}

static Status load_series(PanelLoad *load, int indicator, Error *err)
{
    const Panel *panel = load->panel;
    Status status = scan_prepare(load, indicator, load->request->with_sources, err);
    for (int year = load->first_year[indicator];
         status == STATUS_OK && year <= load->last_year[indicator]; year++) {
        load->year = year;
        int32_t period = period_code(period_year(year));
        for (int e = 0; e < panel->entity_count && status == STATUS_OK; e++) {
            int64_t id = load->registry->entities[panel->entities[e]].id;
            status = scan_period(load, period, id, id, take_into_panel, err);
        }
    }
    return status;
}

static Status load_column(PanelLoad *load, int indicator, int year, Error *err)
{
    const Registry *registry = load->registry;
    Panel *panel = load->panel;
    PanelColumn **slot =
        &load->inside->columns[indicator * panel->year_count + year - panel->first_year];
    if (*slot) {
        return STATUS_OK;
    }
    *slot = load->column = ARENA_NEW(load->arena, PanelColumn);
    load->column->values = ARENA_ARRAY(load->arena, double, (size_t)registry->entity_count);
    load->column->known = ARENA_ARRAY(load->arena, uint8_t, (size_t)registry->entity_count);
    load->year = year;
    const struct RegistryIndex *index = registry->index;
    load->group = index->group_of[panel->entities[0]];
    int from = index->group_first[load->group], to = index->group_first[load->group + 1];
    int64_t low, high;
    id_bounds(registry, index->members + from, to - from, &low, &high);
    return scan_period(load, period_code(period_year(year)), low, high, take_into_column, err);
}

/* The subject stands first: with itself, and with each reference. */
static Status load_columns(PanelLoad *load, int indicator, Error *err)
{
    const Panel *panel = load->panel;
    int back = load->request->column_years > 1 ? load->request->column_years : 1;
    Status status = scan_prepare(load, indicator, false, err);
    for (int e = 0; status == STATUS_OK && e < panel->entity_count; e++) {
        int latest = latest_common_year(panel, indicator, 0, e);
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
    int first, last = 0;
    int64_t low, high;
    Status status = year_range(load, indicator, PERIOD_CUMULATIVE, &first, &last, err);
    if (status != STATUS_OK || first == 0) {
        return status;
    }
    id_bounds(load->registry, load->panel->entities, load->panel->entity_count, &low, &high);
    status = scan_prepare(load, indicator, false, err);
    for (int year = first; year <= last; year++) {
        load->year = year;
        for (int month = 1; month <= 12 && status == STATUS_OK; month++) {
            load->month = month;
            int32_t period = period_code((Period){PERIOD_CUMULATIVE, year, month});
            status = scan_period(load, period, low, high, take_month, err);
        }
    }
    return status;
}

static Status load_figures(PanelLoad *load, Error *err)
{
    const PanelRequest *request = load->request;
    Status status = STATUS_OK;
    for (int i = 0; i < load->panel->indicator_count && status == STATUS_OK; i++) {
        bool has_years = load->last_year[i] != 0;
        if (has_years) {
            status = request->series ? load_series(load, i, err) : load_rows(load, i, err);
        }
        if (status == STATUS_OK && has_years && request->series) {
            status = load_columns(load, i, err);
        }
        if (status == STATUS_OK && request->with_months) {
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
    move_cells(inside->columns, sizeof(PanelColumn *), (size_t)panel->indicator_count, width, from,
               to);
    panel->first_year = to > from ? panel->first_year + from : 0;
    panel->year_count = to - from;
}

/* ---- Fingerprint ---- */

/* Codes, not ids: the same figures in another workspace have the same fingerprint. Unknown cells
 * hold zero, so the arrays are canonical as they stand (on the little-endian machines we run on). */
static void add_fingerprint(PanelLoad *load)
{
    Panel *panel = load->panel;
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao panel 1"));
    hash_add_int(&sha, panel->as_of);
    hash_add_int(&sha, panel->first_year);
    hash_add_int(&sha, panel->year_count);
    for (int i = 0; i < panel->indicator_count; i++) {
        hash_add_text(&sha, load->registry->indicators[panel->indicators[i]].code);
    }
    for (int e = 0; e < panel->entity_count; e++) {
        hash_add_text(&sha, load->registry->entities[panel->entities[e]].code);
    }
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    sha256_add(&sha, panel->values, cells * sizeof(double));
    sha256_add(&sha, panel->known, cells);
    sha256_add(&sha, panel->breaks, cells);
    size_t columns = (size_t)panel->indicator_count * (size_t)panel->year_count;
    for (size_t c = 0; load->inside->columns && c < columns; c++) {
        const PanelColumn *column = load->inside->columns[c];
        if (column) {
            hash_add_int(&sha, (int64_t)c);
            sha256_add(&sha, column->values, (size_t)load->ids.count * sizeof(double));
            sha256_add(&sha, column->known, (size_t)load->ids.count);
        }
    }
    panel->fingerprint = sha256_finish(&sha);
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
    if (status == STATUS_OK) {
        allocate_cells(&load);
        for (int b = 0; b < registry->break_count; b++) {
            mark_break(load.panel, &registry->breaks[b]);
        }
        status = load_figures(&load, err);
    }
    store_read_end(store);
    if (status == STATUS_OK) {
        trim_years(&load);
        add_fingerprint(&load);
        *panel = load.panel;
    }
    return status;
}
