/* S-time-distance (P. Sicherl, "Time distance: a missing perspective in comparative analysis",
 * and OECD/JRC Handbook 2008, box on time distance).
 *
 *   S = t - T_B(A)      T_B(A): the last time at which the reference stood at the level A
 *   T_B(A) = a + (b - a)·(s_a - s) / (s_a - s_b)
 *
 * t year of the question, A own level, s its shortfall (see gap.c), a < b neighbouring known years
 * of the reference with shortfalls s_a ≥ s ≥ s_b. S is in years; the level is the measure, time
 * the distance.
 */
#include "measure.h"

TimeDistance time_distance(Polarity polarity, const Series *reference, double own, int year)
{
    TimeDistance none = {TIME_DISTANCE_NONE, 0};
    if (polarity.kind == POLARITY_NEUTRAL) {
        return none;
    }
    double target = polarity_shortfall(polarity, own);
    bool has_later = false;
    int later_year = 0;
    double later = 0;
    int end = reference->first_year + reference->count - 1;
    for (int at = year < end ? year : end; at >= reference->first_year; at--) {
        if (!series_is_comparable(reference, at, year)) {
            break;
        }
        double value;
        if (!series_value(reference, at, &value)) {
            continue;
        }
        double shortfall = polarity_shortfall(polarity, value);
        if (shortfall == target) {
            return (TimeDistance){TIME_DISTANCE_EXACT, year - at};
        }
        if (shortfall > target) {
            if (!has_later) {
                return (TimeDistance){TIME_DISTANCE_AHEAD, 0};
            }
            double part = (shortfall - target) / (shortfall - later);
            return (TimeDistance){TIME_DISTANCE_EXACT, year - (at + part * (later_year - at))};
        }
        has_later = true;
        later_year = at;
        later = shortfall;
    }
    /* "At least 0 years" would say nothing: one known year measures no distance in time. */
    bool reaches_back = has_later && later_year < year;
    return reaches_back ? (TimeDistance){TIME_DISTANCE_AT_LEAST, year - later_year} : none;
}
