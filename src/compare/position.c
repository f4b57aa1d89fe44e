/* Position: where the subject stands among its siblings, indicator by indicator, against the year
 * before and against the edge of the tier (第一方阵). */
#include "compare_impl.h"

#include <math.h>

/* The tier of the subject's province that can be counted in places. */
static int find_tier(const Panel *panel, int subject)
{
    const Registry *registry = panel->registry;
    Date on = panel->as_of != DATE_NONE ? panel->as_of : date_today();
    for (int t = 0; t < registry->tier_count; t++) {
        const Tier *tier = &registry->tiers[t];
        bool counted =
            text_equal(tier->kind, TEXT("top_n")) || text_equal(tier->kind, TEXT("top_share"));
        if (counted && tier->scope >= 0 && tier->scope == registry->entities[subject].parent &&
            is_valid_on(tier->from, tier->to, on)) {
            return t;
        }
    }
    return -1;
}

/* A share is rounded to whole places: a third of 18 is 6, also when written .333. */
static int tier_places(const Tier *tier, int ranked)
{
    double value = decimal_double(tier->value);
    double places = text_equal(tier->kind, TEXT("top_n")) ? value : floor(value * ranked + 0.5);
    if (places < 1) {
        return 1;
    }
    return places > ranked ? ranked : (int)places;
}

static void add_tier(const PositionTable *table, const Panel *panel, PositionRow *row,
                     const Ranking *ranking)
{
    if (table->tier < 0) {
        return;
    }
    const Registry *registry = panel->registry;
    Polarity polarity = registry->indicators[row->indicator].polarity;
    int places = tier_places(&registry->tiers[table->tier], row->ranked);
    row->has_tier = tier_distance(polarity, ranking->values, ranking->known, ranking->count,
                                  ranking_place(ranking, table->subject), places, &row->tier);
    if (row->has_tier) {
        row->tier.edge_unit = ranking->members[row->tier.edge_unit];
    }
}

static void add_previous(const Panel *panel, int indicator, int subject, PositionRow *row)
{
    Series series = panel_series(panel, indicator, panel_entity(panel, subject));
    if (!series_is_comparable(&series, row->year - 1, row->year)) {
        return;
    }
    Ranking *before = panel_ranking(panel, indicator, subject, row->year - 1);
    Rank rank = ranking_of(panel, before, subject);
    if (rank.first > 0) {
        row->previous_first = rank.first;
        row->previous_year = row->year - 1;
    }
}

static void add_row(PositionTable *table, const Panel *panel, int indicator, int position, int year)
{
    int subject = table->subject;
    year = year != 0 ? year : latest_year(panel, indicator, position);
    PositionRow row = {.indicator = panel->indicators[indicator], .year = year};
    if (year == 0 || !panel_value(panel, indicator, subject, year, &row.own)) {
        return;
    }
    Ranking *ranking = panel_ranking(panel, indicator, subject, year);
    Rank rank = ranking_of(panel, ranking, subject);
    if (rank.first == 0) {
        return;
    }
    row.first = rank.first;
    row.last = rank.last;
    row.ranked = rank.ranked;
    const Observation *source = panel_source(panel, indicator, position, year);
    if (source) {
        row.own_source = *source;
    }
    add_previous(panel, indicator, subject, &row);
    add_tier(table, panel, &row, ranking);
    *(PositionRow *)list_add(&table->rows) = row;
}

typedef struct AreaRow {
    Text area;
    int indicator; /* position */
    int first_of_area;
} AreaRow;

static int compare_areas(const void *left, const void *right)
{
    const AreaRow *a = left, *b = right;
    return a->first_of_area != b->first_of_area ? a->first_of_area - b->first_of_area
                                                : a->indicator - b->indicator;
}

/* Indicators area by area, areas in the order in which the register first names them. */
static List by_area(Arena *arena, const Panel *panel)
{
    List rows = list_new(arena, sizeof(AreaRow));
    Map *areas = map_new(arena);
    for (int i = 0; i < panel->indicator_count; i++) {
        Text area = panel->registry->indicators[panel->indicators[i]].area;
        int64_t first = i;
        if (!map_get(areas, area, &first)) {
            map_put(areas, area, i);
        }
        *(AreaRow *)list_add(&rows) = (AreaRow){area, i, (int)first};
    }
    list_sort(&rows, compare_areas);
    return rows;
}

Status compare_position(Arena *arena, const Panel *panel, const CompareRules *rules, int subject,
                        int year, PositionTable **table, Error *err)
{
    int position;
    Status status = subject_position(panel, subject, &position, err);
    if (status != STATUS_OK) {
        return status;
    }
    PositionTable *made = ARENA_NEW(arena, PositionTable);
    *made = (PositionTable){.subject = subject,
                            .tier = find_tier(panel, subject),
                            .as_of = panel->as_of,
                            .rows = list_new(arena, sizeof(PositionRow)),
                            .rules_version = rules->version};
    List order = by_area(arena, panel);
    for (size_t i = 0; i < order.count; i++) {
        int indicator = LIST_AT(&order, AreaRow, i)->indicator;
        const Indicator *about = &panel->registry->indicators[panel->indicators[indicator]];
        if (about->polarity.kind != POLARITY_NEUTRAL) {
            add_row(made, panel, indicator, position, year);
        }
    }
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao position 1"));
    sha256_add(&sha, panel->fingerprint.bytes, HASH_BYTES);
    hash_add_text(&sha, rules->version);
    hash_add_text(&sha, panel->registry->entities[subject].code);
    hash_add_int(&sha, year);
    hash_add_text(&sha, made->tier >= 0 ? panel->registry->tiers[made->tier].zh : TEXT(""));
    made->fingerprint = sha256_finish(&sha);
    *table = made;
    return STATUS_OK;
}
