/* Gaps that come as a list. Behind "还存在一些问题：", and in a chapter about problems, what
 * follows is what is wrong, whatever words it uses:
 * 产业层次偏低,龙头企业带动能力不强;财政收支矛盾突出. */
#include "prose_impl.h"

enum { ITEM_LEAST = 4, ITEM_MOST = 120 };

static bool is_colon(uint32_t c)
{
    return c == U'：' || c == ':';
}

static size_t skip_order(const Para *para, const Clause *clause)
{
    WordHit hit;
    size_t at = clause->start;
    while (para_word(para, LIST_adverb, at, clause->end, &hit) ||
           para_word(para, LIST_we, at, clause->end, &hit))
        at += hit.len;
    return at;
}

/* 发展中还存在不少困难和问题： */
static bool announces(const Para *para, const Clause *clause)
{
    size_t at = skip_order(para, clause);
    WordHit hit;
    /* 同时也要看到,…: the rest of the sentence. */
    bool sees = para_word(para, LIST_sees, at, clause->end, &hit) && at + hit.len == clause->end;
    return sees ||
           (is_colon(clause->mark) && para_has(para, LIST_gap_head, clause->start, clause->end));
}

static bool is_known(const Para *para, ProseKind kind, size_t start, size_t end)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *found = LIST_AT(&para->proposals, ProseProposal, i);
        if (found->kind == kind && found->span.start < end && start < found->span.end) return true;
    }
    return false;
}

/* What only announces the list is no gap itself. */
static void drop_head(Para *para, const Clause *clause)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *gap = LIST_AT(&para->proposals, ProseProposal, i);
        if (gap->kind != PROSE_GAP || gap->span.start < clause->start ||
            gap->span.end > clause->end) {
            continue;
        }
        *gap = *LIST_AT(&para->proposals, ProseProposal, para->proposals.count - 1);
        para->proposals.count--;
        i--;
    }
}

/* 存在的主要问题有三个方面, 从规模看: says that something follows. 优良率不足六成 is said
 * itself. */
static bool leads_over(const Para *para, size_t start, size_t end)
{
    size_t at;
    WordHit hit;
    if (para->c[start] == U'从' && para_word_back(para, LIST_aspect, start + 1, end, &hit))
        return true;
    if (!para_seek(para, LIST_gap_head, start, end, &at, &hit)) return false;
    uint32_t next = para->c[at + hit.len];
    return !is_digit(next) && !is_chinese_numeral(next);
}

static void propose_item(Para *para, size_t start, size_t end)
{
    Label label = label_read(para, start, end);
    if (label.form != LABEL_NONE) start += label.len;
    if (end < start + ITEM_LEAST || end - start > ITEM_MOST) return;
    bool is_item = label.form == LABEL_IS || label.form == LABEL_ORDER; /* 一是认识上有差距,… */
    if (!is_item && leads_over(para, start, end)) return;
    ProseProposal *gap = para_propose(para, para_rule(para, RULE_GAP_LISTED), start, end);
    gap->field = para_fields(para, start, end);
}

/* Where a rule has found a part of it, only the other clauses are left to say. */
static void take_item(Para *para, const Clause *first, size_t end)
{
    if (!is_known(para, PROSE_GAP, first->start, end)) {
        propose_item(para, first->start, end);
        return;
    }
    const Clause *behind = (const Clause *)para->clauses.items + para->clauses.count;
    for (const Clause *clause = first; clause < behind && clause->start < end; clause++) {
        if (!is_known(para, PROSE_GAP, clause->start, clause->end)) {
            propose_item(para, clause->start, clause->end);
        }
    }
}

/* One sentence of the list. Where items are numbered a part of it is an item, otherwise each
 * clause. */
static void take_sentence(Para *para, const Clause *first, bool numbered)
{
    const Clause *end = (const Clause *)para->clauses.items + para->clauses.count;
    size_t sentence_end = first->sentence_end;
    for (const Clause *clause = first; clause < end && clause->start < sentence_end; clause++) {
        if (!numbered) {
            take_item(para, clause, clause->end);
        } else if (clause == first || clause->opens_segment) {
            take_item(para, clause, clause->segment_end);
        }
    }
}

static bool is_numbered(const Para *para, const Clause *clause)
{
    LabelForm form = label_read(para, clause->start, clause->end).form;
    return form == LABEL_IS || form == LABEL_ORDER || form == LABEL_CHAPTER;
}

/* 对此, 下一步, 我们要: the list is over; so it is where strengths or others are spoken of. */
static bool is_over(const Para *para, const Clause *clause)
{
    WordHit hit;
    return para_word(para, LIST_gap_over, clause->start, clause->end, &hit) ||
           is_known(para, PROSE_STRENGTH, clause->start, clause->sentence_end) ||
           (!is_numbered(para, clause) &&
            para_has(para, LIST_place, clause->start, clause->sentence_end) &&
            !para->memory->gap_chapter);
}

static void take_from(Para *para, const Clause *clause)
{
    const Clause *end = (const Clause *)para->clauses.items + para->clauses.count;
    bool numbered = false;
    for (bool first = true; clause < end; clause++) {
        if (!first && !clause->first) continue;
        if (is_over(para, clause)) return;
        numbered = numbered || is_numbered(para, clause);
        take_sentence(para, clause, numbered);
        first = false;
    }
}

void para_find_listed_gaps(Para *para)
{
    const Clause *clauses = para->clauses.items;
    size_t count = para->clauses.count;
    bool goes_on = para->memory->gap_list && is_numbered(para, clauses);
    para->memory->gap_list = goes_on;
    if (para->is_title) return;
    if (goes_on || (para->memory->gap_chapter && !announces(para, &clauses[count - 1]))) {
        take_from(para, clauses);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!announces(para, &clauses[i])) continue;
        drop_head(para, &clauses[i]);
        if (i + 1 == count) {
            para->memory->gap_list = true;
        } else {
            take_from(para, &clauses[i + 1]);
        }
        return;
    }
}
