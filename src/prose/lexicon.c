/* Lists of words in one tree over code points: a table from (node, character) to node. */
#include "prose_impl.h"

#include <string.h>

enum { NODES_FIRST = 4096, DIRECT = 0x10000, WORD_MOST = 32, BACK_MOST = 8 };

typedef struct Entry {
    int list;
    Text note;
    struct Entry *next;
} Entry;

typedef struct Node {
    Entry *entries;    /* words that end here */
    uint64_t children; /* a bit for each character that may lead on, by its last six bits */
} Node;

/* Node + 1, character and child, 21 bits each: a table half as large stays in the cache. 0:
 * empty. */
typedef uint64_t Edge;

enum { EDGE_BITS = 21 };

static uint64_t edge_key(uint32_t node, uint32_t c)
{
    return (uint64_t)(node + 1) << EDGE_BITS | c;
}

static Edge edge_of(uint64_t key, uint32_t child)
{
    return key << EDGE_BITS | child;
}

static uint32_t edge_child(Edge edge)
{
    return (uint32_t)(edge & ((1U << EDGE_BITS) - 1));
}

struct Lexicon {
    Arena *arena;
    Map *names;
    List nodes; /* Node */
    Edge *edges;
    size_t edge_count, edge_cap;
    uint32_t *roots; /* by first character below DIRECT */
    /* By first character: which of the first lists have a word with it. */
    uint64_t (*first_lists)[LIST_WORDS];
};

Lexicon *lexicon_new(Arena *arena)
{
    Lexicon *lexicon = ARENA_NEW(arena, Lexicon);
    lexicon->arena = arena;
    lexicon->names = map_new(arena);
    lexicon->nodes = list_new(arena, sizeof(Node));
    list_add(&lexicon->nodes);
    lexicon->edge_cap = NODES_FIRST;
    lexicon->edges = ARENA_ARRAY(arena, Edge, lexicon->edge_cap);
    lexicon->roots = ARENA_ARRAY(arena, uint32_t, DIRECT);
    lexicon->first_lists = arena_array(arena, DIRECT, sizeof *lexicon->first_lists);
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
    if (found >= 0 || map_count(lexicon->names) == LIST_WORDS * 64) return found;
    found = (int)map_count(lexicon->names);
    map_put(lexicon->names, name, found);
    return found;
}

static size_t slot_of(const Lexicon *lexicon, uint64_t key)
{
    uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(mixed >> 32) & (lexicon->edge_cap - 1);
    while (lexicon->edges[slot] && lexicon->edges[slot] >> EDGE_BITS != key)
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
        if (old[i]) lexicon->edges[slot_of(lexicon, old[i] >> EDGE_BITS)] = old[i];
    }
}

static uint64_t bit_of(uint32_t c)
{
    return UINT64_C(1) << (c & 63);
}

static uint32_t child_of(const Lexicon *lexicon, uint32_t node, uint32_t c)
{
    if (node == 0 && c < DIRECT) return lexicon->roots[c];
    const Node *nodes = lexicon->nodes.items;
    if (!(nodes[node].children & bit_of(c))) return 0;
    return edge_child(lexicon->edges[slot_of(lexicon, edge_key(node, c))]);
}

static uint32_t child_made(Lexicon *lexicon, uint32_t node, uint32_t c)
{
    uint32_t child = child_of(lexicon, node, c);
    if (child) return child;
    child = (uint32_t)lexicon->nodes.count;
    list_add(&lexicon->nodes);
    LIST_AT(&lexicon->nodes, Node, node)->children |= bit_of(c);
    if (node == 0 && c < DIRECT) {
        lexicon->roots[c] = child;
        return child;
    }
    if (lexicon->edge_count * 2 >= lexicon->edge_cap) grow(lexicon);
    uint64_t key = edge_key(node, c);
    lexicon->edges[slot_of(lexicon, key)] = edge_of(key, child);
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
        if (is_first && c < DIRECT && list < LIST_WORDS * 64) {
            lexicon->first_lists[c][list / 64] |= UINT64_C(1) << (list % 64);
        }
        is_first = false;
    }
    if (!node) return;
    Entry *entry = ARENA_NEW(lexicon->arena, Entry);
    Node *end = LIST_AT(&lexicon->nodes, Node, node);
    *entry = (Entry){list, text_copy(lexicon->arena, note), end->entries};
    end->entries = entry;
}

static bool begins(const Lexicon *lexicon, int list, uint32_t c)
{
    return c >= DIRECT || list >= LIST_WORDS * 64 ||
           (lexicon->first_lists[c][list / 64] >> (list % 64) & 1);
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
    const Node *nodes = lexicon->nodes.items;
    for (size_t i = at; i < end && i - at < WORD_MOST; i++) {
        node = child_of(lexicon, node, c[i]);
        if (!node) break;
        for (const Entry *entry = nodes[node].entries; entry; entry = entry->next) {
            if (entry->list != list) continue;
            *hit = (WordHit){i + 1 - at, entry->note};
            found = true;
            break;
        }
    }
    return found;
}

/* ---- All words of a text ---- */

static void grow_found(Words *words, Arena *arena, size_t *cap)
{
    FoundWord *more = ARENA_ARRAY(arena, FoundWord, *cap * 2);
    memcpy(more, words->found, *cap * sizeof *more);
    words->found = more;
    *cap *= 2;
}

Words *words_of(const Lexicon *lexicon, Arena *arena, const uint32_t *c, size_t n)
{
    Words *words = ARENA_NEW(arena, Words);
    size_t cap = 4 * n + 16, count = 0;
    words->n = n;
    words->lists = arena_array(arena, n + 1, sizeof *words->lists);
    words->first = ARENA_ARRAY(arena, uint32_t, n + 2);
    words->found = ARENA_ARRAY(arena, FoundWord, cap);
    const Node *nodes = lexicon->nodes.items;
    for (size_t at = 0; at < n; at++) {
        words->first[at] = (uint32_t)count;
        uint32_t node = 0;
        for (size_t i = at; i < n && i - at < WORD_MOST; i++) {
            node = child_of(lexicon, node, c[i]);
            if (!node) break;
            for (const Entry *entry = nodes[node].entries; entry; entry = entry->next) {
                if (count == cap) grow_found(words, arena, &cap);
                words->found[count++] =
                    (FoundWord){(uint16_t)entry->list, (uint16_t)(i + 1 - at), &entry->note};
                words->lists[at][entry->list / 64] |= UINT64_C(1) << (entry->list % 64);
            }
        }
    }
    words->first[n] = words->first[n + 1] = (uint32_t)count;
    return words;
}

bool words_before(const Words *words, int list, size_t from, size_t end, WordHit *hit)
{
    size_t at = end > BACK_MOST && end - BACK_MOST > from ? end - BACK_MOST : from;
    for (; at < end; at++) {
        if (words_at(words, list, at, end, hit) && at + hit->len == end) return true;
    }
    return false;
}
