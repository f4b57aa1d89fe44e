/* Commitments: who owes what by when. A walk over the clauses of a paragraph; a clause may begin a
 * commitment, continue the open one, or neither. */
#include "commitments_impl.h"

enum { HEADING_MOST = 22, LENS_HEADING_MOST = 12, ASK_MOST = 10, CALL_MOST = 40 };

typedef struct Walk {
    Para *para;
    size_t open_start, open_end; /* equal: none open */
    Opening opening;
    size_t clauses;       /* in the open commitment */
    bool future;          /* of this list or paragraph: bare verbs count */
    bool sentence_future; /* 会议要求: until the sentence ends */
    bool asked;           /* 会议要求 stands in this very clause */
    bool after_main;      /* 就是 may follow */
    bool had_commitment;  /* in the sentence before */
    bool segment_had;     /* in the segment before */
    bool preamble;        /* 为…,制定本方案: the sentence says why, and lays nothing down */
    bool done;            /* the paragraph is dealt with */
} Walk;

static Mode mode_of(const Walk *walk)
{
    const Memory *memory = walk->para->memory;
    if (walk->future || walk->sentence_future) return MODE_FUTURE;
    return memory->chapter != MODE_PLAIN ? memory->chapter : memory->document;
}

/* ---- Keeping one ---- */

static ProseNature nature_of(const Para *para, const Opening *opening, size_t start, size_t end)
{
    if (opening->start == START_HEADING || opening->start == START_DEFINITION) {
        return NATURE_PRINCIPLE;
    }
    if (opening->start == START_GOAL && opening->weighs) return NATURE_ACTION;
    size_t at;
    WordHit hit;
    bool goal = para_seek(para, LIST_goal, start, end, &at, &hit);
    if (goal || opening->start == START_GOAL) return NATURE_GOAL;
    return opening->obliges && end - start < 20 && !para_has(para, LIST_unit, start, end)
               ? NATURE_PRINCIPLE
               : NATURE_ACTION;
}

static CodeRule rule_of(const Opening *opening, bool continued)
{
    static const CodeRule RULES[] = {
        [START_NONE] = RULE_COMMITMENT_VERB,
        [START_MODAL] = RULE_COMMITMENT_MODAL,
        [START_GOAL] = RULE_COMMITMENT_GOAL,
        [START_LEAD] = RULE_COMMITMENT_LEAD,
        [START_DEADLINE] = RULE_COMMITMENT_DEADLINE,
        [START_VERB] = RULE_COMMITMENT_VERB,
        [START_TARGET] = RULE_COMMITMENT_TARGET,
        [START_ASKED] = RULE_COMMITMENT_ASKED,
        [START_DEFINITION] = RULE_COMMITMENT_DEFINITION,
        [START_HEADING] = RULE_COMMITMENT_HEADING,
    };
    return continued && opening->start == START_VERB ? RULE_COMMITMENT_CONTINUED
                                                     : RULES[opening->start];
}

static void close_open(Walk *walk)
{
    Para *para = walk->para;
    if (walk->open_end <= walk->open_start) return;
    const Opening *opening = &walk->opening;
    size_t start = walk->open_start, end = walk->open_end;
    CodeRule rule = rule_of(opening, walk->segment_had && !walk->future);
    ProseProposal *proposal = para_propose(para, para_rule(para, rule), start, end);
    if (opening->owner_end > opening->owner_start) {
        proposal->owner = para_text(para, opening->owner_start, opening->owner_end);
    }
    proposal->main = text_copy(para->arena, para->memory->main);
    proposal->nature = nature_of(para, opening, start, end);
    proposal->numbers = numbers_in(para, start, end);
    proposal->field = para_fields(para, start, end);
    /* 今年的目标是：…: the day stands where the target is announced. */
    const Clause *clause = para_clause_at(para, start);
    bool announced = opening->start == START_TARGET && clause;
    set_deadline(para, proposal, announced ? clause->sentence_start : start, end);
    walk->open_start = walk->open_end = 0;
    walk->clauses = 0;
    walk->had_commitment = walk->segment_had = true;
}

/* 坚持问题导向,…,不仅要…: what a bare verb began was the lead-in of the modal. */
static bool is_lead_in(const Walk *walk, const Opening *opening)
{
    return walk->open_end > walk->open_start && walk->opening.start == START_VERB &&
           opening->start == START_MODAL && walk->clauses <= 2 &&
           walk->opening.owner_end == walk->opening.owner_start;
}

static void open_at(Walk *walk, const Clause *clause, Opening opening)
{
    if (is_lead_in(walk, &opening)) {
        opening.at = walk->open_start;
        walk->open_start = walk->open_end = 0;
    }
    close_open(walk);
    walk->opening = opening;
    walk->open_start = opening.at;
    walk->open_end = clause->end;
    walk->clauses = 1;
}

/* ---- Headings inside a paragraph ---- */

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

static bool asks_question(Walk *walk, const Clause *clause, size_t body)
{
    const Para *para = walk->para;
    Label label = label_read(para, body, clause->end);
    size_t at = body + (label.form == LABEL_ORDER ? label.len : 0);
    if (!is_structural(para, at, clause->end)) return false;
    begin_structural(walk, clause);
    return true;
}

/* 第一，认清形势，增强紧迫感。 A paragraph that says no more heads a part of a speech, and asks for it. */
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

/* The heading sentence of a list: 一要带着问题学。 True when the clause is dealt with. */
static bool read_list_heading(Walk *walk, const Clause *clause, Label label, size_t body)
{
    Para *para = walk->para;
    Memory *memory = para->memory;
    bool alone = clause->end == clause->sentence_end && clause->end - clause->start <= HEADING_MOST;
    bool follows = label.form == LABEL_IS && memory->list_form == LABEL_MUST &&
                   label.number == memory->list_number + 1 && alone;
    memory->lens.len = 0;
    walk->after_main = false;
    if (calls_to_act(walk, clause, label, body)) return true;
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
    return (alone && read_main(walk, clause, body)) || read_lens(walk, clause, body);
}

/* ---- The walk ---- */

/* 会议要求: what follows in the sentence is owed; behind 会议指出 only what has the form of it. */
static size_t skip_ask(Walk *walk, const Clause *clause, size_t body)
{
    WordHit hit;
    size_t limit = body + ASK_MOST < clause->end ? body + ASK_MOST : clause->end;
    walk->asked = false;
    for (size_t at = body; at < limit; at++) {
        if (!para_word(walk->para, LIST_clause_future, at, clause->end, &hit)) continue;
        walk->sentence_future = true;
        walk->asked = text_equal(hit.note, TEXT("ask"));
        return at + hit.len;
    }
    if (para_has(walk->para, LIST_target_head, body, clause->end)) walk->sentence_future = true;
    return body;
}

static Opening opening_of(Walk *walk, const Clause *clause, size_t body)
{
    const Para *para = walk->para;
    Opening opening = {START_NONE, body, 0, 0, false, false};
    size_t len;
    if (body >= clause->end) return opening;
    if (walk->after_main && para_starts(para, body, clause->end, "就是", &len)) {
        opening.start = START_DEFINITION;
        opening.at = body + len;
        return opening;
    }
    if (by_modal(para, clause, body, &opening)) return opening;
    bool reports = mode_of(walk) != MODE_FUTURE &&
                   para_has(para, LIST_done, clause->start, clause->segment_end);
    if (!reports && by_lead(para, clause, body, &opening)) return opening;
    opening = (Opening){START_NONE, body, 0, 0, false, false};
    if (walk->asked) {
        opening.start = START_ASKED;
        return opening;
    }
    Mode mode = mode_of(walk);
    bool laying_down = mode == MODE_FUTURE || walk->had_commitment || walk->open_end;
    if (by_goal(para, clause, body, &opening) && mode != MODE_PAST) return opening;
    opening.start = START_NONE;
    if (laying_down && by_deadline(para, clause, body, &opening)) return opening;
    bool continued = clause->opens_segment && !clause->first && walk->segment_had;
    bool goes_on = clause->first && walk->had_commitment && mode != MODE_PAST;
    if ((mode == MODE_FUTURE || continued || goes_on) && by_verb(para, clause, body, &opening)) {
        return opening;
    }
    if (mode == MODE_FUTURE && by_target(para, clause, body, &opening)) return opening;
    opening.start = START_NONE;
    return opening;
}

/* 由某局牵头,…,4月底前…: the lead unit's own deadline. */
static bool awaits_deadline(const Walk *walk)
{
    const PeriodHit *period = para_period_in(walk->para, walk->open_start, walk->open_end);
    return walk->opening.start == START_LEAD && !(period && period->is_deadline);
}

/* Does the opening part itself from the commitment that is open? */
static bool parts(const Walk *walk, const Opening *opening)
{
    switch (opening->start) {
    case START_MODAL:
        return !(opening->obliges && walk->clauses == 1 && walk->opening.start == START_MODAL);
    case START_GOAL: return opening->weighs;
    case START_DEADLINE: return !awaits_deadline(walk);
    case START_LEAD:
    case START_ASKED:
    case START_DEFINITION:
    case START_HEADING: return true;
    case START_VERB:
    case START_TARGET:
    case START_NONE: return false;
    }
    return false;
}

/* 重点抓好以下五个方面工作： at the end of a paragraph: what is to be done stands below. */
static bool leads_over(const Para *para, const Clause *clause)
{
    uint32_t last = para->c[para->n - 1];
    return (last == U'：' || last == ':') && clause->sentence_end + 1 >= para->n &&
           para_has(para, LIST_lead_over, clause->sentence_start, clause->sentence_end);
}

/* （教育部负责）: speaks of what stands before it. */
static size_t skip_bracket(const Para *para, const Clause *clause, size_t body)
{
    if (body >= clause->end || (para->c[body] != U'（' && para->c[body] != '(')) return body;
    for (size_t at = body; at < clause->end; at++) {
        if (para->c[at] == U'）' || para->c[at] == ')') return at + 1;
    }
    return body;
}

static void walk_clause(Walk *walk, const Clause *clause)
{
    size_t body = clause->start;
    if (clause->opens_segment) close_open(walk);
    if (clause->first) {
        walk->sentence_future = false;
        walk->preamble =
            para_has(walk->para, LIST_preamble, clause->sentence_start, clause->sentence_end) ||
            leads_over(walk->para, clause);
    }
    if (walk->preamble) return;
    if (clause->opens_segment) {
        Label label = label_read(walk->para, clause->start, clause->sentence_end);
        if (label.form != LABEL_NONE) {
            body = clause->start + label.len;
            if (read_list_heading(walk, clause, label, body)) return;
        }
    }
    body = skip_bracket(walk->para, clause, body);
    if (asks_question(walk, clause, body)) return;
    body = skip_ask(walk, clause, body);
    Opening opening = opening_of(walk, clause, body);
    bool open = walk->open_end > walk->open_start;
    if (opening.start != START_NONE && (!open || parts(walk, &opening))) {
        open_at(walk, clause, opening);
    } else if (open) {
        walk->open_end = clause->end;
        walk->clauses++;
        if (opening.owner_end > opening.owner_start &&
            walk->opening.owner_end == walk->opening.owner_start) {
            walk->opening.owner_start = opening.owner_start;
            walk->opening.owner_end = opening.owner_end;
        }
    }
    if (clause->end == clause->segment_end) {
        bool had = walk->open_end > walk->open_start;
        close_open(walk);
        walk->segment_had = had;
    }
    if (clause->end == clause->sentence_end) {
        walk->had_commitment = walk->segment_had;
        walk->segment_had = false;
        walk->after_main = walk->after_main && clause->first && opening.start == START_NONE;
    }
}

/* 芦川县把…: a sentence about a place to which the text's head says one went. */
static bool is_of_visited(const Para *para, size_t at)
{
    enum { NAME_LEAST = 2 };
    size_t end = at + NAME_LEAST;
    if (!para->memory->visited.len || end >= para->n || !is_han(para->c[at + 1])) return false;
    return text_contains(para->memory->visited, para_text(para, at, end));
}

/* 我到嘉兴、昆山看了看。…昆山一个开发区…: what is said of a place after somebody went there. */
static bool is_seen(const Para *para, size_t at)
{
    WordHit hit;
    if (is_of_visited(para, at)) return true;
    if (!para_word(para, LIST_place, at, para->n, &hit)) return false;
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *visit = LIST_AT(&para->proposals, ProseProposal, i);
        if (visit->kind == PROSE_BENCHMARK && text_equal(visit->role, TEXT("visited")) &&
            visit->span.end <= at) {
            return true;
        }
    }
    return false;
}

static void find_lessons(Walk *walk, const Clause *clause)
{
    const Memory *memory = walk->para->memory;
    if (!clause->opens_segment) return;
    bool told = memory->lens.len || memory->lens_chapter || is_seen(walk->para, clause->start);
    if (!told) return;
    Label label = label_read(walk->para, clause->start, clause->end);
    para_find_lessons(walk->para, clause->start + label.len, clause->segment_end, memory->lens);
}

/* 责任单位：市水务局；完成时限：…: it says who and when, and lays nothing down. */
static bool is_labelled(const Para *para, const Clause *clause)
{
    WordHit hit;
    bool label = para_word(para, LIST_owner_label, clause->start, clause->end, &hit) ||
                 para_word(para, LIST_deadline_label, clause->start, clause->end, &hit);
    return label && clause->start + hit.len == clause->end &&
           (clause->mark == U'：' || clause->mark == ':');
}

void para_find_commitments(Para *para)
{
    Walk walk = {.para = para};
    size_t behind = 0; /* of what labels say */
    for (size_t i = 0; i < para->clauses.count && !para->is_title && !walk.done; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        if (is_labelled(para, clause)) {
            close_open(&walk);
            behind = clause->segment_end;
        }
        if (clause->start < behind) continue;
        walk_clause(&walk, clause);
        find_lessons(&walk, clause);
    }
    close_open(&walk);
    read_owed(para);
    account_for_yao(para);
}