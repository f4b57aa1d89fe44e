/* Columns: one indicator and year over a group of siblings, for their ranks.
 *
 * Reading one costs as much as the group is large, and whoever asks about one of the group asks for
 * it. So a column is kept with the registry. It stays true as long as the same batches are accepted:
 * facts are only added, under a batch that is not accepted yet, and never changed. Every panel reads
 * which batches are accepted before it looks here, as of the same commit. */
#include "compare_impl.h"

#include <string.h>

/* Of one registry; what does not fit is read each time. */
enum { KEPT_BYTES = 12 << 20 };

struct KeptColumns {
    Arena *arena; /* the registry's */
    Map *columns;
    BatchSet accepted; /* by which they were read */
    size_t bytes;
};

KeptColumns *kept_columns_new(Arena *arena)
{
    KeptColumns *kept = ARENA_NEW(arena, KeptColumns);
    *kept = (KeptColumns){.arena = arena, .columns = map_new(arena)};
    return kept;
}

static bool is_same_set(const BatchSet *a, const BatchSet *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->ids, b->ids, (size_t)a->count * sizeof *a->ids) == 0);
}

void kept_columns_see(KeptColumns *kept, const BatchSet *accepted)
{
    if (is_same_set(&kept->accepted, accepted)) {
        return;
    }
    size_t count = (size_t)accepted->count;
    kept->accepted =
        (BatchSet){ARENA_ARRAY(kept->arena, int64_t, count), accepted->count, 0};
    if (count > 0) {
        memcpy(kept->accepted.ids, accepted->ids, count * sizeof *accepted->ids);
    }
    kept->columns = map_new(kept->arena);
    kept->bytes += count * sizeof *accepted->ids;
}

static Text key_of(const ColumnKey *key)
{
    return (Text){(const char *)key, sizeof *key};
}

const PanelColumn *kept_column(const KeptColumns *kept, const ColumnKey *key)
{
    int64_t at;
    return map_get(kept->columns, key_of(key), &at) ? (const PanelColumn *)(intptr_t)at : NULL;
}

static PanelColumn *column_new(Arena *arena, int count)
{
    PanelColumn *column = ARENA_NEW(arena, PanelColumn);
    column->count = count;
    column->values = ARENA_ARRAY(arena, double, (size_t)count);
    column->known = ARENA_ARRAY(arena, uint8_t, (size_t)count);
    return column;
}

const PanelColumn *column_finish(Arena *arena, KeptColumns *kept, const ColumnKey *key,
                                 const PanelColumn *read)
{
    size_t count = (size_t)read->count, bytes = count * (sizeof(double) + 1);
    bool fits = kept && kept->bytes + bytes <= KEPT_BYTES;
    PanelColumn *column = column_new(fits ? kept->arena : arena, read->count);
    memcpy(column->values, read->values, count * sizeof(double));
    memcpy(column->known, read->known, count);
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, column->values, count * sizeof(double));
    sha256_add(&sha, column->known, count);
    column->digest = sha256_finish(&sha);
    if (fits) {
        kept->bytes += bytes;
        map_put(kept->columns, key_of(key), (int64_t)(intptr_t)column);
    }
    return column;
}
