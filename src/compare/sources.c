/* Sources of a few, in a panel of many. */
#include "compare_impl.h"

/* Only of the figure that the panel holds: since it was read another may be seen. */
static void add_source(Panel *panel, size_t at, const Observation *source)
{
    struct PanelInside *inside = panel->inside;
    bool has_value = observation_has_value(source->status) && source->bound == BOUND_EXACT;
    double value = decimal_double(source->value);
    if (has_value ? panel->known[at] && !(panel->values[at] < value || panel->values[at] > value)
                  : !panel->known[at]) {
        *(Observation *)list_add(&inside->sources) = *source;
        inside->source_at[at] = (uint32_t)inside->sources.count;
    }
}

static void add_sources(Panel *panel, const Panel *few)
{
    for (int i = 0; i < few->indicator_count; i++) {
        for (int e = 0; e < few->entity_count; e++) {
            int entity = panel_entity(panel, few->entities[e]);
            for (int y = 0; entity >= 0 && y < few->year_count; y++) {
                int year = few->first_year + y;
                const Observation *source = panel_source(few, i, e, year);
                if (source) {
                    add_source(panel, panel_at(panel, i, entity, year), source);
                }
            }
        }
    }
}

Status panel_add_sources(Workspace *workspace, Panel *panel, const int *entities, int count,
                         Error *err)
{
    Arena *arena = panel->inside->arena;
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    PanelRequest request = {.indicators = panel->indicators,
                            .indicator_count = panel->indicator_count,
                            .first_year = panel->first_year,
                            .last_year = panel->first_year + panel->year_count - 1,
                            .as_of = panel->as_of,
                            .with_sources = true,
                            .series = entities,
                            .series_count = count};
    Panel *few;
    if (cells == 0 || count == 0) {
        return STATUS_OK;
    }
    Status status = panel_load(arena, workspace, panel->registry, &request, &few, err);
    if (status == STATUS_OK) {
        if (!panel->inside->source_at) {
            panel->inside->source_at = ARENA_ARRAY(arena, uint32_t, cells);
        }
        add_sources(panel, few);
    }
    return status;
}
