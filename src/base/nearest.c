/* Which of many names somebody may have meant: the distance of Damerau and Levenshtein, by
 * characters, no piece touched twice. */
#include "base.h"

static int decode(Text text, uint32_t *characters)
{
    int count = 0;
    size_t at = 0;
    while (count < NEAREST_CHARACTERS && text_next(text, &at, &characters[count])) {
        count++;
    }
    return count;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* The fewest steps from one to the other; each puts in, leaves out, replaces or swaps with its
 * neighbour one character. Three rows of the table are enough. */
static int edit_distance(const uint32_t *a, int a_count, const uint32_t *b, int b_count)
{
    int rows[3][NEAREST_CHARACTERS + 1];
    for (int j = 0; j <= b_count; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= a_count; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *above_that = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= b_count; j++) {
            int replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], above_that[j - 2] + 1);
            }
        }
    }
    return rows[a_count % 3][b_count];
}

Nearest nearest_to(Text wanted)
{
    Nearest nearest = {.count = 0};
    nearest.wanted_count = decode(wanted, nearest.wanted);
    return nearest;
}

/* Takes out what the same one is called already, unless that is as near. */
static bool makes_way(Nearest *nearest, int target, int distance)
{
    for (int i = 0; i < nearest->count; i++) {
        if (nearest->found[i].target != target) {
            continue;
        }
        if (nearest->found[i].distance <= distance) {
            return false;
        }
        for (int j = i + 1; j < nearest->count; j++) {
            nearest->found[j - 1] = nearest->found[j];
        }
        nearest->count--;
        return true;
    }
    return true;
}

static void keep(Nearest *nearest, NearName one)
{
    if (!makes_way(nearest, one.target, one.distance)) {
        return;
    }
    int at = nearest->count;
    while (at > 0 && nearest->found[at - 1].distance > one.distance) {
        at--;
    }
    if (at == NEAREST_MOST) {
        return;
    }
    nearest->count = least(nearest->count + 1, NEAREST_MOST);
    for (int i = nearest->count - 1; i > at; i--) {
        nearest->found[i] = nearest->found[i - 1];
    }
    nearest->found[at] = one;
}

void nearest_offer(Nearest *nearest, Text name, int target)
{
    uint32_t characters[NEAREST_CHARACTERS];
    int count = decode(name, characters);
    int most = nearest->wanted_count <= 3 ? 1 : nearest->wanted_count / 3;
    if (count > nearest->wanted_count + most || nearest->wanted_count > count + most) {
        return;
    }
    int distance = edit_distance(nearest->wanted, nearest->wanted_count, characters, count);
    if (distance <= most && distance < count) {
        keep(nearest, (NearName){name, target, distance});
    }
}

Text nearest_names(Arena *arena, const Nearest *nearest)
{
    Buf names = buf_new(arena);
    for (int i = 0; i < nearest->count; i++) {
        buf_add_cstr(&names, i ? ", " : "");
        buf_add(&names, nearest->found[i].name);
    }
    return buf_text(&names);
}
