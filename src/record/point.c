/* Points on a map, as people write and read them. */
#include "value_impl.h"

static bool degrees_parse(Text text, int64_t *millionths)
{
    Decimal degrees = {0};
    if (!decimal_parse(text_trim(text), &degrees) ||
        !decimal_shift(decimal_round(degrees, POINT_DECIMALS), POINT_DECIMALS, &degrees)) {
        return false;
    }
    degrees = decimal_trim(degrees);
    *millionths = degrees.mantissa;
    return degrees.scale == 0;
}

bool point_parse(Text text, int64_t *latitude, int64_t *longitude)
{
    Text commas[] = {TEXT(","), TEXT("，")};
    size_t place = 0;
    for (size_t at = 0; at < sizeof commas / sizeof commas[0]; at++) {
        if (text_find(text, commas[at], &place)) {
            return degrees_parse(text_slice(text, 0, place), latitude) &&
                   degrees_parse(text_slice(text, place + commas[at].len, text.len), longitude);
        }
    }
    return false;
}

void point_print(Buf *out, int64_t latitude, int64_t longitude)
{
    decimal_print(out, decimal_trim((Decimal){latitude, POINT_DECIMALS}));
    buf_add_char(out, ',');
    decimal_print(out, decimal_trim((Decimal){longitude, POINT_DECIMALS}));
}
