/* One line of the source without what does not belong to the text. Nothing is guessed: a character
 * that the source lost is reported and left. */
#include "prose_impl.h"

enum { GLOSS_MOST = 8, FURNITURE_MOST = 40, LOST_MOST = 2 };

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           c == 0x200B || c == '\f';
}

static bool is_latin(uint32_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%';
}

static bool is_toned(uint32_t c)
{
    static const uint32_t TONED[] = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";
    for (size_t i = 0; TONED[i]; i++) {
        if (TONED[i] == c) return true;
    }
    return false;
}

/* (biāo) or （biāo） behind a Chinese character; its length, or 0. */
static size_t gloss_len(const uint32_t *c, size_t at, size_t n)
{
    if (c[at] != '(' && c[at] != U'（') return 0;
    bool toned = false;
    for (size_t i = at + 1; i < n && i - at <= GLOSS_MOST; i++) {
        if (c[i] == ')' || c[i] == U'）') return toned ? i + 1 - at : 0;
        bool letter = (c[i] >= 'a' && c[i] <= 'z') || c[i] == U'ü' || is_toned(c[i]);
        if (!letter) return 0;
        toned = toned || is_toned(c[i]);
    }
    return 0;
}

/* ![…](…) and what is left of it, such as ![](…). */
static size_t image_len(const uint32_t *c, size_t at, size_t n)
{
    if (c[at] != '!' || at + 1 >= n || c[at + 1] != '[') return 0;
    size_t i = at + 2;
    while (i < n && c[i] != ']')
        i++;
    if (i + 1 >= n || c[i + 1] != '(') return 0;
    while (i < n && c[i] != ')')
        i++;
    return i < n ? i + 1 - at : 0;
}

typedef struct Line {
    const ProseRules *rules;
    Arena *arena;
    Text text;
    size_t raw_start, number;
    uint32_t *c;
    size_t *raw; /* n + 1 */
    size_t n;
    CleanLine *clean;
} Line;

/* "远?v观": a question mark and stray Latin letters between two Chinese characters. */
static size_t lost_len(const Line *line, size_t at, size_t n)
{
    const uint32_t *c = line->c;
    if (c[at] == 0xFFFD) return 1;
    size_t kept = line->clean->characters.count;
    if (c[at] != '?' || kept == 0) return 0;
    if (!is_han(*LIST_AT(&line->clean->characters, uint32_t, kept - 1))) return 0;
    size_t i = at + 1;
    while (i < n && c[i] < 128 && ((c[i] | 32) >= 'a' && (c[i] | 32) <= 'z'))
        i++;
    size_t letters = i - at - 1;
    return letters >= 1 && letters <= LOST_MOST && i < n && is_han(c[i]) ? i - at : 0;
}

static void emend(Line *line, ProseEmendationKind kind, size_t from, size_t to)
{
    ProseEmendation *emendation = list_add(&line->clean->emendations);
    *emendation = (ProseEmendation){
        .kind = kind,
        .raw_start = line->raw[from],
        .raw_end = line->raw[to],
        .line = line->number,
        .at = line->clean->characters.count,
        .count = to - from,
    };
    emendation->text =
        text_copy(line->arena, text_slice(line->text, line->raw[from] - line->raw_start,
                                          line->raw[to] - line->raw_start));
}

static void decode(Line *line)
{
    line->c = ARENA_ARRAY(line->arena, uint32_t, line->text.len + 1);
    line->raw = ARENA_ARRAY(line->arena, size_t, line->text.len + 1);
    size_t at = 0, n = 0;
    line->raw[0] = line->raw_start;
    while (text_next(line->text, &at, &line->c[n]))
        line->raw[++n] = line->raw_start + at;
    line->n = n;
}

static void keep(Line *line, size_t at, uint32_t c)
{
    *(uint32_t *)list_add(&line->clean->characters) = c;
    *(size_t *)list_add(&line->clean->raw_at) = line->raw[at];
}

static bool is_wide(uint32_t c)
{
    return (c >= U'０' && c <= U'９') || (c >= U'Ａ' && c <= U'Ｚ') || (c >= U'ａ' && c <= U'ｚ') ||
           c == U'％' || c == U'．';
}

/* Bars of tables and blanks at the ends of a line. */
static void trim(const Line *line, size_t *from, size_t *to)
{
    while (*from < *to && (is_blank(line->c[*from]) || line->c[*from] == '|'))
        ++*from;
    while (*to > *from && (is_blank(line->c[*to - 1]) || line->c[*to - 1] == '|'))
        --*to;
}

/* "2019 年": a blank that a typesetter put between Chinese and digits or letters. */
static size_t idle_blank_len(const Line *line, size_t at, size_t to)
{
    size_t kept = line->clean->characters.count, next = at;
    if (!is_blank(line->c[at]) || kept == 0) return 0;
    while (next < to && is_blank(line->c[next]))
        next++;
    if (next == to) return 0;
    uint32_t before = *LIST_AT(&line->clean->characters, uint32_t, kept - 1), after = line->c[next];
    bool idle = (is_han(before) && is_latin(after)) || (is_latin(before) && is_han(after));
    return idle ? next - at : 0;
}

static size_t clean_at(Line *line, size_t at, size_t to)
{
    size_t len = idle_blank_len(line, at, to);
    if (len) {
        emend(line, EMENDATION_BLANK, at, at + len);
        return at + len;
    }
    len = at ? gloss_len(line->c, at, to) : 0;
    if (len && is_han(line->c[at - 1])) {
        emend(line, EMENDATION_GLOSS, at, at + len);
        return at + len;
    }
    len = image_len(line->c, at, to);
    if (len) {
        emend(line, EMENDATION_FURNITURE, at, at + len);
        return at + len;
    }
    len = lost_len(line, at, to);
    if (len) {
        emend(line, EMENDATION_LOST, at, at + len);
        for (size_t i = at; i < at + len; i++)
            keep(line, i, line->c[i]);
        return at + len;
    }
    uint32_t c = line->c[at];
    if (is_wide(c)) {
        emend(line, EMENDATION_WIDTH, at, at + 1);
        c = c == U'％' ? '%' : c - 0xFEE0;
    }
    keep(line, at, c);
    return at + 1;
}

/* What stood beside a picture may now be nothing but bars. */
static void drop_blank_end(CleanLine *clean)
{
    while (clean->characters.count) {
        uint32_t last = *LIST_AT(&clean->characters, uint32_t, clean->characters.count - 1);
        if (!is_blank(last) && last != '|') break;
        clean->characters.count--;
        clean->raw_at.count--;
    }
}

static bool is_all_blank(const Line *line, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (!is_blank(line->c[i])) return false;
    }
    return true;
}

/* Indents and blanks at the end are the typesetter's, bars the table's. */
static void emend_margin(Line *line, size_t from, size_t to)
{
    if (from == to) return;
    emend(line, is_all_blank(line, from, to) ? EMENDATION_BLANK : EMENDATION_FURNITURE, from, to);
}

void clean_line(const ProseRules *rules, Arena *arena, Text text, size_t raw_start, size_t number,
                CleanLine *clean)
{
    *clean = (CleanLine){.characters = list_new(arena, sizeof(uint32_t)),
                         .raw_at = list_new(arena, sizeof(size_t)),
                         .raw_end = raw_start + text.len,
                         .emendations = list_new(arena, sizeof(ProseEmendation)),
                         .lines = list_new(arena, sizeof(SourceLine))};
    *(SourceLine *)list_add(&clean->lines) =
        (SourceLine){.number = number, .raw_start = raw_start, .text = text_copy(arena, text)};
    Line line = {rules, arena, text, raw_start, number, NULL, NULL, 0, clean};
    decode(&line);
    size_t from = 0, to = line.n;
    trim(&line, &from, &to);
    if (from < to) emend_margin(&line, 0, from);
    for (size_t at = from; at < to;)
        at = clean_at(&line, at, to);
    if (from < to) emend_margin(&line, to, line.n);
    drop_blank_end(clean);
    if (clean->characters.count) return;
    clean_drop(clean);
    if (!line.n || is_all_blank(&line, 0, line.n)) clean->emendations.count = 0;
}

/* ---- Lines as a whole ---- */

void clean_drop(CleanLine *line)
{
    const SourceLine *source = LIST_AT(&line->lines, SourceLine, 0);
    size_t count = line->characters.count;
    line->characters.count = line->raw_at.count = line->emendations.count = 0;
    *(ProseEmendation *)list_add(&line->emendations) =
        (ProseEmendation){.kind = EMENDATION_FURNITURE,
                          .raw_start = source->raw_start,
                          .raw_end = line->raw_end,
                          .line = source->number,
                          .count = count,
                          .text = source->text};
}

/* A short line that names a part of the page, and is no sentence. */
bool clean_is_furniture(const ProseRules *rules, const CleanLine *line)
{
    size_t n = line->characters.count;
    if (n > FURNITURE_MOST) return false;
    uint32_t simple[FURNITURE_MOST] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t c = *LIST_AT(&line->characters, uint32_t, i);
        if (c == U'。') return false;
        simple[i] = simple_of(rules, c);
    }
    WordHit hit;
    if (lexicon_match(rules->lexicon, rules->lists[LIST_page_word], simple, 0, n, &hit) &&
        hit.len == n) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (lexicon_match(rules->lexicon, rules->lists[LIST_furniture], simple, i, n, &hit) &&
            (i == 0 || i + hit.len == n)) {
            return true;
        }
    }
    return false;
}

bool clean_is_number(const ProseLayout *layout, const CleanLine *line)
{
    const uint32_t *c = line->characters.items;
    size_t n = line->characters.count;
    return is_page_number(c, n) || ((layout->is_paged || layout->width) && is_bare_number(c, n));
}

/* ---- Joining ---- */

void clean_absorb(CleanLine *joined, const CleanLine *line)
{
    for (size_t i = 0; i < line->emendations.count; i++) {
        ProseEmendation *emendation = list_add(&joined->emendations);
        *emendation = *LIST_AT(&line->emendations, ProseEmendation, i);
        emendation->at += joined->characters.count;
        emendation->text = text_copy(joined->emendations.arena, emendation->text);
    }
    joined->raw_end = line->raw_end;
}

static void emend_break(CleanLine *joined, const SourceLine *next)
{
    *(ProseEmendation *)list_add(&joined->emendations) =
        (ProseEmendation){.kind = EMENDATION_LINE_BREAK,
                          .raw_start = joined->raw_end,
                          .raw_end = next->raw_start,
                          .line = next->number - 1,
                          .at = joined->characters.count,
                          .count = 1,
                          .text = TEXT("\n")};
}

/* Between two Latin words the break was a blank. */
static void join_words(CleanLine *joined, const CleanLine *line)
{
    const uint32_t *before = LIST_AT(&joined->characters, uint32_t, joined->characters.count - 1);
    const uint32_t *after = LIST_AT(&line->characters, uint32_t, 0);
    if (!is_latin(*before) || !is_latin(*after)) return;
    *(uint32_t *)list_add(&joined->characters) = ' ';
    *(size_t *)list_add(&joined->raw_at) = joined->raw_end;
}

void clean_join(CleanLine *joined, const CleanLine *line)
{
    emend_break(joined, LIST_AT(&line->lines, SourceLine, 0));
    join_words(joined, line);
    SourceLine *source = list_add(&joined->lines);
    *source = *LIST_AT(&line->lines, SourceLine, 0);
    source->at = joined->characters.count;
    source->text = text_copy(joined->lines.arena, source->text);
    clean_absorb(joined, line);
    for (size_t i = 0; i < line->characters.count; i++) {
        *(uint32_t *)list_add(&joined->characters) = *LIST_AT(&line->characters, uint32_t, i);
        *(size_t *)list_add(&joined->raw_at) = *LIST_AT(&line->raw_at, size_t, i);
    }
}
