/* Shared by the plausibility files: medians, and the digits of published decimals. */
#ifndef DUIBIAO_PLAUSIBILITY_IMPL_H
#define DUIBIAO_PLAUSIBILITY_IMPL_H

#include "base.h"

/* The middle value, or the mean of the middle two. Reorders `values`; count ≥ 1. */
double median(double *values, int count);

/* Zeros after the point at the end say nothing about how a figure came about. */
Decimal without_zeros(Decimal value);
int digit_count(Decimal value);
/* The scale of the one with fewer decimals. */
int coarser_scale(Decimal a, Decimal b);
/* Equal as far as the coarser of the two was published, by rounding. */
bool same_digits(Decimal a, Decimal b);

#endif
