/* Sharing a target out among units: the split of measure, over parts that people gave a weight. */
#include "work_impl.h"

#include "measure.h"

/* Nobody gives a unit a part of nothing. */
static bool take_weights(const SharePart *parts, size_t count, Decimal *weights)
{
    for (size_t i = 0; i < count; i++) {
        weights[i] = parts[i].weight;
        if (weights[i].mantissa <= 0) {
            return false;
        }
    }
    return true;
}

bool share_out(Decimal total, int decimals, SharePart *parts, size_t count)
{
    Arena *arena = arena_new();
    Decimal *weights = ARENA_ARRAY(arena, Decimal, count + 1);
    Decimal *amounts = ARENA_ARRAY(arena, Decimal, count + 1);
    uint8_t *took = ARENA_ARRAY(arena, uint8_t, count + 1);
    bool good = take_weights(parts, count, weights) &&
                split_total(total, weights, count, decimals, amounts, took);
    for (size_t i = 0; good && i < count; i++) {
        parts[i].amount = amounts[i];
        parts[i].took_remainder = took[i];
    }
    arena_free(arena);
    return good;
}
