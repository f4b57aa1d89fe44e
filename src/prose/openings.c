/* How a clause may begin a commitment. What begins one is told by words of rules/prose: a modal (要, 必须),
 * a goal (力争), a lead unit (由…牵头), a deadline, or, where the text is laying down work, a bare verb or
 * a figure to be reached. */
#include "commitments_impl.h"

enum { OWN_WORK_LEAST = 6, PREFIX_MOST = 18, OWNER_MOST = 24 };

static bool is_modal_at(const Para *para, size_t at, size_t end, WordHit *hit)
{
    if (para->c[at] == U'要') {
        if (para_in_word(para, LIST_yao_word, at)) return false;
        *hit = (WordHit){1, TEXT("must")};
        return true;
    }
    return para_word(para, LIST_modal, at, end, hit) && !para_in_word(para, LIST_modal_word, at);
}

/* ---- What may stand before a modal or a verb ---- */

static const PeriodHit *period_starting(const Para *para, size_t at)
{
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start == at) return hit;
        if (hit->start > at) break;
    }
    return NULL;
}

/* Adverbs, 我们, periods: skipped. */
static size_t skip_light(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    for (;;) {
        const PeriodHit *period = period_starting(para, at);
        if (period && period->end <= end) {
            at = period->end;
        } else if (para_word(para, LIST_adverb, at, end, &hit) ||
                   para_word(para, LIST_we, at, end, &hit)) {
            at += hit.len;
        } else if (at < end && (para->c[at] == ' ' || para->c[at] == U'“')) {
            at++;
        } else {
            return at;
        }
    }
}

/* What joins a name to a deed stands in no name. */
static bool never_in_owner(uint32_t c)
{
    static const uint32_t JOINING[] = U"的了在把将于以由使让";
    for (size_t i = 0; JOINING[i]; i++) {
        if (JOINING[i] == c) return true;
    }
    return false;
}

bool is_owner(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    if (end <= start || end - start > OWNER_MOST) return false;
    size_t at;
    if (para_seek(para, LIST_we, start, end, &at, &hit) && at == start) return false;
    for (at = start; at < end; at++) {
        bool ok = is_han(para->c[at]) || para->c[at] == U'、' || para->c[at] == '(' ||
                  para->c[at] == ')' || para->c[at] == U'（' || para->c[at] == U'）';
        if (!ok || never_in_owner(para->c[at])) return false;
    }
    if (para_word_back(para, LIST_no_owner, start, end, &hit)) return false;
    return para_word_back(para, LIST_owner_end, start, end, &hit) ||
           para_word_back(para, LIST_org, start, end, &hit) ||
           para_word_back(para, LIST_org_end, start, end, &hit) ||
           para_word_back(para, LIST_place, start, end, &hit);
}

static void set_owner(const Para *para, Opening *opening, size_t start, size_t end)
{
    start = skip_light(para, start, end);
    WordHit hit;
    while (end > start && para_word_back(para, LIST_adverb, start, end, &hit))
        end -= hit.len;
    if (!is_owner(para, start, end)) return;
    opening->owner_start = start;
    opening->owner_end = end;
}

/* ---- How a clause may begin a commitment ---- */

/* 请各单位于9月10日前…: who is asked stands behind the word. */
static void set_asked(const Para *para, Opening *opening, size_t from, size_t end)
{
    size_t furthest = from + OWNER_MOST < end ? from + OWNER_MOST : end;
    for (size_t i = furthest; i >= from + 2; i--) {
        WordHit hit;
        bool goes_on = i < end && (period_starting(para, i) || para->c[i] == U'于' ||
                                   para_word(para, LIST_link, i, end, &hit) ||
                                   para_word(para, LIST_verb, i, end, &hit) ||
                                   para_word(para, LIST_adverb, i, end, &hit));
        if (!goes_on || !is_owner(para, from, i)) continue;
        opening->owner_start = from;
        opening->owner_end = i;
        return;
    }
}

bool by_modal(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    for (size_t at = body; at < clause->end && at - body <= PREFIX_MOST; at++) {
        WordHit hit;
        if (!is_modal_at(para, at, clause->end, &hit)) continue;
        bool light = skip_light(para, body, at) >= at;
        set_owner(para, opening, body, at);
        bool owned = opening->owner_end > opening->owner_start;
        size_t where;
        WordHit word;
        if (para_seek(para, LIST_negative, body, at, &where, &word)) return false;
        bool weak = text_equal(hit.note, TEXT("weak"));
        size_t next = skip_light(para, at + hit.len, clause->end);
        if (weak && !((light || owned) && (para_word(para, LIST_verb, next, clause->end, &word) ||
                                           para_word(para, LIST_link, next, clause->end, &word)))) {
            continue;
        }
        if (text_equal(hit.note, TEXT("ask")) && !light) continue;
        if (para->c[at] == U'请') set_asked(para, opening, at + hit.len, clause->end);
        if (at + hit.len >= clause->end && clause->mark == 0) return false;
        opening->start = START_MODAL;
        opening->at = body;
        opening->obliges = text_equal(hit.note, TEXT("oblige"));
        return true;
    }
    return false;
}

static bool has_number(const Para *para, size_t start, size_t end)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *figure = LIST_AT(&para->proposals, ProseProposal, i);
        if (figure->kind == PROSE_FIGURE && figure->bound != FIGURE_NONE &&
            figure->span.start >= start && figure->span.end <= end) {
            return true;
        }
    }
    return false;
}

bool by_goal(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    size_t at = skip_light(para, body, clause->end);
    if (!para_word(para, LIST_goal, at, clause->end, &hit)) return false;
    const PeriodHit *period = para_period_in(para, clause->start, clause->end);
    opening->start = START_GOAL;
    opening->at = body;
    opening->weighs =
        text_equal(hit.note, TEXT("push")) &&
        ((period && period->is_deadline) || has_number(para, clause->start, clause->end));
    return true;
}

static bool names_gap(const Para *para, size_t start, size_t end)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *gap = LIST_AT(&para->proposals, ProseProposal, i);
        if (gap->kind == PROSE_GAP && gap->span.start < end && start < gap->span.end) return true;
    }
    return false;
}

/* What reports, or names a gap, lays nothing down. */
static bool is_past(const Para *para, size_t start, size_t end)
{
    if (names_gap(para, start, end)) return true;
    size_t at;
    WordHit hit;
    return para_seek(para, LIST_past, start, end, &at, &hit);
}

/* 建, but not the 建 of 建筑, nor 报送 in 报送的材料. */
static bool verb_at(const Para *para, size_t at, size_t end)
{
    WordHit hit, longer;
    return para_word(para, LIST_verb, at, end, &hit) && para->c[at + hit.len] != U'的' &&
           !(para_word(para, LIST_no_verb, at, end, &longer) && longer.len > hit.len);
}

/* A verb behind words that may be skipped, or a skipped word that is a verb itself: 加快. */
bool para_acts(const Para *para, size_t at, size_t end)
{
    while (at < end && !verb_at(para, at, end)) {
        WordHit hit;
        const PeriodHit *period = period_starting(para, at);
        if (period) {
            at = period->end;
        } else if (para_word(para, LIST_adverb, at, end, &hit) ||
                   para_word(para, LIST_we, at, end, &hit)) {
            at += hit.len;
        } else if (para->c[at] == U'“') {
            at++;
        } else {
            return false;
        }
    }
    return at < end;
}

/* 由政法委牵头, 市财政局负责 */
bool by_lead(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    size_t at, from = body;
    WordHit hit, by;
    if (names_gap(para, clause->start, clause->end)) return false;
    if (!para_seek(para, LIST_lead, body, clause->end, &at, &hit)) return false;
    for (size_t i = body; i < at; i++) {
        if (para->c[i] == U'由' && !(i > body && para->c[i - 1] == U'理')) from = i + 1;
    }
    bool said = from > body;
    by = hit;
    size_t end = at;
    while (end > from && para_word_back(para, LIST_adverb, from, end, &by))
        end -= by.len;
    if (!is_owner(para, from, end)) return false;
    if (!said && text_equal(hit.note, TEXT("by"))) return false;
    opening->start = START_LEAD;
    opening->at = body;
    opening->owner_start = from;
    opening->owner_end = end;
    return true;
}

bool by_deadline(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    size_t from = body;
    if (from < clause->end && (para->c[from] == U'到' || para->c[from] == U'在')) from++;
    const PeriodHit *period = period_starting(para, from);
    if (!period || text_equal(period->period.text, TEXT("全年"))) return false;
    if (!period->is_deadline && !(period->period.undated && clause->opens_segment)) return false;
    size_t at = skip_light(para, from, clause->end);
    bool acts = para_acts(para, period->end, clause->end);
    if (at >= clause->end) acts = clause->end < clause->segment_end;
    /* "…,年底前完成" belongs to what stands before it. */
    if (!clause->opens_segment && clause->end - at < OWN_WORK_LEAST) return false;
    Date today = para->memory->text_date;
    bool ahead =
        today != DATE_NONE && period->period.last != DATE_NONE && period->period.last >= today;
    if (!acts || (!ahead && is_past(para, clause->start, clause->end))) return false;
    opening->start = START_DEADLINE;
    opening->at = body;
    return true;
}

/* 建筑业是富民产业: says what something is. */
static bool equates(const Para *para, size_t from, size_t end)
{
    for (size_t at = from; at < end; at++) {
        if (para->c[at] == U'是' && !para_in_word(para, LIST_is_word, at)) return true;
    }
    return false;
}

/* 企业开办, 城镇新增就业: a thing, where 各企业 or 企业要 would be somebody. */
static bool is_bare(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    return para_word(para, LIST_bare_owner, start, end, &hit) && start + hit.len == end;
}

/* 加快…, 在…上…, 各县区加强…: only where work is being laid down. */
bool by_verb(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    /* 为…: the sentence says what for, before somebody decides. */
    if (para->c[clause->sentence_start] == U'为') return false;
    if (is_past(para, clause->start, clause->end) || equates(para, body, clause->end)) return false;
    WordHit hit;
    size_t len, at = skip_light(para, body, clause->end);
    bool acts = para_acts(para, body, clause->end) ||
                (para_word(para, LIST_link, at, clause->end, &hit) && clause->end - at >= 4 &&
                 !para_starts(para, at, clause->end, "以下", &len));
    size_t furthest = at + OWNER_MOST < clause->end ? at + OWNER_MOST : clause->end;
    for (size_t i = furthest; !acts && i >= at + 2; i--) {
        if (!para_acts(para, i, clause->end) || !is_owner(para, at, i)) continue;
        if (is_bare(para, at, i)) continue;
        set_owner(para, opening, at, i);
        acts = true;
    }
    if (!acts) return false;
    opening->start = START_VERB;
    opening->at = body;
    return true;
}

/* 地区生产总值增长8%左右: a figure to be reached, where work is being laid down. */
bool by_target(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    if (!has_number(para, clause->start, clause->end)) return false;
    if (para_has(para, LIST_done, clause->start, clause->end)) return false;
    if (!para_has(para, LIST_target_verb, body, clause->end)) return false;
    opening->start = START_TARGET;
    opening->at = body;
    return true;
}

bool is_structural(const Para *para, size_t body, size_t end)
{
    WordHit hit;
    size_t at = skip_light(para, body, end);
    if (at < end && para->c[at] == U'要') at = skip_light(para, at + 1, end);
    return para_word(para, LIST_structural, at, end, &hit);
}
