/* People by their posts, who speaks, organisations. */
#include "prose_impl.h"

enum { NAME_LEAST = 2, NAME_MOST = 4, NAMES_MOST = 40, ORG_MOST = 14 };

static bool ends_name(const Para *para, size_t at)
{
    if (at >= para->n || !is_han(para->c[at])) return true;
    WordHit hit;
    return para_word(para, LIST_say, at, para->n, &hit);
}

/* A surname and one or two characters, closed by a mark or by what people do. */
static size_t name_len(const Para *para, size_t at)
{
    WordHit hit;
    if (!para_word(para, LIST_surname, at, para->n, &hit)) return 0;
    for (size_t len = hit.len + 2; len > hit.len; len--) {
        bool good = at + len <= para->n && ends_name(para, at + len);
        for (size_t i = at; good && i < at + len; i++)
            good = is_han(para->c[i]);
        if (good) return len;
    }
    return 0;
}

static void propose_name(Para *para, size_t start, size_t name_at, size_t end, Text role)
{
    ProseProposal *proposal = para_propose(para, para_rule(para, RULE_PERSON_POST), start, end);
    proposal->name = para_text(para, name_at, end);
    proposal->role = role;
}

/* Behind 说, 指出 the paragraphs are this person's until another speaks. */
static void note_speaker(Para *para, size_t name_at, size_t end)
{
    WordHit hit;
    if (para_word(para, LIST_say, end, para->n, &hit) && text_equal(hit.note, TEXT("says"))) {
        memory_keep(para->memory->speaker_store, sizeof para->memory->speaker_store,
                    &para->memory->speaker, para_text(para, name_at, end));
    }
}

static size_t skip_blank(const Para *para, size_t at)
{
    while (at < para->n && (para->c[at] == ' ' || para->c[at] == 0x3000 || para->c[at] == U'：' ||
                            para->c[at] == ':'))
        at++;
    return at;
}

/* 市领导王小平、徐衣显、…: the post holds for the whole list. Gives where it ends, or `at`. */
static size_t read_people(Para *para, size_t post, size_t at)
{
    Text role = para_text(para, post, at);
    bool bracket = at < para->n && (para->c[at] == '(' || para->c[at] == U'（');
    size_t i = skip_blank(para, at + bracket);
    if (i > at + bracket && para->c[i - 1] != ' ' && para->c[i - 1] != 0x3000) return at;
    size_t end = at;
    for (int count = 0; count < NAMES_MOST; count++) {
        size_t len = name_len(para, i);
        if (!len) break;
        propose_name(para, count ? i : post, i, i + len, role);
        note_speaker(para, i, i + len);
        end = i + len;
        if (end >= para->n || (para->c[end] != U'、' && para->c[end] != ' ')) break;
        i = end + 1;
    }
    return end;
}

/* 市委副书记、市长: posts joined. */
static size_t read_post(const Para *para, size_t at)
{
    WordHit hit;
    size_t end = at;
    while (para_word(para, LIST_post, at, para->n, &hit)) {
        end = at + hit.len;
        if (end >= para->n || para->c[end] != U'、') break;
        at = end + 1;
    }
    return end;
}

static bool is_known(const Para *para, size_t at, size_t len)
{
    Text name = para_text(para, at, at + len);
    return text_equal(name, para->memory->speaker);
}

/* "王小平指出" without a post: he speaks again. */
static bool read_speaker(Para *para, size_t at)
{
    const Clause *clause = para_clause_at(para, at);
    if (!clause || clause->start != at) return false;
    size_t len = name_len(para, at);
    WordHit hit;
    if (len < NAME_LEAST || at + len >= para->n) return false;
    if (!para_word(para, LIST_say, at + len, para->n, &hit)) return false;
    if (!text_equal(hit.note, TEXT("says")) && !is_known(para, at, len)) return false;
    note_speaker(para, at, at + len);
    return true;
}

/* ---- Organisations ---- */

static bool parts_words(uint32_t c)
{
    static const uint32_t PARTING[] = U"的和与及由对在把将向从到为以等、各于是了使让给请经据";
    if (!is_han(c)) return true;
    for (size_t i = 0; PARTING[i]; i++) {
        if (PARTING[i] == c) return true;
    }
    return false;
}

/* 加强, 要, 大力 before a name are no part of it. */
static size_t skip_acts(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    while (start < end &&
           (para->c[start] == U'要' || para_word(para, LIST_verb, start, end, &hit) ||
            para_word(para, LIST_adverb, start, end, &hit) ||
            para_word(para, LIST_period, start, end, &hit)))
        start += para->c[start] == U'要' ? 1 : hit.len;
    return start;
}

/* 格局, 大学习: the ending belongs to another word. */
static bool is_no_org(const Para *para, size_t at)
{
    WordHit hit;
    for (size_t from = at > 2 ? at - 2 : 0; from <= at; from++) {
        if (para_word(para, LIST_no_org, from, para->n, &hit) && from + hit.len > at) {
            return true;
        }
    }
    return false;
}

static void find_org(Para *para, size_t at, size_t *next)
{
    WordHit hit;
    if (para_word(para, LIST_org, at, para->n, &hit)) {
        ProseProposal *proposal =
            para_propose(para, para_rule(para, RULE_ORG_KNOWN), at, at + hit.len);
        proposal->name = proposal->text;
        *next = at + hit.len;
        return;
    }
    if (!para_word(para, LIST_org_end, at, para->n, &hit)) return;
    size_t start = at;
    while (start > 0 && at - start < ORG_MOST && !parts_words(para->c[start - 1]))
        start--;
    start = skip_acts(para, start, at);
    if (is_no_org(para, at)) return;
    if (at - start < 2 || at - start >= ORG_MOST) return;
    uint32_t after = at + hit.len < para->n ? para->c[at + hit.len] : 0;
    if (after == U'面' || after == U'长') return; /* 局面, 局长 */
    ProseProposal *proposal =
        para_propose(para, para_rule(para, RULE_ORG_ENDING), start, at + hit.len);
    proposal->name = proposal->text;
    *next = at + hit.len;
}

void para_find_people(Para *para)
{
    size_t org_from = 0;
    for (size_t at = 0; at < para->n;) {
        size_t next = at + 1;
        size_t end = read_post(para, at);
        if (end > at) {
            size_t behind = read_people(para, at, end);
            next = behind > end ? behind : end;
            org_from = next;
        } else if (!read_speaker(para, at) && at >= org_from) {
            find_org(para, at, &next);
        }
        at = next;
    }
}
