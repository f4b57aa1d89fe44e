/* Position: where the subject stands among its siblings, indicator by indicator, against the year
 * before and against the edge of the tier (第一方阵). */
#include "compare_impl.h"

#include <math.h>

bool tier_value_is_valid(Text kind, Decimal value)
{
    double number = decimal_double(value);
    if (text_equal(kind, TEXT("top_n"))) {
        return number >= 1 && number == floor(number);
    }
    if (text_equal(kind, TEXT("top_share"))) {
        return number > 0 && number <= 1;
    }
    return number > EFFICACY_WORST && number <= EFFICACY_BEST;
}

/* The tier of the subject's province. */
static int find_tier(const Panel *panel, int subject)
{
    const Registry *registry = panel->registry;
    Date on = panel->as_of != DATE_NONE ? panel->as_of : date_today();
    for (int t = 0; t < registry->tier_count; t++) {
        const Tier *tier = &registry->tiers[t];
        if (tier->scope >= 0 && tier->scope == registry->entities[subject].parent &&
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

static bool distance_to(const Tier *tier, Polarity polarity, const Ranking *ranking, int place,
                        int ranked, TierDistance *distance)
{
    if (text_equal(tier->kind, TEXT("score"))) {
        return tier_score_distance(polarity, ranking->values, ranking->known, ranking->count, place,
                                   decimal_double(tier->value), distance);
    }
    return tier_distance(polarity, ranking->values, ranking->known, ranking->count, place,
                         tier_places(tier, ranked), distance);
}

static void add_tier(const PositionTable *table, const Panel *panel, PositionRow *row,
                     const Ranking *ranking)
{
    if (table->tier < 0) {
        return;
    }
    const Registry *registry = panel->registry;
    Polarity polarity = registry->indicators[row->indicator].polarity;
    row->has_tier = distance_to(&registry->tiers[table->tier], polarity, ranking,
                                ranking_place(ranking, table->subject), row->ranked, &row->tier);
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

/* The definition, not the name alone: a cut that was moved gives other results. */
static void hash_add_tier(Sha256 *sha, const Tier *tier)
{
    hash_add_text(sha, tier ? tier->zh : TEXT(""));
    if (tier) {
        hash_add_text(sha, tier->kind);
        hash_add_double(sha, decimal_double(tier->value));
    }
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
    Hash figures = panel_fingerprint(panel);
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao position 2"));
    sha256_add(&sha, figures.bytes, HASH_BYTES);
    hash_add_text(&sha, rules->version);
    hash_add_text(&sha, panel->registry->entities[subject].code);
    hash_add_int(&sha, year);
    hash_add_tier(&sha, made->tier >= 0 ? &panel->registry->tiers[made->tier] : NULL);
    made->fingerprint = sha256_finish(&sha);
    *table = made;
    return STATUS_OK;
}
