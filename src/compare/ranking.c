/* Who is ranked with whom: the siblings of one entity by one indicator in one year. A ranking is
 * made when it is first asked for and kept with the panel, so that asking for every member costs
 * one sort. */
#include "compare_impl.h"

static Ranking *ranking_new(const Panel *panel, int indicator, int group, int year)
{
    const struct RegistryIndex *index = panel->registry->index;
    Arena *arena = panel->inside->arena;
    Ranking *ranking = ARENA_NEW(arena, Ranking);
    int from = index->group_first[group];
    ranking->count = index->group_first[group + 1] - from;
    ranking->members = index->members + from;
    size_t count = (size_t)ranking->count;
    ranking->values = ARENA_ARRAY(arena, double, count);
    ranking->known = ARENA_ARRAY(arena, uint8_t, count);
    ranking->first = ARENA_ARRAY(arena, int, count);
    ranking->last = ARENA_ARRAY(arena, int, count);
    int *order = ARENA_ARRAY(arena, int, count);
    for (int m = 0; m < ranking->count; m++) {
        ranking->known[m] =
            panel_value(panel, indicator, ranking->members[m], year, &ranking->values[m]);
    }
    Polarity polarity = panel->registry->indicators[panel->indicators[indicator]].polarity;
    ranking->ranked = rank_units(polarity, ranking->values, ranking->known, ranking->count, order,
                                 ranking->first, ranking->last);
    return ranking;
}

const Ranking *panel_ranking(const Panel *panel, int indicator, int subject, int year)
{
    struct PanelInside *inside = panel->inside;
    int group = panel->registry->index->group_of[subject];
    int key[3] = {indicator, group, year};
    Text text = {(const char *)key, sizeof(key)};
    int64_t at;
    if (map_get(inside->rankings, text, &at)) {
        return (const Ranking *)(intptr_t)at;
    }
    Ranking *ranking = ranking_new(panel, indicator, group, year);
    map_put(inside->rankings, text, (int64_t)(intptr_t)ranking);
    return ranking;
}

int ranking_place(const Ranking *ranking, int registry_entity)
{
    int low = 0, high = ranking->count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        if (ranking->members[middle] == registry_entity) {
            return middle;
        }
        if (ranking->members[middle] < registry_entity) {
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return -1;
}
