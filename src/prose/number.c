/* Numerals: 1,600.5 and 两千三百, 百 and 五十 before 亿. */
#include "prose_impl.h"

enum { NUMERAL_MOST = 18 };

/* Before 十, 百 or 千 nobody counts higher: 九百九十九万 has its 万 in the unit. */
static const int64_t TIMES_MOST = 1000000000000;

static bool read_arabic(const Para *para, size_t at, size_t limit, Decimal *value, size_t *end)
{
    char digits[NUMERAL_MOST + 2];
    size_t len = 0, i = at;
    bool point = false;
    for (; i < limit && len < NUMERAL_MOST; i++) {
        uint32_t c = para->c[i];
        bool more = i + 1 < limit && is_digit(para->c[i + 1]);
        if (is_digit(c)) {
            digits[len++] = (char)c;
        } else if (c == '.' && !point && more) {
            digits[len++] = '.';
            point = true;
        } else if ((c != ',' && c != U'，') || point || i + 3 >= limit ||
                   !is_digit(para->c[i + 1]) || !is_digit(para->c[i + 2]) ||
                   !is_digit(para->c[i + 3]) || (i + 4 < limit && is_digit(para->c[i + 4]))) {
            break;
        }
    }
    if (i < limit && is_digit(para->c[i])) return false;
    *end = i;
    return decimal_parse((Text){digits, len}, value);
}

/* 三百五十, 两千零八, 一〇五: either with powers of ten or digit by digit. */
static bool read_chinese(const Para *para, size_t at, size_t limit, Decimal *value, size_t *end)
{
    int64_t total = 0, digit = 0;
    bool powers = false, near = false; /* 三四 is neither three nor four */
    size_t i = at;
    for (; i < limit && i - at < NUMERAL_MOST && is_chinese_numeral(para->c[i]); i++) {
        int d = chinese_digit(para->c[i]);
        int64_t power = power_of(para->c[i]);
        if (power) {
            if (digit > TIMES_MOST) return false;
            total += (digit || powers ? digit : 1) * power;
            if (powers && !digit && !total) return false;
            digit = 0;
            powers = true;
        } else {
            bool run = i > at && chinese_digit(para->c[i - 1]) >= 0;
            if (run && !powers && d > 0 && digit > 0 && digit < 10 && i - at == 1) near = true;
            digit = run ? digit * 10 + d : d;
        }
    }
    *value = (Decimal){total + digit, 0};
    *end = i;
    return i > at && !(near && i - at == 2);
}

bool number_read(const Para *para, size_t at, size_t limit, Decimal *value, size_t *end)
{
    if (at >= limit) return false;
    if (is_digit(para->c[at])) return read_arabic(para, at, limit, value, end);
    if (!is_chinese_numeral(para->c[at])) return false;
    return read_chinese(para, at, limit, value, end);
}
