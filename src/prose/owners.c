/* Who acts: 各有关部门, 市发改委和各县区. A name is told by its end, and by what may not stand in
 * it. */
#include "commitments_impl.h"

/* What joins a name to a deed stands in no name. */
bool never_in_owner(uint32_t c)
{
    static const uint32_t JOINING[] = U"了在把将于以由使让对给";
    for (size_t i = 0; JOINING[i]; i++) {
        if (JOINING[i] == c) return true;
    }
    return false;
}

/* 发改、财政、应急: departments in short; the last of several, or with 部门 behind them. */
static bool are_departments(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    size_t count = 0;
    for (size_t at = start; at < end; at++, count++) {
        if (!para_word(para, LIST_org_short, at, end, &hit)) return false;
        at += hit.len;
        if (at < end && para->c[at] != U'、' && para->c[at] != U'和') return false;
    }
    return count > 1;
}

static bool ends_as_owner(const Para *para, size_t start, size_t end)
{
    WordHit hit, other;
    size_t len = 0;
    static const WordList ENDS[] = {LIST_owner_end, LIST_org, LIST_org_end, LIST_place};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        if (para_word_back(para, ENDS[i], start, end, &hit) && hit.len > len) len = hit.len;
    }
    /* 市区 is none, but 县市区 is. */
    return len && !(para_word_back(para, LIST_no_owner, start, end, &other) && other.len >= len);
}

/* 为经济社会, 不辜负省委: a phrase and no name. */
static bool opens_phrase(uint32_t c)
{
    static const uint32_t OPENING[] = U"为不从按向若如因被比";
    for (size_t i = 0; OPENING[i]; i++) {
        if (OPENING[i] == c) return true;
    }
    return false;
}

bool is_owner(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    if (end <= start || end - start > OWNER_MOST) return false;
    if (para_word(para, LIST_we, start, end, &hit) || opens_phrase(para->c[start])) return false;
    for (size_t at = start; at < end; at++) {
        bool ok = is_han(para->c[at]) || para->c[at] == U'、' || para->c[at] == '(' ||
                  para->c[at] == ')' || para->c[at] == U'（' || para->c[at] == U'）';
        if (!ok || never_in_owner(para->c[at])) return false;
    }
    return ends_as_owner(para, start, end) || are_departments(para, start, end);
}

/* 未完成任务的单位 is somebody where a modal follows; elsewhere 的 stands in no name. */
bool is_name(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    for (size_t at = start; at < end; at++) {
        if (para->c[at] == U'的') return false;
    }
    /* 海关全面推行: the 行 of a verb is no bank. */
    if (para_word_back(para, LIST_verb, start, end, &hit) && hit.len > 1) return false;
    return is_owner(para, start, end);
}

/* 市工信局会同供电公司: the first answers, the others help. */
void take_owner(const Para *para, Opening *opening, size_t start, size_t end)
{
    size_t at;
    WordHit hit;
    opening->owner_start = start;
    opening->owner_end = end;
    if (!para_seek(para, LIST_together, start + 2, end, &at, &hit) || !is_owner(para, start, at)) {
        return;
    }
    opening->owner_end = at;
    opening->assist_start = at + hit.len;
    opening->assist_end = end;
}

/* 企业开办, 跨境电商企业突破1000家: a thing, where 各企业 or 企业要 would be somebody. */
bool is_thing(const Para *para, size_t start, size_t end)
{
    WordHit hit, word;
    if (!para_word_back(para, LIST_bare_owner, start, end, &hit)) return false;
    if (para_word_back(para, LIST_org, start, end, &word)) return false;
    bool alone = hit.len == end - start;
    return alone || (text_equal(hit.note, TEXT("thing")) &&
                     !para_word(para, LIST_everyone, start, end, &word));
}

/* 开发区明年: the name without the period behind it. */
static size_t before_period(const Para *para, size_t start, size_t end)
{
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->end == end && hit->start > start) return hit->start;
    }
    return end;
}

void set_owner(const Para *para, Opening *opening, size_t start, size_t end)
{
    start = skip_light(para, start, end);
    WordHit hit;
    end = before_period(para, start, end);
    while (end > start && (para->c[end - 1] == U'在' || para->c[end - 1] == U'于'))
        end--;
    while (end > start && para_word_back(para, LIST_adverb, start, end, &hit))
        end -= hit.len;
    if (is_owner(para, start, end)) take_owner(para, opening, start, end);
}
