/* One indicator with its parts, as it was and with a batch's figures laid over it. */
#include "exchange_impl.h"

#include <math.h>

static PanelRequest request_for(const Doubting *doubting, const int *indicators, int count)
{
    return (PanelRequest){.indicators = indicators,
                          .indicator_count = count,
                          .entities = doubting->entities,
                          .entity_count = doubting->entity_count,
                          .first_year = doubting->first_year,
                          .last_year = doubting->first_year + doubting->year_count - 1,
                          .as_of = DATE_NONE};
}

static Status load_before(const Doubting *doubting, int indicator, Panel **panel, Error *err)
{
    const DoubtInput *input = doubting->input;
    PanelRequest request = request_for(doubting, &indicator, 1);
    request.without = input->batch_id;
    return panel_load(doubting->work, input->workspace, input->registry, &request, panel, err);
}

static Status load_after(const Doubting *doubting, const int *indicators, int count, Panel **panel,
                         Error *err)
{
    const DoubtInput *input = doubting->input;
    PanelRequest request = request_for(doubting, indicators, count);
    request.above = input->batch_id;
    request.with_sources = true;
    return panel_load(doubting->work, input->workspace, input->registry, &request, panel, err);
}

/* ---- From the store ---- */

static void mark_mine(const Doubting *doubting, const Panel *panel, Look *look)
{
    for (int e = 0; e < panel->entity_count; e++) {
        for (int y = 0; y < panel->year_count; y++) {
            size_t place = field_at(look->field, 0, e, y);
            const Observation *source = panel_source(panel, 0, e, panel->first_year + y);
            bool is_mine = source != NULL && source->batch_id == doubting->input->batch_id;
            look->mine[place] = is_mine && panel->known[place] ? source : NULL;
        }
    }
}

/* ---- From memory ---- */

static int compare_kept(const void *left, const void *right)
{
    const Observation *a = left, *b = right;
    if (a->indicator_id != b->indicator_id) {
        return a->indicator_id < b->indicator_id ? -1 : 1;
    }
    return a->cell < b->cell ? -1 : a->cell > b->cell;
}

void kept_sort(List *kept)
{
    list_sort(kept, compare_kept);
}

static size_t first_kept(const List *kept, int64_t indicator_id)
{
    size_t low = 0, high = kept->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (LIST_AT(kept, Observation, middle)->indicator_id < indicator_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Of several figures for one cell the official one that was known last is looked at. */
static bool goes_before(const Observation *figure, const Observation *other)
{
    bool estimate = figure->status == OBSERVATION_ESTIMATED;
    bool other_estimate = other->status == OBSERVATION_ESTIMATED;
    return estimate != other_estimate ? !estimate : figure->known_from > other->known_from;
}

static void lay_over_one(const Panel *panel, int indicator, const Observation *figure, Look *look)
{
    Field *field = look->field;
    int entity = panel_entity(panel, registry_entity_of_id(panel->registry, figure->entity_id));
    int year = period_from_code(figure->period).year - field->first_year;
    if (entity < 0 || year < 0 || year >= field->year_count) {
        return;
    }
    size_t at = field_at(field, indicator, entity, year);
    const Observation **mine = indicator == 0 ? &look->mine[at] : NULL;
    if (mine != NULL && *mine != NULL && !goes_before(figure, *mine)) {
        return;
    }
    field->known[at] = 1;
    field->values[at] = decimal_double(figure->value);
    if (mine != NULL) {
        field->decimals[at] = figure->value;
        *mine = figure;
    }
}

static void lay_over(const Doubting *doubting, const Panel *panel, Look *look)
{
    const List *kept = doubting->input->kept;
    for (int i = 0; i < panel->indicator_count; i++) {
        int64_t id = panel->registry->indicators[panel->indicators[i]].id;
        for (size_t k = first_kept(kept, id); k < kept->count; k++) {
            const Observation *figure = LIST_AT(kept, Observation, k);
            if (figure->indicator_id != id) {
                break;
            }
            lay_over_one(panel, i, figure, look);
        }
    }
}

/* ---- Both ---- */

Status look_load(const Doubting *doubting, int indicator, Look *look, Error *err)
{
    const Registry *registry = doubting->input->registry;
    int *wanted = ARENA_ARRAY(doubting->work, int, (size_t)registry->part_count + 1);
    int count = registry_with_parts(registry, indicator, wanted);
    Panel *before, *after;
    Status status = load_before(doubting, indicator, &before, err);
    if (status == STATUS_OK) {
        status = load_after(doubting, wanted, count, &after, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *look = (Look){.indicator = indicator,
                   .before = before,
                   .field = field_from_panel(doubting->work, after),
                   .mine = ARENA_ARRAY(doubting->work, const Observation *, doubting->places + 1)};
    if (doubting->input->batch_id != 0) {
        mark_mine(doubting, after, look);
    } else {
        lay_over(doubting, after, look);
    }
    return STATUS_OK;
}

bool look_before(const Look *look, size_t place, double *value)
{
    *value = look->before->values[place];
    return look->before->known[place];
}

bool same_within(double a, double b, double ratio)
{
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= ratio * larger;
}
