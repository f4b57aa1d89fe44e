/* Who is ranked with whom: the siblings of one entity by one indicator in one year. A ranking is
 * made when it is first asked for and kept with the panel. One member's rank is counted, which
 * takes a pass; when many are asked for, all are sorted once,
 * which takes as long as dozens of passes. */
#include "compare_impl.h"

/* Of those whom the panel holds. */
static void gather_members(const Panel *panel, int indicator, int year, Ranking *ranking)
{
    Arena *arena = panel->inside->arena;
    double *values = ARENA_ARRAY(arena, double, (size_t)ranking->count);
    uint8_t *known = ARENA_ARRAY(arena, uint8_t, (size_t)ranking->count);
    for (int m = 0; m < ranking->count; m++) {
        known[m] = panel_value(panel, indicator, ranking->members[m], year, &values[m]);
    }
    ranking->values = values;
    ranking->known = known;
}

static Ranking *ranking_new(const Panel *panel, int indicator, int group, int year)
{
    const struct RegistryIndex *index = panel->registry->index;
    Arena *arena = panel->inside->arena;
    Ranking *ranking = ARENA_NEW(arena, Ranking);
    ranking->counted = list_new(arena, sizeof(CountedRank));
    int from = index->group_first[group];
    ranking->count = index->group_first[group + 1] - from;
    ranking->members = index->members + from;
    ranking->polarity = panel->registry->indicators[panel->indicators[indicator]].polarity;
    const PanelColumn *column = panel_column_of(panel, indicator, group, year);
    if (column) {
        ranking->values = column->values;
        ranking->known = column->known;
    } else {
        gather_members(panel, indicator, year, ranking);
    }
    return ranking;
}

Ranking *panel_ranking(const Panel *panel, int indicator, int subject, int year)
{
    struct PanelInside *inside = panel->inside;
    int group = panel->registry->index->group_of[subject];
    int key[3] = {indicator, group, year};
    Text text = {(const char *)key, sizeof(key)};
    int64_t at;
    if (map_get(inside->rankings, text, &at)) {
        return (Ranking *)(intptr_t)at;
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

static void sort_once(const Panel *panel, Ranking *ranking)
{
    Arena *arena = panel->inside->arena;
    size_t count = (size_t)ranking->count;
    ranking->first = ARENA_ARRAY(arena, int, count);
    ranking->last = ARENA_ARRAY(arena, int, count);
    int *order = ARENA_ARRAY(arena, int, count);
    ranking->ranked = rank_units(ranking->polarity, ranking->values, ranking->known, ranking->count,
                                 order, ranking->first, ranking->last);
}

/* Whoever was counted before is not counted again: a panel answers the same question many times. */
static Rank counted(Ranking *ranking, int place)
{
    for (size_t i = 0; i < ranking->counted.count; i++) {
        const CountedRank *before = LIST_AT(&ranking->counted, CountedRank, i);
        if (before->place == place) {
            return before->rank;
        }
    }
    CountedRank *now = list_add(&ranking->counted);
    now->place = place;
    rank_of(ranking->polarity, ranking->values, ranking->known, ranking->count, place,
            &now->rank.first, &now->rank.last, &now->rank.ranked);
    return now->rank;
}

Rank ranking_of(const Panel *panel, Ranking *ranking, int registry_entity)
{
    enum { COUNTED_BEFORE_SORTING = 24 };
    int place = ranking_place(ranking, registry_entity);
    if (place < 0) {
        return (Rank){0, 0, 0};
    }
    if (!ranking->first && ranking->counted.count >= COUNTED_BEFORE_SORTING) {
        sort_once(panel, ranking);
    }
    return ranking->first ? (Rank){ranking->first[place], ranking->last[place], ranking->ranked}
                          : counted(ranking, place);
}
