/* Civil dates, years 1 to 9999. */
#include "civil_impl.h"
#include "text_impl.h"

#include <time.h>

enum { DAYS_400_YEARS = 146097, DAY_OF_EPOCH = 719162 }; /* 1970-01-01, counted from 0001-01-01 */

/* Days from 0001-01-01 to the first day of the year. */
static int days_before_year(int year)
{
    int past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

Date date_make(int year, int month, int day)
{
    if (year < CIVIL_YEAR_LEAST || year > CIVIL_YEAR_MOST || month < 1 || month > 12 || day < 1 ||
        day > civil_month_days(year, month)) {
        return DATE_NONE;
    }
    int days = days_before_year(year) + day - 1;
    for (int past = 1; past < month; past++) {
        days += civil_month_days(year, past);
    }
    return days - DAY_OF_EPOCH;
}

void date_split(Date date, int *year, int *month, int *day)
{
    *year = *month = *day = 0;
    if (date < date_make(CIVIL_YEAR_LEAST, 1, 1) || date > date_make(CIVIL_YEAR_MOST, 12, 31)) {
        return;
    }
    int days = date + DAY_OF_EPOCH;
    int guess = (int)((int64_t)days * 400 / DAYS_400_YEARS) + 1; /* off by one at most */
    guess += days >= days_before_year(guess + 1);
    guess -= days < days_before_year(guess);
    days -= days_before_year(guess);
    int month_found = 1;
    while (days >= civil_month_days(guess, month_found)) {
        days -= civil_month_days(guess, month_found++);
    }
    *year = guess;
    *month = month_found;
    *day = days + 1;
}

int date_weekday(Date date)
{
    const int thursday = 3; /* 1970-01-01, Monday being 0 */
    int64_t days = (int64_t)date + thursday;
    return (int)((days % 7 + 7) % 7) + 1;
}

bool date_parse(Text text, Date *date)
{
    static const char *const PATTERNS[] = {"Y-#-#", "Y/#/#", "Yy#m#d", "YDD"};
    char folded[CIVIL_TEXT_BYTES];
    if (!civil_fold(text, folded)) {
        return false;
    }
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
        int numbers[CIVIL_NUMBERS_MOST];
        if (civil_match(folded, PATTERNS[i], numbers)) {
            Date found = date_make(numbers[0], numbers[1], numbers[2]);
            if (found != DATE_NONE) {
                *date = found;
            }
            return found != DATE_NONE;
        }
    }
    return false;
}

void date_print(Buf *out, Date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    if (year == 0) {
        return;
    }
    buf_add_padded(out, (unsigned)year, 4);
    buf_add_char(out, '-');
    buf_add_padded(out, (unsigned)month, 2);
    buf_add_char(out, '-');
    buf_add_padded(out, (unsigned)day, 2);
}

static Date local_day(time_t seconds)
{
    struct tm local;
    if (!localtime_r(&seconds, &local)) {
        return DATE_NONE;
    }
    return date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

Date date_today(void)
{
    return local_day(time(NULL));
}

Date date_of_time(int64_t time_ms)
{
    return local_day((time_t)(time_ms / 1000));
}
