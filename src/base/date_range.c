/* Days from one to another, as people write them. */
#include "civil_impl.h"

/* What is written of the last day: all of it, its month and day, its day alone. */
typedef enum Written { WRITTEN_DATE, WRITTEN_MONTH, WRITTEN_DAY } Written;

static const struct {
    const char *pattern; /* of civil_match */
    Written written;
} PATTERNS[] = {
    {"Y-#-#..Y-#-#", WRITTEN_DATE},  {"Y-#-#-Y-#-#", WRITTEN_DATE},  {"Y/#/#-Y/#/#", WRITTEN_DATE},
    {"Yy#m#d-Yy#m#d", WRITTEN_DATE}, {"Yy#m#d-#m#d", WRITTEN_MONTH}, {"Yy#m#d-#d", WRITTEN_DAY},
    {"Yy#m#-#d", WRITTEN_DAY},
};

static Date last_day(const int *numbers, Written written)
{
    switch (written) {
    case WRITTEN_DATE: return date_make(numbers[3], numbers[4], numbers[5]);
    case WRITTEN_MONTH: return date_make(numbers[0], numbers[3], numbers[4]);
    case WRITTEN_DAY: return date_make(numbers[0], numbers[1], numbers[3]);
    }
    return DATE_NONE;
}

static bool parse_folded(Text text, Date *first, Date *last)
{
    char folded[CIVIL_TEXT_BYTES];
    int numbers[CIVIL_NUMBERS_MOST] = {0};
    if (!civil_fold(text, folded)) {
        return false;
    }
    for (size_t at = 0; at < sizeof PATTERNS / sizeof *PATTERNS; at++) {
        if (civil_match(folded, PATTERNS[at].pattern, numbers)) {
            *first = date_make(numbers[0], numbers[1], numbers[2]);
            *last = last_day(numbers, PATTERNS[at].written);
            return true;
        }
    }
    return false;
}

bool date_range_parse(Text text, Date *first, Date *last)
{
    Text to = TEXT(" to ");
    size_t at = 0;
    bool is_read = false;
    *first = *last = DATE_NONE;
    if (text_find(text, to, &at)) {
        is_read = date_parse(text_slice(text, 0, at), first) &&
                  date_parse(text_slice(text, at + to.len, text.len), last);
    } else if (date_parse(text, first)) {
        *last = *first;
        is_read = true;
    } else {
        is_read = parse_folded(text, first, last);
    }
    return is_read && *first != DATE_NONE && *last != DATE_NONE && *first <= *last;
}

void date_range_print(Buf *out, Lang lang, Date first, Date last)
{
    date_print(out, first);
    if (last != first) {
        buf_add_cstr(out, lang == LANG_ZH ? " 至 " : " to ");
        date_print(out, last);
    }
}
