/* People by their posts, and who speaks. */
#include "prose_impl.h"

enum { NAME_LEAST = 2, NAME_MOST = 4, NAMES_MOST = 40 };

static bool ends_name(const Para *para, size_t at)
{
    if (at >= para->n || !is_han(para->c[at])) return true;
    WordHit hit;
    return para_word(para, LIST_say, at, para->n, &hit) ||
           para_word(para, LIST_adverb, at, para->n, &hit) ||
           (para_word(para, LIST_verb, at, para->n, &hit) && hit.len > 1);
}

/* A surname and one or two characters, closed by a mark or by what people do. */
static size_t name_len(const Para *para, size_t at)
{
    WordHit hit;
    if (!para_word(para, LIST_surname, at, para->n, &hit)) return 0;
    size_t surname = hit.len;
    WordHit post; /* 任组长 takes a post */
    if (para_word(para, LIST_post, at + surname, para->n, &post)) return 0;
    for (size_t len = surname + 2; len > surname; len--) {
        bool good = at + len <= para->n && ends_name(para, at + len);
        for (size_t i = at; good && i < at + len; i++)
            good = is_han(para->c[i]);
        /* 市领导安排: what looks like a name is a verb. */
        bool acts = para_word(para, LIST_verb, at, at + len, &hit) && hit.len == len;
        if (!good || acts) continue;
        /* 谢龙摄: the last character says what the person did. */
        bool signs = len > surname + 1 && para_word(para, LIST_say, at + len - 1, at + len, &hit);
        return signs ? len - 1 : len;
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

void para_find_people(Para *para)
{
    for (size_t at = 0; at < para->n;) {
        size_t end = read_post(para, at);
        if (end == at) {
            read_speaker(para, at);
            at++;
            continue;
        }
        at = read_people(para, at, end);
        if (at < end) at = end;
    }
}
