/* One paragraph: its characters, sentences and clauses, and the helpers of those that read it. */
#include "prose_impl.h"

#include <string.h>

enum { QUOTE_MOST = 60, WORD_BACK = 10 };

Text para_text(const Para *para, size_t start, size_t end)
{
    return text_slice(para->text, para->byte_at[start], para->byte_at[end]);
}

const Rule *para_rule(const Para *para, CodeRule rule)
{
    return para->rules->code[rule];
}

/* Proposals of a paragraph mostly share their section and speaker. */
static Text shared(Arena *arena, Text *last, Text text)
{
    if (!text_equal(*last, text)) *last = text_copy(arena, text);
    return *last;
}

ProseProposal *para_propose(Para *para, const Rule *rule, size_t start, size_t end)
{
    ProseProposal *proposal = list_add(&para->proposals);
    *proposal = (ProseProposal){
        .kind = rule->kind,
        .span = {start, end},
        .text = para_text(para, start, end),
        .rule = rule->name,
        .confidence = rule->confidence,
        .section = shared(para->arena, &para->section, para->memory->section),
        .speaker = shared(para->arena, &para->speaker, para->memory->speaker),
        .period = {.first = DATE_NONE, .last = DATE_NONE},
    };
    return proposal;
}

bool para_word_back(const Para *para, WordList list, size_t from, size_t end, WordHit *hit)
{
    if (words_before(para->words, para->rules->lists[list], from, end, hit)) return true;
    if (!para->named || (list != LIST_org && list != LIST_place)) return false;
    return words_before(para->named, list == LIST_org ? NAMES_ORG : NAMES_PLACE, from, end, hit);
}

bool para_seek(const Para *para, WordList list, size_t from, size_t end, size_t *at, WordHit *hit)
{
    for (size_t i = from; i < end; i++) {
        if (!para_word(para, list, i, end, hit)) continue;
        *at = i;
        return true;
    }
    return false;
}

bool para_has(const Para *para, WordList list, size_t from, size_t end)
{
    size_t at;
    WordHit hit;
    return para_seek(para, list, from, end, &at, &hit);
}

bool para_in_word(const Para *para, WordList list, size_t at)
{
    WordHit hit;
    for (size_t from = at > WORD_BACK ? at - WORD_BACK : 0; from <= at; from++) {
        if (para_word(para, list, from, para->n, &hit) && from + hit.len > at) return true;
    }
    return false;
}

const Clause *para_clause_at(const Para *para, size_t at)
{
    uint32_t number = at <= para->n ? para->clause_of[at] : 0;
    return number ? (const Clause *)para->clauses.items + number - 1 : NULL;
}

Text para_join(const Para *para, Text so_far, Text more)
{
    if (!so_far.len) return more;
    return text_format(para->arena, "%.*s、%.*s", TEXT_ARGS(so_far), TEXT_ARGS(more));
}

void memory_keep(char *store, size_t size, Text *kept, Text text)
{
    size_t len = text.len < size ? text.len : size;
    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    memmove(store, text.ptr, len);
    *kept = (Text){store, len};
}

const PeriodHit *para_period_in(const Para *para, size_t start, size_t end)
{
    const PeriodHit *found = NULL;
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start < start || hit->end > end) continue;
        if (!found || (hit->is_deadline && !found->is_deadline)) found = hit;
    }
    return found;
}

/* The subjects whose words stand there, at most three, in the order of the text. */
Text para_fields(const Para *para, size_t start, size_t end)
{
    Text fields = {"", 0};
    WordHit hit;
    int count = 0;
    for (size_t i = start; i < end && count < 3; i++) {
        if (!para_word(para, LIST_field, i, end, &hit)) continue;
        Text name = hit.note.len ? hit.note : para_text(para, i, i + hit.len);
        if (!text_contains(fields, name)) {
            fields = para_join(para, fields, name);
            count++;
        }
        i += hit.len - 1;
    }
    return fields;
}

/* ---- Sentences and clauses ---- */

bool is_sentence_mark(uint32_t c)
{
    return c == U'。' || c == U'！' || c == U'？' || c == '!' || c == '?';
}

static bool is_segment_mark(uint32_t c)
{
    return c == U'；' || c == ';';
}

bool is_clause_mark(uint32_t c)
{
    return c == U'，' || c == ',' || is_segment_mark(c) || c == U'：' || c == ':';
}

/* “管发展必须管环保,管生产必须管环保”: a quotation of several clauses belongs to one. */
static size_t quote_len(const Para *para, size_t at)
{
    if (para->c[at] != U'“') return 0;
    for (size_t i = at + 1; i < para->n && i - at < QUOTE_MOST; i++) {
        if (para->c[i] == U'”') return i + 1 - at;
        if (is_sentence_mark(para->c[i]) || para->c[i] == U'“') return 0;
    }
    return 0;
}

/* "1,234" and "9:30" are no ends of clauses; nor is anything inside brackets or a quotation. */
static bool ends_clause(const Para *para, size_t at, int depth)
{
    uint32_t c = para->c[at];
    if (is_sentence_mark(c)) return true;
    if (!is_clause_mark(c) || depth > 0) return false;
    bool between_digits = at > 0 && at + 1 < para->n && is_digit(para->c[at - 1]) &&
                          is_digit(para->c[at + 1]) && (c == ',' || c == ':');
    return !between_digits;
}

static size_t skip_closing(const Para *para, size_t at)
{
    while (at < para->n && (para->c[at] == U'”' || para->c[at] == U'’' || para->c[at] == U'）' ||
                            para->c[at] == ')' || para->c[at] == U'》' || para->c[at] == ' ' ||
                            para->c[at] == 0x3000 || is_sentence_mark(para->c[at])))
        at++;
    return at;
}

/* Fills in where the sentence and segment of each clause end, from the back. */
static void close_clauses(Para *para)
{
    size_t sentence_end = para->n, segment_end = sentence_end;
    for (size_t i = para->clauses.count; i-- > 0;) {
        Clause *clause = LIST_AT(&para->clauses, Clause, i);
        if (is_sentence_mark(clause->mark) || clause->mark == 0) {
            sentence_end = clause->end;
            segment_end = clause->end;
        } else if (is_segment_mark(clause->mark)) {
            segment_end = clause->end;
        }
        clause->sentence_end = sentence_end;
        clause->segment_end = segment_end;
    }
    bool first = true, opens = true;
    size_t sentence_start = 0, segment_start = 0;
    for (size_t i = 0; i < para->clauses.count; i++) {
        Clause *clause = LIST_AT(&para->clauses, Clause, i);
        clause->first = first;
        clause->opens_segment = opens;
        if (first) sentence_start = clause->start;
        if (opens) segment_start = clause->start;
        clause->sentence_start = sentence_start;
        clause->segment_start = segment_start;
        first = is_sentence_mark(clause->mark);
        opens = first || is_segment_mark(clause->mark);
    }
}

/* The mark behind a clause still belongs to it. */
static void number_clauses(Para *para)
{
    para->clause_of = arena_array(para->arena, para->n + 1, sizeof *para->clause_of);
    for (size_t i = 0; i < para->clauses.count; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        for (size_t at = clause->start; at <= clause->end && at <= para->n; at++)
            para->clause_of[at] = (uint32_t)i + 1;
    }
}

void para_split(Para *para)
{
    size_t start = 0;
    int depth = 0;
    for (size_t at = 0; at <= para->n; at++) {
        size_t quoted = at < para->n ? quote_len(para, at) : 0;
        if (quoted) {
            at += quoted - 1;
            continue;
        }
        uint32_t c = at < para->n ? para->c[at] : 0;
        if (c == '(' || c == U'（') depth++;
        if ((c == ')' || c == U'）') && depth > 0) depth--;
        if (at < para->n && !ends_clause(para, at, depth)) continue;
        if (c && is_sentence_mark(c)) depth = 0;
        size_t from = start;
        while (from < at && (para->c[from] == ' ' || para->c[from] == 0x3000))
            from++;
        if (at > from) {
            *(Clause *)list_add(&para->clauses) = (Clause){.start = from, .end = at, .mark = c};
        }
        start = at + 1;
        if (c && is_sentence_mark(c)) start = skip_closing(para, at + 1);
        if (start > at + 1) at = start - 1;
    }
    close_clauses(para);
    number_clauses(para);
}

/* ---- Labels ---- */

static int ordinal(const Para *para, size_t *at, size_t end)
{
    int value = 0, digit;
    size_t i = *at;
    while (i < end && i - *at < 3 && is_chinese_numeral(para->c[i]) &&
           ((digit = chinese_digit(para->c[i])) >= 0 || para->c[i] == U'十')) {
        value = para->c[i] == U'十' ? (value ? value * 10 : 10)
                                    : value - value % 10 + digit + (value && value < 10 ? 90 : 0);
        i++;
    }
    *at = i;
    return value;
}

Label chapter_label(const Para *para, size_t at, size_t end)
{
    Label label = {0};
    size_t i = at;
    bool open = i < end && (para->c[i] == '(' || para->c[i] == U'（');
    if (open) i++;
    size_t digits = i;
    while (i < end && is_digit(para->c[i]) && i - digits < 3)
        i++;
    if (i > digits) {
        for (size_t k = digits; k < i; k++)
            label.number = label.number * 10 + (int)(para->c[k] - '0');
    } else {
        label.number = ordinal(para, &i, end);
    }
    if (i == digits || i >= end) return (Label){0};
    uint32_t mark = para->c[i];
    bool closed = open ? (mark == ')' || mark == U'）')
                       : (mark == U'、' || mark == U'．' ||
                          (mark == '.' && !(i + 1 < end && is_digit(para->c[i + 1]))));
    if (!closed) return (Label){0};
    label.form = LABEL_CHAPTER;
    label.len = i + 1 - at;
    while (at + label.len < end &&
           (para->c[at + label.len] == ' ' || para->c[at + label.len] == U'、'))
        label.len++;
    return label;
}

/* What parts a label from what it names. */
static size_t skip_marks(const Para *para, size_t at, size_t end)
{
    while (at < end &&
           (is_clause_mark(para->c[at]) || para->c[at] == ' ' || para->c[at] == 0x3000 ||
            para->c[at] == U'、' || para->c[at] == '.' || para->c[at] == U'．'))
        at++;
    return at;
}

/* 第一条 …, 第二句话：… */
static Label named_order(const Para *para, size_t at, int number, size_t start, size_t end)
{
    WordHit hit;
    if (!number || !para_word(para, LIST_item_name, at, end, &hit)) return (Label){0};
    size_t behind = skip_marks(para, at + hit.len, end);
    if (behind == at + hit.len && behind < end && para->c[behind] != U'是') return (Label){0};
    if (behind < end && para->c[behind] == U'是') behind++;
    return (Label){LABEL_ORDER, number, behind - start};
}

/* 任务1：…, 措施二、… */
static Label item_label(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    Decimal number;
    size_t i;
    if (!para_word(para, LIST_item_label, at, end, &hit) ||
        !number_read(para, at + hit.len, end, &number, &i)) {
        return (Label){0};
    }
    size_t behind = skip_marks(para, i, end);
    if (behind == i || number.scale) return (Label){0};
    return (Label){LABEL_CHAPTER, (int)number.mantissa, behind - at};
}

Label label_read(const Para *para, size_t at, size_t end)
{
    static const char *const ORDERS[] = {"首先", "其次", "再次", "最后", "此外"};
    size_t len, i = at;
    if (at >= end) return (Label){0}; /* behind the last word there is none */
    for (size_t k = 0; k < sizeof ORDERS / sizeof ORDERS[0]; k++) {
        if (para_starts(para, at, end, ORDERS[k], &len)) {
            return (Label){LABEL_ORDER, (int)k + 1, len};
        }
    }
    bool order = para->c[at] == U'第';
    if (order) i++;
    int number = ordinal(para, &i, end);
    if (number && i < end && (order || para->c[i] == U'是' || para->c[i] == U'要')) {
        if (order && (is_clause_mark(para->c[i]) || para->c[i] == U'要' || para->c[i] == U'是')) {
            return (Label){LABEL_ORDER, number, i - at};
        }
        if (!order) {
            bool is = para->c[i] == U'是';
            return (Label){is ? LABEL_IS : LABEL_MUST, number, i - at + is};
        }
    }
    if (order) return named_order(para, i, number, at, end);
    Label item = item_label(para, at, end);
    return item.form != LABEL_NONE ? item : chapter_label(para, at, end);
}
