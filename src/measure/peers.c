/* Peers: who is alike?
 *
 *   z_uk = (x_uk - m_k) / s_k         m_k mean, s_k sample standard deviation of feature k
 *   d(u,v) = √( Σ_k (z_uk - z_vk)² / n_uv )      over the n_uv features known for both
 *   similarity = 1 / (1 + d)
 *
 * z-scores and Euclidean distance as in the OECD/JRC Handbook (2008), steps "normalisation" and
 * "cluster analysis"; times √n_uv it is the plain Euclidean distance printed there.
 */
#include "measure.h"

#include <math.h>

/* 0 when the feature is the same everywhere or known for fewer than two units. */
static double feature_sd(const double *values, const uint8_t *known, int unit_count,
                         int feature_count, int feature)
{
    double mean = 0, squares = 0;
    int n = 0;
    for (int unit = 0; unit < unit_count; unit++) {
        size_t at = (size_t)unit * (size_t)feature_count + (size_t)feature;
        if (known[at]) {
            /* Welford's update: no loss of digits where the mean is far from 0. */
            double delta = values[at] - mean;
            mean += delta / ++n;
            squares += delta * (values[at] - mean);
        }
    }
    double sd = n > 1 ? sqrt(squares / (n - 1)) : 0;
    return sd > fabs(mean) * 1e-14 ? sd : 0;
}

static double distance(const double *a, const uint8_t *known_a, const double *b,
                       const uint8_t *known_b, const double *sd, int feature_count)
{
    double sum = 0;
    int shared = 0;
    for (int k = 0; k < feature_count; k++) {
        if (known_a[k] && known_b[k] && sd[k] > 0) {
            double z = (a[k] - b[k]) / sd[k];
            sum += z * z;
            shared++;
        }
    }
    return shared ? sqrt(sum / shared) : -1;
}

bool peer_distances(const double *values, const uint8_t *known, int unit_count, int feature_count,
                    int subject, double *distances)
{
    double sd[PEER_FEATURES_MAX];
    if (feature_count > PEER_FEATURES_MAX) {
        return false;
    }
    for (int k = 0; k < feature_count; k++) {
        sd[k] = feature_sd(values, known, unit_count, feature_count, k);
    }
    size_t own = (size_t)subject * (size_t)feature_count;
    for (int unit = 0; unit < unit_count; unit++) {
        size_t other = (size_t)unit * (size_t)feature_count;
        distances[unit] =
            distance(values + own, known + own, values + other, known + other, sd, feature_count);
    }
    return true;
}

double peer_similarity(double distance_between)
{
    return distance_between < 0 ? 0 : 1 / (1 + distance_between);
}
