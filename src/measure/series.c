/* Growth of one series, with breaks respected.
 *
 *   CAGR(a,b) = (x_b / x_a)^(1/(b-a)) - 1
 *
 * x_t level in year t; a < b years. No growth is computed when a break of the series lies in
 * (a, b]: the two levels then measure different things. Compound annual growth rate: textbook form,
 * as in the OECD/JRC Handbook on Constructing Composite Indicators (2008).
 */
#include "measure.h"

#include <math.h>

bool series_value(const Series *series, int year, double *value)
{
    int index = year - series->first_year;
    if (index < 0 || index >= series->count || !series->known[index]) {
        return false;
    }
    *value = series->values[index];
    return true;
}

bool series_is_comparable(const Series *series, int from_year, int to_year)
{
    if (!series->breaks) {
        return true;
    }
    int first = from_year < to_year ? from_year : to_year;
    int last = from_year < to_year ? to_year : from_year;
    for (int year = first + 1; year <= last; year++) {
        int index = year - series->first_year;
        if (index >= 0 && index < series->count && series->breaks[index]) {
            return false;
        }
    }
    return true;
}

/* x_to / x_from where it means something. */
static bool level_ratio(const Series *series, int from_year, int to_year, double *ratio)
{
    double from, to;
    if (!series_value(series, from_year, &from) || !series_value(series, to_year, &to)) {
        return false;
    }
    if (from <= 0 || to < 0 || !series_is_comparable(series, from_year, to_year)) {
        return false;
    }
    *ratio = to / from;
    return isfinite(*ratio);
}

double yearly_growth(double times, double years)
{
    return pow(times, 1.0 / years) - 1;
}

bool series_cagr(const Series *series, int from_year, int to_year, double *growth_ratio)
{
    double ratio;
    if (from_year >= to_year || !level_ratio(series, from_year, to_year, &ratio)) {
        return false;
    }
    *growth_ratio = yearly_growth(ratio, to_year - from_year);
    return true;
}

bool series_recent_growth(const Series *series, int year, int window_years, double *growth_ratio,
                          int *from_year)
{
    bool found = false;
    for (int start = year - 1; start >= year - window_years; start--) {
        if (start < series->first_year || !series_is_comparable(series, start, year)) {
            break;
        }
        double rate;
        if (series_cagr(series, start, year, &rate)) {
            *growth_ratio = rate;
            *from_year = start;
            found = true;
        }
    }
    return found;
}
