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

/* The mantissa of `total` at `scale` decimals, exactly. */
static bool mantissa_at(Decimal total, int scale, int64_t *mantissa)
{
    *mantissa = total.mantissa;
    for (int step = total.scale; step < scale; step++) {
        if (__builtin_mul_overflow(*mantissa, (int64_t)10, mantissa)) {
            return false;
        }
    }
    return *mantissa != INT64_MIN;
}

static bool sum_shares(const double *shares, int count, double *sum)
{
    *sum = 0;
    for (int i = 0; i < count; i++) {
        if (!(shares[i] >= 0)) {
            return false;
        }
        *sum += shares[i];
    }
    return isfinite(*sum) && *sum > 0;
}

/* Gives one unit more to the part that is furthest below its quota. */
static void give_one(const double *shares, int count, long double unit_quota, Decimal *parts)
{
    int neediest = -1;
    long double most = 0;
    for (int i = 0; i < count; i++) {
        long double need = shares[i] * unit_quota - (long double)parts[i].mantissa;
        if (shares[i] > 0 && (neediest < 0 || need > most)) {
            neediest = i;
            most = need;
        }
    }
    parts[neediest].mantissa++;
}

bool split_total(Decimal total, const double *shares, int count, int scale, Decimal *parts)
{
    int places = total.scale > scale ? total.scale : scale;
    int64_t whole;
    double sum;
    if (places > DECIMAL_SCALE_MAX || !mantissa_at(total, places, &whole) ||
        !sum_shares(shares, count, &sum)) {
        return false;
    }
    int64_t sign = whole < 0 ? -1 : 1;
    int64_t left = whole * sign;
    long double unit_quota = (long double)left / sum;
    for (int i = 0; i < count; i++) {
        /* Rounding up in the last bit must not hand out more than there is. */
        long double quota = floorl(shares[i] * unit_quota);
        int64_t floor_quota = quota < (long double)left ? (int64_t)quota : left;
        parts[i] = (Decimal){floor_quota, (int8_t)places};
        left -= floor_quota;
    }
    for (; left > 0; left--) {
        give_one(shares, count, unit_quota, parts);
    }
    for (int i = 0; i < count; i++) {
        parts[i].mantissa *= sign;
    }
    return true;
}
