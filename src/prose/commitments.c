/* Commitments: who owes what by when. A walk over the clauses of a paragraph; a clause may begin a
 * commitment, continue the open one, or neither. What begins one is told by words of rules/prose: a
 * modal (要, 必须), a goal (力争), a lead unit (由…牵头), a deadline, or a bare verb where the text is
 * laying down work. */
#include "prose_impl.h"

enum {
    OWN_WORK_LEAST = 6,
    HEADING_MOST = 22,
    PREFIX_MOST = 18,
    OWNER_MOST = 24,
    LENS_HEADING_MOST = 12
};

typedef enum Start {
    START_NONE,
    START_MODAL,
    START_GOAL,
    START_LEAD,
    START_DEADLINE,
    START_VERB,
    START_DEFINITION,
    START_HEADING,
} Start;

typedef struct Opening {
    Start start;
    size_t at;                     /* where the commitment begins */
    size_t owner_start, owner_end; /* equal: none */
    bool obliges;                  /* 必须: may belong to a 要 before it */
    bool weighs;                   /* a goal with a number or a day */
} Opening;

typedef struct Walk {
    Para *para;
    size_t open_start, open_end; /* equal: none open */
    Opening opening;
    size_t clauses;       /* in the open commitment */
    bool future;          /* of this list or paragraph: bare verbs count */
    bool sentence_future; /* 会议要求: until the sentence ends */
    bool after_main;      /* 就是 may follow */
    bool had_commitment;  /* in the sentence before */
    bool segment_had;     /* in the segment before */
    bool preamble;        /* 为…,制定本方案: the sentence says why, and lays nothing down */
} Walk;

/* ---- The modal 要 ---- */

/* 重要, 需要: the character belongs to a word that is no modal. */
static bool is_in_word(const Para *para, size_t at)
{
    size_t from = at > 3 ? at - 3 : 0;
    for (size_t i = from; i <= at; i++) {
        WordHit hit;
        if (para_word(para, LIST_yao_word, i, para->n, &hit) && i + hit.len > at) return true;
    }
    return false;
}

static bool is_modal_at(const Para *para, size_t at, size_t end, WordHit *hit)
{
    if (para->c[at] == U'要') {
        if (is_in_word(para, at)) return false;
        *hit = (WordHit){1, TEXT("must")};
        return true;
    }
    return para_word(para, LIST_modal, at, end, hit);
}

/* ---- What may stand before a modal or a verb ---- */

static const PeriodHit *period_starting(const Para *para, size_t at)
{
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start == at) return hit;
        if (hit->start > at) break;
    }
    return NULL;
}

/* Adverbs, 我们, periods: skipped. */
static size_t skip_light(const Para *para, size_t at, size_t end)
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

/* What joins a name to a deed stands in no name. */
static bool never_in_owner(uint32_t c)
{
    static const uint32_t JOINING[] = U"的了在把将于以由使让";
    for (size_t i = 0; JOINING[i]; i++) {
        if (JOINING[i] == c) return true;
    }
    return false;
}

/* 各有关部门, 市发改委和各县区: does [start, end) name who acts? */
static bool is_owner(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    if (end <= start || end - start > OWNER_MOST) return false;
    size_t at;
    if (para_seek(para, LIST_we, start, end, &at, &hit) && at == start) return false;
    for (at = start; at < end; at++) {
        bool ok = is_han(para->c[at]) || para->c[at] == U'、' || para->c[at] == '(' ||
                  para->c[at] == ')' || para->c[at] == U'（' || para->c[at] == U'）';
        if (!ok || never_in_owner(para->c[at])) return false;
    }
    return para_word_back(para, LIST_owner_end, start, end, &hit) ||
           para_word_back(para, LIST_org, start, end, &hit) ||
           para_word_back(para, LIST_org_end, start, end, &hit) ||
           para_word_back(para, LIST_place, start, end, &hit);
}

static void set_owner(const Para *para, Opening *opening, size_t start, size_t end)
{
    start = skip_light(para, start, end);
    WordHit hit;
    while (end > start && para_word_back(para, LIST_adverb, start, end, &hit))
        end -= hit.len;
    if (!is_owner(para, start, end)) return;
    opening->owner_start = start;
    opening->owner_end = end;
}

/* ---- How a clause may begin a commitment ---- */

/* 请各单位于9月10日前…: who is asked stands behind the word. */
static void set_asked(const Para *para, Opening *opening, size_t from, size_t end)
{
    size_t furthest = from + OWNER_MOST < end ? from + OWNER_MOST : end;
    for (size_t i = furthest; i >= from + 2; i--) {
        WordHit hit;
        bool goes_on = i < end && (period_starting(para, i) || para->c[i] == U'于' ||
                                   para_word(para, LIST_link, i, end, &hit) ||
                                   para_word(para, LIST_verb, i, end, &hit) ||
                                   para_word(para, LIST_adverb, i, end, &hit));
        if (!goes_on || !is_owner(para, from, i)) continue;
        opening->owner_start = from;
        opening->owner_end = i;
        return;
    }
}

static bool by_modal(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    for (size_t at = body; at < clause->end && at - body <= PREFIX_MOST; at++) {
        WordHit hit;
        if (!is_modal_at(para, at, clause->end, &hit)) continue;
        bool light = skip_light(para, body, at) >= at;
        set_owner(para, opening, body, at);
        bool owned = opening->owner_end > opening->owner_start;
        size_t where;
        WordHit word;
        if (para_seek(para, LIST_negative, body, at, &where, &word)) return false;
        bool weak = text_equal(hit.note, TEXT("weak"));
        size_t next = skip_light(para, at + hit.len, clause->end);
        if (weak && !((light || owned) && (para_word(para, LIST_verb, next, clause->end, &word) ||
                                           para_word(para, LIST_link, next, clause->end, &word)))) {
            continue;
        }
        if (text_equal(hit.note, TEXT("ask")) && !light) continue;
        if (para->c[at] == U'请') set_asked(para, opening, at + hit.len, clause->end);
        if (at + hit.len >= clause->end && clause->mark == 0) return false;
        opening->start = START_MODAL;
        opening->at = body;
        opening->obliges = text_equal(hit.note, TEXT("oblige"));
        return true;
    }
    return false;
}

static bool has_number(const Para *para, size_t start, size_t end)
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

static bool by_goal(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    WordHit hit;
    size_t at = skip_light(para, body, clause->end);
    if (!para_word(para, LIST_goal, at, clause->end, &hit)) return false;
    const PeriodHit *period = para_period_in(para, clause->start, clause->end);
    opening->start = START_GOAL;
    opening->at = body;
    opening->weighs =
        text_equal(hit.note, TEXT("push")) &&
        ((period && period->is_deadline) || has_number(para, clause->start, clause->end));
    return true;
}

static bool names_gap(const Para *para, size_t start, size_t end)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *gap = LIST_AT(&para->proposals, ProseProposal, i);
        if (gap->kind == PROSE_GAP && gap->span.start < end && start < gap->span.end) return true;
    }
    return false;
}

/* What reports, or names a gap, lays nothing down. */
static bool is_past(const Para *para, size_t start, size_t end)
{
    if (names_gap(para, start, end)) return true;
    size_t at;
    WordHit hit;
    return para_seek(para, LIST_past, start, end, &at, &hit);
}

static bool verb_at(const Para *para, size_t at, size_t end)
{
    WordHit hit;
    return para_word(para, LIST_verb, at, end, &hit);
}

/* A verb behind words that may be skipped, or a skipped word that is a verb itself: 加快. */
static bool acts_at(const Para *para, size_t at, size_t end)
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

/* 由政法委牵头, 市财政局负责 */
static bool by_lead(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    size_t at, from = body;
    WordHit hit, by;
    if (names_gap(para, clause->start, clause->end)) return false;
    if (!para_seek(para, LIST_lead, body, clause->end, &at, &hit)) return false;
    for (size_t i = body; i < at; i++) {
        if (para->c[i] == U'由' && !(i > body && para->c[i - 1] == U'理')) from = i + 1;
    }
    bool said = from > body;
    by = hit;
    size_t end = at;
    while (end > from && para_word_back(para, LIST_adverb, from, end, &by))
        end -= by.len;
    if (!is_owner(para, from, end)) return false;
    if (!said && text_equal(hit.note, TEXT("by"))) return false;
    opening->start = START_LEAD;
    opening->at = body;
    opening->owner_start = from;
    opening->owner_end = end;
    return true;
}

static bool by_deadline(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    const PeriodHit *period = period_starting(para, body);
    if (!period || text_equal(period->period.text, TEXT("全年"))) return false;
    if (!period->is_deadline && !(period->period.undated && clause->opens_segment)) return false;
    size_t at = skip_light(para, body, clause->end);
    bool acts = acts_at(para, period->end, clause->end);
    if (at >= clause->end) acts = clause->end < clause->segment_end;
    /* "…,年底前完成" belongs to what stands before it. */
    if (!clause->opens_segment && clause->end - at < OWN_WORK_LEAST) return false;
    Date today = para->memory->text_date;
    bool ahead =
        today != DATE_NONE && period->period.last != DATE_NONE && period->period.last >= today;
    if (!acts || (!ahead && is_past(para, clause->start, clause->end))) return false;
    opening->start = START_DEADLINE;
    opening->at = body;
    return true;
}

/* 加快…, 在…上…, 各县区加强…: only where work is being laid down. */
static bool by_verb(const Para *para, const Clause *clause, size_t body, Opening *opening)
{
    /* 为…: the sentence says what for, before somebody decides. */
    if (para->c[clause->sentence_start] == U'为') return false;
    if (is_past(para, clause->start, clause->end)) return false;
    WordHit hit;
    size_t len, at = skip_light(para, body, clause->end);
    bool acts = acts_at(para, body, clause->end) ||
                (para_word(para, LIST_link, at, clause->end, &hit) && clause->end - at >= 4 &&
                 !para_starts(para, at, clause->end, "以下", &len));
    size_t furthest = at + OWNER_MOST < clause->end ? at + OWNER_MOST : clause->end;
    for (size_t i = furthest; !acts && i >= at + 2; i--) {
        if (!acts_at(para, i, clause->end) || !is_owner(para, at, i)) continue;
        set_owner(para, opening, at, i);
        acts = true;
    }
    if (!acts) return false;
    opening->start = START_VERB;
    opening->at = body;
    return true;
}

/* ---- Keeping one ---- */

static bool contains(const Para *para, WordList list, size_t start, size_t end)
{
    size_t at;
    WordHit hit;
    return para_seek(para, list, start, end, &at, &hit);
}

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
    return opening->obliges && end - start < 20 && !contains(para, LIST_unit, start, end)
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
        [START_DEFINITION] = RULE_COMMITMENT_DEFINITION,
        [START_HEADING] = RULE_COMMITMENT_HEADING,
    };
    return continued && opening->start == START_VERB ? RULE_COMMITMENT_CONTINUED
                                                     : RULES[opening->start];
}

static Text numbers_in(const Para *para, size_t start, size_t end)
{
    Text numbers = {"", 0};
    for (size_t i = 0; i < para->proposals.count; i++) {
        const ProseProposal *figure = LIST_AT(&para->proposals, ProseProposal, i);
        if (figure->kind != PROSE_FIGURE || figure->bound == FIGURE_NONE) continue;
        if (figure->span.start < start || figure->span.end > end) continue;
        numbers = para_join(para, numbers, figure->text);
    }
    return numbers;
}

/* A deadline, else 尽快; 今年 only where nothing nearer stands. 近年来 is none. */
static void set_deadline(const Para *para, ProseProposal *proposal, size_t start, size_t end)
{
    const PeriodHit *best = NULL;
    int best_rank = 0;
    Date today = para->memory->text_date;
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start < start || hit->end > end) continue;
        bool ahead =
            hit->period.last != DATE_NONE && (today == DATE_NONE || hit->period.last >= today);
        int rank = hit->is_deadline && (ahead || hit->period.last == DATE_NONE) ? 3
                   : hit->period.undated                                        ? 2
                   : ahead                                                      ? 1
                                                                                : 0;
        if (rank > best_rank) {
            best = hit;
            best_rank = rank;
        }
    }
    if (best) proposal->period = best->period;
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
    set_deadline(para, proposal, start, end);
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

static bool is_structural(const Para *para, size_t body, size_t end)
{
    WordHit hit;
    size_t at = body;
    if (at < end && para->c[at] == U'要') at++;
    return para_word(para, LIST_structural, at, end, &hit);
}

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

static Mode mode_of(const Walk *walk)
{
    const Memory *memory = walk->para->memory;
    if (walk->future || walk->sentence_future) return MODE_FUTURE;
    return memory->chapter != MODE_PLAIN ? memory->chapter : memory->document;
}

/* 会议要求: what follows in the sentence is owed. */
static size_t skip_ask(Walk *walk, const Clause *clause, size_t body)
{
    WordHit hit;
    size_t limit = body + 10 < clause->end ? body + 10 : clause->end;
    for (size_t at = body; at < limit; at++) {
        if (!para_word(walk->para, LIST_clause_future, at, clause->end, &hit)) continue;
        walk->sentence_future = true;
        return at + hit.len;
    }
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
    if (by_lead(para, clause, body, &opening)) return opening;
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
    case START_DEFINITION:
    case START_HEADING: return true;
    case START_VERB:
    case START_NONE: return false;
    }
    return false;
}

static void walk_clause(Walk *walk, const Clause *clause)
{
    size_t body = clause->start;
    if (clause->opens_segment) close_open(walk);
    if (clause->first) {
        size_t at;
        WordHit hit;
        walk->sentence_future = false;
        walk->preamble = para_seek(walk->para, LIST_preamble, clause->sentence_start,
                                   clause->sentence_end, &at, &hit);
    }
    if (walk->preamble) return;
    if (clause->opens_segment) {
        Label label = label_read(walk->para, clause->start, clause->end);
        if (label.form != LABEL_NONE) {
            body = clause->start + label.len;
            if (read_list_heading(walk, clause, label, body)) return;
        }
    }
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

/* ---- 责任单位：…；完成时限：… ---- */

static ProseProposal *commitment_before(Para *para, size_t at)
{
    ProseProposal *found = NULL;
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        if (proposal->kind == PROSE_COMMITMENT && proposal->span.start <= at &&
            (!found || proposal->span.start > found->span.start)) {
            found = proposal;
        }
    }
    return found;
}

static void read_labels(Para *para)
{
    WordHit hit;
    for (size_t at = 0; at < para->n; at++) {
        bool owner = para_word(para, LIST_owner_label, at, para->n, &hit);
        if (!owner && !para_word(para, LIST_deadline_label, at, para->n, &hit)) continue;
        size_t from = at + hit.len, to;
        if (from >= para->n || (para->c[from] != U'：' && para->c[from] != ':')) continue;
        from++;
        for (to = from; to < para->n && !is_clause_mark(para->c[to]) &&
                        !is_sentence_mark(para->c[to]) && para->c[to] != ')' &&
                        para->c[to] != U'）';)
            to++;
        ProseProposal *proposal = commitment_before(para, at);
        if (proposal && owner) {
            Text name = para_text(para, from, to);
            proposal->owner =
                text_equal(hit.note, TEXT("more")) ? para_join(para, proposal->owner, name) : name;
        } else if (proposal) {
            const PeriodHit *period = para_period_in(para, from, to);
            if (period) proposal->period = period->period;
        }
        at = to;
    }
}

/* ---- Every 要 ---- */

static void account(Walk *walk)
{
    Para *para = walk->para;
    for (size_t at = 0; at < para->n; at++) {
        if (para->c[at] != U'要') continue;
        ProseYao *yao = list_add(&para->yao);
        yao->at = para->base + at;
        yao->state = is_in_word(para, at) ? YAO_WORD : YAO_LEFT;
        const Clause *clause = para_clause_at(para, at);
        size_t body = clause ? clause->start : at;
        if (clause) body += label_read(para, clause->start, clause->end).len;
        if (clause && yao->state == YAO_LEFT && at <= body + 1 &&
            is_structural(para, body, clause->end)) {
            yao->state = YAO_HEADING;
        }
        for (size_t i = 0; yao->state == YAO_LEFT && i < para->proposals.count; i++) {
            const ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
            if (proposal->kind == PROSE_COMMITMENT && proposal->span.start <= at &&
                at < proposal->span.end) {
                yao->state = YAO_COMMITMENT;
            }
        }
    }
}

static void find_lessons(Walk *walk, const Clause *clause)
{
    const Memory *memory = walk->para->memory;
    if (!clause->opens_segment) return;
    if (memory->lens.len == 0 && !memory->lens_chapter) return;
    Label label = label_read(walk->para, clause->start, clause->end);
    para_find_lessons(walk->para, clause->start + label.len, clause->segment_end, memory->lens);
}

void para_find_commitments(Para *para)
{
    Walk walk = {.para = para};
    for (size_t i = 0; i < para->clauses.count && !para->is_title; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        walk_clause(&walk, clause);
        find_lessons(&walk, clause);
    }
    close_open(&walk);
    read_labels(para);
    account(&walk);
}
