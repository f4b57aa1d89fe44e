/* Decimals: exact, or false. Intermediate values have 128 bits: the largest are a mantissa of
 * 63 bits × 10^18, and the product of two mantissas. */
#include "decimal_impl.h"
#include "text_impl.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 Wide;

enum {
    EXPONENT_MOST = 10000,    /* beyond any double; keeps the sum of exponents far from overflow */
    DOUBLE_DIGITS_LEAST = 15, /* as many as every normal double keeps */
    DOUBLE_DIGITS_MOST = 17,  /* as many as tell every double from the next */
};

static const int64_t POWER[DECIMAL_SCALE_MAX + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

/* mantissa × 10^-scale as a Decimal, dropping trailing zeros only as far as it would not fit. */
static bool fit(Wide mantissa, int scale, Decimal *value)
{
    if (mantissa == 0 && scale > DECIMAL_SCALE_MAX) {
        scale = DECIMAL_SCALE_MAX;
    }
    while (scale > 0 && mantissa % 10 == 0 &&
           (scale > DECIMAL_SCALE_MAX || mantissa > INT64_MAX || mantissa < INT64_MIN)) {
        mantissa /= 10;
        scale--;
    }
    for (; scale < 0 && mantissa <= INT64_MAX && mantissa >= INT64_MIN && mantissa; scale++) {
        mantissa *= 10;
    }
    if (scale > DECIMAL_SCALE_MAX || mantissa > INT64_MAX || mantissa < INT64_MIN) {
        return false;
    }
    *value = (Decimal){(int64_t)mantissa, (int8_t)(scale < 0 ? 0 : scale)};
    return true;
}

/* An exponent as in 1.5e-3, the whole rest of the text. */
static bool parse_exponent(const char *at, const char *end, int *exponent)
{
    bool negative = at < end && *at == '-';
    at += negative || (at < end && *at == '+');
    if (at == end) {
        return false;
    }
    int number = 0;
    for (; at < end; at++) {
        unsigned digit = (unsigned char)*at - (unsigned)'0';
        if (digit > 9) {
            return false;
        }
        number = number < EXPONENT_MOST ? number * 10 + (int)digit : number;
    }
    *exponent = negative ? -number : number;
    return true;
}

/* Digits from `at` on, added to the mantissa; stops at the first that is none. */
static const char *parse_digits(const char *at, const char *end, uint64_t *mantissa, bool *fits)
{
    for (; at < end; at++) {
        unsigned digit = (unsigned char)*at - (unsigned)'0';
        if (digit > 9) {
            break;
        }
        if (*mantissa > (UINT64_MAX - 9) / 10) {
            *fits = false;
            continue;
        }
        *mantissa = *mantissa * 10 + digit;
    }
    return at;
}

bool decimal_parse(Text text, Decimal *value)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    bool negative = at < end && *at == '-', fits = true;
    at += negative || (at < end && *at == '+');
    uint64_t mantissa = 0;
    const char *whole = at;
    at = parse_digits(at, end, &mantissa, &fits);
    bool has_digits = at > whole;
    int scale = 0;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = parse_digits(at, end, &mantissa, &fits);
        has_digits = at > fraction; /* ".5" is a number, "1." numbers a heading */
        if (at - fraction > EXPONENT_MOST) {
            return false;
        }
        scale = (int)(at - fraction);
    }
    int exponent = 0;
    if (!has_digits || !fits) {
        return false;
    }
    if (at < end && ((*at != 'e' && *at != 'E') || !parse_exponent(at + 1, end, &exponent))) {
        return false;
    }
    if (exponent == 0 && scale <= DECIMAL_SCALE_MAX && mantissa <= INT64_MAX) {
        int64_t magnitude = (int64_t)mantissa;
        *value = (Decimal){negative ? -magnitude : magnitude, (int8_t)scale};
        return true;
    }
    return fit(negative ? -(Wide)mantissa : (Wide)mantissa, scale - exponent, value);
}

void decimal_print(Buf *out, Decimal value)
{
    char digits[24]; /* sign, 19 digits, a leading zero and the point */
    size_t at = sizeof digits;
    uint64_t rest = value.mantissa < 0 ? 0 - (uint64_t)value.mantissa : (uint64_t)value.mantissa;
    int written = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        if (++written == value.scale) {
            digits[--at] = '.';
        }
    } while (rest || written <= value.scale);
    if (value.mantissa < 0) {
        digits[--at] = '-';
    }
    buf_add(out, (Text){digits + at, sizeof digits - at});
}

Text decimal_text(Arena *arena, Decimal value)
{
    Buf out = buf_new(arena);
    decimal_print(&out, value);
    return buf_text(&out);
}

double decimal_double(Decimal value)
{
    const int64_t exact = INT64_C(1) << 53;
    if (value.mantissa <= exact && value.mantissa >= -exact) {
        return (double)value.mantissa / (double)POWER[value.scale]; /* both exact: one rounding */
    }
    char text[32]; /* without a point, so that the locale has no say */
    snprintf(text, sizeof text, "%lldE-%d", (long long)value.mantissa, value.scale);
    return strtod(text, NULL);
}

/* Reads back "d…dE±x" as printf wrote it, whatever the locale uses as its point. */
static Digits digits_from(const char *text)
{
    Digits digits = {.negative = *text == '-'};
    int count = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9') {
            digits.mantissa = digits.mantissa * 10 + (uint64_t)(*text - '0');
            count++;
        }
    }
    digits.exponent = (int)strtol(text + 1, NULL, 10) - (count - 1);
    while (digits.mantissa && digits.mantissa % 10 == 0) {
        digits.mantissa /= 10;
        digits.exponent++;
    }
    return digits;
}

Digits double_digits(double number)
{
    char text[64];
    /* Below DBL_MIN a double keeps fewer digits, down to one. */
    int least = fabs(number) < DBL_MIN ? 1 : DOUBLE_DIGITS_LEAST;
    for (int precision = least; precision <= DOUBLE_DIGITS_MOST; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    return digits_from(text);
}

/* Most figures have at most 15 digits. Then number × 10^scale is off by less than a quarter, so
 * that rounding finds the digits, and the quotient of two exact doubles proves them. */
static bool from_short_double(double number, Decimal *value)
{
    for (int scale = 0; scale <= DECIMAL_SCALE_MAX; scale++) {
        double scaled = number * (double)POWER[scale];
        if (fabs(scaled) >= 1e15) {
            return false;
        }
        int64_t mantissa = llround(scaled);
        if ((double)mantissa / (double)POWER[scale] == number) {
            *value = (Decimal){mantissa, (int8_t)scale};
            return true;
        }
    }
    return false;
}

bool decimal_from_double(double number, Decimal *value)
{
    if (!isfinite(number)) {
        return false;
    }
    if (from_short_double(number, value)) {
        return true;
    }
    Digits digits = double_digits(number);
    /* What lies beyond the eighteenth place is rounded away, unless nothing would be left. */
    int excess = -digits.exponent - DECIMAL_SCALE_MAX;
    if (excess > 0) {
        if (excess >= DECIMAL_SCALE_MAX) {
            return false;
        }
        uint64_t unit = (uint64_t)POWER[excess];
        digits.mantissa = (digits.mantissa + unit / 2) / unit;
        digits.exponent += excess;
        if (digits.mantissa == 0) {
            return false;
        }
    }
    Wide mantissa = digits.negative ? -(Wide)digits.mantissa : (Wide)digits.mantissa;
    return fit(mantissa, -digits.exponent, value);
}

bool decimal_round_double(double number, int scale, Decimal *value)
{
    /* Its shortest digits are off by less than a thousandth of the last place: unless it stands
     * that near the middle between two, both are rounded alike. */
    const double most = 1e11, near = 1e-3;
    if (scale >= 0 && scale <= DECIMAL_SCALE_MAX) {
        double scaled = number * (double)POWER[scale], whole = round(scaled);
        if (fabs(scaled) < most && fabs(fabs(scaled - whole) - 0.5) > near) {
            *value = (Decimal){(int64_t)whole, (int8_t)scale};
            return true;
        }
    }
    Decimal shortest;
    if (!decimal_from_double(number, &shortest)) {
        return false;
    }
    *value = decimal_round(shortest, scale);
    return true;
}

bool decimal_shift(Decimal value, int power, Decimal *result)
{
    if (power > EXPONENT_MOST || power < -EXPONENT_MOST) {
        return false;
    }
    return fit(value.mantissa, value.scale - power, result);
}

Decimal decimal_round(Decimal value, int scale)
{
    if (scale < 0) {
        scale = 0;
    }
    if (scale >= value.scale) {
        return value;
    }
    int64_t unit = POWER[value.scale - scale];
    int64_t whole = value.mantissa / unit, rest = value.mantissa % unit;
    if (rest >= unit / 2) {
        whole++;
    } else if (rest <= -(unit / 2)) {
        whole--;
    }
    return (Decimal){whole, (int8_t)scale};
}

Decimal decimal_trim(Decimal value)
{
    while (value.scale > 0 && value.mantissa % 10 == 0) {
        value.mantissa /= 10;
        value.scale--;
    }
    return value;
}

/* The two mantissas at the larger of the two scales. */
static int align(Decimal a, Decimal b, Wide *left, Wide *right)
{
    int scale = a.scale > b.scale ? a.scale : b.scale;
    *left = (Wide)a.mantissa * POWER[scale - a.scale];
    *right = (Wide)b.mantissa * POWER[scale - b.scale];
    return scale;
}

bool decimal_add(Decimal a, Decimal b, Decimal *sum)
{
    Wide left, right;
    int scale = align(a, b, &left, &right);
    return fit(left + right, scale, sum);
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *difference)
{
    Wide left, right;
    int scale = align(a, b, &left, &right);
    return fit(left - right, scale, difference);
}

int decimal_compare(Decimal a, Decimal b)
{
    Wide left, right;
    align(a, b, &left, &right);
    return (left > right) - (left < right);
}
