/* Medians in place, and the digits of published decimals.
 *
 * median: Hoare's selection (Find, Communications of the ACM 1961); expected linear time, nothing
 * allocated.
 */
#include "plausibility_impl.h"

static void swap(double *a, double *b)
{
    double keep = *a;
    *a = *b;
    *b = keep;
}

/* Brings the k-th smallest to its place: nothing greater before it, nothing smaller behind. */
static void select_place(double *values, int count, int k)
{
    int low = 0, high = count - 1;
    while (low < high) {
        double pivot = values[low + (high - low) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i <= j) {
                swap(&values[i++], &values[j--]);
            }
        }
        if (k <= j) {
            high = j;
        } else if (k >= i) {
            low = i;
        } else {
            return;
        }
    }
}

double median(double *values, int count)
{
    int middle = count / 2;
    select_place(values, count, middle);
    if (count % 2 == 1) {
        return values[middle];
    }
    double below = values[0];
    for (int i = 1; i < middle; i++) {
        below = values[i] > below ? values[i] : below;
    }
    return (below + values[middle]) / 2;
}

Decimal without_zeros(Decimal value)
{
    while (value.scale > 0 && value.mantissa % 10 == 0) {
        value.mantissa /= 10;
        value.scale--;
    }
    return value;
}

int digit_count(Decimal value)
{
    int digits = 0;
    for (int64_t rest = value.mantissa; rest != 0; rest /= 10) {
        digits++;
    }
    return digits;
}

int coarser_scale(Decimal a, Decimal b)
{
    int scale_a = without_zeros(a).scale, scale_b = without_zeros(b).scale;
    return scale_a < scale_b ? scale_a : scale_b;
}

bool same_digits(Decimal a, Decimal b)
{
    int scale = coarser_scale(a, b);
    Decimal difference;
    if (scale >= DECIMAL_SCALE_MAX) {
        return decimal_compare(a, b) == 0;
    }
    if (!decimal_subtract(without_zeros(a), without_zeros(b), &difference) ||
        difference.mantissa == INT64_MIN) {
        return false;
    }
    difference.mantissa = difference.mantissa < 0 ? -difference.mantissa : difference.mantissa;
    Decimal half = {5, (int8_t)(scale + 1)};
    return decimal_compare(difference, half) <= 0;
}
