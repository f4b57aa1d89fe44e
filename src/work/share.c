/* Sharing a target out: parts that make exactly the whole (largest remainder, Hamilton's method).
 *
 *   amount_i = floor(total·w_i / W), in the last digit kept; the units that are left over go one by
 *   one to the largest remainders of that division. */
#include "work_impl.h"

#include <inttypes.h>

typedef struct Division {
    size_t part;
    int64_t whole;
    __int128 remainder;
    bool took_remainder;
} Division;

static int by_remainder(const void *a, const void *b)
{
    const Division *x = a, *y = b;
    return (x->remainder < y->remainder) - (x->remainder > y->remainder);
}

/* The weights as whole numbers of one scale; false where they are not above zero or do not fit. */
static bool whole_weights(const SharePart *parts, size_t count, int64_t *weights, int64_t *sum)
{
    int scale = 0;
    *sum = 0;
    for (size_t at = 0; at < count; at++) {
        scale = parts[at].weight.scale > scale ? parts[at].weight.scale : scale;
    }
    for (size_t at = 0; at < count; at++) {
        Decimal whole;
        bool fits = decimal_shift(parts[at].weight, scale, &whole) && whole.scale <= 0;
        if (!fits || whole.mantissa <= 0) {
            return false;
        }
        weights[at] = whole.mantissa;
        if (__builtin_add_overflow(*sum, weights[at], sum)) {
            return false;
        }
    }
    return count > 0;
}

/* The total in units of its last digit kept. */
static bool whole_total(Decimal total, int decimals, int64_t *units)
{
    Decimal whole;
    Decimal kept = decimal_round(total, decimals);
    if (decimal_compare(kept, total) != 0 || !decimal_shift(kept, decimals, &whole)) {
        return false;
    }
    *units = whole.mantissa;
    return whole.scale <= 0;
}

static void divide(int64_t total, const int64_t *weights, int64_t sum, List *divisions,
                   size_t count)
{
    int64_t left = total, step = total < 0 ? -1 : 1;
    for (size_t at = 0; at < count; at++) {
        __int128 product = (__int128)total * weights[at];
        Division *division = list_add(divisions);
        *division = (Division){
            .part = at, .whole = (int64_t)(product / sum), .remainder = step * (product % sum)};
        left -= division->whole;
    }
    list_sort(divisions, by_remainder);
    for (size_t at = 0; left != 0; at++, left -= step) {
        Division *division = LIST_AT(divisions, Division, at);
        division->whole += step;
        division->took_remainder = true;
    }
}

bool share_out(Decimal total, int decimals, SharePart *parts, size_t count)
{
    Arena *arena = arena_new();
    int64_t *weights = ARENA_ARRAY(arena, int64_t, count + 1), sum, units;
    List divisions = list_new(arena, sizeof(Division));
    bool good = whole_weights(parts, count, weights, &sum) && whole_total(total, decimals, &units);
    if (good) {
        divide(units, weights, sum, &divisions, count);
    }
    for (size_t at = 0; good && at < count; at++) {
        const Division *division = LIST_AT(&divisions, Division, at);
        parts[division->part].amount = (Decimal){division->whole, (int8_t)decimals};
        parts[division->part].took_remainder = division->took_remainder;
    }
    arena_free(arena);
    return good;
}
