/* Statistical periods. */
#include "civil_impl.h"
#include "text_impl.h"

enum { CODE_KIND = 1000000, CODE_YEAR = 100 };

static const int INDEX_MOST[] = {
    [PERIOD_UNDATED] = 0, [PERIOD_YEAR] = 0,   [PERIOD_HALF] = 2,
    [PERIOD_QUARTER] = 4, [PERIOD_MONTH] = 12, [PERIOD_CUMULATIVE] = 12,
};

static const Period UNDATED = {PERIOD_UNDATED, 0, 0};

static bool is_period(Period period)
{
    if ((unsigned)period.kind > PERIOD_CUMULATIVE) {
        return false;
    }
    if (period.kind == PERIOD_UNDATED) {
        return period.year == 0 && period.index == 0;
    }
    int most = INDEX_MOST[period.kind];
    return period.year >= CIVIL_YEAR_LEAST && period.year <= CIVIL_YEAR_MOST &&
           period.index >= (most > 0) && period.index <= most;
}

Period period_year(int year)
{
    return (Period){PERIOD_YEAR, year, 0};
}

typedef struct Form {
    const char *pattern; /* see civil_match */
    PeriodKind kind;
    int months; /* of CUMULATIVE: how many months one of the written units has */
} Form;

static const Form FORMS[] = {
    {"Y", PERIOD_YEAR, 0},
    {"Yy", PERIOD_YEAR, 0},
    {"Yya", PERIOD_YEAR, 0},
    {"Y-h#", PERIOD_HALF, 0},
    {"Yh#", PERIOD_HALF, 0},
    {"Yyh#", PERIOD_HALF, 0},
    {"Y-q#", PERIOD_QUARTER, 0},
    {"Yq#", PERIOD_QUARTER, 0},
    {"Yy#q", PERIOD_QUARTER, 0},
    {"Yyn#q", PERIOD_QUARTER, 0},
    {"Y-#", PERIOD_MONTH, 0},
    {"Y-m#", PERIOD_MONTH, 0},
    {"Yy#m", PERIOD_MONTH, 0},
    {"Y-m#..m#", PERIOD_CUMULATIVE, 1},
    {"Yy#-#m", PERIOD_CUMULATIVE, 1},
    {"Yy#m-#m", PERIOD_CUMULATIVE, 1},
    {"Yy#-#q", PERIOD_CUMULATIVE, 3},
};

bool period_parse(Text text, Period *period)
{
    char folded[CIVIL_TEXT_BYTES];
    if (text_equal(text_trim(text), TEXT("undated"))) {
        *period = UNDATED;
        return true;
    }
    if (!civil_fold(text, folded)) {
        return false;
    }
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        int numbers[CIVIL_NUMBERS_MOST] = {0};
        if (!civil_match(folded, FORMS[i].pattern, numbers)) {
            continue;
        }
        Period found = {FORMS[i].kind, numbers[0], numbers[1]};
        if (found.kind == PERIOD_CUMULATIVE) {
            if (numbers[1] != 1) {
                return false; /* a window that does not begin in January is none of ours */
            }
            found.index = numbers[2] * FORMS[i].months;
        }
        if (!is_period(found)) {
            return false;
        }
        *period = found;
        return true;
    }
    return false;
}

void period_print(Buf *out, Lang lang, Period period)
{
    static const char *const WORDING[] = {
        [PERIOD_UNDATED] = "period.undated", [PERIOD_YEAR] = "period.year",
        [PERIOD_HALF] = "period.half",       [PERIOD_QUARTER] = "period.quarter",
        [PERIOD_MONTH] = "period.month",     [PERIOD_CUMULATIVE] = "period.cumulative",
    };
    static const char *const PART[][13] = {
        [PERIOD_HALF] = {"", "half.1", "half.2"},
        [PERIOD_QUARTER] = {"", "quarter.1", "quarter.2", "quarter.3", "quarter.4"},
        [PERIOD_MONTH] = {"", "month.1", "month.2", "month.3", "month.4", "month.5", "month.6",
                          "month.7", "month.8", "month.9", "month.10", "month.11", "month.12"},
    };
    if (!is_period(period)) {
        period = UNDATED;
    }
    const char *part = "";
    if (period.index > 0) {
        PeriodKind kind = period.kind == PERIOD_CUMULATIVE ? PERIOD_MONTH : period.kind;
        part = lang_text(lang, PART[kind][period.index]);
    }
    lang_print(out, lang, WORDING[period.kind],
               ARGS(arg_int("year", period.year), arg_cstr("part", part)));
}

void period_code_print(Buf *out, Period period)
{
    if (!is_period(period) || period.kind == PERIOD_UNDATED) {
        buf_add(out, TEXT("undated"));
        return;
    }
    buf_add_padded(out, (unsigned)period.year, 4);
    unsigned index = (unsigned)period.index;
    switch (period.kind) {
    case PERIOD_HALF:
        buf_add(out, TEXT("-H"));
        buf_add_int(out, index);
        break;
    case PERIOD_QUARTER:
        buf_add(out, TEXT("-Q"));
        buf_add_int(out, index);
        break;
    case PERIOD_MONTH:
        buf_add_char(out, '-');
        buf_add_padded(out, index, 2);
        break;
    case PERIOD_CUMULATIVE:
        buf_add(out, TEXT("-M01..M"));
        buf_add_padded(out, index, 2);
        break;
    default: break;
    }
}

int32_t period_code(Period period)
{
    if (!is_period(period) || period.kind == PERIOD_UNDATED) {
        return 0;
    }
    return (int32_t)period.kind * CODE_KIND + period.year * CODE_YEAR + period.index;
}

Period period_from_code(int32_t code)
{
    if (code <= 0) {
        return UNDATED;
    }
    Period period = {(PeriodKind)(code / CODE_KIND), code % CODE_KIND / CODE_YEAR,
                     code % CODE_YEAR};
    return is_period(period) ? period : UNDATED;
}

/* The first and last month of the period; false when it has none. */
static bool months_of(Period period, int *first, int *last)
{
    if (!is_period(period)) {
        return false;
    }
    int months = 12;
    switch (period.kind) {
    case PERIOD_UNDATED: return false;
    case PERIOD_YEAR:
        *first = 1;
        *last = 12;
        return true;
    case PERIOD_CUMULATIVE:
        *first = 1;
        *last = period.index;
        return true;
    case PERIOD_HALF: months = 6; break;
    case PERIOD_QUARTER: months = 3; break;
    case PERIOD_MONTH: months = 1; break;
    }
    *last = period.index * months;
    *first = *last - months + 1;
    return true;
}

Date period_first(Period period)
{
    int first, last;
    return months_of(period, &first, &last) ? date_make(period.year, first, 1) : DATE_NONE;
}

Date period_last(Period period)
{
    int first, last;
    if (!months_of(period, &first, &last)) {
        return DATE_NONE;
    }
    return date_make(period.year, last, civil_month_days(period.year, last));
}
