/* Headings inside a paragraph: 一是筑牢“主支撑”。 一要带着问题学。
 * 第二句话：把该做的事做到前头。 */
#include "commitments_impl.h"

enum { HEADING_MOST = 22, LENS_HEADING_MOST = 12, CALL_MOST = 40 };

/* 一是筑牢“主支撑”。 */
static bool read_main(Walk *walk, const Clause *clause, size_t body)
{
    Para *para = walk->para;
    size_t open = body;
    while (open < clause->end && para->c[open] != U'“')
        open++;
    bool closed = open > body && open - body <= 8 && open + 2 < clause->end &&
                  para->c[clause->end - 1] == U'”';
    for (size_t i = open + 1; closed && i + 1 < clause->end; i++)
        closed = para->c[i] != U'”';
    if (!closed || para->c[body] == U'要') return false;
    ProseProposal *proposal =
        para_propose(para, para_rule(para, RULE_MAIN_QUOTED), clause->start, clause->end);
    proposal->name = para_text(para, open + 1, clause->end - 1);
    proposal->verb = para_text(para, body, open);
    memory_keep(para->memory->main_store, sizeof para->memory->main_store, &para->memory->main,
                proposal->name);
    proposal->main = proposal->name;
    walk->after_main = true;
    return true;
}

/* 一是学理念。 */
static bool read_lens(Walk *walk, const Clause *clause, size_t body)
{
    Para *para = walk->para;
    if (clause->end - clause->start > LENS_HEADING_MOST) return false;
    if (clause->end != clause->sentence_end) return false;
    size_t at;
    WordHit hit;
    if (!para_seek(para, LIST_lens, body, clause->end, &at, &hit)) return false;
    /* 学作风, but not 作风不够扎实. */
    bool learns = para->memory->lens_chapter || para_has(para, LIST_learn, body, at);
    if (!learns) return false;
    memory_keep(para->memory->lens_store, sizeof para->memory->lens_store, &para->memory->lens,
                hit.note);
    return true;
}

/* 首先要弄清…: what follows answers a question; nothing is owed yet. */
static void begin_structural(Walk *walk, const Clause *clause)
{
    Memory *memory = walk->para->memory;
    close_open(walk);
    memory->list_form = LABEL_NONE;
    walk->future = walk->had_commitment = walk->segment_had = false;
    memory->main.len = memory->lens.len = 0;
    memory_keep(memory->section_store, sizeof memory->section_store, &memory->section,
                para_text(walk->para, clause->start, clause->end));
}

bool asks_question(Walk *walk, const Clause *clause, size_t body)
{
    const Para *para = walk->para;
    Label label = label_read(para, body, clause->end);
    size_t at = body + (label.form == LABEL_ORDER ? label.len : 0);
    if (!is_structural(para, at, clause->end)) return false;
    begin_structural(walk, clause);
    return true;
}

/* 第一，认清形势，增强紧迫感。 A paragraph that says no more heads a part of a speech, and asks for
 * it. */
static bool calls_to_act(Walk *walk, const Clause *clause, Label label, size_t body)
{
    Para *para = walk->para;
    bool alone = clause->start == 0 && clause->sentence_end + 1 >= para->n &&
                 para->n <= CALL_MOST && label.form == LABEL_ORDER;
    while (body < clause->end && (is_clause_mark(para->c[body]) || para->c[body] == U'、'))
        body++;
    if (!alone || mode_of(walk) == MODE_PAST) return false;
    if (body >= clause->end) body = clause->end + 1; /* 第一， */
    if (body >= para->n || !para_acts(para, body, clause->sentence_end)) return false;
    const Clause *last = LIST_AT(&para->clauses, Clause, para->clauses.count - 1);
    open_at(walk, last, (Opening){.start = START_HEADING, .at = body});
    close_open(walk);
    walk->done = true;
    return true;
}

/* 第二句话：把该做的事做到前头。要查险,…: a short sentence that asks for what the next ones lay
 * down. */
static bool opens_part(Walk *walk, const Clause *clause, Label label, size_t body)
{
    Para *para = walk->para;
    if (label.form != LABEL_ORDER || mode_of(walk) == MODE_PAST) return false;
    const Clause *head = body < clause->end ? clause : para_clause_at(para, body);
    if (!head || head->sentence_end - body > HEADING_MOST || head->end != head->sentence_end ||
        head->mark == 0) {
        return false;
    }
    WordHit hit;
    bool acts =
        para_acts(para, body, head->end) || para_word(para, LIST_link, body, head->end, &hit);
    if (!acts) return false;
    open_at(walk, head, (Opening){.start = START_HEADING, .at = body});
    close_open(walk);
    walk->behind = head->end;
    return true;
}

/* The heading sentence of a list: 一要带着问题学。 True when the clause is dealt with. */
bool read_list_heading(Walk *walk, const Clause *clause, Label label, size_t body)
{
    Para *para = walk->para;
    Memory *memory = para->memory;
    bool alone = clause->end == clause->sentence_end && clause->end - clause->start <= HEADING_MOST;
    bool follows = label.form == LABEL_IS && memory->list_form == LABEL_MUST &&
                   label.number == memory->list_number + 1 && alone;
    memory->lens.len = 0;
    walk->after_main = false;
    if (calls_to_act(walk, clause, label, body)) return true;
    if (opens_part(walk, clause, label, body)) return true;
    if (is_structural(para, body, clause->end)) {
        begin_structural(walk, clause);
        return true;
    }
    if (label.form == LABEL_MUST || label.form == LABEL_IS) {
        memory->list_number = label.number;
        memory->list_form = follows ? LABEL_MUST : label.form;
    }
    if (label.form == LABEL_MUST || follows) {
        if (alone) {
            memory->main.len = 0;
            memory_keep(memory->section_store, sizeof memory->section_store, &memory->section,
                        para_text(para, clause->start, clause->end));
            open_at(walk, clause, (Opening){.start = START_HEADING, .at = clause->start});
            close_open(walk);
            walk->future = true;
            return true;
        }
        return false;
    }
    bool may_name = label.form != LABEL_CHAPTER; /* (一)啃下“硬骨头”: a heading of work */
    return (alone && may_name && read_main(walk, clause, body)) || read_lens(walk, clause, body);
}
