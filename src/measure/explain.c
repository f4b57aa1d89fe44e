/* Explanation of a gap by the parts of the indicator.
 *
 *   ratio  y = a/b:   ln(y_B/y_A) = ln(a_B/a_A) - ln(b_B/b_A)
 *          share_a = ln(a_B/a_A) / ln(y_B/y_A),   share_b = -ln(b_B/b_A) / ln(y_B/y_A)
 *   sum    y = Σ x_i: y_B - y_A = Σ (x_iB - x_iA),   share_i = (x_iB - x_iA) / (y_B - y_A)
 *
 * A own, B reference. The logarithmic form is exact and leaves no residual (log-mean Divisia
 * decomposition with two factors; Ang, Energy Policy 2004).
 */
#include "measure.h"

#include <math.h>

bool explain_ratio(double own_a, double own_b, double ref_a, double ref_b, double *share_a,
                   double *share_b)
{
    if (!(own_a > 0 && own_b > 0 && ref_a > 0 && ref_b > 0)) {
        return false;
    }
    double log_a = log(ref_a / own_a);
    double log_b = log(ref_b / own_b);
    double whole = log_a - log_b;
    /* Below this the two ratios are the same number written twice. */
    if (fabs(whole) < 1e-12) {
        return false;
    }
    *share_a = log_a / whole;
    *share_b = -log_b / whole;
    return true;
}

bool explain_sum(const double *own, const double *reference, int count, double *difference,
                 double *share)
{
    double whole = 0, size = 0;
    for (int i = 0; i < count; i++) {
        difference[i] = reference[i] - own[i];
        whole += difference[i];
        size += fabs(difference[i]);
    }
    bool explained = fabs(whole) > size * 1e-12;
    for (int i = 0; i < count; i++) {
        share[i] = explained ? difference[i] / whole : 0;
    }
    return explained;
}
