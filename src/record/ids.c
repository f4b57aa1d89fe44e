/* Ids, each once. */
#include "query_impl.h"

enum { SLOTS_FIRST = 1024 }; /* a power of two; at most half of them are taken */

IdSet id_set_new(Arena *arena)
{
    return (IdSet){arena, ARENA_ARRAY(arena, int64_t, SLOTS_FIRST), SLOTS_FIRST, 0};
}

/* Ids follow each other: they are spread by a multiplication. The slot that holds the id, or the
 * free one (0) where it belongs. */
static int64_t *slot_for(const IdSet *set, int64_t id)
{
    size_t at = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (set->cap - 1);
    while (set->slots[at] != 0 && set->slots[at] != id) {
        at = (at + 1) & (set->cap - 1);
    }
    return &set->slots[at];
}

static void grow(IdSet *set)
{
    IdSet larger = {set->arena, ARENA_ARRAY(set->arena, int64_t, 2 * set->cap), 2 * set->cap,
                    set->count};
    for (size_t at = 0; at < set->cap; at++) {
        if (set->slots[at] != 0) {
            *slot_for(&larger, set->slots[at]) = set->slots[at];
        }
    }
    *set = larger;
}

void id_set_add(IdSet *set, int64_t id)
{
    int64_t *slot = slot_for(set, id);
    if (*slot != 0) {
        return;
    }
    *slot = id;
    set->count++;
    if (set->count * 2 > set->cap) {
        grow(set);
    }
}
