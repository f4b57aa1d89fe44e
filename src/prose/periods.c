/* Periods and deadlines, resolved against the date of the text. What cannot be resolved says so:
 * 尽快 is undated, and 年底前 in a text without a date has no day. */
#include "prose_impl.h"

#include <stdlib.h>
#include <string.h>

typedef struct Stretch {
    const Para *para;
    size_t start, at, end; /* read so far; may be read */
    int text_year, text_month;
    int year, month, day;
    Date first, last;
    int spoken_year; /* named before in the paragraph, and past: its months follow */
    bool known, undated, manner, span, plan, whole, deadline, dated_part, within, since;
} Stretch;

static Date month_end(int year, int month)
{
    int next_year = month == 12 ? year + 1 : year, next = month == 12 ? 1 : month + 1;
    return date_make(next_year, next, 1) - 1;
}

static void set_months(Stretch *stretch, int from, int to)
{
    if (!stretch->year || from < 1 || to > 12 || from > to) return;
    stretch->first = date_make(stretch->year, from, 1);
    stretch->last = month_end(stretch->year, to);
}

static bool read_int(Stretch *stretch, size_t *at, int *number)
{
    Decimal value;
    size_t end;
    if (!number_read(stretch->para, *at, stretch->end, &value, &end) || value.scale) return false;
    if (value.mantissa < 0 || value.mantissa > 9999) return false;
    *number = (int)value.mantissa;
    *at = end;
    return true;
}

static uint32_t at_char(const Stretch *stretch, size_t at)
{
    return at < stretch->end ? stretch->para->c[at] : 0;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == U'—' || c == U'－' || c == U'–' || c == '~' || c == U'～' ||
           c == U'至' || c == U'到';
}

/* 2016年, 今年, 去年 */
static bool read_year(Stretch *stretch)
{
    WordHit hit;
    size_t at = stretch->at;
    int number;
    if (para_word(stretch->para, LIST_period, at, stretch->end, &hit) && hit.note.len &&
        hit.note.ptr[0] == 'y') {
        int64_t shift = 0;
        text_to_int(text_slice(hit.note, 1, hit.note.len), &shift);
        stretch->year = stretch->text_year ? stretch->text_year + (int)shift : 0;
        stretch->at = at + hit.len;
        return true;
    }
    if (!read_int(stretch, &at, &number) || number < 1949 || number > 2100) return false;
    size_t next = at;
    int until;
    if (is_dash(at_char(stretch, at))) {
        next++;
        if (!read_int(stretch, &next, &until) || at_char(stretch, next) != U'年') return false;
        stretch->first = date_make(number, 1, 1);
        stretch->last = date_make(until, 12, 31);
        stretch->known = stretch->dated_part = true;
        stretch->at = next + 1;
        return true;
    }
    if (at_char(stretch, at) != U'年') return false;
    stretch->year = number;
    stretch->at = at + 1;
    return true;
}

/* 至13日, —9月30日 */
static void read_until(Stretch *stretch)
{
    size_t at = stretch->at;
    int number, month = stretch->month;
    if (!is_dash(at_char(stretch, at))) return;
    at++;
    if (!read_int(stretch, &at, &number)) return;
    if (at_char(stretch, at) == U'月') {
        month = number;
        at++;
        if (!stretch->day && number >= stretch->month) { /* 4月至6月 */
            set_months(stretch, stretch->month, number);
            stretch->at = at;
            return;
        }
        if (!read_int(stretch, &at, &number)) return;
    }
    if (at_char(stretch, at) != U'日' || !stretch->day) return;
    int year = month < stretch->month ? stretch->year + 1 : stretch->year; /* 12月30日至1月2日 */
    Date last = stretch->year ? date_make(year, month, number) : DATE_NONE;
    if (last < stretch->first) return; /* 13日至9日, 至32日 */
    stretch->last = last;
    stretch->at = at + 1;
}

/* A month without a year. */
static int year_meant(const Stretch *stretch)
{
    return stretch->spoken_year ? stretch->spoken_year : stretch->text_year;
}

/* 10月13日, 8月, 1-8月, 13日 */
static bool read_month(Stretch *stretch)
{
    size_t at = stretch->at;
    int number, until;
    if (!read_int(stretch, &at, &number)) return false;
    if (number >= 1 && number <= 12 && is_dash(at_char(stretch, at))) {
        size_t next = at + 1;
        if (read_int(stretch, &next, &until) && at_char(stretch, next) == U'月' && until <= 12) {
            if (!stretch->year) stretch->year = year_meant(stretch);
            set_months(stretch, number, until);
            stretch->at = next + 1;
            return stretch->known = stretch->dated_part = true;
        }
        return false;
    }
    if (at_char(stretch, at) != U'月' || number < 1 || number > 12) return false;
    if (at_char(stretch, at + 1) == U'份') at++;
    if (!stretch->year) stretch->year = year_meant(stretch);
    stretch->month = number;
    stretch->at = at + 1;
    stretch->known = stretch->dated_part = true;
    set_months(stretch, number, number);
    at = stretch->at;
    if (read_int(stretch, &at, &number) &&
        (at_char(stretch, at) == U'日' || at_char(stretch, at) == U'号')) {
        Date day = stretch->year ? date_make(stretch->year, stretch->month, number) : DATE_NONE;
        stretch->first = stretch->last = day;
        stretch->day = number;
        stretch->at = at + 1;
    }
    read_until(stretch);
    return true;
}

/* 前8个月 */
static bool read_first_months(Stretch *stretch)
{
    size_t at = stretch->at, len;
    int number;
    if (at_char(stretch, at) != U'前') return false;
    at++;
    if (!read_int(stretch, &at, &number) || number < 1 || number > 12) return false;
    if (!para_starts(stretch->para, at, stretch->end, "个月", &len)) {
        if (at_char(stretch, at) != U'月') return false;
        len = 1;
    }
    if (!stretch->year) stretch->year = stretch->text_year;
    set_months(stretch, 1, number);
    stretch->at = at + len;
    return stretch->known = stretch->dated_part = true;
}

/* 30日内, 3个月内, 10个工作日内: counted from the day of the text; working days need a calendar. */
static bool read_within(Stretch *stretch)
{
    static const struct {
        const char *unit;
        int days;
    } UNITS[] = {{"个工作日", 0}, {"个月", 30}, {"日", 1}, {"天", 1}, {"周", 7}, {"年", 365}};
    size_t at = stretch->at, len;
    int number;
    uint32_t before = at ? stretch->para->c[at - 1] : 0;
    /* 压缩至3个工作日以内 is a length, not a deadline. */
    if (before == U'至' || before == U'到' || before == U'为') return false;
    if (!read_int(stretch, &at, &number)) return false;
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (!para_starts(stretch->para, at, stretch->end, UNITS[i].unit, &len)) continue;
        size_t end = at + len;
        if (at_char(stretch, end) == U'之' || at_char(stretch, end) == U'以') end++;
        if (at_char(stretch, end) != U'内') return false;
        bool by_days = UNITS[i].days == 1 || UNITS[i].days == 7;
        Date day = stretch->para->memory->text_date;
        const Calendar *calendar = stretch->para->memory->calendar;
        if (by_days && day != DATE_NONE) {
            stretch->first = day;
            stretch->last = day + number * UNITS[i].days;
        } else if (UNITS[i].days == 0 && day != DATE_NONE && calendar) {
            stretch->first = day;
            stretch->last = calendar_add(calendar, day, number);
        }
        stretch->within = true;
        stretch->span = UNITS[i].days == 0; /* 3个工作日内办结 is a standard: a figure too */
        stretch->at = end + 1;
        stretch->deadline = true;
        return stretch->known = true;
    }
    return false;
}

/* 今后五年, 未来三年 */
static bool read_coming(Stretch *stretch)
{
    size_t at = stretch->at, len;
    int number;
    if (!para_starts(stretch->para, at, stretch->end, "今后", &len) &&
        !para_starts(stretch->para, at, stretch->end, "未来", &len)) {
        return false;
    }
    at += len;
    if (!read_int(stretch, &at, &number) || at_char(stretch, at) != U'年' || number > 50) {
        return false;
    }
    if (stretch->text_year) {
        stretch->first = date_make(stretch->text_year + 1, 1, 1);
        stretch->last = date_make(stretch->text_year + number, 12, 31);
    }
    stretch->at = at + 1;
    stretch->span = true;
    return stretch->known = true;
}

/* The day before a feast of the year; of the next one where this year's is over. */
static void set_before(Stretch *stretch, Text feast)
{
    int64_t month = 0, day = 0;
    text_to_int(text_slice(feast, 0, 2), &month);
    text_to_int(text_slice(feast, 3, 5), &day);
    Date today = stretch->para->memory->text_date;
    Date last = date_make(stretch->year, (int)month, (int)day) - 1;
    if (last < today) last = date_make(stretch->year + 1, (int)month, (int)day) - 1;
    stretch->first = stretch->last = last;
}

static void set_word(Stretch *stretch, Text note)
{
    int year = stretch->year ? stretch->year : year_meant(stretch);
    stretch->year = year;
    if (text_equal(note, TEXT("undated")) || text_equal(note, TEXT("soon"))) {
        stretch->undated = true;
        stretch->manner = text_equal(note, TEXT("undated"));
        return;
    }
    if (text_equal(note, TEXT("vague")) || text_equal(note, TEXT("by"))) return;
    if (text_starts(note, TEXT("plan:"))) {
        int64_t from = 0, to = 0;
        text_to_int(text_slice(note, 5, 9), &from);
        text_to_int(text_slice(note, 10, 14), &to);
        stretch->year = (int)to;
        stretch->plan = true;
        stretch->first = date_make((int)from, 1, 1);
        stretch->last = date_make((int)to, 12, 31);
        return;
    }
    if (!year) return;
    if (text_starts(note, TEXT("before:"))) { /* 国庆节前: before:10-01 */
        set_before(stretch, text_slice(note, 7, note.len));
    } else if (text_equal(note, TEXT("end")) || text_equal(note, TEXT("whole"))) {
        set_months(stretch, 1, 12);
    } else if (text_equal(note, TEXT("month"))) {
        set_months(stretch, stretch->text_month, stretch->text_month);
    } else if (note.len == 3 && note.ptr[0] == 'e') { /* 三季度末: e09 */
        int64_t month = 0;
        text_to_int(text_slice(note, 1, 3), &month);
        set_months(stretch, (int)month, (int)month);
        stretch->deadline = true;
    } else if (note.len >= 2 && note.ptr[0] == 'm') { /* m01-06 */
        int64_t from = 0, to = 0;
        text_to_int(text_slice(note, 1, 3), &from);
        text_to_int(text_slice(note, 4, 6), &to);
        set_months(stretch, (int)from, (int)to);
    }
}

/* 上半年: m01-06, 三季度末: e09 */
static bool names_part(Text note)
{
    return note.len >= 3 && (note.ptr[0] == 'm' || note.ptr[0] == 'e') && note.ptr[1] >= '0' &&
           note.ptr[1] <= '9';
}

/* A word of the list; behind a year only those that name a part of it. */
static bool read_word(Stretch *stretch, bool has_year)
{
    WordHit hit;
    if (!para_word(stretch->para, LIST_period, stretch->at, stretch->end, &hit)) return false;
    if (hit.note.len && hit.note.ptr[0] == 'y') return false;
    bool part = names_part(hit.note);
    if (has_year && !part) return false;
    stretch->dated_part = stretch->dated_part || part;
    set_word(stretch, hit.note);
    stretch->whole = text_equal(hit.note, TEXT("whole"));
    static const Text DUE[] = {{"end", 3}, {"whole", 5}, {"month", 5}, {"by", 2}};
    for (size_t i = 0; i < sizeof DUE / sizeof DUE[0]; i++)
        stretch->deadline = stretch->deadline || text_equal(hit.note, DUE[i]);
    stretch->deadline = stretch->deadline || text_starts(hit.note, TEXT("before:"));
    stretch->at += hit.len;
    return stretch->known = true;
}

/* 6月前, 2025年前: before it begins. 9月20日前 takes in the day itself, and 三季度前 the quarter,
 * as offices mean it. */
static void end_before(Stretch *stretch)
{
    enum { YEAR_LEAST = 364 };
    if (stretch->first == DATE_NONE || stretch->last == DATE_NONE) return;
    bool month = stretch->month && !stretch->day;
    bool year = stretch->last - stretch->first >= YEAR_LEAST && !stretch->plan;
    if (!month && !year) return;
    stretch->first = stretch->last = stretch->first - 1;
}

/* 底前, 末, 内, 之前, 以来 behind a date. */
static void read_suffix(Stretch *stretch)
{
    static const struct {
        const char *word;
        bool deadline, excludes;
    } SUFFIXES[] = {{"底以前", true, false}, {"底之前", true, false}, {"底前", true, false},
                    {"末前", true, false},   {"以前", true, true},    {"之前", true, true},
                    {"前", true, true},      {"底", true, false},     {"末", true, false},
                    {"内", true, false},     {"以来", false, false},  {"期间", false, false},
                    {"时期", false, false},  {"上旬", false, false},  {"中旬", false, false},
                    {"下旬", false, false},  {"初", false, false},    {"起", false, false},
                    {"晚", false, false}};
    size_t len;
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++) {
        if (!para_starts(stretch->para, stretch->at, stretch->end, SUFFIXES[i].word, &len)) {
            continue;
        }
        stretch->at += len;
        stretch->deadline = stretch->deadline || SUFFIXES[i].deadline;
        stretch->since = text_equal(text_from(SUFFIXES[i].word), TEXT("起")) ||
                         text_equal(text_from(SUFFIXES[i].word), TEXT("以来"));
        if (SUFFIXES[i].excludes) end_before(stretch);
        /* 底前 stands alone, 底 may be followed by 前. */
        return;
    }
}

/* 3月底前, said in December: of the next year. What holds 截至3月底 is over. */
static void move_ahead(Stretch *stretch, bool said_year)
{
    enum { HALF_YEAR = 180 };
    Date today = stretch->para->memory->text_date;
    size_t len, at = stretch->start;
    bool as_of = at >= 2 && (para_starts(stretch->para, at - 2, at, "截至", &len) ||
                             para_starts(stretch->para, at - 2, at, "截止", &len));
    if (said_year || as_of || !stretch->deadline || !stretch->month || stretch->last == DATE_NONE ||
        today == DATE_NONE || stretch->last + HALF_YEAR >= today) {
        return;
    }
    int year, month, day;
    date_split(stretch->last, &year, &month, &day);
    stretch->year = year + 1;
    if (stretch->day) {
        stretch->first = stretch->last = date_make(year + 1, month, day);
    } else {
        set_months(stretch, month, month);
    }
}

static bool read_stretch(Stretch *stretch)
{
    if (at_char(stretch, stretch->at) == U'“') { /* “十三五”末 */
        stretch->at++;
        if (!read_word(stretch, false) || at_char(stretch, stretch->at) != U'”') return false;
        stretch->at++;
        read_suffix(stretch);
        return true;
    }
    if (read_within(stretch) || read_coming(stretch)) return true;
    bool has_year = read_year(stretch);
    stretch->dated_part = stretch->dated_part || has_year;
    bool has_part = !stretch->known && (read_first_months(stretch) || read_month(stretch) ||
                                        read_word(stretch, has_year));
    if (!has_year && !has_part) return false;
    if (has_year && !has_part && !stretch->known) set_months(stretch, 1, 12);
    bool said_year = has_year || stretch->spoken_year;
    if (stretch->undated ||
        (has_part && !stretch->dated_part && !stretch->deadline && stretch->first == DATE_NONE)) {
        return true;
    }
    read_suffix(stretch);
    move_ahead(stretch, said_year);
    return true;
}

/* 13日晚: a day of the month spoken of last. */
static bool read_day(Stretch *stretch, Date last_day)
{
    size_t at = stretch->at;
    int number, year, month, day;
    if (!is_digit(stretch->para->c[at]) || !read_int(stretch, &at, &number)) return false;
    if (number < 1 || number > 31 || at_char(stretch, at) != U'日') return false;
    uint32_t before = stretch->start ? stretch->para->c[stretch->start - 1] : 0;
    bool recurs = before == U'月' || before == U'每'; /* 每月25日前: of no month in particular */
    if (last_day != DATE_NONE && !recurs) {
        date_split(last_day, &year, &month, &day);
        stretch->first = stretch->last = date_make(year, month, number);
    }
    stretch->at = at + 1;
    read_suffix(stretch);
    return stretch->dated_part = true;
}

static void keep(Para *para, const Stretch *stretch)
{
    PeriodHit *hit = list_add(&para->periods);
    *hit = (PeriodHit){.start = stretch->start,
                       .end = stretch->at,
                       .is_deadline = stretch->deadline,
                       .is_manner = stretch->manner,
                       .is_span = stretch->span,
                       .is_plan = stretch->plan,
                       .is_whole = stretch->whole,
                       .is_within = stretch->within,
                       .is_since = stretch->since,
                       .is_day = stretch->day > 0};
    hit->period = (ProsePeriod){para_text(para, stretch->start, stretch->at), stretch->first,
                                stretch->last, stretch->undated};
    if (!stretch->span) memset(para->masked + stretch->start, 1, stretch->at - stretch->start);
    const Rule *rule = para_rule(para, stretch->dated_part ? RULE_PERIOD_DATE : RULE_PERIOD_WORD);
    ProseProposal *proposal = para_propose(para, rule, stretch->start, stretch->at);
    proposal->period = hit->period;
}

static bool may_start(const Para *para, size_t at)
{
    uint32_t c = para->c[at];
    if (is_digit(c)) {
        uint32_t before = at ? para->c[at - 1] : 0, letter = before | 0x20;
        return !is_digit(before) && before != '.' && !(letter >= 'a' && letter <= 'z');
    }
    if (is_chinese_numeral(c)) return at == 0 || !is_chinese_numeral(para->c[at - 1]);
    WordHit hit;
    if (c == U'后' && at && is_han(para->c[at - 1]) && para->c[at - 1] != U'到')
        return false; /* 建成后年产 */
    return c == U'“' || c == U'前' || c == U'今' || c == U'未' ||
           para_word(para, LIST_period, at, para->n, &hit);
}

/* 2003年…；8月11日: the months of a past year are told after it, until 今年 or another year. */
static int year_spoken(const Stretch *stretch, int spoken)
{
    if (stretch->plan || !stretch->year || stretch->year == spoken) return spoken;
    return stretch->year < stretch->text_year ? stretch->year : 0;
}

void para_find_periods(Para *para)
{
    int year = 0, month = 0, day, spoken = para->memory->chapter_year;
    Date last_day = para->memory->text_date;
    if (last_day != DATE_NONE) date_split(last_day, &year, &month, &day);
    for (size_t at = 0; at < para->n; at++) {
        if (!may_start(para, at)) continue;
        const Stretch fresh = {.para = para,
                               .start = at,
                               .at = at,
                               .end = para->n,
                               .text_year = year,
                               .text_month = month,
                               .spoken_year = spoken,
                               .first = DATE_NONE,
                               .last = DATE_NONE};
        Stretch stretch = fresh;
        if (!read_stretch(&stretch)) {
            stretch = fresh;
            if (!read_day(&stretch, last_day)) continue;
        }
        if (stretch.day && stretch.last != DATE_NONE) last_day = stretch.last;
        spoken = year_spoken(&stretch, spoken);
        keep(para, &stretch);
        at = stretch.at - 1;
    }
}
