/* How dates and periods are read: fold what people write to a few ASCII letters, then match. */
#ifndef DUIBIAO_BASE_CIVIL_IMPL_H
#define DUIBIAO_BASE_CIVIL_IMPL_H

#include "base.h"

enum {
    CIVIL_NUMBERS_MOST = 6,
    CIVIL_TEXT_BYTES = 32,
    CIVIL_YEAR_LEAST = 1,
    CIVIL_YEAR_MOST = 9999
};

/* Full-width characters to ASCII, letters to lower case, every dash to '-', 年 to "y", 月 to "m",
 * 日 to "d", 季度 to "q", 上半年 to "h1", 前 to "1-"; spaces vanish unless they part two numbers.
 * False for anything else. */
bool civil_fold(Text text, char out[CIVIL_TEXT_BYTES]);
/* In `pattern` 'Y' takes four digits, 'D' two, '#' one or two; the rest stands for itself. */
bool civil_match(const char *folded, const char *pattern, int numbers[CIVIL_NUMBERS_MOST]);
int civil_month_days(int year, int month);

#endif
