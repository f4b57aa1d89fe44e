/* Open addressing with linear probing, at most three quarters full. */
#include "base.h"

#include <string.h>

enum { MAP_FIRST = 16 };

typedef struct Slot {
    Text key;
    uint64_t hash;
    int64_t value;
    bool taken;
} Slot;

struct Map {
    Arena *arena;
    Slot *slots;
    size_t cap; /* a power of two */
    size_t count;
};

Map *map_new(Arena *arena)
{
    Map *map = ARENA_NEW(arena, Map);
    *map = (Map){.arena = arena, .slots = ARENA_ARRAY(arena, Slot, MAP_FIRST), .cap = MAP_FIRST};
    return map;
}

/* The slot that holds the key, or the free one where it belongs. */
static Slot *slot_for(const Map *map, Text key, uint64_t hash)
{
    size_t at = hash & (map->cap - 1);
    for (;;) {
        Slot *slot = &map->slots[at];
        if (!slot->taken || (slot->hash == hash && text_equal(slot->key, key))) {
            return slot;
        }
        at = (at + 1) & (map->cap - 1);
    }
}

static void map_grow(Map *map)
{
    Map larger = *map;
    larger.cap = map->cap * 2;
    larger.slots = ARENA_ARRAY(map->arena, Slot, larger.cap);
    for (size_t i = 0; i < map->cap; i++) {
        if (map->slots[i].taken) {
            *slot_for(&larger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    *map = larger;
}

void map_put(Map *map, Text key, int64_t value)
{
    uint64_t hash = text_hash(key);
    Slot *slot = slot_for(map, key, hash);
    if (slot->taken) {
        slot->value = value;
        return;
    }
    if ((map->count + 1) * 4 > map->cap * 3) {
        map_grow(map);
        slot = slot_for(map, key, hash);
    }
    *slot = (Slot){.key = text_copy(map->arena, key), .hash = hash, .value = value, .taken = true};
    map->count++;
}

bool map_get(const Map *map, Text key, int64_t *value)
{
    const Slot *slot = slot_for(map, key, text_hash(key));
    if (slot->taken) {
        *value = slot->value;
    }
    return slot->taken;
}

size_t map_count(const Map *map)
{
    return map->count;
}
