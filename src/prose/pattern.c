/* Patterns: what a rule looks for, one element after another, parted by spaces.
 *
 *     word|other      one of these          word|other?   or nothing
 *     <list>  <list>? a word of a list      <name>        a place, known or up to the next word
 *     <quote>         “…”                   *             anything within the clause
 *     **              anything within the sentence
 *     { }             the span, where it is not the whole match
 *     ^  $            where a clause begins and ends
 *     !word|other     none of these stands here
 */
#include "prose_impl.h"

#include <string.h>

enum { GAP_MOST = 48, WIDE_MOST = 100, STEPS_MOST = 3000, NAME_MOST = 5, QUOTE_MOST = 40 };

static void read_words(ProseRules *rules, Element *element, Text words)
{
    List starts = list_new(rules->arena, sizeof(uint32_t *));
    List lens = list_new(rules->arena, sizeof(size_t));
    Text word;
    while (text_split(&words, '|', &word)) {
        uint32_t *points = ARENA_ARRAY(rules->arena, uint32_t, word.len + 1);
        size_t at = 0, count = 0;
        while (text_next(word, &at, &points[count]))
            count++;
        *(const uint32_t **)list_add(&starts) = points;
        *(size_t *)list_add(&lens) = count;
    }
    element->kind = ELEMENT_WORDS;
    element->words = starts.items;
    element->word_lens = lens.items;
    element->word_count = starts.count;
}

static bool read_element(ProseRules *rules, Element *element, Text text)
{
    if (text.len > 1 && text_ends(text, TEXT("?"))) {
        element->optional = true;
        text.len--;
    }
    static const struct {
        const char *sign;
        ElementKind kind;
    } SIGNS[] = {{"*", ELEMENT_GAP},       {"**", ELEMENT_WIDE},      {"{", ELEMENT_OPEN},
                 {"}", ELEMENT_CLOSE},     {"^", ELEMENT_START},      {"$", ELEMENT_END},
                 {"<name>", ELEMENT_NAME}, {"<quote>", ELEMENT_QUOTE}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (!text_equal(text, text_from(SIGNS[i].sign))) continue;
        element->kind = SIGNS[i].kind;
        return true;
    }
    if (text.ptr[0] == '<') {
        if (!text_ends(text, TEXT(">"))) return false;
        element->kind = ELEMENT_LIST;
        element->list = lexicon_list(rules->lexicon, text_slice(text, 1, text.len - 1));
        return element->list >= 0;
    }
    bool negated = text.len > 1 && text.ptr[0] == '!';
    read_words(rules, element, negated ? text_slice(text, 1, text.len) : text);
    if (negated) element->kind = ELEMENT_NOT;
    return element->word_count > 0;
}

Pattern *pattern_read(ProseRules *rules, Rule *rule, Text text)
{
    List elements = list_new(rules->arena, sizeof(Element));
    Text word;
    while (text_split(&text, ' ', &word)) {
        if (!word.len) continue;
        if (!read_element(rules, list_add(&elements), word)) return NULL;
    }
    if (elements.count == 0) return NULL;
    Pattern *pattern = ARENA_NEW(rules->arena, Pattern);
    *pattern = (Pattern){elements.items, elements.count, rule};
    return pattern;
}

/* ---- Matching ---- */

typedef struct Match {
    const Para *para;
    const Pattern *pattern;
    const Clause *clause;
    size_t start, end;           /* the span */
    size_t name_start, name_end; /* the last name or quote */
    size_t word_start, word_end; /* the first word matched */
    int steps;
} Match;

static bool match_from(Match *match, size_t element, size_t at);

static size_t limit_of(const Match *match)
{
    return match->clause->sentence_end;
}

static bool go_on(Match *match, size_t element, size_t at)
{
    return match_from(match, element + 1, at);
}

static bool match_words(Match *match, size_t index, const Element *element, size_t at)
{
    const uint32_t *c = match->para->c;
    for (size_t i = 0; i < element->word_count; i++) {
        size_t len = element->word_lens[i];
        if (c[at] != element->words[i][0] || at + len > limit_of(match)) continue;
        if (memcmp(c + at, element->words[i], len * sizeof *c) != 0) continue;
        size_t start = match->word_start, end = match->word_end;
        if (match->word_end == 0) {
            match->word_start = at;
            match->word_end = at + len;
        }
        if (go_on(match, index, at + len)) return true;
        match->word_start = start;
        match->word_end = end;
    }
    return false;
}

static bool match_list(Match *match, size_t index, const Element *element, size_t at)
{
    WordHit hit;
    const Para *para = match->para;
    bool place = element->list == para->rules->lists[LIST_place];
    bool there = place ? para_word(para, LIST_place, at, limit_of(match), &hit)
                       : words_at(para->words, element->list, at, limit_of(match), &hit);
    if (!there) return false;
    size_t start = match->word_start, end = match->word_end;
    if (match->word_end == 0) {
        match->word_start = at;
        match->word_end = at + hit.len;
    }
    if (go_on(match, index, at + hit.len)) return true;
    match->word_start = start;
    match->word_end = end;
    return false;
}

static bool joins(uint32_t c)
{
    return c == U'的' || c == U'了' || c == U'和' || c == U'与' || c == U'在' || c == U'为';
}

/* A name that no list knows must end at a mark, at 市县区, or where the pattern goes on. */
static bool match_name(Match *match, size_t index, size_t at)
{
    WordHit hit;
    const Para *para = match->para;
    size_t limit = limit_of(match);
    match->name_start = at;
    if (para_word(para, LIST_place, at, limit, &hit)) {
        match->name_end = at + hit.len;
        if (go_on(match, index, at + hit.len)) return true;
    }
    if (para_word(para, LIST_no_name, at, limit, &hit)) return false;
    if (para_word(para, LIST_verb, at, limit, &hit) ||
        para_word(para, LIST_field, at, limit, &hit)) {
        return false;
    }
    for (size_t len = 2; len <= NAME_MOST && at + len <= limit; len++) {
        if (!is_han(para->c[at + len - 2]) || !is_han(para->c[at + len - 1])) break;
        uint32_t last = para->c[at + len - 1];
        if (joins(last) || joins(para->c[at])) break;
        bool closed = last == U'市' || last == U'县' || last == U'区' || at + len == limit ||
                      !is_han(para->c[at + len]);
        if (!closed && index + 1 >= match->pattern->count) continue;
        match->name_end = at + len;
        if (go_on(match, index, at + len)) return true;
    }
    return false;
}

static bool match_quote(Match *match, size_t index, size_t at)
{
    const Para *para = match->para;
    size_t limit = limit_of(match);
    if (at >= limit || (para->c[at] != U'“' && para->c[at] != U'‘' && para->c[at] != U'《')) {
        return false;
    }
    for (size_t i = at + 1; i < limit && i - at < QUOTE_MOST; i++) {
        if (para->c[i] != U'”' && para->c[i] != U'’' && para->c[i] != U'》') continue;
        match->name_start = at + 1;
        match->name_end = i;
        return go_on(match, index, i + 1);
    }
    return false;
}

static bool match_gap(Match *match, size_t index, size_t at, size_t most)
{
    const Para *para = match->para;
    bool wide = most == WIDE_MOST;
    for (size_t i = at; i <= limit_of(match) && i - at <= most; i++) {
        if (go_on(match, index, i)) return true;
        if (i < limit_of(match) && !wide && is_clause_mark(para->c[i])) return false;
    }
    return false;
}

static bool is_clause_start(const Match *match, size_t at)
{
    const Clause *clause = para_clause_at(match->para, at);
    return clause && clause->start == at;
}

static bool is_clause_end(const Match *match, size_t at)
{
    return at >= match->para->n || is_clause_mark(match->para->c[at]) ||
           is_sentence_mark(match->para->c[at]);
}

static bool none_stands(const Match *match, const Element *element, size_t at)
{
    const uint32_t *c = match->para->c;
    for (size_t i = 0; i < element->word_count; i++) {
        size_t len = element->word_lens[i];
        if (at + len <= limit_of(match) &&
            memcmp(c + at, element->words[i], len * sizeof *c) == 0) {
            return false;
        }
    }
    return true;
}

static bool match_element(Match *match, size_t index, size_t at)
{
    const Element *element = &match->pattern->elements[index];
    switch (element->kind) {
    case ELEMENT_WORDS: return match_words(match, index, element, at);
    case ELEMENT_LIST: return match_list(match, index, element, at);
    case ELEMENT_NAME: return match_name(match, index, at);
    case ELEMENT_QUOTE: return match_quote(match, index, at);
    case ELEMENT_GAP: return match_gap(match, index, at, GAP_MOST);
    case ELEMENT_WIDE: return match_gap(match, index, at, WIDE_MOST);
    case ELEMENT_OPEN: match->start = at; return go_on(match, index, at);
    case ELEMENT_CLOSE: match->end = at; return go_on(match, index, at);
    case ELEMENT_START: return is_clause_start(match, at) && go_on(match, index, at);
    case ELEMENT_NOT: return none_stands(match, element, at) && go_on(match, index, at);
    case ELEMENT_END: return is_clause_end(match, at) && go_on(match, index, at);
    }
    return false;
}

static bool match_from(Match *match, size_t index, size_t at)
{
    if (++match->steps > STEPS_MOST) return false;
    if (index == match->pattern->count) {
        if (match->end == 0) match->end = at;
        return match->end > match->start;
    }
    if (match_element(match, index, at)) return true;
    return match->pattern->elements[index].optional && go_on(match, index, at);
}

/* ---- What a match proposes ---- */

static void widen(Match *match, SpanScope scope)
{
    const Clause *first = para_clause_at(match->para, match->start);
    if (scope == SCOPE_MATCH || !first) return;
    const Clause *last = para_clause_at(match->para, match->end ? match->end - 1 : 0);
    match->start = scope == SCOPE_CLAUSE ? first->start : first->segment_start;
    size_t end = scope == SCOPE_CLAUSE ? last->end : first->segment_end;
    if (end > match->end) match->end = end;
}

static bool is_found_already(const Para *para, const Match *match, ProseKind kind)
{
    for (size_t i = para->proposals.count; i-- > 0;) {
        const ProseProposal *other = LIST_AT(&para->proposals, ProseProposal, i);
        if (other->kind == kind && match->start < other->span.end &&
            other->span.start < match->end) {
            return true;
        }
        if (other->span.end + 400 < match->start) break;
    }
    return false;
}

/* 解决存在的问题, 构建具有优势的体系: what somebody means to mend or to build is neither gap nor
 * strength. */
static bool is_purpose(const Para *para, const Match *match, ProseKind kind)
{
    if (kind != PROSE_GAP && kind != PROSE_STRENGTH) return false;
    const Clause *clause = para_clause_at(para, match->start);
    size_t at = clause ? clause->start : match->start;
    WordHit hit;
    while (para_word(para, LIST_adverb, at, match->end, &hit) ||
           para_word(para, LIST_we, at, match->end, &hit) || para->c[at] == U'要')
        at += para->c[at] == U'要' ? 1 : hit.len;
    return para_word(para, LIST_purpose, at, match->end, &hit);
}

/* As the rule says, else by the last word of the match that names one: 学习…的服务理念. */
static Text lens_of(const Para *para, const Match *match)
{
    const Rule *rule = match->pattern->rule;
    Text lens = rule->lens;
    size_t at = match->start;
    WordHit hit;
    while (rule->kind == PROSE_LESSON && !rule->lens.len &&
           para_seek(para, LIST_lens, at, match->end, &at, &hit)) {
        lens = hit.note;
        at += hit.len;
    }
    return lens;
}

static void propose(Para *para, Match *match)
{
    const Rule *rule = match->pattern->rule;
    widen(match, rule->scope);
    if (is_purpose(para, match, rule->kind)) return;
    if (is_found_already(para, match, rule->kind)) return;
    ProseProposal *proposal = para_propose(para, rule, match->start, match->end);
    proposal->role = rule->role;
    proposal->lens = lens_of(para, match);
    proposal->unit = rule->unit;
    if (match->name_end) proposal->name = para_text(para, match->name_start, match->name_end);
    proposal->verb = rule->kind == PROSE_BENCHMARK
                         ? para_text(para, match->word_start, match->word_end)
                         : proposal->verb;
    if (rule->kind == PROSE_FIGURE || rule->kind == PROSE_TASK) {
        const PeriodHit *period = para_period_in(para, match->start, match->end);
        if (period) proposal->period = period->period;
    }
    proposal->field = para_fields(para, match->start, match->end);
}

/* ---- Which patterns to try ---- */

static void set_first(ProseRules *rules, uint32_t c, size_t pattern)
{
    if (c < FIRST_CHARACTERS) rules->first[c][pattern / 64] |= UINT64_C(1) << (pattern % 64);
}

/* The characters an element may begin with; false: any, but only where a clause begins. */
static bool index_element(ProseRules *rules, const Element *element, size_t pattern)
{
    if (element->kind == ELEMENT_WORDS) {
        for (size_t i = 0; i < element->word_count; i++)
            set_first(rules, element->words[i][0], pattern);
        return true;
    }
    if (element->kind == ELEMENT_LIST) {
        for (uint32_t c = 0; c < FIRST_CHARACTERS; c++) {
            if (lexicon_begins(rules->lexicon, element->list, c)) set_first(rules, c, pattern);
        }
        return true;
    }
    return false;
}

void patterns_index(ProseRules *rules)
{
    rules->first = arena_array(rules->arena, FIRST_CHARACTERS, sizeof *rules->first);
    for (size_t i = 0; i < rules->patterns.count; i++) {
        const Pattern *pattern = *LIST_AT(&rules->patterns, Pattern *, i);
        bool fixed = false;
        for (size_t k = 0; k < pattern->count && !fixed; k++) {
            const Element *element = &pattern->elements[k];
            bool empty = element->kind == ELEMENT_OPEN || element->kind == ELEMENT_NOT ||
                         element->kind == ELEMENT_START; /* takes no character */
            if (empty) continue;
            if (!index_element(rules, element, i)) break;
            fixed = !element->optional;
        }
        if (!fixed) rules->clause_first[i / 64] |= UINT64_C(1) << (i % 64);
    }
}

static void try_patterns(Para *para, const Clause *clause, size_t at)
{
    const ProseRules *rules = para->rules;
    uint32_t c = para->c[at];
    for (size_t word = 0; word < PATTERN_WORDS; word++) {
        uint64_t bits = c < FIRST_CHARACTERS ? rules->first[c][word] : 0;
        if (at == clause->start) bits |= rules->clause_first[word];
        for (; bits; bits &= bits - 1) {
            size_t i = word * 64 + (size_t)__builtin_ctzll(bits);
            const Pattern *pattern = *LIST_AT(&rules->patterns, Pattern *, i);
            Match match = {para, pattern, clause, .start = at};
            if (match_from(&match, 0, at)) propose(para, &match);
        }
    }
}

void para_find_patterns(Para *para)
{
    for (size_t k = 0; k < para->clauses.count; k++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, k);
        for (size_t at = clause->start; at < clause->end; at++)
            try_patterns(para, clause, at);
    }
}
