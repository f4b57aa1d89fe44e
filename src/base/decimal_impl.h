/* The digits of a double, for the writers of base. */
#ifndef DUIBIAO_BASE_DECIMAL_IMPL_H
#define DUIBIAO_BASE_DECIMAL_IMPL_H

#include "base.h"

/* ± mantissa × 10^exponent; at most 17 digits, no trailing zero unless the mantissa is 0. */
typedef struct Digits {
    bool negative;
    uint64_t mantissa;
    int exponent;
} Digits;

/* The shortest digits that read back as the finite `number`. */
Digits double_digits(double number);

#endif
