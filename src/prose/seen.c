/* Which paragraphs were there before: their hashes, eight bytes each. */
#include "prose_impl.h"

#include <stdlib.h>

static void grow(Seen *seen)
{
    size_t cap = seen->cap ? seen->cap * 2 : 256;
    uint64_t *table = calloc(cap, sizeof *table);
    if (!table) abort();
    for (size_t i = 0; i < seen->cap; i++) {
        size_t slot = (size_t)seen->hashes[i] & (cap - 1);
        while (seen->hashes[i] && table[slot])
            slot = (slot + 1) & (cap - 1);
        if (seen->hashes[i]) table[slot] = seen->hashes[i];
    }
    free(seen->hashes);
    seen->hashes = table;
    seen->cap = cap;
}

bool seen_before(Seen *seen, Text text)
{
    uint64_t hash = text_hash(text) | 1; /* 0 is an empty place */
    if (seen->count * 2 >= seen->cap) grow(seen);
    size_t slot = (size_t)hash & (seen->cap - 1);
    while (seen->hashes[slot]) {
        if (seen->hashes[slot] == hash) return true;
        slot = (slot + 1) & (seen->cap - 1);
    }
    seen->hashes[slot] = hash;
    seen->count++;
    return false;
}
