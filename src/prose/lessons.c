/* Lessons: under a heading that names the lens (学理念, 学方法) or in a chapter about what others do,
 * each part of a sentence that speaks of another place. */
#include "prose_impl.h"

/* 三市, 两地: the places named before, together. */
static bool together(const Para *para, size_t at, size_t end)
{
    return at + 1 < end && chinese_digit(para->c[at]) >= 2 &&
           (para->c[at + 1] == U'市' || para->c[at + 1] == U'地' || para->c[at + 1] == U'县' ||
            para->c[at + 1] == U'省');
}

/* A place that no list knows, at the start of a clause: two or three characters and 市 or 县, or up to
 * six before 工业园区, 高新区. */
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

static size_t unknown_place(const Para *para, size_t at, size_t end)
{
    uint32_t first = para->c[at];
    if (first == U'我' || first == U'全' || first == U'各' || first == U'本' || first == U'城') {
        return 0;
    }
    for (size_t len = 2; len <= 3 && at + len < end; len++) {
        uint32_t last = para->c[at + len];
        if (!is_han(para->c[at + len - 1])) return 0;
        if (last == U'市' || last == U'县' || last == U'区') {
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

void para_find_lessons(Para *para, size_t start, size_t end, Text lens)
{
    Text who = {"", 0};
    size_t len;
    if (end - start < 6 || !find_others(para, start, end, &who)) return;
    bool by_heading = lens.len > 0;
    const Rule *rule = para_rule(para, by_heading ? RULE_LESSON_LENS : RULE_LESSON_OTHERS);
    if (para_starts(para, start, end, "比如", &len)) start += len;
    while (start < end && is_clause_mark(para->c[start]))
        start++;
    ProseProposal *lesson = para_propose(para, rule, start, end);
    lesson->lens = by_heading ? text_copy(para->arena, lens) : lens_by_word(para, start, end);
    lesson->name = who;
    lesson->field = para_fields(para, start, end);
}
