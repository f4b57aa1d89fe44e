/* Targets: the yearly path, the curve within the year, and the split over those who deliver.
 *
 *   constant rate  p_t = base·(goal/base)^(t/T)
 *   equal steps    p_t = base + (goal - base)·t/T
 *   plan curve     c_m = mean over past years of cumulative_m / cumulative_12
 *   split          q_i = total·w_i/Σw, rounded down; the units left over go to the largest
 *                  remainders (Hamilton's method of apportionment)
 *
 * t year of T, m month, w shares. The parts of a split add up to the total exactly.
 */
#include "measure.h"

#include <math.h>

enum { MONTHS = 12 };

void target_path(double base, double goal, int years, PathShape shape, double *path)
{
    bool constant_rate = shape == PATH_CONSTANT_RATE && base > 0 && goal > 0;
    for (int year = 1; year <= years; year++) {
        double part = (double)year / years;
        path[year - 1] =
            constant_rate ? base * pow(goal / base, part) : base + (goal - base) * part;
    }
    if (years > 0) {
        path[years - 1] = goal;
    }
}

/* Mean share reached by the end of `month` over the usable years; false when none knows it. */
static bool mean_share(const double *past, const uint8_t *known, int past_years, int month,
                       double *share)
{
    double sum = 0;
    int n = 0;
    for (int year = 0; year < past_years; year++) {
        const double *row = past + (size_t)year * MONTHS;
        const uint8_t *row_known = known + (size_t)year * MONTHS;
        if (row_known[month] && row_known[MONTHS - 1] && row[MONTHS - 1] > 0) {
            sum += row[month] / row[MONTHS - 1];
            n++;
        }
    }
    *share = n ? sum / n : 0;
    return n > 0;
}

int plan_curve(const double *past, const uint8_t *known, int past_years, double curve[12])
{
    int used = 0;
    for (int year = 0; year < past_years; year++) {
        size_t december = (size_t)year * MONTHS + MONTHS - 1;
        used += known[december] && past[december] > 0;
    }
    int before = -1; /* the last month known; -1 is the turn of the year, with share 0 */
    double share_before = 0;
    for (int month = 0; month < MONTHS; month++) {
        double share = 1;
        if (month < MONTHS - 1 && !mean_share(past, known, past_years, month, &share)) {
            continue;
        }
        for (int between = before + 1; between <= month; between++) {
            double part = (double)(between - before) / (month - before);
            curve[between] = share_before + (share - share_before) * part;
        }
        before = month;
        share_before = share;
    }
    return used;
}

/* In units of the digit `scale`, exactly. */
static bool units_at(Decimal value, int scale, int64_t *units)
{
    Decimal kept = decimal_round(value, scale);
    *units = kept.mantissa;
    for (int places = kept.scale; places < scale; places++) {
        if (__builtin_mul_overflow(*units, (int64_t)10, units)) {
            return false;
        }
    }
    return decimal_compare(kept, value) == 0;
}

/* What one share is of all, as whole numbers: units of the finest digit that any share has. */
typedef struct Shares {
    const Decimal *shares;
    size_t count;
    int scale;
    int64_t sum;
} Shares;

static bool take_shares(Shares *all)
{
    for (size_t i = 0; i < all->count; i++) {
        all->scale = all->shares[i].scale > all->scale ? all->shares[i].scale : all->scale;
    }
    for (size_t i = 0; i < all->count; i++) {
        int64_t units;
        if (!units_at(all->shares[i], all->scale, &units) || units < 0 ||
            __builtin_add_overflow(all->sum, units, &all->sum)) {
            return false;
        }
    }
    return all->sum > 0;
}

/* total·w_i, in units of both; a product of two 64-bit numbers. */
static __int128 product_of(const Shares *all, size_t i, int64_t total)
{
    int64_t units = 0;
    units_at(all->shares[i], all->scale, &units);
    return (__int128)total * units;
}

/* The largest remainder that took nothing yet, the first of equal ones. */
static size_t neediest(const Shares *all, int64_t total, const uint8_t *took)
{
    size_t found = 0;
    __int128 most = 0;
    for (size_t i = 0; i < all->count; i++) {
        __int128 remainder = product_of(all, i, total) % all->sum;
        remainder = remainder < 0 ? -remainder : remainder;
        if (!took[i] && remainder > most) {
            most = remainder;
            found = i;
        }
    }
    return found;
}

bool split_total(Decimal total, const Decimal *shares, size_t count, int scale, Decimal *parts,
                 uint8_t *took)
{
    Shares all = {.shares = shares, .count = count};
    int64_t units;
    if (!units_at(total, scale, &units) || !take_shares(&all)) {
        return false;
    }
    int64_t left = units, step = units < 0 ? -1 : 1;
    for (size_t i = 0; i < count; i++) {
        parts[i] = (Decimal){(int64_t)(product_of(&all, i, units) / all.sum), (int8_t)scale};
        took[i] = 0;
        left -= parts[i].mantissa;
    }
    for (; left != 0; left -= step) {
        size_t i = neediest(&all, units, took);
        parts[i].mantissa += step;
        took[i] = 1;
    }
    return true;
}
