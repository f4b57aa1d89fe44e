/* Plausibility of a figure against the figures it is made of, and of a share against its bounds.
 *
 *   NOMINAL  |g_t - 100·(x_t/x_t-1 - 1)| ≤ nominal_points
 *   DISAGREE |g_t - 100·(x_t/x_t-1 - 1)| > disagree_points, no registered break
 *   IDENTITY |r_t / (f·n_t/d_t) - 1| > identity_ratio
 *   implied  δ_t = f·n_t/r_t; ln(δ_t/δ_a) and ln(δ_t/δ_b) of one sign, both beyond implied_log,
 *            a < t < b the neighbouring years, at most two away
 *   SHARE    s_t < -share_points or s_t > 100 + share_points
 *
 * g published real growth in percent, x level at current prices, r ratio (per head), n numerator
 * (total), d denominator (population), f factor between the units, s share in percent. Growth at
 * comparable prices and the ratio of current values differ by the change of prices; equality to two
 * digits is no accident.
 */
#include "measure.h"

#include <math.h>

enum { NEIGHBOUR_YEARS = 2 };

static void flag_if_free(PlausibilityFlag *flag, PlausibilityKind kind, double expected)
{
    if (flag->kind == PLAUSIBLE) {
        flag->kind = kind;
        flag->expected = expected;
    }
}

void plausibility_nominal(const Series *level, const Series *growth_percent,
                          const PlausibilityRules *rules, PlausibilityFlag *flags)
{
    for (int i = 0; i < growth_percent->count; i++) {
        int year = growth_percent->first_year + i;
        double growth, from, to;
        if (!series_value(growth_percent, year, &growth) || !series_value(level, year, &to) ||
            !series_value(level, year - 1, &from) || from <= 0 || to <= 0) {
            continue;
        }
        double nominal = 100 * (to / from - 1);
        double difference = fabs(growth - nominal);
        if (difference <= rules->nominal_points) {
            flag_if_free(&flags[i], PLAUSIBILITY_NOMINAL, nominal);
        } else if (difference > rules->disagree_points &&
                   series_is_comparable(level, year - 1, year)) {
            flag_if_free(&flags[i], PLAUSIBILITY_DISAGREE, nominal);
        }
    }
}

void plausibility_identity(const Series *ratio, const Series *numerator, const Series *denominator,
                           double factor, const PlausibilityRules *rules, PlausibilityFlag *flags)
{
    for (int i = 0; i < ratio->count; i++) {
        int year = ratio->first_year + i;
        double r, n, d;
        if (!series_value(ratio, year, &r) || !series_value(numerator, year, &n) ||
            !series_value(denominator, year, &d) || n <= 0 || d <= 0) {
            continue;
        }
        double expected = factor * n / d;
        if (fabs(r / expected - 1) > rules->identity_ratio) {
            flag_if_free(&flags[i], PLAUSIBILITY_IDENTITY, expected);
        }
    }
}

static bool implied(const Series *ratio, const Series *numerator, double factor, int year,
                    double *denominator)
{
    double r, n;
    if (!series_value(ratio, year, &r) || !series_value(numerator, year, &n) || r <= 0 || n <= 0) {
        return false;
    }
    *denominator = factor * n / r;
    return true;
}

/* The implied denominator of the nearest year in direction `step`. */
static bool implied_near(const Series *ratio, const Series *numerator, double factor, int year,
                         int step, double *denominator)
{
    for (int away = 1; away <= NEIGHBOUR_YEARS; away++) {
        if (implied(ratio, numerator, factor, year + step * away, denominator)) {
            return true;
        }
    }
    return false;
}

void plausibility_implied(const Series *ratio, const Series *numerator, double factor,
                          const PlausibilityRules *rules, PlausibilityFlag *flags)
{
    for (int i = 0; i < ratio->count; i++) {
        int year = ratio->first_year + i;
        double own, before, after;
        if (!implied(ratio, numerator, factor, year, &own) ||
            !implied_near(ratio, numerator, factor, year, -1, &before) ||
            !implied_near(ratio, numerator, factor, year, 1, &after)) {
            continue;
        }
        double from_before = log(own / before), from_after = log(own / after);
        double size = fmin(fabs(from_before), fabs(from_after));
        if (from_before * from_after > 0 && size > rules->implied_log) {
            double r = 0;
            series_value(ratio, year, &r);
            flag_if_free(&flags[i], PLAUSIBILITY_IDENTITY, r * own / sqrt(before * after));
        }
    }
}

void plausibility_share(const Series *share_percent, const PlausibilityRules *rules,
                        PlausibilityFlag *flags)
{
    for (int i = 0; i < share_percent->count; i++) {
        double share;
        if (!series_value(share_percent, share_percent->first_year + i, &share)) {
            continue;
        }
        if (share < -rules->share_points) {
            flag_if_free(&flags[i], PLAUSIBILITY_SHARE, 0);
        } else if (share > 100 + rules->share_points) {
            flag_if_free(&flags[i], PLAUSIBILITY_SHARE, 100);
        }
    }
}
