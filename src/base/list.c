/* A growing array, and a stable sort. */
#include "base.h"

#include <string.h>

enum { LIST_FIRST = 8 };

List list_new(Arena *arena, size_t item_size)
{
    return (List){.arena = arena, .item_size = item_size};
}

void *list_add(List *list)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : LIST_FIRST;
        void *items = arena_array(list->arena, cap, list->item_size);
        if (list->count) {
            memcpy(items, list->items, list->count * list->item_size);
        }
        list->items = items;
        list->cap = cap;
    }
    return (char *)list->items + list->count++ * list->item_size;
}

void *list_at(const List *list, size_t index)
{
    return (char *)list->items + index * list->item_size;
}

typedef int (*Compare)(const void *, const void *);

/* Merges the sorted runs [0, middle) and [middle, count) of `from` into `to`. On a tie the left
 * one goes first: that is what keeps the sort stable. */
static void merge(const char *from, size_t middle, size_t count, char *to, size_t size,
                  Compare compare)
{
    const char *left = from, *right = from + middle * size;
    const char *left_end = right, *right_end = from + count * size;
    while (left < left_end && right < right_end) {
        const char **taken = compare(left, right) <= 0 ? &left : &right;
        memcpy(to, *taken, size);
        *taken += size;
        to += size;
    }
    memcpy(to, left, (size_t)(left_end - left));
    to += left_end - left;
    memcpy(to, right, (size_t)(right_end - right));
}

void list_sort(List *list, Compare compare)
{
    size_t count = list->count, size = list->item_size;
    if (count < 2) {
        return;
    }
    Arena *scratch = arena_new();
    char *from = list->items, *to = arena_array(scratch, count, size);
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t left = count - start;
            size_t middle = run < left ? run : left;
            size_t whole = 2 * run < left ? 2 * run : left;
            merge(from + start * size, middle, whole, to + start * size, size, compare);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != list->items) {
        memcpy(list->items, from, count * size);
    }
    arena_free(scratch);
}
