/* Peers: who among the panel's entities of the same kind is most alike. Distances are measure's
 * (root mean square over z-scores of the features that both have). */
#include "compare_impl.h"

typedef struct PeerTable {
    int count, subject; /* subject: row of the table */
    int *entities;      /* registry indices */
    int features;
    double *values; /* [entity][feature] */
    uint8_t *known;
} PeerTable;

static void gather(Arena *arena, const Panel *panel, int subject, PeerTable *table)
{
    const Registry *registry = panel->registry;
    table->entities = ARENA_ARRAY(arena, int, (size_t)panel->entity_count);
    for (int e = 0; e < panel->entity_count; e++) {
        int entity = panel->entities[e];
        if (text_equal(registry->entities[entity].kind, registry->entities[subject].kind)) {
            table->subject = entity == subject ? table->count : table->subject;
            table->entities[table->count++] = entity;
        }
    }
}

static void fill(Arena *arena, const Panel *panel, const int *indicators, int year,
                 PeerTable *table)
{
    size_t cells = (size_t)table->count * (size_t)table->features;
    table->values = ARENA_ARRAY(arena, double, cells);
    table->known = ARENA_ARRAY(arena, uint8_t, cells);
    int position = panel_entity(panel, table->entities[table->subject]);
    for (int f = 0; f < table->features; f++) {
        int indicator = panel_indicator(panel, indicators[f]);
        int from = indicator < 0 ? 0 : year;
        if (indicator >= 0 && year == 0) {
            from = latest_year(panel, indicator, position);
        }
        for (int e = 0; e < table->count && from != 0; e++) {
            size_t at = (size_t)e * (size_t)table->features + (size_t)f;
            table->known[at] =
                panel_value(panel, indicator, table->entities[e], from, &table->values[at]);
        }
    }
}

static int in_common(const PeerTable *table, int entity)
{
    int count = 0;
    for (int f = 0; f < table->features; f++) {
        count += table->known[entity * table->features + f] &&
                 table->known[table->subject * table->features + f];
    }
    return count;
}

static int province_of(const Registry *registry, int entity)
{
    while (entity >= 0 && !text_equal(registry->entities[entity].kind, TEXT("province"))) {
        entity = registry->entities[entity].parent;
    }
    return entity;
}

static int compare_peer_rows(const void *left, const void *right)
{
    const PeerRow *a = left, *b = right;
    if (a->distance < b->distance || a->distance > b->distance) {
        return a->distance < b->distance ? -1 : 1;
    }
    return a->entity - b->entity;
}

Status compare_peers(Arena *arena, const Panel *panel, int subject, const int *indicators,
                     int indicator_count, int year, List *rows, Error *err)
{
    int position;
    Status status = subject_position(panel, subject, &position, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (indicator_count > PEER_FEATURES_MAX) {
        return error_set(
            err, STATUS_LIMIT, "compare.too_many_features",
            ARGS(arg_int("count", indicator_count), arg_int("most", PEER_FEATURES_MAX)));
    }
    PeerTable table = {.features = indicator_count};
    gather(arena, panel, subject, &table);
    fill(arena, panel, indicators, year, &table);
    double *distances = ARENA_ARRAY(arena, double, (size_t)table.count);
    peer_distances(table.values, table.known, table.count, table.features, table.subject,
                   distances);
    *rows = list_new(arena, sizeof(PeerRow));
    int province = province_of(panel->registry, subject);
    for (int e = 0; e < table.count; e++) {
        if (e == table.subject || distances[e] < 0) {
            continue;
        }
        int other = province_of(panel->registry, table.entities[e]);
        *(PeerRow *)list_add(rows) = (PeerRow){
            .entity = table.entities[e],
            .distance = distances[e],
            .similarity = peer_similarity(distances[e]),
            .features = in_common(&table, e),
            .same_province = province >= 0 && province == other,
        };
    }
    list_sort(rows, compare_peer_rows);
    return STATUS_OK;
}
