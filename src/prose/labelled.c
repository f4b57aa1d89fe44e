/* Labels that say who and by when: 牵头领导：…；责任单位：市规划局(牵头)、市园林局；完成时限：…,
 * behind what is laid down, in brackets, or on lines of their own. */
#include "commitments_impl.h"

enum { LABEL_LINE_MOST = 12 };

static bool is_colon_at(const Para *para, size_t at)
{
    return at < para->n && (para->c[at] == U'：' || para->c[at] == ':');
}

static void add_name(const Para *para, Text *names, Text name)
{
    if (name.len && !text_contains(*names, name)) *names = para_join(para, *names, name);
}

/* 市规划局(牵头): the unit without the bracket; *leads tells what the bracket says. */
static size_t name_end(const Para *para, size_t from, size_t to, bool *leads)
{
    size_t len, at = from;
    while (at < to && !is_bracket_open(para->c[at]))
        at++;
    *leads = at < to && para_starts(para, at + 1, to, "牵头", &len);
    return *leads ? at : to;
}

/* 市规划局(牵头)、市园林局: the others help; 市人社局,市旅游局配合: so do those of whom it is
 * said. */
static void read_names(const Para *para, const WordHit *label, size_t from, size_t to, Said *said)
{
    WordHit hit;
    bool any_leads = false, leads;
    Text *kept = text_equal(label->note, TEXT("assist"))   ? &said->assist
                 : text_equal(label->note, TEXT("leader")) ? &said->leader
                                                           : &said->owner;
    for (size_t start = from, at = from; at <= to; at++) {
        if (at < to && para->c[at] != U'、' && para->c[at] != ',' && para->c[at] != U'，') continue;
        size_t end = name_end(para, start, at, &leads);
        bool helps = para_word_back(para, LIST_bracket_assist, start, end, &hit) &&
                     !text_equal(hit.note, TEXT("leads"));
        if (leads) kept = &said->owner;
        if (helps) end -= hit.len;
        any_leads = any_leads || leads;
        add_name(para, helps || (any_leads && !leads) ? &said->assist : kept,
                 para_text(para, start, end));
        start = at + 1;
    }
}

bool is_label_at(const Para *para, size_t at, WordHit *hit, bool *owner)
{
    *owner = para_word(para, LIST_owner_label, at, para->n, hit);
    if (!*owner && !para_word(para, LIST_deadline_label, at, para->n, hit)) return false;
    return is_colon_at(para, at + hit->len);
}

/* 市人社局,市旅游局配合: another name, or something else that is said? */
static bool names_follow(const Para *para, size_t at)
{
    WordHit hit;
    size_t end = at;
    while (end < para->n && !is_clause_mark(para->c[end]) && !is_sentence_mark(para->c[end]) &&
           !is_bracket_close(para->c[end]))
        end++;
    if (para_word_back(para, LIST_bracket_assist, at, end, &hit)) end -= hit.len;
    return ends_in_owner(para, at, end);
}

/* A list of names may hold commas, where the label does not stand among other clauses. */
static size_t value_end(const Para *para, size_t from)
{
    WordHit hit;
    bool owner;
    size_t to = from;
    int depth = 0;
    for (; to < para->n && !is_sentence_mark(para->c[to]); to++) {
        uint32_t c = para->c[to];
        if (is_bracket_close(c) && depth-- == 0) break;
        depth += is_bracket_open(c);
        bool comma = c == ',' || c == U'，';
        if (!is_clause_mark(c) || depth > 0) continue;
        if (!comma || is_label_at(para, to + 1, &hit, &owner) || !names_follow(para, to + 1)) break;
    }
    return to;
}

size_t read_run(const Para *para, size_t at, Said *said)
{
    WordHit hit;
    bool owner;
    while (is_label_at(para, at, &hit, &owner)) {
        size_t from = at + hit.len + 1, to = value_end(para, from);
        if (owner) {
            read_names(para, &hit, from, to, said);
        } else {
            const PeriodHit *period = para_period_in(para, from, to);
            if (period) said->period = period->period;
        }
        at = to;
        while (at < para->n &&
               (is_clause_mark(para->c[at]) || is_sentence_mark(para->c[at]) || para->c[at] == ' '))
            at++;
    }
    return at;
}

void apply_said(Para *para, const Said *said, size_t from, size_t at)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        if (proposal->kind != PROSE_COMMITMENT || proposal->span.start < from ||
            proposal->span.start >= at) {
            continue;
        }
        if (!proposal->owner.len) proposal->owner = said->owner.len ? said->owner : said->leader;
        if (!proposal->assist.len) proposal->assist = said->assist;
        if (said->period.text.len && proposal->period.last == DATE_NONE) {
            proposal->period = said->period;
        }
    }
}

/* ---- Lines that are nothing but a label ---- */

static void keep_owed(Para *para, const WordHit *label, size_t from, size_t to)
{
    Said said = {.owner = {"", 0}, .leader = {"", 0}, .assist = {"", 0}};
    read_names(para, label, from, to, &said);
    para->owed.is_leader = !said.owner.len && said.leader.len;
    para->owed.owner = para->owed.is_leader ? said.leader : said.owner;
    para->owed.assist = said.assist;
}

/* 各县（市、区）人民政府，市政府各部门：, whom the text is for. */
static bool is_address(const Para *para)
{
    bool names = is_colon_at(para, para->n - 1);
    for (size_t i = 0; names && i < para->clauses.count; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        names = is_owner(para, clause->start, clause->end);
    }
    return names;
}

/* 整改措施：, 责任单位：市水务局, 完成时限：6月底前 */
void para_read_label(Para *para)
{
    WordHit hit;
    bool owner = para_word(para, LIST_owner_label, 0, para->n, &hit);
    bool label = owner || para_word(para, LIST_deadline_label, 0, para->n, &hit);
    para->owed.period = (ProsePeriod){.first = DATE_NONE, .last = DATE_NONE};
    if (!label || !is_colon_at(para, hit.len)) {
        bool heads = para->n <= LABEL_LINE_MOST && is_colon_at(para, para->n - 1);
        para->is_label = heads || is_address(para);
        return;
    }
    para->is_label = true;
    para->owed.from = para->memory->item_start;
    size_t to = para->n;
    while (to > hit.len + 1 && is_sentence_mark(para->c[to - 1]))
        to--;
    if (owner) keep_owed(para, &hit, hit.len + 1, to);
}

void prose_owe(Arena *arena, ProseProposal *proposal, const ProseOwed *owed)
{
    if (proposal->kind != PROSE_COMMITMENT || proposal->span.start < owed->from) return;
    if (owed->owner.len && (!proposal->owner.len || (proposal->is_led && !owed->is_leader))) {
        proposal->owner = text_copy(arena, owed->owner);
        proposal->is_led = owed->is_leader;
    }
    if (!proposal->assist.len) proposal->assist = text_copy(arena, owed->assist);
    if (!proposal->period.text.len && owed->period.text.len) {
        proposal->period = owed->period;
        proposal->period.text = text_copy(arena, owed->period.text);
    }
}
