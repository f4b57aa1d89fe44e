/* Figures read into memory: laying a panel out, filling it, and trimming what nobody is seen in. */
#include "panel_impl.h"

#include <string.h>

/* ---- Which years there are ---- */

/* From the first to the last year that any figure stands in; none: from 0 to -1. */
static Status read_years(const PanelLoad *load, KeptYears *found, Error *err)
{
    List years;
    if (load->kept && kept_years(load->kept, found)) {
        return STATUS_OK;
    }
    Status status =
        periods_find(load->arena, workspace_store(load->workspace), PERIOD_YEAR, &years, err);
    *found = (KeptYears){0, -1};
    if (status == STATUS_OK && years.count > 0) {
        found->first = period_from_code(*LIST_AT(&years, int32_t, 0)).year;
        found->last = period_from_code(*LIST_AT(&years, int32_t, years.count - 1)).year;
    }
    if (status == STATUS_OK && load->kept) {
        keep_years(load->kept, *found);
    }
    return status;
}

/* The years to read: those asked for, or as far as there are figures. */
static Status find_years(PanelLoad *load, Error *err)
{
    const PanelRequest *request = load->request;
    Panel *panel = load->panel;
    KeptYears years;
    Status status = read_years(load, &years, err);
    if (status != STATUS_OK) {
        return status;
    }
    panel->first_year = request->first_year != 0 ? request->first_year : years.first;
    int last = request->last_year != 0 ? request->last_year : years.last;
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
    columns_begin(load);
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

/* ---- A few entities, row by row ---- */

void id_bounds(const Registry *registry, const int *entities, int count, int64_t *low,
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

void take_into_panel(PanelLoad *load, int registry_entity, const Observation *seen)
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

/* ---- Months ---- */

static void take_month(PanelLoad *load, int registry_entity, const Observation *seen)
{
    int entity = load->inside->position_of_entity[registry_entity];
    if (entity >= 0 && observation_has_value(seen->status) && seen->bound == BOUND_EXACT) {
        *(MonthFigure *)list_add(&load->inside->months) = (MonthFigure){
            load->indicator, entity, load->year, load->month, decimal_double(seen->value)};
    }
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

/* ---- Filling ---- */

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
    rows = (size_t)panel->indicator_count;
    move_cells(inside->columns, sizeof(const PanelColumn *), rows, width, from, to);
    panel->first_year = to > from ? panel->first_year + from : 0;
    panel->year_count = to - from;
}

/* Nothing before or without a batch, and the day is the one that questions mean when they name
 * none. */
static bool is_seen_by_all(Workspace *workspace, const PanelRequest *request)
{
    return request->above == 0 && request->without == 0 &&
           (request->as_of == DATE_NONE || request->as_of == workspace_stands_on(workspace));
}

/* Within one snapshot of the store. */
static Status fill(PanelLoad *load, Error *err)
{
    const PanelRequest *request = load->request;
    const Registry *registry = load->registry;
    Status status = batch_set_load(load->arena, load->workspace, &load->accepted, err);
    if (status == STATUS_OK && is_seen_by_all(load->workspace, request)) {
        load->kept = columns_hold(registry->index, &load->accepted);
    }
    if (status == STATUS_OK) {
        status = find_years(load, err);
    }
    if (status == STATUS_OK && request->with_months) {
        Store *store = workspace_store(load->workspace);
        status = periods_find(load->arena, store, PERIOD_CUMULATIVE, &load->months, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    allocate_cells(load);
    for (int b = 0; b < registry->break_count; b++) {
        mark_break(load->panel, &registry->breaks[b]);
    }
    batch_set_remove(&load->accepted, request->without);
    return load->accepted.count > 0 ? load_figures(load, err) : STATUS_OK;
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
    status = fill(&load, err);
    store_read_end(store);
    if (status == STATUS_OK) {
        trim_years(&load);
        *panel = load.panel;
    }
    return status;
}
