/* The day a text gives itself. It stands in the first lines or in the last, and most surely where a
 * line says nothing else: below the signature, below the title, behind 发布日期. */
#include "prose_impl.h"

enum { EDGE_BYTES = 2000, EDGE_CHARACTERS = 2100, ALONE_MOST = 26, YEAR_LEAST = 1949 };

/* Characters without blanks, which typesetters put between digits and 年. */
typedef struct Line {
    uint32_t c[EDGE_CHARACTERS];
    size_t n;
} Line;

static void read_line(Text text, Line *line)
{
    size_t at = 0;
    uint32_t c;
    line->n = 0;
    while (line->n < EDGE_CHARACTERS && text_next(text, &at, &c)) {
        bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0xA0 || c == 0x3000;
        if (blank) continue;
        if (c >= U'０' && c <= U'９') c = c - U'０' + '0';
        if (c == U'○' || c == U'Ｏ' || c == U'◯') c = U'〇';
        line->c[line->n++] = c;
    }
}

/* At most `most` digits, or as many Chinese numerals and one more: 二十八. */
static bool read_number(const Line *line, size_t *at, size_t most, int *number)
{
    Para para = {.c = line->c, .n = line->n};
    Decimal value;
    size_t end, limit = *at + most;
    if (*at < line->n && !is_digit(line->c[*at])) limit++;
    if (limit > line->n) limit = line->n;
    if (!number_read(&para, *at, limit, &value, &end) || value.scale) return false;
    if (value.mantissa < 0 || value.mantissa > 9999) return false;
    *number = (int)value.mantissa;
    *at = end;
    return true;
}

static bool is_one_of(uint32_t c, const uint32_t *marks)
{
    for (; *marks; marks++) {
        if (*marks == c) return true;
    }
    return false;
}

/* 2016年10月13日, 二〇一六年十月十三日, 2016-10-13, 2016/10/13, 2016.10.13 */
static Date date_at(const Line *line, size_t *at)
{
    int year, month, day;
    size_t i = *at;
    if (!read_number(line, &i, 4, &year) || year < YEAR_LEAST || year > 2200) return DATE_NONE;
    if (i >= line->n || !is_one_of(line->c[i], U"年-/.")) return DATE_NONE;
    uint32_t mark = line->c[i++];
    if (!read_number(line, &i, 2, &month) || i >= line->n) return DATE_NONE;
    if (line->c[i] != (mark == U'年' ? U'月' : mark)) return DATE_NONE;
    i++;
    if (!read_number(line, &i, 2, &day)) return DATE_NONE;
    if (mark == U'年' && (i >= line->n || line->c[i++] != U'日')) return DATE_NONE;
    Date date = date_make(year, month, day);
    if (date != DATE_NONE) *at = i;
    return date;
}

typedef struct Found {
    Date date;
    bool alone; /* on its line, but for a label or a time of day */
} Found;

/* 9月30日前 is a deadline and no text's day. */
static bool is_bound(const Line *line, size_t at)
{
    return at < line->n && is_one_of(line->c[at], U"前以之内起止至到");
}

/* The first date of a line; one that stands alone goes before any other. */
static void find_in_line(const Line *line, Found *found)
{
    for (size_t at = 0; at < line->n && !found->alone; at++) {
        bool inside = at && is_digit(line->c[at]) && is_digit(line->c[at - 1]);
        Date date = inside ? DATE_NONE : date_at(line, &at);
        if (date == DATE_NONE || is_bound(line, at)) continue;
        bool alone = line->n <= ALONE_MOST && line->c[line->n - 1] != U'。';
        if (!alone && found->date != DATE_NONE) return;
        *found = (Found){date, alone};
        return;
    }
}

static Found find_in(Text text)
{
    Found found = {DATE_NONE, false};
    Arena *arena = arena_new();
    Line *line = ARENA_NEW(arena, Line);
    Text piece;
    while (text_split(&text, '\n', &piece)) {
        read_line(piece, line);
        find_in_line(line, &found);
    }
    arena_free(arena);
    return found;
}

Date prose_date_of(Text text)
{
    Found head = find_in(text_slice(text, 0, EDGE_BYTES));
    if (head.alone || text.len <= EDGE_BYTES) return head.date;
    Found tail = find_in(text_slice(text, text.len - EDGE_BYTES, text.len));
    return tail.alone || head.date == DATE_NONE ? tail.date : head.date;
}
