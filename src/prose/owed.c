/* What a commitment owes: who, how much, by when. It is said inside it, behind it in brackets
 * （市发改委牵头，市财政局配合）, or behind labels (labelled.c). */
#include "commitments_impl.h"

enum { LABELLED_LEAST = 4 };

Text numbers_in(const Para *para, size_t start, size_t end)
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
void set_deadline(const Para *para, ProseProposal *proposal, size_t start, size_t end)
{
    const PeriodHit *best = NULL;
    int best_rank = 0;
    Date today = para->memory->text_date;
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start < start || hit->end > end) continue;
        bool ahead =
            hit->period.last != DATE_NONE && (today == DATE_NONE || hit->period.last >= today);
        if (hit->is_plan && !hit->is_deadline) continue;
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

/* ---- Brackets ---- */

bool is_bracket_open(uint32_t c)
{
    return c == '(' || c == U'（' || c == U'【' || c == '[';
}

bool is_bracket_close(uint32_t c)
{
    return c == ')' || c == U'）' || c == U'】' || c == ']';
}

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

/* （三）筹建生物医药基地。（牵头单位：…）: what somebody is named for is owed, whatever verb it
 * has. */
static ProseProposal *commit_labelled(Para *para, size_t at)
{
    size_t start = label_read(para, 0, at).len, end = at;
    while (end > start &&
           (is_bracket_open(para->c[end - 1]) || is_sentence_mark(para->c[end - 1]) ||
            is_clause_mark(para->c[end - 1]) || para->c[end - 1] == ' '))
        end--;
    if (para->is_title || end < start + LABELLED_LEAST) return NULL;
    ProseProposal *made = para_propose(para, para_rule(para, RULE_COMMITMENT_LABELLED), start, end);
    made->main = text_copy(para->arena, para->memory->main);
    made->numbers = numbers_in(para, start, end);
    made->field = para_fields(para, start, end);
    set_deadline(para, made, start, end);
    return made;
}

/* Without what says how they share it: 按职责分工, 分别. */
static size_t owner_end_of(const Para *para, size_t start, size_t end)
{
    WordHit hit;
    while (end > start && (para_word_back(para, LIST_adverb, start, end, &hit) ||
                           para_word_back(para, LIST_share, start, end, &hit)))
        end -= hit.len;
    return end;
}

bool ends_in_owner(const Para *para, size_t start, size_t end)
{
    size_t last = end;
    while (last > start && para->c[last - 1] != U'、' && para->c[last - 1] != U'和')
        last--;
    return is_owner(para, last, end);
}

typedef struct Bracket {
    size_t open, close; /* places of the brackets */
    size_t owner_start, owner_end, assist_start, assist_end;
} Bracket;

/* （市商务局、市贸促会） behind a sentence: they answer for it. */
static bool names_units(const Para *para, size_t open, size_t close)
{
    enum { UNIT_LEAST = 3 };
    WordHit hit;
    bool behind = open > 0 && is_sentence_mark(para->c[open - 1]);
    for (size_t start = open + 1, at = start; behind && at <= close; at++) {
        if (at < close && para->c[at] != U'、' && !is_clause_mark(para->c[at])) continue;
        bool unit = at - start >= UNIT_LEAST || para_word(para, LIST_org, start, at, &hit) ||
                    para_word_back(para, LIST_owner_end, start, at, &hit);
        if (!unit || !is_owner(para, start, at)) return false;
        start = at + 1;
    }
    return behind;
}

/* Of the bracket that opens there; brackets inside, 县（市、区）, close before it. */
static size_t bracket_close(const Para *para, size_t open)
{
    int depth = 0;
    size_t at = open;
    for (; at < para->n; at++) {
        depth += is_bracket_open(para->c[at]);
        if (is_bracket_close(para->c[at]) && --depth == 0) break;
    }
    return at;
}

/* （市发改委牵头，市财政局、市住建局配合）; what begins with a label is read by that. */
static bool read_bracket(const Para *para, size_t open, Bracket *bracket)
{
    size_t close = bracket_close(para, open), at, help;
    WordHit hit;
    bool owner;
    if (close == para->n || is_label_at(para, open + 1, &hit, &owner)) return false;
    if (names_units(para, open, close)) {
        *bracket = (Bracket){open, close, open + 1, close, 0, 0};
        return true;
    }
    if (!para_seek(para, LIST_bracket_lead, open + 1, close, &at, &hit)) return false;
    *bracket = (Bracket){.open = open, .close = close, .owner_start = open + 1};
    if (para->c[open + 1] == U'由') bracket->owner_start++;
    bracket->owner_end = owner_end_of(para, bracket->owner_start, at);
    if (!ends_in_owner(para, bracket->owner_start, bracket->owner_end)) return false;
    size_t from = at + hit.len;
    while (from < close && (is_clause_mark(para->c[from]) || para->c[from] == U'、'))
        from++;
    if (para_seek(para, LIST_bracket_assist, from, close, &help, &hit)) {
        bracket->assist_start = from;
        bracket->assist_end = owner_end_of(para, from, help);
    }
    return true;
}

/* It speaks of every commitment since the bracket before it. */
static void apply_bracket(Para *para, const Bracket *bracket, size_t from)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        if (proposal->kind != PROSE_COMMITMENT || proposal->span.start < from ||
            proposal->span.start >= bracket->open || proposal->owner.len) {
            continue;
        }
        proposal->owner = para_text(para, bracket->owner_start, bracket->owner_end);
        if (bracket->assist_end > bracket->assist_start) {
            proposal->assist = para_text(para, bracket->assist_start, bracket->assist_end);
        }
        if (proposal->span.end > bracket->open) {
            proposal->span.end = bracket->open;
            proposal->text = para_text(para, proposal->span.start, proposal->span.end);
        }
    }
}

void read_owed(Para *para)
{
    size_t from = 0;
    for (size_t at = 0; at < para->n; at++) {
        WordHit hit;
        Bracket bracket;
        bool owner;
        if (is_label_at(para, at, &hit, &owner)) {
            Said said = {.period = {.first = DATE_NONE, .last = DATE_NONE}};
            size_t behind = read_run(para, at, &said);
            if (owner && !commitment_before(para, at)) commit_labelled(para, at);
            apply_said(para, &said, from, at);
            from = at = behind;
        } else if (is_bracket_open(para->c[at]) && read_bracket(para, at, &bracket)) {
            if (!commitment_before(para, at)) commit_labelled(para, at);
            apply_bracket(para, &bracket, from);
            at = from = bracket.close;
        }
    }
}
