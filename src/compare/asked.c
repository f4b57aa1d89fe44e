/* From what people ask for to what must be read. */
#include "compare_impl.h"

static void add_once(List *references, int entity)
{
    for (size_t i = 0; i < references->count; i++) {
        if (*LIST_AT(references, int, i) == entity) {
            return;
        }
    }
    *(int *)list_add(references) = entity;
}

Status registry_add_references(const Registry *registry, Text name, int subject, List *references,
                               Error *err)
{
    const PeerGroup *group = registry_group(registry, name);
    if (!group) {
        int entity;
        Status status = registry_entity(registry, name, DATE_NONE, &entity, err);
        if (status == STATUS_OK && entity == subject) {
            return error_set(err, STATUS_INVALID, "compare.against_itself",
                             ARGS(arg_label("name", registry->entities[entity].zh,
                                            registry->entities[entity].en)));
        }
        if (status == STATUS_OK) {
            add_once(references, entity);
        }
        return status;
    }
    for (int m = 0; m < group->member_count; m++) {
        if (group->members[m] != subject) {
            add_once(references, group->members[m]);
        }
    }
    return STATUS_OK;
}

/* The subject, then its references: those named, else all it has as benchmarks. */
static int *series_of(Arena *arena, const Registry *registry, const GapRequest *request, int *count)
{
    int most = 1 + request->reference_count + registry->benchmark_count, n = 0;
    int *series = ARENA_ARRAY(arena, int, (size_t)most);
    series[n++] = request->subject;
    for (int i = 0; request->references && i < request->reference_count; i++) {
        series[n++] = request->references[i];
    }
    for (int i = 0; !request->references && i < registry->benchmark_count; i++) {
        if (registry->benchmarks[i].subject == request->subject) {
            series[n++] = registry->benchmarks[i].reference;
        }
    }
    *count = n;
    return series;
}

Status panel_load_for_gaps(Arena *arena, Workspace *workspace, const Registry *registry,
                           const GapRequest *request, Date as_of, Panel **panel, Error *err)
{
    PanelRequest wanted = {.as_of = as_of, .with_sources = true, .column_years = 2};
    wanted.series = series_of(arena, registry, request, &wanted.series_count);
    wanted.column_year = request->year;
    return panel_load(arena, workspace, registry, &wanted, panel, err);
}

Status panel_load_for_position(Arena *arena, Workspace *workspace, const Registry *registry,
                               int subject, int year, Date as_of, Panel **panel, Error *err)
{
    PanelRequest wanted = {.as_of = as_of,
                           .with_sources = true,
                           .series = &subject,
                           .series_count = 1,
                           .column_years = 2,
                           .column_year = year};
    return panel_load(arena, workspace, registry, &wanted, panel, err);
}

Status columns_warm(Workspace *workspace, const Registry *registry,
                    const _Atomic bool *is_stopping, Error *err)
{
    enum { MANY = 50 }; /* fewer are read in no time */
    const struct RegistryIndex *index = registry->index;
    Arena *arena = arena_new();
    Status status = STATUS_OK;
    for (int group = 0; status == STATUS_OK && group < index->group_count && !*is_stopping;
         group++) {
        int from = index->group_first[group];
        Panel *panel;
        if (index->group_first[group + 1] - from >= MANY) {
            status = panel_load_for_position(arena, workspace, registry, index->members[from], 0,
                                             workspace_stands_on(workspace), &panel, err);
            arena_reset(arena);
        }
    }
    arena_free(arena);
    return status;
}

Status panel_load_for_ranks(Arena *arena, Workspace *workspace, const Registry *registry,
                            int subject, int indicator, int year, Date as_of, Panel **panel,
                            Error *err)
{
    int *siblings = ARENA_ARRAY(arena, int, (size_t)registry->entity_count);
    PanelRequest wanted = {.indicators = &indicator,
                           .indicator_count = 1,
                           .entities = siblings,
                           .entity_count = registry_siblings(registry, subject, siblings),
                           .first_year = year,
                           .last_year = year,
                           .as_of = as_of};
    return panel_load(arena, workspace, registry, &wanted, panel, err);
}

Status panel_load_for_target(Arena *arena, Workspace *workspace, const Registry *registry,
                             int indicator, Date as_of, Panel **panel, Error *err)
{
    PanelRequest wanted = {.as_of = as_of, .with_sources = true};
    int *indicators = ARENA_ARRAY(arena, int, (size_t)registry->part_count + 1);
    wanted.indicator_count = registry_with_parts(registry, indicator, indicators);
    wanted.indicators = indicators;
    return panel_load(arena, workspace, registry, &wanted, panel, err);
}
