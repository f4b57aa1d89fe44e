/* Does somebody act here? What may stand before a verb, what is a verb, and what only tells of the
 * past. */
#include "commitments_impl.h"

const PeriodHit *period_starting(const Para *para, size_t at)
{
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start == at) return hit;
        if (hit->start > at) break;
    }
    return NULL;
}

/* Adverbs, 我们, periods: skipped. */
size_t skip_light(const Para *para, size_t at, size_t end)
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

bool has_number(const Para *para, size_t start, size_t end)
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

bool names_gap(const Para *para, size_t start, size_t end)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *gap = LIST_AT(&para->proposals, ProseProposal, i);
        if (gap->kind == PROSE_GAP && gap->span.start < end && start < gap->span.end) return true;
    }
    return false;
}

/* What reports, or names a gap, lays nothing down. */
bool is_past(const Para *para, size_t start, size_t end)
{
    if (names_gap(para, start, end)) return true;
    size_t at;
    WordHit hit;
    return para_seek(para, LIST_past, start, end, &at, &hit);
}

/* 养好现有路, 选10个村: a verb of one character with what completes it, or with a number. */
static bool deed_at(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    if (at + 2 >= end || !para_word(para, LIST_act, at, end, &hit)) return false;
    if (para_word(para, LIST_no_act, at, end, &hit)) return false;
    /* 组织专班: the second half of a verb is none. */
    if (at && para_word(para, LIST_verb, at - 1, end, &hit) && hit.len > 1) return false;
    uint32_t next = para->c[at + 1];
    if (is_digit(next)) return true;
    if (is_chinese_numeral(next) && para_word(para, LIST_unit, at + 2, end, &hit)) return true;
    return para_word(para, LIST_complement, at + 1, end, &hit) && para->c[at + 2] != U'的' &&
           (is_han(para->c[at + 2]) || para->c[at + 2] == U'“');
}

/* 建, but not the 建 of 建筑, nor 报送 in 报送的材料. */
static bool verb_at(const Para *para, size_t at, size_t end)
{
    WordHit hit, longer;
    if (deed_at(para, at, end)) return true;
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

bool acts_or_links(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    at = skip_light(para, at, end);
    return para_word(para, LIST_link, at, end, &hit) || para_acts(para, at, end);
}
