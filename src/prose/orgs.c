/* Organisations: those that lists know (市委), and names that end as organisations do. A name
 * begins where a place or 省市县区 stands (左权县人民政府, 市自然资源局), or is made of what
 * offices are for (国土房管局); only firms, schools and the like may be called anything
 * (恒丰集团). */
#include "prose_impl.h"

enum { NAME_MOST = 24, FREE_LEAST = 2 };

typedef struct Org {
    size_t start, end;
    CodeRule rule;
} Org;

/* ---- Where a name may begin ---- */

/* What parts words stands in no name, but for the 和 of 发展和改革委员会. */
static bool parts_name(const Para *para, size_t at)
{
    static const uint32_t PARTING[] = U"的和与及由对在把将向从到为以等、各于是了使让给请经据被就";
    uint32_t c = para->c[at];
    if (!is_han(c)) return true;
    for (size_t i = 0; PARTING[i]; i++) {
        if (PARTING[i] == c) return !para_in_word(para, LIST_org_core, at);
    }
    return false;
}

static size_t furthest_start(const Para *para, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < NAME_MOST && !parts_name(para, start - 1))
        start--;
    return start;
}

/* A place, 市, 国家, or another organisation whose part this is. */
static bool is_prefix(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    if (para_word(para, LIST_place, at, end, &hit) || para_word(para, LIST_org, at, end, &hit)) {
        return true;
    }
    /* 市级 and 市县 name no city. */
    return para_word(para, LIST_org_prefix, at, end, &hit) && para->c[at + hit.len] != U'级' &&
           !(hit.len == 1 && para_word(para, LIST_org_prefix, at + 1, end, &hit) && hit.len == 1);
}

/* Behind the last verb or stray word before the ending. */
static size_t behind_acts(const Para *para, size_t start, size_t end)
{
    size_t from = start;
    for (size_t at = start; at < end; at++) {
        WordHit hit;
        bool stray = para_word(para, LIST_org_stray, at, end, &hit) ||
                     (para_word(para, LIST_verb, at, end, &hit) && hit.len > 1);
        if (!stray || at + hit.len > end || para_in_word(para, LIST_org_core, at)) continue;
        at += hit.len - 1;
        from = at + 1;
    }
    return from;
}

/* 国土房管, 发展和改革: nothing but words for what offices do. */
static bool is_office(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    size_t at = start;
    while (at < end && (para_word(para, LIST_org_core, at, end, &hit) ||
                        para_word(para, LIST_org_short, at, end, &hit)))
        at += hit.len;
    return at == end && end > start;
}

/* 义务教育, 公立, 多所: what is left without such words is the name. */
static bool is_proper(const Para *para, size_t start, size_t end)
{
    size_t named = 0;
    for (size_t at = start; at < end;) {
        WordHit hit;
        if (para_word(para, LIST_org_generic, at, end, &hit)) {
            at += hit.len;
        } else {
            named += !is_chinese_numeral(para->c[at]);
            at++;
        }
    }
    return named >= FREE_LEAST;
}

/* ---- Names by their ending ---- */

/* 左权县, where no list knows it: the two characters before 县 that begin the name. */
static size_t with_unknown_place(const Para *para, size_t from, size_t start)
{
    static const uint32_t KINDS[] = U"市县区镇乡";
    WordHit hit;
    if (start != from + 2 || para_word(para, LIST_org_generic, from, start, &hit)) return start;
    for (size_t i = 0; KINDS[i]; i++) {
        if (KINDS[i] == para->c[start]) return from;
    }
    return start;
}

/* 市交委: behind 市 stands what the office is for. */
static bool is_office_of(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    while (start < end && (para_word(para, LIST_place, start, end, &hit) ||
                           para_word(para, LIST_org_prefix, start, end, &hit) ||
                           para_word(para, LIST_org, start, end, &hit)))
        start += hit.len;
    return is_office(para, start, end);
}

static bool begins_name(const Para *para, const WordHit *ending, size_t at, size_t *start)
{
    size_t from = behind_acts(para, furthest_start(para, at), at);
    bool unit = text_equal(ending->note, TEXT("unit"));
    bool office = unit || text_equal(ending->note, TEXT("office"));
    for (size_t i = from; i < at; i++) {
        if (!is_prefix(para, i, at) || (office && !is_office_of(para, i, at))) continue;
        *start = with_unknown_place(para, from, i);
        return true;
    }
    for (size_t i = from; office && !unit && i + FREE_LEAST <= at; i++) {
        *start = i;
        if (is_office(para, i, at)) return true;
    }
    *start = from;
    return text_equal(ending->note, TEXT("firm")) && is_proper(para, from, at);
}

static bool is_no_org(const Para *para, size_t at, size_t end)
{
    uint32_t after = end < para->n ? para->c[end] : 0;
    return para_in_word(para, LIST_no_org, at) || after == U'面' || after == U'长'; /* 局面, 局长 */
}

/* Another ending right behind belongs to it: 建设局办公室, 集团公司. */
static size_t furthest_end(const Para *para, size_t end)
{
    WordHit hit;
    while (para_word(para, LIST_org_end, end, para->n, &hit) &&
           !is_no_org(para, end, end + hit.len))
        end += hit.len;
    return end;
}

/* ---- All of a paragraph ---- */

static void keep(List *orgs, Org org)
{
    while (orgs->count) {
        Org *last = list_at(orgs, orgs->count - 1);
        if (last->end <= org.start) break;
        if (last->end - last->start >= org.end - org.start) return;
        orgs->count--;
    }
    *(Org *)list_add(orgs) = org;
}

static void look_at(const Para *para, size_t at, List *orgs)
{
    WordHit hit, post;
    if (para_word(para, LIST_org, at, para->n, &hit)) {
        bool is_post = para_word(para, LIST_post, at, para->n, &post) && post.len > hit.len;
        WordHit own;
        bool registered =
            para->named && para_named(para, LIST_org, at, para->n, &own) && own.len == hit.len;
        CodeRule rule = registered ? RULE_ORG_REGISTERED : RULE_ORG_KNOWN;
        if (!is_post) keep(orgs, (Org){at, at + hit.len, rule});
    }
    if (!para_word(para, LIST_org_end, at, para->n, &hit)) return;
    size_t start, end = at + hit.len;
    if (is_no_org(para, at, end) || !begins_name(para, &hit, at, &start)) return;
    keep(orgs, (Org){start, furthest_end(para, end), RULE_ORG_ENDING});
}

/* …等15家企业: whoever is listed before it is one. */
static bool counts_firms(const Para *para, size_t at)
{
    static const char *const FIRMS[] = {"企业", "公司", "单位", "商会", "协会", "院校", "医院"};
    Decimal number;
    WordHit hit;
    size_t end, len;
    if (para->c[at] != U'等' || !number_read(para, at + 1, para->n, &number, &end)) return false;
    if (para_word(para, LIST_unit, end, para->n, &hit)) end += hit.len;
    for (size_t i = 0; i < sizeof FIRMS / sizeof FIRMS[0]; i++) {
        if (para_starts(para, end, para->n, FIRMS[i], &len)) return true;
    }
    return false;
}

/* 瑞通电子、华晟纺织: names parted by 、, back to where their clause begins. */
static void keep_listed(const Para *para, size_t end, List *orgs)
{
    enum { ITEM_LEAST = 3, ITEM_MOST = 10 };
    const Clause *clause = para_clause_at(para, end);
    size_t start = end;
    while (clause && start > clause->start &&
           (is_han(para->c[start - 1]) || para->c[start - 1] == U'、'))
        start--;
    start = behind_acts(para, start, end);
    for (size_t item = start, at = start; at <= end; at++) {
        if (at < end && para->c[at] != U'、') continue;
        bool fits = at - item >= ITEM_LEAST && at - item <= ITEM_MOST;
        if (fits && is_proper(para, item, at)) keep(orgs, (Org){item, at, RULE_ORG_LISTED});
        item = at + 1;
    }
}

void para_find_orgs(Para *para)
{
    List orgs = list_new(para->arena, sizeof(Org));
    for (size_t at = 0; at < para->n; at++) {
        look_at(para, at, &orgs);
        if (counts_firms(para, at)) keep_listed(para, at, &orgs);
    }
    for (size_t i = 0; i < orgs.count; i++) {
        const Org *org = list_at(&orgs, i);
        ProseProposal *proposal =
            para_propose(para, para_rule(para, org->rule), org->start, org->end);
        proposal->name = proposal->text;
    }
}
