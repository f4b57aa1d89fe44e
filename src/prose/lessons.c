/* Lessons: under a heading that names the lens (学理念, 学方法), in a chapter about what others do,
 * or behind a visit: each part of a sentence that speaks of another place. */
#include "prose_impl.h"

/* 三市, 两地: the places named before, together. */
static bool together(const Para *para, size_t at, size_t end)
{
    return at + 1 < end && chinese_digit(para->c[at]) >= 2 &&
           (para->c[at + 1] == U'市' || para->c[at + 1] == U'地' || para->c[at + 1] == U'县' ||
            para->c[at + 1] == U'省');
}

/* A place that no list knows, at the start of a clause: two or three characters and 市 or 县, or up
 * to six before 工业园区, 高新区. */
static size_t zone_len(const Para *para, size_t at, size_t end)
{
    static const char *const ZONES[] = {"工业园区", "产业园区", "高新区", "经开区",
                                        "开发区",   "新区",     "示范区", "自贸区"};
    size_t len;
    for (size_t name = 2; name <= 6 && at + name < end && is_han(para->c[at + name - 1]); name++) {
        for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
            if (para_starts(para, at + name, end, ZONES[i], &len)) return name + len;
        }
    }
    return 0;
}

/* 选择在市…, 听了县…, 值得我县…: no name. */
static bool joins(uint32_t c)
{
    static const uint32_t JOINING[] = U"在了到的得是为我各全本";
    for (size_t i = 0; JOINING[i]; i++) {
        if (JOINING[i] == c) return true;
    }
    return false;
}

static size_t unknown_place(const Para *para, size_t at, size_t end)
{
    uint32_t first = para->c[at];
    if (chinese_digit(first) >= 0 || first == U'这' || first == U'该' || first == U'我' ||
        first == U'全' || first == U'各' || first == U'本' || first == U'城') {
        return 0;
    }
    for (size_t len = 2; len <= 3 && at + len < end; len++) {
        uint32_t last = para->c[at + len];
        uint32_t before = para->c[at + len - 1];
        if (!is_han(before) || joins(before) || chinese_digit(before) >= 0) return 0;
        if (last == U'市' || last == U'县' || last == U'区' || last == U'镇') {
            return para->c[at + len - 1] == U'城' ? 0 : len + 1;
        }
    }
    return zone_len(para, at, end);
}

static size_t skip_link(const Para *para, size_t at, size_t end)
{
    static const char *const LINKS[] = {"比如", "例如", "譬如", "其中", "如"};
    size_t len;
    for (size_t i = 0; i < sizeof LINKS / sizeof LINKS[0]; i++) {
        if (para_starts(para, at, end, LINKS[i], &len)) return at + len;
    }
    return at;
}

/* Who is spoken of: the places named in the segment; false: nobody. */
static bool find_others(const Para *para, size_t start, size_t end, Text *who)
{
    bool found = false;
    for (size_t at = start; at < end; at++) {
        WordHit hit;
        const Clause *clause = para_clause_at(para, at);
        size_t len = 0;
        if (para_word(para, LIST_place, at, end, &hit)) {
            len = hit.len;
        } else if (together(para, at, end)) {
            found = true;
        } else if (clause && skip_link(para, clause->start, end) == at) {
            len = unknown_place(para, at, end);
        }
        if (!len) continue;
        found = true;
        Text name = para_text(para, at, at + len);
        if (!text_contains(*who, name)) *who = para_join(para, *who, name);
        at += len - 1;
    }
    return found;
}

static Text lens_by_word(const Para *para, size_t start, size_t end)
{
    size_t at;
    WordHit hit;
    return para_seek(para, LIST_lens_word, start, end, &at, &hit) ? hit.note : (Text){"", 0};
}

/* ---- Where one went ---- */

void para_note_visit(Para *para, bool in_head)
{
    Memory *memory = para->memory;
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *visit = LIST_AT(&para->proposals, ProseProposal, i);
        if (visit->kind != PROSE_BENCHMARK || !text_equal(visit->role, TEXT("visited"))) continue;
        memory->is_report = memory->is_report || in_head;
        if (text_contains(memory->visited, visit->text)) continue;
        memory_keep(memory->visited_store, sizeof memory->visited_store, &memory->visited,
                    para_join(para, memory->visited, visit->text));
    }
}

/* A name begins behind 赴, 到 or 、, not in the middle of a word. */
static bool begins_name(Text visited, size_t at)
{
    static const char *const BEFORE[] = {"赴", "到", "往", "、", "和",
                                         "与", "的", "省", "了", "转"};
    Text before = text_slice(visited, 0, at);
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
        if (text_ends(before, text_from(BEFORE[i]))) return true;
    }
    return false;
}

static bool is_visited(const Para *para, size_t at)
{
    enum { NAME_LEAST = 2 };
    Text rest = para->memory->visited;
    if (!rest.len || at + NAME_LEAST >= para->n || !is_han(para->c[at + 1])) return false;
    if (para->c[at] == U'我') return false;
    Text name = para_text(para, at, at + NAME_LEAST);
    size_t from = 0, found;
    while (text_find(text_slice(rest, from, rest.len), name, &found)) {
        if (begins_name(rest, from + found)) return true;
        from += found + name.len;
    }
    return false;
}

/* 我到嘉兴看了看。…嘉兴实行…: the place is named in this paragraph, before. */
static bool was_visited_before(const Para *para, size_t at)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *visit = LIST_AT(&para->proposals, ProseProposal, i);
        if (visit->kind == PROSE_BENCHMARK && text_equal(visit->role, TEXT("visited")) &&
            visit->span.end <= at) {
            return true;
        }
    }
    return false;
}

/* 人家把…, behind a visit. */
enum { TELLING_LEAST = 10, LED_LEAST = 6 };

static bool speaks_of_others(const Para *para, const Clause *clause)
{
    WordHit hit;
    size_t at = clause->start + (para->c[clause->start] == U'“');
    return para_word(para, LIST_others, at, clause->end, &hit) &&
           !(para->c[at + hit.len] == U'的' && clause->end - at < TELLING_LEAST) &&
           (para->memory->visited.len || was_visited_before(para, clause->start));
}

/* 考察团先后到许昌、南通: where one went, and not yet what one saw. */
static bool tells_of_going(const Para *para, const Clause *clause)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *visit = LIST_AT(&para->proposals, ProseProposal, i);
        if (visit->kind == PROSE_BENCHMARK && text_equal(visit->role, TEXT("visited")) &&
            visit->span.start >= clause->sentence_start &&
            visit->span.start < clause->sentence_end) {
            return true;
        }
    }
    return false;
}

static bool is_told_of_visit(const Para *para, const Clause *clause)
{
    WordHit hit;
    if (speaks_of_others(para, clause)) return !tells_of_going(para, clause) || !clause->first;
    uint32_t first = para->c[clause->start];
    /* 在安吉办一张执照; 在安吉, only says where one was. */
    bool led = (first == U'在' || first == U'从') && clause->end - clause->start >= LED_LEAST;
    bool told = is_visited(para, clause->start + led);
    if (!told && was_visited_before(para, clause->sentence_start)) {
        told = para_word(para, LIST_place, clause->start, clause->end, &hit) ||
               unknown_place(para, clause->start, clause->end);
    }
    return told && !tells_of_going(para, clause);
}

/* ---- The segment ---- */

/* 2.善于用市场的办法。 没想到人家胆子这么大。 Names what the sentences behind it tell. */
static bool heads_item(Para *para, const Clause *clause, const Label *label)
{
    enum { HEAD_MOST = 30 };
    size_t len;
    bool item = label->form != LABEL_NONE && clause->start == 0 && clause->sentence_end < para->n;
    bool frame = para_starts(para, clause->start, clause->end, "没想到", &len);
    if (!(item || frame) || clause->sentence_end - clause->start > HEAD_MOST) return false;
    if (clause->segment_end != clause->sentence_end) return false;
    memory_keep(para->memory->item_lens_store, sizeof para->memory->item_lens_store,
                &para->memory->item_lens, lens_by_word(para, clause->start, clause->sentence_end));
    return true;
}

static void propose(Para *para, size_t start, size_t end, Text who)
{
    const Memory *memory = para->memory;
    bool by_heading = memory->lens.len > 0;
    const Rule *rule = para_rule(para, by_heading ? RULE_LESSON_LENS : RULE_LESSON_OTHERS);
    ProseProposal *lesson = para_propose(para, rule, start, end);
    Text own = lens_by_word(para, start, end);
    Text lens = by_heading ? memory->lens : memory->item_lens.len ? memory->item_lens : own;
    lesson->lens = text_copy(para->arena, lens);
    lesson->name = who;
    lesson->field = para_fields(para, start, end);
}

/* Where the telling begins in the segment; its end: nothing is told. */
static size_t telling_start(const Para *para, const Clause *clause)
{
    const Clause *end = (const Clause *)para->clauses.items + para->clauses.count;
    for (const Clause *at = clause; at < end && at->start < clause->segment_end; at++) {
        if (is_told_of_visit(para, at))
            return at == clause || speaks_of_others(para, at) ? at->start : clause->start;
    }
    return clause->segment_end;
}

bool para_find_lesson(Para *para, const Clause *clause)
{
    enum { LESSON_LEAST = 6 };
    const Memory *memory = para->memory;
    bool any = memory->visited.len || memory->lens.len || memory->lens_chapter;
    if (!any || !clause->opens_segment || para->is_title) return false;
    Label label = label_read(para, clause->start, clause->end);
    bool chapter = memory->lens_chapter && memory->chapter != MODE_FUTURE;
    if ((chapter || memory->visited.len) && heads_item(para, clause, &label)) return false;
    size_t start = clause->start + label.len, end = clause->segment_end, len;
    bool may_tell = memory->visited.len && memory->chapter != MODE_FUTURE && !memory->gap_chapter;
    size_t told = may_tell ? telling_start(para, clause) : end;
    bool by_lens = memory->lens.len || memory->lens_chapter;
    if (told == end && !by_lens) return false;
    Text who = {"", 0};
    WordHit hit;
    bool others = find_others(para, start, end, &who);
    bool of_us = para_word(para, LIST_we, start, end, &hit) && !who.len;
    bool reported = chapter && memory->is_report && !of_us;
    if (told == end && !others && !reported) return false;
    if (told < end) start = told > start ? told : start;
    if (para_starts(para, start, end, "比如", &len)) start += len;
    while (start < end && is_clause_mark(para->c[start]))
        start++;
    if (end < start + LESSON_LEAST) return false;
    propose(para, start, end, who);
    return true;
}
