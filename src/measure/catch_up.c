/* Catching up with a leader that moves on.
 *
 *   T = ln(B/A) / ln((1+g_A)/(1+g_B))
 *
 * A own level, B level of the reference at the same moment; g_A, g_B their yearly growth (ratios);
 * T years. T exists only if the distance closes: g_A > g_B where higher is better, g_A < g_B where
 * lower is. It follows from A(1+g_A)^T = B(1+g_B)^T.
 */
#include "measure.h"

#include <math.h>

CatchUp catch_up(PolarityKind polarity, double own, double own_rate, double reference,
                 double reference_rate)
{
    CatchUp undefined = {CATCH_UP_UNDEFINED, 0};
    if (!(own > 0 && reference > 0 && own_rate > -1 && reference_rate > -1)) {
        return undefined;
    }
    if (polarity != POLARITY_HIGHER && polarity != POLARITY_LOWER) {
        return undefined;
    }
    double direction = polarity == POLARITY_HIGHER ? 1 : -1;
    double distance = direction * log(reference / own);
    /* log1p keeps the digits of small rates. */
    double closing = direction * (log1p(own_rate) - log1p(reference_rate));
    if (distance <= 0) {
        return (CatchUp){CATCH_UP_ALREADY, 0};
    }
    if (closing <= 0) {
        return (CatchUp){CATCH_UP_NEVER, 0};
    }
    return (CatchUp){CATCH_UP_YEARS, distance / closing};
}
