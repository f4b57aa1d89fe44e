/* Columns: one indicator and year over many: over a group of siblings, for their ranks; over
 * everybody, for who ever did the like. And series: all years and indicators of one.
 *
 * Reading a column costs as much as they are many, and whoever asks about one of them asks for
 * it; a series costs a leap for each figure, and whoever looks at one page about somebody looks at
 * another. So they are kept, for as many registries as share the place, each of a thread of its
 * own. They stay true as long as the same batches are accepted: facts are only added, under a batch
 * that is not accepted yet, and never changed. Every panel reads which batches are accepted before
 * it looks here, as of the same commit, and looks only among the columns of that very set, and of a
 * register that numbers everybody as its own does. A set of columns goes when nobody holds it and a
 * newer one is there. */
#include "compare_impl.h"

#include <pthread.h>
#include <string.h>

/* Of one set; what does not fit is read each time. Columns of everybody leave the others room. */
enum { KEPT_BYTES = 48 << 20, KEPT_BYTES_OF_ALL = 24 << 20 };

/* Series of one set, as many as those who are compared on a day, and those who are shown beside
 * them in a rank; then the one that nobody asked for longest gives way. */
enum { SERIES_KEPT = 512, SERIES_BYTES = 16 << 20 };

typedef struct KeptSeries {
    Arena *arena; /* NULL: free */
    SeriesKey key;
    List figures;  /* Observation */
    int64_t asked; /* the higher, the later */
} KeptSeries;

/* The columns and series of one set of batches, and the years they stand in. */
struct KeptColumns {
    Columns *place;
    Arena *arena; /* its own where the place is shared, else the registry's */
    Hash numbering;
    BatchSet accepted;
    Map *columns;
    size_t bytes;
    KeptYears years;
    bool has_years;
    KeptSeries series[SERIES_KEPT];
    size_t series_bytes;
    int64_t series_asked; /* how often */
    int holders;
    KeptColumns *older;
};

struct Columns {
    Arena *arena; /* the registry's, of a place that is not shared; NULL */
    pthread_mutex_t lock;
    KeptColumns *newest;
};

/* ---- Places ---- */

static void columns_start(Columns *columns, Arena *arena)
{
    *columns = (Columns){.arena = arena};
    pthread_mutex_init(&columns->lock, NULL);
}

Columns *columns_new(Arena *arena)
{
    Columns *columns = ARENA_NEW(arena, Columns);
    columns_start(columns, NULL);
    return columns;
}

Columns *columns_alone(Arena *arena)
{
    Columns *columns = ARENA_NEW(arena, Columns);
    columns_start(columns, arena);
    return columns;
}

static void kept_free(KeptColumns *kept)
{
    for (int i = 0; i < SERIES_KEPT; i++) {
        arena_free(kept->series[i].arena);
    }
    arena_free(kept->arena);
}

/* With the lock. */
static void drop_unheld(Columns *columns)
{
    KeptColumns **link = &columns->newest;
    while (*link && !columns->arena) {
        KeptColumns *kept = *link;
        if (kept->holders == 0 && kept != columns->newest) {
            *link = kept->older;
            kept_free(kept);
        } else {
            link = &kept->older;
        }
    }
}

void columns_close(Columns *columns)
{
    while (columns->newest) {
        KeptColumns *kept = columns->newest;
        columns->newest = kept->older;
        kept_free(kept);
    }
}

/* ---- Sets ---- */

static bool is_of(const KeptColumns *kept, const Hash *numbering, const BatchSet *accepted)
{
    return kept->accepted.count == accepted->count &&
           memcmp(kept->numbering.bytes, numbering->bytes, HASH_BYTES) == 0 &&
           (accepted->count == 0 || memcmp(kept->accepted.ids, accepted->ids,
                                           (size_t)accepted->count * sizeof *accepted->ids) == 0);
}

static KeptColumns *kept_new(Columns *columns, const Hash *numbering, const BatchSet *accepted)
{
    Arena *arena = columns->arena ? columns->arena : arena_new();
    KeptColumns *kept = ARENA_NEW(arena, KeptColumns);
    size_t count = (size_t)accepted->count;
    *kept = (KeptColumns){.place = columns,
                          .arena = arena,
                          .numbering = *numbering,
                          .accepted = {ARENA_ARRAY(arena, int64_t, count), accepted->count, 0},
                          .columns = map_new(arena),
                          .older = columns->newest};
    if (count > 0) {
        memcpy(kept->accepted.ids, accepted->ids, count * sizeof *accepted->ids);
    }
    if (columns->arena && columns->newest) {
        kept->bytes = columns->newest->bytes; /* those stay on the registry's arena */
    }
    columns->newest = kept;
    return kept;
}

KeptColumns *columns_hold(struct RegistryIndex *index, const BatchSet *accepted)
{
    for (size_t i = index->held.count; i-- > 0;) {
        KeptColumns *held = *LIST_AT(&index->held, KeptColumns *, i);
        if (is_of(held, &index->numbering, accepted)) {
            return held;
        }
    }
    Columns *columns = index->columns;
    pthread_mutex_lock(&columns->lock);
    KeptColumns *kept = columns->newest;
    while (kept && !is_of(kept, &index->numbering, accepted)) {
        kept = kept->older;
    }
    kept = kept ? kept : kept_new(columns, &index->numbering, accepted);
    kept->holders++;
    drop_unheld(columns);
    pthread_mutex_unlock(&columns->lock);
    *(KeptColumns **)list_add(&index->held) = kept;
    return kept;
}

void registry_share_columns(Registry *registry, Columns *columns)
{
    registry->index->columns = columns;
}

void registry_let_go(Registry *registry)
{
    struct RegistryIndex *index = registry->index;
    Columns *columns = index->columns;
    pthread_mutex_lock(&columns->lock);
    for (size_t i = 0; i < index->held.count; i++) {
        (*LIST_AT(&index->held, KeptColumns *, i))->holders--;
    }
    index->held.count = 0;
    drop_unheld(columns);
    pthread_mutex_unlock(&columns->lock);
}

/* ---- Years ---- */

bool kept_years(KeptColumns *kept, KeptYears *years)
{
    pthread_mutex_lock(&kept->place->lock);
    bool has_years = kept->has_years;
    *years = kept->years;
    pthread_mutex_unlock(&kept->place->lock);
    return has_years;
}

void keep_years(KeptColumns *kept, KeptYears years)
{
    pthread_mutex_lock(&kept->place->lock);
    kept->years = years;
    kept->has_years = true;
    pthread_mutex_unlock(&kept->place->lock);
}

/* ---- Columns ---- */

static Text key_of(const ColumnKey *key)
{
    return (Text){(const char *)key, sizeof *key};
}

const PanelColumn *kept_column(KeptColumns *kept, const ColumnKey *key)
{
    int64_t at;
    pthread_mutex_lock(&kept->place->lock);
    bool is_there = map_get(kept->columns, key_of(key), &at);
    pthread_mutex_unlock(&kept->place->lock);
    return is_there ? (const PanelColumn *)(intptr_t)at : NULL;
}

static PanelColumn *copy_column(Arena *arena, const PanelColumn *read)
{
    size_t count = (size_t)read->count;
    PanelColumn *column = ARENA_NEW(arena, PanelColumn);
    *column = (PanelColumn){.count = read->count,
                            .values = ARENA_ARRAY(arena, double, count),
                            .known = ARENA_ARRAY(arena, uint8_t, count),
                            .digest = read->digest};
    memcpy(column->values, read->values, count * sizeof(double));
    memcpy(column->known, read->known, count);
    return column;
}

/* NULL: there is no room. With the lock: another may have kept the same meanwhile. */
static const PanelColumn *keep(KeptColumns *kept, const ColumnKey *key, const PanelColumn *read)
{
    int64_t at;
    size_t bytes = (size_t)read->count * (sizeof(double) + 1);
    size_t most = key->group == GROUP_OF_ALL ? KEPT_BYTES_OF_ALL : KEPT_BYTES;
    if (map_get(kept->columns, key_of(key), &at)) {
        return (const PanelColumn *)(intptr_t)at;
    }
    if (kept->bytes + bytes > most) {
        return NULL;
    }
    PanelColumn *column = copy_column(kept->arena, read);
    kept->bytes += bytes;
    map_put(kept->columns, key_of(key), (int64_t)(intptr_t)column);
    return column;
}

const PanelColumn *column_finish(Arena *arena, KeptColumns *kept, const ColumnKey *key,
                                 PanelColumn *read)
{
    size_t count = (size_t)read->count;
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, read->values, count * sizeof(double));
    sha256_add(&sha, read->known, count);
    read->digest = sha256_finish(&sha);
    const PanelColumn *column = NULL;
    if (kept) {
        pthread_mutex_lock(&kept->place->lock);
        column = keep(kept, key, read);
        pthread_mutex_unlock(&kept->place->lock);
    }
    return column ? column : copy_column(arena, read);
}

/* ---- Series ---- */

static bool is_same(const SeriesKey *a, const SeriesKey *b)
{
    return a->entity == b->entity && a->indicator == b->indicator &&
           a->first_year == b->first_year && a->last_year == b->last_year && a->as_of == b->as_of;
}

/* NULL: not there. With the lock. */
static KeptSeries *series_of(KeptColumns *kept, const SeriesKey *key)
{
    for (int i = 0; i < SERIES_KEPT; i++) {
        KeptSeries *series = &kept->series[i];
        if (series->arena && is_same(&series->key, key)) {
            series->asked = ++kept->series_asked;
            return series;
        }
    }
    return NULL;
}

static size_t bytes_of(size_t figures)
{
    return figures * sizeof(Observation);
}

static List copy_figures(Arena *arena, const Observation *figures, size_t count)
{
    List copy = {.arena = arena, .count = count, .cap = count, .item_size = sizeof(Observation)};
    copy.items = ARENA_ARRAY(arena, Observation, count);
    if (count > 0) {
        memcpy(copy.items, figures, bytes_of(count));
    }
    return copy;
}

/* It is copied with the lock, for another may put something else in its place. */
bool kept_series(KeptColumns *kept, const SeriesKey *key, List *figures)
{
    pthread_mutex_lock(&kept->place->lock);
    const KeptSeries *series = series_of(kept, key);
    if (series) {
        *figures = copy_figures(figures->arena, series->figures.items, series->figures.count);
    }
    pthread_mutex_unlock(&kept->place->lock);
    return series != NULL;
}

static KeptSeries *free_place(KeptColumns *kept)
{
    for (int i = 0; i < SERIES_KEPT; i++) {
        if (!kept->series[i].arena) {
            return &kept->series[i];
        }
    }
    return NULL;
}

static void drop_longest_unasked(KeptColumns *kept)
{
    KeptSeries *found = NULL;
    for (int i = 0; i < SERIES_KEPT; i++) {
        KeptSeries *series = &kept->series[i];
        if (series->arena && (!found || series->asked < found->asked)) {
            found = series;
        }
    }
    kept->series_bytes -= bytes_of(found->figures.count);
    arena_free(found->arena);
    *found = (KeptSeries){0};
}

/* With the lock. */
static void put_series(KeptColumns *kept, const SeriesKey *key, const List *figures)
{
    size_t bytes = bytes_of(figures->count);
    while (!free_place(kept) || kept->series_bytes + bytes > SERIES_BYTES) {
        drop_longest_unasked(kept);
    }
    Arena *arena = arena_new();
    *free_place(kept) = (KeptSeries){
        arena, *key, copy_figures(arena, figures->items, figures->count), ++kept->series_asked};
    kept->series_bytes += bytes;
}

/* A registry that shares its place with nobody answers one question, and is not asked again. */
void series_keep(KeptColumns *kept, const SeriesKey *key, const List *figures)
{
    if (kept->place->arena || bytes_of(figures->count) > SERIES_BYTES) {
        return;
    }
    pthread_mutex_lock(&kept->place->lock);
    if (!series_of(kept, key)) {
        put_series(kept, key, figures);
    }
    pthread_mutex_unlock(&kept->place->lock);
}
