/* Gap between a unit and its reference, and where it goes.
 *
 *   absolute  D = B - A
 *   relative  d = (B - A) / |B|                     B ≠ 0, A·B ≥ 0
 *   shortfall s(x) = -x (higher is better), x (lower), max(low - x, x - high, 0) (range)
 *   shortfall over years  r_t = s(A_t) - s(B_t), relative: divided by |B_t|
 *   trend     slope = Σ (t - t̄)(r_t - r̄) / Σ (t - t̄)²     ordinary least squares
 *
 * A own level, B level of the reference, t year. For indicators in percent D is in percentage
 * points. Gap-to-leader as in the OECD/JRC Handbook (2008), section on distance to a reference.
 */
#include "measure.h"

#include <math.h>

enum { TREND_YEARS_MIN = 3 };

double polarity_shortfall(Polarity polarity, double value)
{
    switch (polarity.kind) {
    case POLARITY_HIGHER: return -value;
    case POLARITY_LOWER: return value;
    case POLARITY_RANGE: return fmax(fmax(polarity.low - value, value - polarity.high), 0);
    case POLARITY_NEUTRAL: break;
    }
    return 0;
}

Gap gap_between(Polarity polarity, double own, double reference)
{
    Gap gap = {.absolute = reference - own};
    gap.has_relative = reference != 0 && own * reference >= 0;
    if (gap.has_relative) {
        gap.relative = gap.absolute / fabs(reference);
    }
    double difference = polarity_shortfall(polarity, own) - polarity_shortfall(polarity, reference);
    gap.behind = (difference > 0) - (difference < 0);
    return gap;
}

static bool shortfall_in(Polarity polarity, GapScale scale, const Series *own,
                         const Series *reference, int year, double *shortfall)
{
    double a, b;
    if (!series_value(own, year, &a) || !series_value(reference, year, &b)) {
        return false;
    }
    *shortfall = polarity_shortfall(polarity, a) - polarity_shortfall(polarity, b);
    if (scale == GAP_RELATIVE) {
        *shortfall /= fabs(b);
    }
    return isfinite(*shortfall);
}

GapPath gap_path(Polarity polarity, GapScale scale, const Series *own, const Series *reference,
                 int to_year, int window_years, double steady_slope)
{
    GapPath path = {.trend = GAP_TREND_UNKNOWN};
    double sum_t = 0, sum_r = 0, sum_tt = 0, sum_tr = 0;
    /* Years count back from to_year, so that the sums stay small and exact. */
    for (int back = 0; back <= window_years; back++) {
        int year = to_year - back;
        if (!series_is_comparable(own, year, to_year) ||
            !series_is_comparable(reference, year, to_year)) {
            break;
        }
        double r;
        if (!shortfall_in(polarity, scale, own, reference, year, &r)) {
            continue;
        }
        if (path.years++ == 0) {
            path.to_year = year;
            path.last = r;
        }
        path.from_year = year;
        path.first = r;
        sum_t -= back;
        sum_tt += (double)back * back;
        sum_r += r;
        sum_tr -= back * r;
    }
    if (path.years < TREND_YEARS_MIN || polarity.kind == POLARITY_NEUTRAL) {
        return path;
    }
    double n = path.years;
    path.slope = (sum_tr - sum_t * sum_r / n) / (sum_tt - sum_t * sum_t / n);
    path.trend = path.slope > steady_slope    ? GAP_WIDENING
                 : path.slope < -steady_slope ? GAP_NARROWING
                                              : GAP_STEADY;
    return path;
}
