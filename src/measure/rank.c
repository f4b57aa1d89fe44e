/* Rank with ties, and the distance to the edge of a tier.
 *
 *   rank(u) = 1 + #{v : s_v < s_u}           standard competition ranking, "1 2 2 4"
 *   last(u) = #{v : s_v ≤ s_u}               the last place of the tie
 *   edge    the unit in place min(k, n) when all n known units stand in order
 *   score   e(u) = 60 + 40 (s_max - s_u) / (s_max - s_min)     efficacy, 功效系数
 *
 * s shortfall (see gap.c), k places of the tier. Ranks depend on the order alone: a change of unit
 * leaves them as they are. Ties are equal values, not nearly equal ones.
 */
#include "measure.h"

#include <math.h>
#include <string.h>

/* Runs this short are faster sorted by insertion than by merging. */
enum { RUN = 8 };

typedef struct Field {
    Polarity polarity;
    const double *values;
} Field;

static double shortfall_of(const Field *field, int unit)
{
    double value = field->values[unit];
    switch (field->polarity.kind) {
    case POLARITY_HIGHER: return -value;
    case POLARITY_LOWER: return value;
    default: return polarity_shortfall(field->polarity, value);
    }
}

static void sort_run(const Field *field, int *units, int count)
{
    for (int i = 1; i < count; i++) {
        int unit = units[i];
        double key = shortfall_of(field, unit);
        int at = i;
        while (at > 0 && shortfall_of(field, units[at - 1]) > key) {
            units[at] = units[at - 1];
            at--;
        }
        units[at] = unit;
    }
}

static void merge(const Field *field, const int *left, int left_count, const int *right,
                  int right_count, int *out)
{
    int l = 0, r = 0;
    while (l < left_count && r < right_count) {
        bool take_right = shortfall_of(field, right[r]) < shortfall_of(field, left[l]);
        *out++ = take_right ? right[r] : left[l];
        r += take_right;
        l += !take_right;
    }
    memcpy(out, left + l, (size_t)(left_count - l) * sizeof *out);
    memcpy(out + (left_count - l), right + r, (size_t)(right_count - r) * sizeof *out);
}

/* Stable bottom-up merge sort; the caller's `scratch` takes every other pass. (The C library's
 * sort allocates and is not stable.) */
static void sort_units(const Field *field, int *units, int count, int *scratch)
{
    for (int i = 0; i < count; i += RUN) {
        sort_run(field, units + i, count - i < RUN ? count - i : RUN);
    }
    int *from = units, *to = scratch;
    for (int width = RUN; width < count; width *= 2) {
        for (int i = 0; i < count; i += 2 * width) {
            int left = count - i < width ? count - i : width;
            int right = count - i - left < width ? count - i - left : width;
            merge(field, from + i, left, from + i + left, right, to + i);
        }
        int *swap = from;
        from = to;
        to = swap;
    }
    if (from != units) {
        memcpy(units, from, (size_t)count * sizeof *units);
    }
}

int rank_units(Polarity polarity, const double *values, const uint8_t *known, int count, int *order,
               int *first, int *last)
{
    Field field = {polarity, values};
    int ranked = 0;
    for (int unit = 0; unit < count && polarity.kind != POLARITY_NEUTRAL; unit++) {
        if (known[unit]) {
            order[ranked++] = unit;
        }
    }
    sort_units(&field, order, ranked, first);
    memset(first, 0, (size_t)count * sizeof *first);
    memset(last, 0, (size_t)count * sizeof *last);
    for (int i = 0; i < ranked;) {
        double key = shortfall_of(&field, order[i]);
        int end = i + 1;
        while (end < ranked && shortfall_of(&field, order[end]) == key) {
            end++;
        }
        for (int place = i; place < end; place++) {
            first[order[place]] = i + 1;
            last[order[place]] = end;
        }
        i = end;
    }
    return ranked;
}

/* Where the shortfall is the value or its opposite: without a branch, for it is a pass over
 * everybody. */
static void count_by_value(const Field *field, const uint8_t *known, int count, double key,
                           int *better, int *level)
{
    double sign = field->polarity.kind == POLARITY_HIGHER ? -1 : 1;
    int less = 0, equal = 0;
    for (int unit = 0; unit < count; unit++) {
        double shortfall = sign * field->values[unit];
        less += (known[unit] != 0) & (shortfall < key);
        equal += (known[unit] != 0) & (shortfall == key);
    }
    *better = less;
    *level = equal;
}

/* How many known units are better than the key, and how many as good. */
static void count_better(const Field *field, const uint8_t *known, int count, double key,
                         int *better, int *level)
{
    if (field->polarity.kind == POLARITY_HIGHER || field->polarity.kind == POLARITY_LOWER) {
        count_by_value(field, known, count, key, better, level);
        return;
    }
    *better = 0;
    *level = 0;
    for (int unit = 0; unit < count; unit++) {
        if (known[unit]) {
            double shortfall = shortfall_of(field, unit);
            *better += shortfall < key;
            *level += shortfall == key;
        }
    }
}

static int count_known(const uint8_t *known, int count)
{
    int n = 0;
    for (int unit = 0; unit < count; unit++) {
        n += known[unit] != 0;
    }
    return n;
}

bool rank_of(Polarity polarity, const double *values, const uint8_t *known, int count, int unit,
             int *first, int *last, int *ranked)
{
    if (polarity.kind == POLARITY_NEUTRAL || unit < 0 || unit >= count || !known[unit]) {
        return false;
    }
    Field field = {polarity, values};
    int better, level;
    count_better(&field, known, count, shortfall_of(&field, unit), &better, &level);
    *first = better + 1;
    *last = better + level;
    *ranked = count_known(known, count);
    return true;
}

/* ---- Of several ---- */

enum { KEYS_MOST = 63, KEYS_HALF = 32 };

/* The shortfalls of those who are ranked together, from best to worst; behind them none is
 * reached. */
typedef struct Keys {
    int units[KEYS_MOST], count;
    double at[KEYS_MOST];
    int passed[KEYS_MOST + 1]; /* how many units have so many keys that are as good or better */
    int level[KEYS_MOST];      /* how many are as good as the last of these */
} Keys;

static void take_keys(const Field *field, const uint8_t *known, const int *units, int count,
                      Keys *keys)
{
    int scratch[KEYS_MOST];
    for (int i = 0; i < count; i++) {
        if (known[units[i]]) {
            keys->units[keys->count++] = units[i];
        }
    }
    sort_units(field, keys->units, keys->count, scratch);
    for (int i = 0; i < KEYS_MOST; i++) {
        keys->at[i] = i < keys->count ? shortfall_of(field, keys->units[i]) : INFINITY;
    }
}

/* How many keys are as good as the shortfall, or better; by halving, without a branch. */
static int keys_up_to(const Keys *keys, double shortfall)
{
    int found = 0;
    for (int half = KEYS_HALF; half > 0; half /= 2) {
        found += keys->at[found + half - 1] <= shortfall ? half : 0;
    }
    return found;
}

static void count_by_keys(const Field *field, const uint8_t *known, int count, Keys *keys)
{
    for (int unit = 0; unit < count; unit++) {
        if (!known[unit]) {
            continue;
        }
        double shortfall = shortfall_of(field, unit);
        int found = keys_up_to(keys, shortfall);
        keys->passed[found]++;
        if (found > 0 && keys->at[found - 1] == shortfall) {
            keys->level[found - 1]++;
        }
    }
}

static void rank_keys(const Keys *keys, int *first, int *last)
{
    int better = 0;
    for (int from = 0, end; from < keys->count; from = end) {
        better += keys->passed[from];
        for (end = from + 1; end < keys->count && keys->at[end] == keys->at[from]; end++) {
        }
        for (int i = from; i < end; i++) {
            first[keys->units[i]] = better + 1;
            last[keys->units[i]] = better + keys->level[end - 1];
        }
    }
}

void rank_several(Polarity polarity, const double *values, const uint8_t *known, int count,
                  const int *units, int unit_count, int *first, int *last)
{
    Field field = {polarity, values};
    for (int from = 0; polarity.kind != POLARITY_NEUTRAL && from < unit_count; from += KEYS_MOST) {
        Keys keys = {.count = 0};
        int left = unit_count - from;
        take_keys(&field, known, units + from, left < KEYS_MOST ? left : KEYS_MOST, &keys);
        count_by_keys(&field, known, count, &keys);
        rank_keys(&keys, first, last);
    }
}

/* The unit in the middle, by index, of those whose shortfall lies between the bounds; -1: none. */
static int middle_between(const Field *field, const uint8_t *known, int count, double low,
                          double high)
{
    int inside = 0, middle = -1, step = 0;
    for (int unit = 0; unit < count; unit++) {
        double shortfall = shortfall_of(field, unit);
        if (known[unit] && shortfall > low && shortfall < high) {
            inside++;
            /* Advances one candidate for every two met. */
            if (middle < 0 || ++step == 2) {
                step = 0;
                do {
                    middle++;
                    shortfall = shortfall_of(field, middle);
                } while (!known[middle] || shortfall <= low || shortfall >= high);
            }
        }
    }
    return inside ? middle : -1;
}

/* Who stands in `place` (from 1): narrows the bounds around the place until a unit's tie holds
 * it. Needs no scratch; about log2(count) passes. */
static int unit_in_place(const Field *field, const uint8_t *known, int count, int place)
{
    double low = -INFINITY, high = INFINITY;
    for (;;) {
        int pivot = middle_between(field, known, count, low, high);
        if (pivot < 0) {
            return -1;
        }
        double key = shortfall_of(field, pivot);
        int better, level;
        count_better(field, known, count, key, &better, &level);
        if (place <= better) {
            high = key;
        } else if (place > better + level) {
            low = key;
        } else {
            return pivot;
        }
    }
}

/* The change of own that reaches the edge's shortfall. */
static double amount_to_edge(Polarity polarity, double own, double edge)
{
    double step = polarity_shortfall(polarity, own) - edge;
    bool falls =
        polarity.kind == POLARITY_LOWER || (polarity.kind == POLARITY_RANGE && own > polarity.high);
    return falls ? -step : step;
}

bool tier_distance(Polarity polarity, const double *values, const uint8_t *known, int count,
                   int unit, int places, TierDistance *distance)
{
    int first, last, ranked;
    if (places < 1 || !rank_of(polarity, values, known, count, unit, &first, &last, &ranked)) {
        return false;
    }
    Field field = {polarity, values};
    int edge = unit_in_place(&field, known, count, places < ranked ? places : ranked);
    if (edge < 0) {
        return false;
    }
    *distance = (TierDistance){
        .inside = first <= places,
        .places = first <= places ? 0 : first - places,
        .seats = places < ranked ? places : ranked,
        .edge_unit = edge,
        .amount = amount_to_edge(polarity, values[unit], shortfall_of(&field, edge)),
    };
    return true;
}

/* ---- By score ---- */

/* The shortfalls of the best and the worst known unit. False: nobody is known. */
static bool shortfall_range(const Field *field, const uint8_t *known, int count, double *best,
                            double *worst)
{
    *best = INFINITY;
    *worst = -INFINITY;
    for (int unit = 0; unit < count; unit++) {
        if (known[unit]) {
            *best = fmin(*best, shortfall_of(field, unit));
            *worst = fmax(*worst, shortfall_of(field, unit));
        }
    }
    return *best <= *worst;
}

bool efficacy_score(Polarity polarity, const double *values, const uint8_t *known, int count,
                    int unit, double *score)
{
    Field field = {polarity, values};
    double best, worst;
    if (polarity.kind == POLARITY_NEUTRAL || unit < 0 || unit >= count || !known[unit] ||
        !shortfall_range(&field, known, count, &best, &worst)) {
        return false;
    }
    double share = worst > best ? (worst - shortfall_of(&field, unit)) / (worst - best) : 1;
    *score = EFFICACY_WORST + (EFFICACY_BEST - EFFICACY_WORST) * share;
    return true;
}

/* The last of those whose shortfall is no larger than the edge's, and how many they are. */
static int last_inside(const Field *field, const uint8_t *known, int count, double edge,
                       int *inside)
{
    int last = -1;
    *inside = 0;
    for (int unit = 0; unit < count; unit++) {
        if (known[unit] && shortfall_of(field, unit) <= edge) {
            (*inside)++;
            last = last < 0 || shortfall_of(field, unit) > shortfall_of(field, last) ? unit : last;
        }
    }
    return last;
}

bool tier_score_distance(Polarity polarity, const double *values, const uint8_t *known, int count,
                         int unit, double score, TierDistance *distance)
{
    Field field = {polarity, values};
    double best, worst, own;
    int first, last, ranked, seats;
    if (score > EFFICACY_BEST || !efficacy_score(polarity, values, known, count, unit, &own) ||
        !rank_of(polarity, values, known, count, unit, &first, &last, &ranked)) {
        return false;
    }
    shortfall_range(&field, known, count, &best, &worst);
    /* Down from the best, so that a cut of 100 is the best itself to the last bit. */
    double edge =
        best + (worst - best) * (EFFICACY_BEST - score) / (EFFICACY_BEST - EFFICACY_WORST);
    int edge_unit = last_inside(&field, known, count, edge, &seats);
    bool inside = shortfall_of(&field, unit) <= edge;
    *distance = (TierDistance){
        .inside = inside,
        .places = inside ? 0 : first - seats,
        .seats = seats,
        .edge_unit = edge_unit,
        .score = own,
        .amount = amount_to_edge(polarity, values[unit], edge),
    };
    return true;
}
