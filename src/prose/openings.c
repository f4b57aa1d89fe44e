/* How a clause may begin a commitment without a modal: a lead unit (由…牵头), a deadline, or, where
 * the text is laying down work, a bare verb or a figure to be reached. */
#include "commitments_impl.h"

enum { OWN_WORK_LEAST = 6 };

/* 上述工作由…负责: speaks of what stands before it. */
static void note_reference(const Para *para, size_t body, size_t end, Opening *opening)
{
    WordHit hit;
    opening->refers = para_word(para, LIST_reference, body, end, &hit);
    opening->refers_to_all = opening->refers && text_equal(hit.note, TEXT("all"));
}

static bool leads_at(const Para *para, const Clause *clause, size_t body, size_t at,
                     const WordHit *hit, Opening *opening)
{
    size_t from = body, end = at;
    WordHit light;
    for (size_t i = body; i < at; i++) {
        if (para->c[i] == U'由' && !(i > body && para->c[i - 1] == U'理')) from = i + 1;
    }
    bool said = from > body;
    while (end > from && para_word_back(para, LIST_adverb, from, end, &light))
        end -= light.len;
    if (!is_name(para, from, end)) return false;
    if (!said && text_equal(hit->note, TEXT("by"))) return false;
    take_owner(para, opening, from, end);
    opening->only_leads = from == body + 1 && at + hit->len == clause->end;
    return true;
}

/* 由政法委牵头, 市财政局负责; the 负责 of 负责人 leads nothing. */
static bool by_lead_word(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    size_t at = body;
    while (para_seek(para, LIST_lead, at, clause->end, &at, &hit)) {
        bool named = para_in_word(para, LIST_org, at); /* 组织部 */
        if (para->c[at + hit.len] != U'人' && !named)
            return leads_at(para, clause, body, at, &hit, opening);
        at += hit.len;
    }
    return false;
}

/* 由市审计局列入必审范围, 由其从就业资金列支: whoever stands behind 由 and before a verb. */
static bool by_whom(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    size_t from = body;
    while (from < clause->end && para->c[from] != U'由')
        from++;
    if (++from >= clause->end) return false;
    if (para_word(para, LIST_pronoun, from, clause->end, &hit) &&
        acts_or_links(para, from + hit.len, clause->end)) {
        opening->is_pronoun = true;
        return true;
    }
    size_t furthest = from + OWNER_MOST < clause->end ? from + OWNER_MOST : clause->end;
    for (size_t i = furthest; i >= from + 2; i--) {
        bool goes_on = i < clause->end && (para_word(para, LIST_adverb, i, clause->end, &hit) ||
                                           acts_or_links(para, i, clause->end));
        if (!goes_on || !is_name(para, from, i)) continue;
        take_owner(para, opening, from, i);
        return true;
    }
    return false;
}

/* 市财政局、市城管局配合: who helps with what is open. */
bool by_assist(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    if (!para_word_back(para, LIST_bracket_assist, body, clause->end, &hit)) return false;
    if (text_equal(hit.note, TEXT("leads")) || !is_name(para, body, clause->end - hit.len)) {
        return false;
    }
    opening->assist_start = body;
    opening->assist_end = clause->end - hit.len;
    return true;
}

bool by_lead(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    if (names_gap(para, clause->start, clause->end)) return false;
    if (!by_lead_word(para, clause, body, opening) && !by_whom(para, clause, body, opening)) {
        return false;
    }
    note_reference(para, body, clause->end, opening);
    opening->start = START_LEAD;
    opening->at = body;
    return true;
}

static bool is_ahead(const Para *para, const PeriodHit *period)
{
    Date today = para->memory->text_date;
    return today != DATE_NONE && period->period.last != DATE_NONE && period->period.last >= today;
}

/* 今年选10个村,明年扩大到40个: a step of its own, though no word says by when. */
static bool is_step(const Para *para, const PeriodHit *period)
{
    bool dated = period->period.last != DATE_NONE && para->memory->text_date == DATE_NONE;
    return (is_ahead(para, period) || dated) && !period->is_plan && !period->is_span &&
           !period->is_manner;
}

/* Opens with the period at `from`, and then something is to be done or reached. */
static bool opens_dated(const Para *para, const Clause *clause, size_t body,
                        const PeriodHit *period, Opening *opening)
{
    size_t at = skip_light(para, period->start, clause->end);
    bool acts = acts_or_links(para, period->end, clause->end) ||
                (has_number(para, period->end, clause->end) &&
                 para_has(para, LIST_target_verb, period->end, clause->end));
    if (at >= clause->end) acts = clause->end < clause->segment_end;
    if (!acts) return false;
    /* "…,年底前完成" belongs to what stands before it. */
    opening->is_brief = !clause->opens_segment && clause->end - at < OWN_WORK_LEAST;
    opening->is_bare = true;
    opening->start = START_DEADLINE;
    opening->at = body;
    return true;
}

static const PeriodHit *period_opening(const Para *para, const Clause *clause, size_t body)
{
    bool led = body < clause->end && (para->c[body] == U'到' || para->c[body] == U'在');
    const PeriodHit *period = period_starting(para, body + led);
    return period && text_equal(period->period.text, TEXT("全年")) ? NULL : period;
}

bool by_deadline(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    const PeriodHit *period = period_opening(para, clause, body);
    if (!period) return false;
    if (!period->is_deadline && !(period->period.undated && clause->opens_segment)) return false;
    if (!is_ahead(para, period) && is_past(para, clause->start, clause->end)) return false;
    return opens_dated(para, clause, body, period, opening);
}

bool by_step(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    const PeriodHit *period = period_opening(para, clause, body);
    return period && is_step(para, period) && !is_past(para, clause->start, clause->end) &&
           opens_dated(para, clause, body, period, opening);
}

/* 连接线延伸段3月开工, 市金融办每月25日前将续贷情况报市政府: what, when, and then the deed. */
bool by_schedule(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    for (size_t at = body + 2; at < clause->end && at - body <= OWNER_MOST; at++) {
        const PeriodHit *period = period_starting(para, at);
        if (!period || period->end > clause->end) continue;
        bool due = period->is_deadline || is_step(para, period);
        bool passed = period->period.last != DATE_NONE && !is_ahead(para, period);
        if (!due || passed || !acts_or_links(para, period->end, clause->end) ||
            is_past(para, clause->start, clause->end) ||
            para_has(para, LIST_negative, body, clause->end)) {
            return false;
        }
        set_owner(para, opening, body, at);
        opening->is_bare = skip_light(para, body, at) > body; /* 并把饮水问题在年底之前… */
        opening->start = START_DEADLINE;
        opening->at = body;
        return true;
    }
    return false;
}

/* 建筑业是富民产业: says what something is. */
static bool equates(const Para *para, size_t from, size_t end)
{
    for (size_t at = from; at < end; at++) {
        if (para->c[at] == U'是' && !para_in_word(para, LIST_is_word, at)) return true;
    }
    return false;
}

/* 第三方测评每季度一次, 结果按月通报 */
static bool repeats(const Para *para, const Clause *clause, size_t body)
{
    static const uint32_t TIMES[] = U"次场期遍回";
    size_t at;
    WordHit hit;
    for (at = body; at + 1 < clause->end; at++) { /* 每3天取样一次 */
        if (para->c[at] == U'每' && is_digit(para->c[at + 1])) return true;
    }
    if (!para_seek(para, LIST_often, body, clause->end, &at, &hit)) return false;
    if (acts_or_links(para, at + hit.len, clause->end)) return true;
    for (size_t i = at + hit.len; i < clause->end; i++) {
        for (size_t k = 0; TIMES[k]; k++) {
            if (para->c[i] == TIMES[k]) return true;
        }
    }
    return false;
}

/* 拒不缴纳的,移送司法机关 */
static bool is_condition(const Para *para, const Clause *clause)
{
    const Clause *next = para_clause_at(para, clause->end + 1);
    return para->c[clause->end - 1] == U'的' && clause->end < clause->segment_end && next &&
           acts_or_links(para, next->start, next->end);
}

/* 加快…, 在…上…, 各县区加强…: only where work is being laid down. */
bool by_verb(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    /* 为…: the sentence says what for, before somebody decides. */
    if (para->c[clause->sentence_start] == U'为') return false;
    if (is_past(para, clause->start, clause->end) || equates(para, body, clause->end)) return false;
    WordHit hit;
    size_t len, at = skip_light(para, body, clause->end);
    /* 按照…,…: what was done or shall be done is said behind it. */
    bool links = para_word(para, LIST_link, at, clause->end, &hit) && clause->end - at >= 4 &&
                 !para_starts(para, at, clause->end, "以下", &len) &&
                 !is_past(para, clause->start, clause->segment_end);
    bool acts = para_acts(para, body, clause->end);
    opening->is_link = links && !acts;
    acts = acts || links;
    opening->is_bare = acts;
    size_t furthest = at + OWNER_MOST < clause->end ? at + OWNER_MOST : clause->end;
    /* 审计部门全程跟踪: what the office is for is a verb elsewhere. */
    bool office = para_word(para, LIST_org_short, at, clause->end, &hit);
    for (size_t i = furthest; (!acts || office) && i >= at + 2; i--) {
        bool goes_on = acts_or_links(para, i, clause->end) ||
                       para_word(para, LIST_often, i, clause->end, &hit) ||
                       (i < clause->end && (para->c[i] == U'每' || para->c[i] == U'各'));
        if (!goes_on || !is_name(para, at, i) || is_thing(para, at, i)) continue;
        set_owner(para, opening, at, i);
        acts = true;
        break;
    }
    if (!acts && !repeats(para, clause, body) && !is_condition(para, clause)) return false;
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
