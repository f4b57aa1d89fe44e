/* Check digits of the codes by which units are known.
 *
 * GB 32100-2015: 31 characters without I O S V Z; position i weighs 3^(i-1) mod 31; the last
 * character makes the weighted sum a multiple of 31. */
#include "compare.h"

#include <string.h>

enum { CREDIT_CODE_CHARACTERS = 18, CREDIT_CODE_MODULUS = 31, REGION_CODE_DIGITS = 6 };

bool credit_code_is_valid(Text code)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (code.len != CREDIT_CODE_CHARACTERS) {
        return false;
    }
    int sum = 0, weight = 1, digit = 0;
    for (size_t i = 0; i < CREDIT_CODE_CHARACTERS; i++) {
        const char *place = memchr(ALPHABET, code.ptr[i], sizeof(ALPHABET) - 1);
        if (!place) {
            return false;
        }
        digit = (int)(place - ALPHABET);
        if (i + 1 < CREDIT_CODE_CHARACTERS) {
            sum += digit * weight;
            weight = weight * 3 % CREDIT_CODE_MODULUS;
        }
    }
    return digit == (CREDIT_CODE_MODULUS - sum % CREDIT_CODE_MODULUS) % CREDIT_CODE_MODULUS;
}

/* GB/T 2260: two digits each for province, prefecture and county. */
bool region_code_is_valid(Text code)
{
    static const char *const PROVINCES[] = {
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34",
        "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52",
        "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    };
    int64_t number;
    if (code.len != REGION_CODE_DIGITS || code.ptr[0] < '0' || code.ptr[0] > '9' ||
        !text_to_int(code, &number)) {
        return false;
    }
    bool has_prefecture = number / 100 % 100 != 0, has_county = number % 100 != 0;
    if (has_county && !has_prefecture) {
        return false;
    }
    for (size_t i = 0; i < sizeof(PROVINCES) / sizeof(PROVINCES[0]); i++) {
        if (memcmp(code.ptr, PROVINCES[i], 2) == 0) {
            return true;
        }
    }
    return false;
}
