/* Points in time: read, written, and told by the clock. */
#include "civil_impl.h"
#include "text_impl.h"

#include <time.h>

enum { MS_A_SECOND = 1000, SECONDS_A_MINUTE = 60, SECONDS_AN_HOUR = 3600, SECONDS_A_DAY = 86400 };

int64_t time_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t nanoseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t time_monotonic_ns(void)
{
    return nanoseconds(CLOCK_MONOTONIC);
}

uint64_t time_thread_ns(void)
{
    return nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

/* ---- Reading ---- */

typedef struct TimeOfDay {
    int seconds, ms;
} TimeOfDay;

/* One or two digits; `text` moves behind them. */
static bool take_number(Text *text, int most, int *number)
{
    size_t digits = 0;
    *number = 0;
    while (digits < text->len && digits < 2 && text->ptr[digits] >= '0' &&
           text->ptr[digits] <= '9') {
        *number = *number * 10 + (text->ptr[digits++] - '0');
    }
    *text = text_slice(*text, digits, text->len);
    return digits > 0 && *number <= most;
}

static bool take(Text *text, Text word)
{
    if (!text_starts(*text, word)) {
        return false;
    }
    *text = text_slice(*text, word.len, text->len);
    return true;
}

/* The .250 of a second. */
static bool take_fraction(Text *text, int *ms)
{
    int digits = 0;
    for (; digits < 3 && text->len > 0 && *text->ptr >= '0' && *text->ptr <= '9'; digits++) {
        *ms = *ms * 10 + (*text->ptr - '0');
        *text = text_slice(*text, 1, text->len);
    }
    for (int at = digits; at < 3; at++) {
        *ms *= 10;
    }
    return digits > 0;
}

/* 20:00, 20:00:05, 20:00:05.250, 20时30分, 20时: the whole text. */
static bool parse_time_of_day(Text text, TimeOfDay *time)
{
    int hour = 0, minute = 0, second = 0;
    *time = (TimeOfDay){0};
    if (!take_number(&text, 23, &hour)) {
        return false;
    }
    if (take(&text, TEXT("时"))) {
        if (text.len > 0 && (!take_number(&text, 59, &minute) || !take(&text, TEXT("分")))) {
            return false;
        }
    } else if (!take(&text, TEXT(":")) || !take_number(&text, 59, &minute)) {
        return false;
    } else if (take(&text, TEXT(":")) && !take_number(&text, 59, &second)) {
        return false;
    } else if (take(&text, TEXT(".")) && !take_fraction(&text, &time->ms)) {
        return false;
    }
    time->seconds = hour * SECONDS_AN_HOUR + minute * SECONDS_A_MINUTE + second;
    return text.len == 0;
}

/* The clock of where the program runs may skip an hour, or tell one twice: then the first. */
static bool from_local(Date date, TimeOfDay time, int64_t *time_ms)
{
    struct tm parts = {.tm_isdst = -1, .tm_wday = -1};
    date_split(date, &parts.tm_year, &parts.tm_mon, &parts.tm_mday);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    parts.tm_hour = time.seconds / SECONDS_AN_HOUR;
    parts.tm_min = time.seconds / SECONDS_A_MINUTE % 60;
    parts.tm_sec = time.seconds % SECONDS_A_MINUTE;
    time_t seconds = mktime(&parts);
    *time_ms = (int64_t)seconds * MS_A_SECOND + time.ms;
    return parts.tm_wday >= 0; /* still -1 where there is no such time */
}

/* Where the date ends and the time of day begins; false when there is no such place. */
static bool split_date(Text text, Text *date, Text *time)
{
    static const Text BETWEEN[] = {{" ", 1}, {"T", 1}, {"日", sizeof "日" - 1}};
    for (size_t at = 0; at < sizeof BETWEEN / sizeof BETWEEN[0]; at++) {
        size_t place = 0;
        if (text_find(text, BETWEEN[at], &place)) {
            *date = text_slice(text, 0, at == 2 ? place + BETWEEN[at].len : place);
            *time = text_trim(text_slice(text, place + BETWEEN[at].len, text.len));
            return true;
        }
    }
    return false;
}

bool time_parse(Text text, int64_t *time_ms)
{
    Text date_text = {0}, time_text = {0};
    Date date = DATE_NONE;
    TimeOfDay time = {0};
    if (!split_date(text_trim(text), &date_text, &time_text) || !date_parse(date_text, &date)) {
        return false;
    }
    bool is_utc = text_ends(time_text, TEXT("Z"));
    if (!parse_time_of_day(text_slice(time_text, 0, time_text.len - is_utc), &time)) {
        return false;
    }
    if (!is_utc) {
        return from_local(date, time, time_ms);
    }
    *time_ms = ((int64_t)date * SECONDS_A_DAY + time.seconds) * MS_A_SECOND + time.ms;
    return true;
}

/* ---- Writing ---- */

static void print_part(Buf *out, char before, int part)
{
    buf_add_char(out, before);
    buf_add_padded(out, (unsigned)part, 2);
}

static void print_fraction(Buf *out, int64_t ms)
{
    if (ms > 0) {
        buf_add_char(out, '.');
        buf_add_padded(out, (unsigned)ms, 3);
    }
}

/* Whole units below, so that what is left is not negative before 1970 either. */
static int64_t divide(int64_t number, int64_t unit, int64_t *rest)
{
    int64_t whole = number / unit - (number % unit < 0);
    *rest = number - whole * unit;
    return whole;
}

void time_print_utc(Buf *out, int64_t time_ms)
{
    int64_t ms = 0, second = 0;
    int64_t seconds = divide(time_ms, MS_A_SECOND, &ms);
    int64_t days = divide(seconds, SECONDS_A_DAY, &second);
    if (days != (Date)days) {
        return;
    }
    date_print(out, (Date)days);
    print_part(out, 'T', (int)(second / SECONDS_AN_HOUR));
    print_part(out, ':', (int)(second / SECONDS_A_MINUTE % 60));
    print_part(out, ':', (int)(second % SECONDS_A_MINUTE));
    print_fraction(out, ms);
    buf_add_char(out, 'Z');
}

void time_print(Buf *out, int64_t time_ms)
{
    int64_t ms = 0;
    time_t seconds = (time_t)divide(time_ms, MS_A_SECOND, &ms);
    struct tm local;
    if (!localtime_r(&seconds, &local)) {
        return;
    }
    date_print(out, date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday));
    print_part(out, ' ', local.tm_hour);
    print_part(out, ':', local.tm_min);
    if (local.tm_sec > 0 || ms > 0) {
        print_part(out, ':', local.tm_sec);
    }
    print_fraction(out, ms);
}
