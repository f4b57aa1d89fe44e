/* Columns: one indicator in one year, of everybody or of a group of siblings; kept for the next
 * question. */
#include "panel_impl.h"

#include <string.h>

/* ---- Whose ---- */

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

void columns_begin(PanelLoad *load)
{
    if (load->request->series) {
        const Panel *panel = load->panel;
        size_t columns = (size_t)panel->indicator_count * (size_t)panel->year_count;
        load->inside->columns = ARENA_ARRAY(load->arena, const PanelColumn *, columns);
        start_columns(load);
    } else {
        find_group(load);
    }
}

/* ---- Reading one ---- */

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

/* ---- Everybody, or a group ---- */

static void take_few(const PanelColumn *column, int first, int count, double *values,
                     uint8_t *known, size_t years)
{
    const double *column_values = column->values + first;
    const uint8_t *column_known = column->known + first;
    for (int e = 0; e < count; e++) {
        values[(size_t)e * years] = column_values[e];
        known[(size_t)e * years] = column_known[e];
    }
}

/* Columns side by side become the series of each. A few entities at a time: a column is long, and
 * all years of a few lie close together. */
static void take_columns(const Panel *panel, int indicator, const PanelColumn *const *columns)
{
    enum { FEW = 8 };
    size_t years = (size_t)panel->year_count;
    for (int e = 0; e < panel->entity_count; e += FEW) {
        int left = panel->entity_count - e;
        size_t at = panel_at(panel, indicator, e, panel->first_year);
        for (size_t y = 0; y < years; y++) {
            take_few(columns[y], e, left < FEW ? left : FEW, panel->values + at + y,
                     panel->known + at + y, years);
        }
    }
}

Status load_group(PanelLoad *load, int indicator, Error *err)
{
    const Panel *panel = load->panel;
    const PanelColumn **columns =
        ARENA_ARRAY(load->arena, const PanelColumn *, (size_t)panel->year_count);
    Status status = scan_prepare(load, indicator, false, err);
    for (int y = 0; status == STATUS_OK && y < panel->year_count; y++) {
        status = find_column(load, indicator, load->inside->group, panel->first_year + y,
                             &columns[y], err);
    }
    if (status == STATUS_OK) {
        take_columns(panel, indicator, columns);
    }
    return status;
}

/* ---- The siblings of those whose series are read ---- */

static Status load_column(PanelLoad *load, int indicator, int year, Error *err)
{
    const Panel *panel = load->panel;
    const PanelColumn **slot =
        &load->inside->columns[indicator * panel->year_count + year - panel->first_year];
    return *slot ? STATUS_OK
                 : find_column(load, indicator, load->inside->group, year, slot, err);
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

Status load_columns(PanelLoad *load, int indicator, Error *err)
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
