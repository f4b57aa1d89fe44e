/* What the heading of one column says: name, unit, period, scope, in however many cells. */
#include "exchange_impl.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Periods inside a text ---- */

/* "2010-2018年" is a range, and no period of one figure. */
static bool follows_dash(Text text, size_t at)
{
    static const char *const DASHES[] = {"-", "–", "—", "~", "～", "至"};
    Text before = text_trim(text_slice(text, 0, at));
    for (size_t i = 0; i < sizeof DASHES / sizeof *DASHES; i++) {
        Text dash = text_from(DASHES[i]);
        if (text_ends(before, dash)) {
            Text rest = text_trim(text_slice(before, 0, before.len - dash.len));
            return rest.len > 0 &&
                   (is_digit(rest.ptr[rest.len - 1]) || text_ends(rest, TEXT("年")));
        }
    }
    return false;
}

/* The longest period that begins at `at`. */
static bool period_from(Text text, size_t at, Period *period, size_t *len)
{
    size_t most = text.len - at < 32 ? text.len - at : 32;
    for (size_t take = most; take >= 4; take--) {
        if (period_read(text_slice(text, at, at + take), period)) {
            *len = take;
            return true;
        }
    }
    return false;
}

static bool same_period(Period a, Period b)
{
    return a.kind == b.kind && a.year == b.year && a.index == b.index;
}

static bool is_edition(Text behind)
{
    size_t at;
    return text_find(text_slice(behind, 0, 36), TEXT("年鉴"), &at);
}

bool period_within(Text text, Period *period)
{
    Period with_word = {0}, bare = {0};
    bool many_words = false, many_bare = false;
    for (size_t at = 0; at + 4 <= text.len; at++) {
        Period found;
        size_t len;
        if (!is_digit(text.ptr[at]) || (at > 0 && is_digit(text.ptr[at - 1])) ||
            !period_from(text, at, &found, &len)) {
            continue;
        }
        Text behind = text_slice(text, at + len, text.len);
        if (behind.len > 0 && (is_digit(behind.ptr[0]) || behind.ptr[0] == '.')) {
            continue;
        }
        if (follows_dash(text, at)) {
            return false;
        }
        bool has_word = text_contains(text_slice(text, at, at + len), TEXT("年"));
        if (has_word && !is_edition(behind)) {
            many_words |= with_word.kind != PERIOD_UNDATED && !same_period(with_word, found);
            with_word = found;
        } else if (!has_word) {
            many_bare |= bare.kind != PERIOD_UNDATED && !same_period(bare, found);
            bare = found;
        }
        at += len - 1;
    }
    bool is_yearbook = text_contains(text, TEXT("年鉴")) || text_contains(text, TEXT("earbook"));
    *period = with_word.kind != PERIOD_UNDATED ? with_word : bare;
    if (with_word.kind != PERIOD_UNDATED) {
        return !many_words;
    }
    return bare.kind != PERIOD_UNDATED && !many_bare && !is_yearbook;
}

/* ---- Units inside a text ---- */

/* The text between the last opening bracket before `close` and it. */
static bool bracket_at(Text text, size_t from, size_t *open, size_t *close)
{
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] != '(' && text.ptr[i] != '[') {
            continue;
        }
        char end = text.ptr[i] == '(' ? ')' : ']';
        for (size_t j = i + 1; j < text.len; j++) {
            if (text.ptr[j] == end) {
                *open = i;
                *close = j;
                return true;
            }
        }
    }
    return false;
}

/* The next of units that stand side by side: "亿元、%". */
static bool next_unit(Text *list, Text *unit)
{
    static const Text MARK = {"、", sizeof "、" - 1};
    *list = text_trim(*list);
    size_t end = 0, skip = 0;
    while (end < list->len && skip == 0) {
        bool is_mark = text_starts(text_slice(*list, end, list->len), MARK);
        skip = is_mark ? MARK.len : strchr(" ),;]", list->ptr[end]) != NULL;
        end += skip == 0;
    }
    *unit = text_slice(*list, 0, end);
    *list = text_slice(*list, end + skip, list->len);
    return unit->len > 0;
}

/* Of several units beside each other the one that is not a percentage is that of the levels. */
static Text behind_colon(const Context *context, Text text, size_t colon)
{
    Text rest = text_slice(text, colon + 1, text.len), first, next;
    const UnitRow *percent = unit_find(context->units, TEXT("%"));
    next_unit(&rest, &first);
    const UnitRow *row = unit_named(context->words, context->units, first);
    while (row != NULL && next_unit(&rest, &next)) {
        const UnitRow *other = unit_named(context->words, context->units, next);
        if (other != NULL && other != percent && row != percent) {
            return (Text){0};
        }
        if (other != NULL && row == percent) {
            row = other;
            first = next;
        }
    }
    return first;
}

bool unit_within(Arena *arena, const Context *context, Text text, Text *unit)
{
    Text plain = plain_of(arena, text);
    size_t len, open, close;
    for (size_t i = 0; i < plain.len; i++) {
        if (plain.ptr[i] == ':' && words_end(context->words, WORDS_UNIT_LEAD,
                                             key_of(arena, text_slice(plain, 0, i)), &len)) {
            *unit = behind_colon(context, plain, i);
            return unit_named(context->words, context->units, *unit) != NULL;
        }
    }
    for (size_t from = 0; bracket_at(plain, from, &open, &close); from = open + 1) {
        Text inner = text_slice(plain, open + 1, close);
        if (unit_named(context->words, context->units, inner) != NULL) {
            *unit = inner;
            return true;
        }
    }
    return false;
}

/* ---- One cell of a heading ---- */

static bool scope_named(Arena *arena, const Context *context, Text text, Scope *scope)
{
    Text key = key_of(arena, text);
    if (words_has(context->words, WORDS_DISTRICTS, key)) {
        *scope = SCOPE_DISTRICTS;
        return true;
    }
    if (words_has(context->words, WORDS_WHOLE, key)) {
        *scope = SCOPE_WHOLE;
        return true;
    }
    return false;
}

/* "总量" or "比上年同期增长%" */
static Aspect aspect_named(Arena *arena, const Words *words, Text text)
{
    size_t len;
    Text key = key_of(arena, text);
    if (words_has(words, WORDS_LEVEL, key)) {
        return ASPECT_LEVEL;
    }
    bool is_growth =
        words_has(words, WORDS_GROWTH, key) || (words_begin(words, WORDS_GROWTH_BASE, key, &len) &&
                                                words_end(words, WORDS_GROWTH, key, &len));
    return is_growth ? ASPECT_GROWTH : ASPECT_NONE;
}

/* Takes what is a unit, a scope or a period, and says whether it was one. */
static bool take_detail(Arena *arena, const Context *context, Text text, Heading *heading)
{
    Text trimmed = text_trim(text);
    Text unit = trimmed;
    const UnitRow *row = unit_named(context->words, context->units, trimmed);
    if (row == NULL && text_contains(trimmed, TEXT(":")) &&
        unit_within(arena, context, trimmed, &unit)) {
        row = unit_named(context->words, context->units, unit);
    }
    if (row != NULL) {
        heading->unit = unit;
        heading->unit_row = row;
        return true;
    }
    if (scope_named(arena, context, trimmed, &heading->scope)) {
        return true;
    }
    Period period;
    if (trimmed.len > 0 && is_digit(trimmed.ptr[0]) && period_read(trimmed, &period)) {
        heading->period = period;
        return true;
    }
    return false;
}

static Text without_details_in_brackets(Arena *arena, const Context *context, Text text,
                                        Heading *heading)
{
    size_t open, close, from = 0;
    while (bracket_at(text, from, &open, &close)) {
        if (take_detail(arena, context, text_slice(text, open + 1, close), heading)) {
            Buf buf = buf_new(arena);
            buf_add(&buf, text_slice(text, 0, open));
            buf_add(&buf, text_slice(text, close + 1, text.len));
            text = buf_text(&buf);
            from = open;
        } else {
            from = open + 1;
        }
    }
    return text_trim(text);
}

/* "地区生产总值_全市_万元": the pieces between "_" that are details are taken out. */
static Text without_detail_pieces(Arena *arena, const Context *context, Text text, Heading *heading)
{
    if (!text_contains(text, TEXT("_"))) {
        return text;
    }
    Buf buf = buf_new(arena);
    Text rest = text, piece;
    for (int i = 0; text_split(&rest, '_', &piece); i++) {
        if (i > 0 && take_detail(arena, context, piece, heading)) {
            continue;
        }
        buf_add_cstr(&buf, buf.len > 0 ? "_" : "");
        buf_add(&buf, piece);
    }
    return buf_text(&buf);
}

/* "2015年地区生产总值" */
static Text without_leading_period(Text text, Heading *heading)
{
    Period period;
    size_t len;
    if (text.len > 6 && is_digit(text.ptr[0]) && period_from(text, 0, &period, &len) &&
        len < text.len && text_contains(text_slice(text, 0, len), TEXT("年"))) {
        heading->period = period;
        return text_trim(text_slice(text, len, text.len));
    }
    return text;
}

static void add_part(Arena *arena, const Context *context, Text part, Heading *heading)
{
    Aspect aspect = aspect_named(arena, context->words, part);
    if (aspect != ASPECT_NONE) {
        heading->aspect = aspect;
    } else if (part.len > 0 && heading->part_count < HEADING_PARTS_MAX) {
        heading->parts[heading->part_count++] = part;
    }
}

static void read_cell(Arena *arena, const Context *context, Text cell, Heading *heading)
{
    Text plain = plain_of(arena, cell);
    Text text = without_translation(plain);
    if (plain.len == 0 || take_detail(arena, context, text, heading)) {
        return;
    }
    if (!has_cjk(text) && heading->part_count > 0 && has_cjk(heading->parts[0])) {
        heading->translation = text;
        return;
    }
    if (text.len < plain.len) {
        heading->translation = text_trim(text_slice(plain, text.len, plain.len));
    }
    text = without_details_in_brackets(arena, context, text, heading);
    text = without_detail_pieces(arena, context, text, heading);
    add_part(arena, context, without_leading_period(text, heading), heading);
}

void heading_read(Arena *arena, const Context *context, const Text *cells, int count,
                  Heading *heading)
{
    *heading = (Heading){0};
    for (int i = 0; i < count; i++) {
        if (i == 0 || !text_equal(cells[i], cells[i - 1])) {
            read_cell(arena, context, cells[i], heading);
        }
    }
}

/* ---- Which indicator ---- */

static Text joined(Arena *arena, const Heading *heading, int from, const char *scope)
{
    Buf buf = buf_new(arena);
    for (int i = from; i < heading->part_count; i++) {
        buf_add(&buf, heading->parts[i]);
    }
    if (*scope != '\0') {
        buf_add_format(&buf, "(%s)", scope);
    }
    return buf_text(&buf);
}

typedef NameMatch (*FindName)(const Names *names, Text text, int *indicator);

/* By the deepest name first, then with those above it; the districts' figure only by a name that
 * says so. */
static NameMatch match_parts(Arena *arena, const Context *context, const Heading *heading,
                             FindName find, int *indicator)
{
    bool districts = heading->scope == SCOPE_DISTRICTS;
    NameMatch match = NAME_UNKNOWN;
    for (int from = heading->part_count - 1; match == NAME_UNKNOWN && from >= 0; from--) {
        if (!districts) {
            match = find(context->names, joined(arena, heading, from, ""), indicator);
        }
        if (match == NAME_UNKNOWN && heading->scope != SCOPE_NONE) {
            const char *scope = districts ? "市辖区" : "全市";
            match = find(context->names, joined(arena, heading, from, scope), indicator);
        }
    }
    return match;
}

/* "生产总值增速(%)" in one cell. */
static bool split_growth(Arena *arena, const Context *context, Heading *heading)
{
    size_t len;
    Text *last = &heading->parts[heading->part_count - 1];
    Text key = key_of(arena, *last);
    if (!words_end(context->words, WORDS_GROWTH, key, &len) || len == key.len) {
        return false;
    }
    *last = text_slice(key, 0, key.len - len);
    heading->aspect = ASPECT_GROWTH;
    return true;
}

/* "单位GDP能耗(吨标准煤/万元)": no unit that converts,
 * but the one that the indicator is registered in. */
static NameMatch match_own_unit(Arena *arena, const Context *context, Text part, int *indicator)
{
    size_t open, close;
    if (!bracket_at(part, 0, &open, &close) || close + 1 != part.len) {
        return NAME_UNKNOWN;
    }
    NameMatch match =
        names_indicator(context->names, text_trim(text_slice(part, 0, open)), indicator);
    if (match != NAME_FOUND) {
        return NAME_UNKNOWN;
    }
    Text unit = plain_of(arena, context->registry->indicators[*indicator].unit);
    bool is_own = text_equal(text_trim(text_slice(part, open + 1, close)), text_trim(unit));
    return is_own ? NAME_FOUND : NAME_UNKNOWN;
}

NameMatch heading_indicator(Arena *arena, const Context *context, const Heading *heading,
                            int *indicator, Text *tried)
{
    bool districts = heading->scope == SCOPE_DISTRICTS;
    Heading growth = *heading;
    *tried = (Text){0};
    if (heading->part_count == 0) {
        return NAME_UNKNOWN;
    }
    *tried = joined(arena, heading, heading->part_count - 1, districts ? "市辖区" : "");
    if (heading->aspect == ASPECT_GROWTH) {
        return match_parts(arena, context, heading, names_growth, indicator);
    }
    NameMatch match = match_parts(arena, context, heading, names_indicator, indicator);
    if (match == NAME_UNKNOWN && split_growth(arena, context, &growth)) {
        match = match_parts(arena, context, &growth, names_growth, indicator);
    }
    if (match == NAME_UNKNOWN && !districts) {
        match = match_own_unit(arena, context, heading->parts[heading->part_count - 1], indicator);
    }
    if (match == NAME_UNKNOWN && !districts && heading->translation.len > 0) {
        Text name =
            without_details_in_brackets(arena, context, heading->translation, &(Heading){0});
        match = names_indicator(context->names, name, indicator);
    }
    return match;
}
