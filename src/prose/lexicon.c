/* Lists of words in one tree over code points: a table from (node, character) to node. */
#include "prose_impl.h"

enum { NODES_FIRST = 4096, DIRECT = 0x10000, WORD_MOST = 32 };

typedef struct Entry {
    int list;
    Text note;
    struct Entry *next;
} Entry;

typedef struct Edge {
    uint64_t key; /* node << 32 | character; 0: empty */
    uint32_t child;
} Edge;

struct Lexicon {
    Arena *arena;
    Map *names;
    List nodes; /* Entry * */
    Edge *edges;
    size_t edge_count, edge_cap;
    uint32_t *roots;       /* by first character below DIRECT */
    uint64_t *first_lists; /* by first character: which of the first 64 lists have a word with it */
};

Lexicon *lexicon_new(Arena *arena)
{
    Lexicon *lexicon = ARENA_NEW(arena, Lexicon);
    lexicon->arena = arena;
    lexicon->names = map_new(arena);
    lexicon->nodes = list_new(arena, sizeof(Entry *));
    list_add(&lexicon->nodes);
    lexicon->edge_cap = NODES_FIRST;
    lexicon->edges = ARENA_ARRAY(arena, Edge, lexicon->edge_cap);
    lexicon->roots = ARENA_ARRAY(arena, uint32_t, DIRECT);
    lexicon->first_lists = ARENA_ARRAY(arena, uint64_t, DIRECT);
    return lexicon;
}

int lexicon_find_list(const Lexicon *lexicon, Text name)
{
    int64_t found;
    return map_get(lexicon->names, name, &found) ? (int)found : -1;
}

int lexicon_list(Lexicon *lexicon, Text name)
{
    int found = lexicon_find_list(lexicon, name);
    if (found >= 0) return found;
    found = (int)map_count(lexicon->names);
    map_put(lexicon->names, name, found);
    return found;
}

static size_t slot_of(const Lexicon *lexicon, uint64_t key)
{
    uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(mixed >> 32) & (lexicon->edge_cap - 1);
    while (lexicon->edges[slot].key && lexicon->edges[slot].key != key)
        slot = (slot + 1) & (lexicon->edge_cap - 1);
    return slot;
}

static void grow(Lexicon *lexicon)
{
    Edge *old = lexicon->edges;
    size_t old_cap = lexicon->edge_cap;
    lexicon->edge_cap *= 2;
    lexicon->edges = ARENA_ARRAY(lexicon->arena, Edge, lexicon->edge_cap);
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].key) lexicon->edges[slot_of(lexicon, old[i].key)] = old[i];
    }
}

static uint32_t child_of(const Lexicon *lexicon, uint32_t node, uint32_t c)
{
    if (node == 0 && c < DIRECT) return lexicon->roots[c];
    const Edge *edge = &lexicon->edges[slot_of(lexicon, (uint64_t)(node + 1) << 32 | c)];
    return edge->key ? edge->child : 0;
}

static uint32_t child_made(Lexicon *lexicon, uint32_t node, uint32_t c)
{
    uint32_t child = child_of(lexicon, node, c);
    if (child) return child;
    child = (uint32_t)lexicon->nodes.count;
    list_add(&lexicon->nodes);
    if (node == 0 && c < DIRECT) {
        lexicon->roots[c] = child;
        return child;
    }
    if (lexicon->edge_count * 2 >= lexicon->edge_cap) grow(lexicon);
    uint64_t key = (uint64_t)(node + 1) << 32 | c;
    lexicon->edges[slot_of(lexicon, key)] = (Edge){key, child};
    lexicon->edge_count++;
    return child;
}

void lexicon_add(Lexicon *lexicon, int list, Text word, Text note)
{
    uint32_t node = 0, c;
    size_t at = 0;
    bool is_first = true;
    while (text_next(word, &at, &c)) {
        node = child_made(lexicon, node, c);
        if (is_first && c < DIRECT && list < 64) lexicon->first_lists[c] |= UINT64_C(1) << list;
        is_first = false;
    }
    if (!node) return;
    Entry *entry = ARENA_NEW(lexicon->arena, Entry);
    Entry **head = LIST_AT(&lexicon->nodes, Entry *, node);
    *entry = (Entry){list, text_copy(lexicon->arena, note), *head};
    *head = entry;
}

static bool begins(const Lexicon *lexicon, int list, uint32_t c)
{
    return c >= DIRECT || list >= 64 || (lexicon->first_lists[c] >> list & 1);
}

bool lexicon_begins(const Lexicon *lexicon, int list, uint32_t c)
{
    return begins(lexicon, list, c);
}

bool lexicon_match(const Lexicon *lexicon, int list, const uint32_t *c, size_t at, size_t end,
                   WordHit *hit)
{
    if (list < 0 || at >= end) return false;
    if (!begins(lexicon, list, c[at])) return false;
    bool found = false;
    uint32_t node = 0;
    const Entry *const *nodes = lexicon->nodes.items;
    for (size_t i = at; i < end && i - at < WORD_MOST; i++) {
        node = child_of(lexicon, node, c[i]);
        if (!node) break;
        for (const Entry *entry = nodes[node]; entry; entry = entry->next) {
            if (entry->list != list) continue;
            *hit = (WordHit){i + 1 - at, entry->note};
            found = true;
            break;
        }
    }
    return found;
}

bool lexicon_match_back(const Lexicon *lexicon, int list, const uint32_t *c, size_t from,
                        size_t end, WordHit *hit)
{
    size_t least = end > WORD_MOST && end - WORD_MOST > from ? end - WORD_MOST : from;
    if (end - least > 8) least = end - 8;
    for (size_t at = least; at < end; at++) {
        if (lexicon_match(lexicon, list, c, at, end, hit) && at + hit->len == end) return true;
    }
    return false;
}
