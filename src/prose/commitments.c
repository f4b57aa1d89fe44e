/* Commitments: who owes what by when. A walk over the clauses of a paragraph; a clause may begin a
 * commitment, continue the open one, or neither. */
#include "commitments_impl.h"

enum { ASK_MOST = 10 };

Mode mode_of(const Walk *walk)
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

/* 上述工作由市水利局负责: of the commitments before it, those that name nobody. */
static void name_before(Walk *walk, const Opening *opening, Text owner)
{
    List *proposals = &walk->para->proposals;
    for (size_t i = proposals->count - 1; i-- > 0;) {
        ProseProposal *before = LIST_AT(proposals, ProseProposal, i);
        if (before->kind != PROSE_COMMITMENT) continue;
        if (!before->owner.len) before->owner = owner;
        if (!opening->refers_to_all) return;
    }
}

void close_open(Walk *walk)
{
    Para *para = walk->para;
    if (walk->open_end <= walk->open_start) return;
    const Opening *opening = &walk->opening;
    size_t start = walk->open_start, end = walk->open_end;
    CodeRule rule = rule_of(opening, walk->segment_had && !walk->future);
    ProseProposal *proposal = para_propose(para, para_rule(para, rule), start, end);
    if (opening->owner_end > opening->owner_start) {
        proposal->owner = para_text(para, opening->owner_start, opening->owner_end);
        if (opening->refers) name_before(walk, opening, proposal->owner);
    }
    if (opening->assist_end > opening->assist_start) {
        proposal->assist = para_text(para, opening->assist_start, opening->assist_end);
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
    bool behind =
        opening->start == START_MODAL || (opening->start == START_LEAD && walk->opening.is_link);
    return walk->open_end > walk->open_start && walk->opening.start == START_VERB && behind &&
           walk->clauses <= 2 && walk->opening.owner_end == walk->opening.owner_start;
}

/* 由其…: who was named last; …,确保6月底前…: who acts in the part of the sentence before it. */
static void name_actor(Walk *walk, Opening *opening)
{
    bool open = walk->open_end > walk->open_start;
    bool goes_on = open && opening->is_bare && opening->owner_end == opening->owner_start;
    if (opening->is_pronoun) {
        opening->owner_start = walk->actor_start;
        opening->owner_end = walk->actor_end;
    } else if (goes_on) {
        opening->owner_start = walk->opening.owner_start;
        opening->owner_end = walk->opening.owner_end;
    }
    if (opening->owner_end > opening->owner_start) {
        walk->actor_start = opening->owner_start;
        walk->actor_end = opening->owner_end;
    }
}

void open_at(Walk *walk, const Clause *clause, Opening opening)
{
    name_actor(walk, &opening);
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

/* What needs no modal: a deadline, a bare verb, a figure to be reached. */
static bool opens_bare(Walk *walk, const Clause *clause, size_t body, Opening *opening)
{
    const Para *para = walk->para;
    const Opening none = {.start = START_NONE, .at = body};
    Mode mode = mode_of(walk);
    bool laying_down = mode == MODE_FUTURE || walk->had_commitment || walk->open_end;
    bool minuted = walk->numbered && para->memory->is_minutes && mode != MODE_PAST;
    if (laying_down && by_deadline(para, clause, body, opening)) return true;
    *opening = none;
    bool steps = mode == MODE_FUTURE || walk->open_end;
    if (steps && by_step(para, clause, body, opening)) return true;
    *opening = none;
    if (steps && by_schedule(para, clause, body, opening)) return true;
    *opening = none;
    bool continued = clause->opens_segment && !clause->first && walk->segment_had;
    bool goes_on = clause->first && walk->had_commitment && mode != MODE_PAST;
    if ((mode == MODE_FUTURE || continued || goes_on) && !walk->introduces &&
        by_verb(para, clause, body, opening)) {
        return true;
    }
    *opening = none;
    if (minuted && !para_has(para, LIST_done, clause->start, clause->segment_end) &&
        (by_schedule(para, clause, body, opening) || by_verb(para, clause, body, opening)) &&
        opening->owner_end > opening->owner_start) {
        return true;
    }
    *opening = none;
    return mode == MODE_FUTURE && !walk->introduces && by_target(para, clause, body, opening);
}

static Opening opening_of(Walk *walk, const Clause *clause, size_t body)
{
    const Para *para = walk->para;
    const Opening none = {.start = START_NONE, .at = body};
    Opening opening = none;
    size_t len;
    if (body >= clause->end) return opening;
    if (walk->after_main && para_starts(para, body, clause->end, "就是", &len)) {
        opening.start = START_DEFINITION;
        opening.at = body + len;
        return opening;
    }
    Mode mode = mode_of(walk);
    if (by_modal(para, clause, body, mode, &opening)) return opening;
    if (by_whoever(para, clause, body, &opening)) return opening;
    opening = none;
    bool reports =
        mode != MODE_FUTURE && para_has(para, LIST_done, clause->start, clause->segment_end);
    if (!reports && by_lead(para, clause, body, &opening)) return opening;
    opening = none;
    if (walk->asked) {
        opening.start = START_ASKED;
        return opening;
    }
    if (by_goal(para, clause, body, &opening) && mode != MODE_PAST) return opening;
    opening = none;
    return opens_bare(walk, clause, body, &opening) ? opening : none;
}

/* 由某局牵头,…,4月底前…: the lead unit's own deadline. */
static bool awaits_deadline(const Walk *walk)
{
    const PeriodHit *period = para_period_in(walk->para, walk->open_start, walk->open_end);
    return (walk->opening.start == START_LEAD || walk->opening.is_led) &&
           !(period && period->is_deadline);
}

static bool has_period(const Walk *walk)
{
    return para_period_in(walk->para, walk->open_start, walk->open_end) != NULL;
}

/* Does the opening part itself from the commitment that is open? */
static bool parts(const Walk *walk, const Opening *opening)
{
    switch (opening->start) {
    case START_MODAL:
        return !(opening->obliges && walk->clauses == 1 && walk->opening.start == START_MODAL);
    case START_GOAL: return opening->weighs;
    case START_DEADLINE: return !awaits_deadline(walk) && !(opening->is_brief && !has_period(walk));
    case START_LEAD: return !opening->only_leads;
    case START_ASKED:
    case START_DEFINITION:
    case START_HEADING: return true;
    case START_VERB: return opening->owner_end > opening->owner_start;
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

/* 任务1：云台岭创建5A级景区。 What is numbered as a task is one. */
static bool names_task(const Walk *walk, const Clause *clause)
{
    WordHit hit;
    return mode_of(walk) == MODE_FUTURE && walk->open_end == 0 && clause->sentence_start == 0 &&
           walk->numbered && para_word(walk->para, LIST_item_label, 0, walk->para->n, &hit);
}

static void begin_sentence(Walk *walk, const Clause *clause)
{
    walk->sentence_future = false;
    walk->preamble =
        para_has(walk->para, LIST_preamble, clause->sentence_start, clause->sentence_end) ||
        leads_over(walk->para, clause);
}

/* Where the clause says something, behind its number, its brackets and whom it asks; false where it
 * lays nothing down. */
static bool find_body(Walk *walk, const Clause *clause, size_t *body)
{
    *body = clause->start;
    if (clause->opens_segment) {
        Label label = label_read(walk->para, clause->start, clause->sentence_end);
        if (label.form != LABEL_NONE) {
            *body = clause->start + label.len;
            if (read_list_heading(walk, clause, label, *body)) return false;
        }
    }
    *body = skip_bracket(walk->para, clause, *body);
    if (asks_question(walk, clause, *body)) return false;
    *body = skip_ask(walk, clause, *body);
    return true;
}

/* The clause goes on with the open commitment, and may be the first to say whose it is. */
static void carry_on(Walk *walk, const Clause *clause, const Opening *opening)
{
    Opening *open = &walk->opening;
    walk->open_end = clause->end;
    walk->clauses++;
    if (opening->owner_end > opening->owner_start && open->owner_end == open->owner_start) {
        open->owner_start = walk->actor_start = opening->owner_start;
        open->owner_end = walk->actor_end = opening->owner_end;
        open->is_led = opening->only_leads;
    }
}

static void end_clause(Walk *walk, const Clause *clause, const Opening *opening)
{
    if (clause->end == clause->segment_end) {
        bool had = walk->open_end > walk->open_start;
        close_open(walk);
        walk->segment_had = had;
    }
    if (clause->end == clause->sentence_end) {
        walk->had_commitment = walk->segment_had;
        walk->segment_had = false;
        walk->after_main = walk->after_main && clause->first && opening->start == START_NONE;
    }
}

static void walk_clause(Walk *walk, const Clause *clause)
{
    size_t body;
    if (clause->opens_segment) close_open(walk);
    if (clause->first) begin_sentence(walk, clause);
    if (walk->preamble || !find_body(walk, clause, &body)) return;
    Opening opening = opening_of(walk, clause, body);
    if (opening.start == START_NONE && names_task(walk, clause)) {
        opening = (Opening){.start = START_HEADING, .at = body};
    }
    bool open = walk->open_end > walk->open_start;
    if (open && by_assist(walk->para, clause, body, &walk->opening)) opening.start = START_NONE;
    if (opening.start != START_NONE && (!open || parts(walk, &opening))) {
        open_at(walk, clause, opening);
    } else if (open) {
        carry_on(walk, clause, &opening);
    }
    end_clause(walk, clause, &opening);
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

/* …现将有关情况通报如下： what the paragraph told before is what was done. */
static bool introduces(const Para *para)
{
    const Clause *last = LIST_AT(&para->clauses, Clause, para->clauses.count - 1);
    return last->sentence_start > 0 &&
           para_has(para, LIST_preamble, last->sentence_start, last->sentence_end);
}

/* 我提五条要求。 下一步,我们将做好以下工作： What follows shall be done. */
static void note_ask(const Para *para)
{
    const Clause *last = LIST_AT(&para->clauses, Clause, para->clauses.count - 1);
    uint32_t mark = para->c[para->n - 1];
    bool announces = (mark == U'：' || mark == ':') &&
                     para_has(para, LIST_plan_head, last->sentence_start, last->sentence_end) &&
                     !para_has(para, LIST_gap_head, last->sentence_start, last->sentence_end);
    if (announces || para_has(para, LIST_ask_head, last->sentence_start, last->sentence_end)) {
        para->memory->chapter = MODE_FUTURE;
    }
}

/* 会议明确,县行政审批局要…: what our own shall do is no lesson, whomever they learn it from. */
static bool lays_down(const Para *para, const Clause *first)
{
    const Clause *end = (const Clause *)para->clauses.items + para->clauses.count;
    WordHit hit; /* 嘉兴实行…,末位的书记要…: their own */
    if (para_word(para, LIST_place, first->start, first->end, &hit)) return false;
    for (const Clause *at = first; at < end && at->start < first->segment_end; at++) {
        Opening opening = {0};
        if (by_modal(para, at, at->start, para->memory->chapter, &opening) &&
            opening.owner_end > opening.owner_start) {
            return true;
        }
    }
    return false;
}

void para_find_commitments(Para *para)
{
    Walk walk = {.para = para,
                 .introduces = introduces(para),
                 .numbered = label_read(para, 0, para->n).form != LABEL_NONE};
    for (size_t i = 0; i < para->clauses.count && !para->is_title && !walk.done; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        if (is_labelled(para, clause)) {
            close_open(&walk);
            walk.behind = clause->segment_end;
        }
        if (clause->start < walk.behind) continue;
        /* What others do is not laid down for us; a lens heading only names what to learn. */
        bool by_heading = para->memory->lens.len > 0;
        if (!by_heading && !lays_down(para, clause) && para_find_lesson(para, clause)) {
            close_open(&walk);
            walk.behind = clause->segment_end;
            continue;
        }
        walk_clause(&walk, clause);
        if (by_heading || para->memory->lens.len) para_find_lesson(para, clause);
    }
    close_open(&walk);
    note_ask(para);
    read_owed(para);
    account_for_yao(para);
}