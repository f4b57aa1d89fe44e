/* Commitments that a word announces: a modal (要, 必须, 请) or a goal (力争), and 谁…谁. */
#include "commitments_impl.h"

enum { PREFIX_MOST = 18, SUBJECT_MOST = 10 };

static bool is_modal_at(const Para *para, size_t at, size_t end, WordHit *hit)
{
    if (para->c[at] == U'要') {
        if (para_in_word(para, LIST_yao_word, at)) return false;
        *hit = (WordHit){1, TEXT("must")};
        return true;
    }
    return para_word(para, LIST_modal, at, end, hit) && !para_in_word(para, LIST_modal_word, at);
}

/* 请各单位于9月10日前…: who is asked stands behind the word. */
static void set_asked(const Para *para, Opening *opening, size_t from, size_t end)
{
    size_t furthest = from + OWNER_MOST < end ? from + OWNER_MOST : end;
    for (size_t i = furthest; i >= from + 2; i--) {
        WordHit hit;
        bool goes_on =
            i < end &&
            (period_starting(para, i) || para->c[i] == U'于' || para->c[i] == U'自' ||
             para_word(para, LIST_link, i, end, &hit) || para_word(para, LIST_verb, i, end, &hit) ||
             para_word(para, LIST_adverb, i, end, &hit));
        if (!goes_on || !is_name(para, from, i)) continue;
        take_owner(para, opening, from, i);
        return;
    }
}

/* 柳川将…, 二期项目拟…: a short subject, and then what it is going to do. */
static bool is_subject(const Para *para, size_t start, size_t end)
{
    if (end - start > SUBJECT_MOST) return false;
    for (size_t at = start; at < end; at++) {
        if (!is_han(para->c[at]) || never_in_owner(para->c[at])) return false;
    }
    return true;
}

/* May the modal stand here, behind what it stands behind? */
static bool modal_holds(const Para *para, const Clause *clause, const WordHit *hit, size_t body,
                        size_t at, const Opening *opening)
{
    WordHit word;
    bool light = skip_light(para, body, at) >= at;
    bool owned = opening->owner_end > opening->owner_start;
    size_t next = skip_light(para, at + hit->len, clause->end);
    if (text_equal(hit->note, TEXT("weak"))) {
        /* 应修复的31座 tells which ones are meant. */
        bool acts = para_word(para, LIST_verb, next, clause->end, &word) &&
                    para->c[next + word.len] != U'的';
        return (light || owned) && (acts || para_word(para, LIST_link, next, clause->end, &word));
    }
    if (text_equal(hit->note, TEXT("will"))) {
        return (light || owned || is_subject(para, body, at)) &&
               (acts_or_links(para, next, clause->end) ||
                para_word(para, LIST_together, next, clause->end, &word));
    }
    return light || !(text_equal(hit->note, TEXT("ask")) || text_equal(hit->note, TEXT("call")));
}

bool by_modal(const Para *para, const Clause *clause, size_t body, Mode mode, Opening *opening)
{
    for (size_t at = body; at < clause->end && at - body <= PREFIX_MOST; at++) {
        WordHit hit, word;
        size_t where;
        if (!is_modal_at(para, at, clause->end, &hit)) continue;
        set_owner(para, opening, body, at);
        if (para_seek(para, LIST_negative, body, at, &where, &word)) return false;
        bool ban = text_equal(hit.note, TEXT("ban"));
        bool says_of = at + hit.len == clause->end; /* 报送数据不准 */
        if (ban && (mode != MODE_FUTURE || says_of)) continue;
        Opening asked = *opening;
        if (text_equal(hit.note, TEXT("call"))) set_asked(para, &asked, at + hit.len, clause->end);
        bool names = asked.owner_end > at; /* …请县财政局给予支持 */
        bool burden = para->c[at] == U'要' && skip_light(para, body, at) < at &&
                      opening->owner_end == opening->owner_start; /* 一份材料要交三遍 */
        if (burden && names_gap(para, clause->start, clause->end)) return false;
        if (!names && !modal_holds(para, clause, &hit, body, at, opening)) continue;
        if (names) *opening = asked;
        if (at + hit.len >= clause->end && clause->mark == 0) return false;
        opening->start = START_MODAL;
        opening->at = body;
        opening->obliges = ban || text_equal(hit.note, TEXT("oblige"));
        opening->is_bare = skip_light(para, body, at) >= at;
        return true;
    }
    return false;
}

/* 谁违反就处理谁 */
bool by_whoever(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    if (para->c[body] != U'谁') return false;
    for (size_t at = body + 1; at < clause->sentence_end; at++) {
        if (para->c[at] != U'谁') continue;
        opening->start = START_MODAL;
        opening->at = body;
        return true;
    }
    return false;
}

/* 力争…, and 石塘大桥力争汛期前… where a day or a number stands there. */
bool by_goal(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    size_t at = skip_light(para, body, clause->end);
    size_t limit = body + PREFIX_MOST < clause->end ? body + PREFIX_MOST : clause->end;
    bool opens = para_word(para, LIST_goal, at, clause->end, &hit);
    if (!opens && !para_seek(para, LIST_goal, at, limit, &at, &hit)) return false;
    size_t next = at + hit.len;
    bool until = next + 1 < clause->end && period_starting(para, next + 1);   /* 力争到2025年 */
    if (next < clause->end && para->c[next] == U'到' && !until) return false; /* 争取到 */
    const PeriodHit *period = para_period_in(para, clause->start, clause->end);
    Date today = para->memory->text_date;
    bool over = period && period->period.last != DATE_NONE && period->period.last < today;
    if (over && today != DATE_NONE) return false; /* 2022年实现… */
    opening->start = START_GOAL;
    opening->at = body;
    opening->is_bare = opens;
    opening->weighs =
        text_equal(hit.note, TEXT("push")) &&
        ((period && period->is_deadline) || has_number(para, clause->start, clause->end));
    return opens || opening->weighs;
}
