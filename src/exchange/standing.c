/* The doubts of measure about the figures that stand in the workspace, as they are seen. */
#include "exchange_impl.h"

static void keep_doubts(const Panel *panel, const Field *field, List *doubts)
{
    for (int e = 0; e < field->entity_count; e++) {
        for (int y = 0; y < field->year_count; y++) {
            const PlausibilityFlag *flag = &field->flags[field_at(field, 0, e, y)];
            const Observation *figure = panel_source(panel, 0, e, field->first_year + y);
            if (flag->kind != PLAUSIBLE && figure != NULL) {
                *(StandingDoubt *)list_add(doubts) =
                    (StandingDoubt){*figure, doubt_code(flag->kind), flag->expected};
            }
        }
    }
}

Status doubts_standing(Workspace *workspace, const Registry *registry,
                       const PlausibilityRules *rules, int indicator, Date as_of, List *doubts,
                       Error *err)
{
    Arena *work = arena_new();
    Panel *panel;
    PanelRequest request = {.as_of = as_of, .with_sources = true};
    int *wanted = ARENA_ARRAY(work, int, (size_t)registry->part_count + 1);
    request.indicator_count = registry_with_parts(registry, indicator, wanted);
    request.indicators = wanted;
    Status status = panel_load(work, workspace, registry, &request, &panel, err);
    if (status == STATUS_OK) {
        Field *field = field_from_panel(work, panel);
        field_check(work, field, rules);
        keep_doubts(panel, field, doubts);
    }
    arena_free(work);
    return status;
}
