/* What a person decides about a proposal on the page of its text. The verbs are those of the
 * terminal; what cannot be done is said above the form, and what was typed stays. */
#include "reading_impl.h"

enum { PROBLEMS_KEPT = 20 };

typedef struct Deciding {
    Visit *visit;
    OpenReading open;
    ProposalItem *item;
    Problems *problems;
} Deciding;

static Status decide_accept(Deciding *deciding, Error *err)
{
    Record *draft;
    List fields = {0};
    int64_t made;
    Visit *visit = deciding->visit;
    Workspace *workspace = visit->worker->workspace;
    ProposalSource *source = &deciding->open.source;
    Status status = proposal_draft(visit->arena, workspace, source, deciding->item, &draft, err);
    if (status == STATUS_OK && draft) {
        status = read_corrections(visit, draft, &fields, deciding->problems, err);
    }
    return status ? status
                  : proposal_accept(visit->arena, workspace, source, deciding->item, fields.items,
                                    fields.count, deciding->problems, &made, err);
}

static Status decide_reject(Deciding *deciding, Error *err)
{
    Visit *visit = deciding->visit;
    return proposal_reject(visit->arena, visit->worker->workspace, &deciding->open.source,
                           deciding->item, deciding->problems, err);
}

/* With the next open one of its kind. */
static Status decide_merge(Deciding *deciding, Error *err)
{
    int64_t made;
    Visit *visit = deciding->visit;
    const List *items = &deciding->open.items;
    ProposalItem *other = deciding->item;
    for (size_t i = item_index(items, deciding->item) + 1; i < items->count; i++) {
        ProposalItem *one = LIST_AT(items, ProposalItem, i);
        if (one->choice == CHOICE_OPEN && one->proposal->kind == deciding->item->proposal->kind) {
            other = one;
            break;
        }
    }
    return proposal_merge(visit->arena, visit->worker->workspace, &deciding->open.source,
                          deciding->item, other, deciding->problems, &made, err);
}

/* Where these words begin, in characters; 0: nowhere. */
static size_t place_of(Text text, Text words)
{
    size_t at, characters = 0, byte = 0;
    uint32_t c;
    if (words.len == 0 || !text_find(text, words, &at)) {
        return 0;
    }
    while (byte < at && text_next(text, &byte, &c)) {
        characters++;
    }
    return characters;
}

static Status decide_split(Deciding *deciding, Error *err)
{
    int64_t made[2];
    Visit *visit = deciding->visit;
    Text words = text_trim(form_get(&visit->request.form_parts, "split"));
    return proposal_split(visit->arena, visit->worker->workspace, &deciding->open.source,
                          deciding->item, place_of(deciding->item->proposal->text, words),
                          deciding->problems, made, err);
}

static Status decide_withdraw(Deciding *deciding, Error *err)
{
    Visit *visit = deciding->visit;
    return proposal_withdraw(visit->arena, visit->worker->workspace, deciding->item,
                             deciding->problems, err);
}

static const struct {
    const char *name;
    Status (*decide)(Deciding *deciding, Error *err);
    bool stays; /* at the same proposal */
} VERBS[] = {{"accept", decide_accept, false},
             {"reject", decide_reject, false},
             {"merge", decide_merge, false},
             {"split", decide_split, false},
             {"withdraw", decide_withdraw, true}};

/* What the person can mend is said on the page; everything else is an error like any other. */
static Status show_refusal(Deciding *deciding, Error *err)
{
    Visit *visit = deciding->visit;
    Buf why = buf_new(visit->arena);
    Error shown = {0};
    OpenReading fresh;
    error_print(&why, visit->lang, err);
    Status status = reading_load(visit, &fresh, &shown);
    if (status == STATUS_OK) {
        Refused refused = {&visit->request.form_parts, deciding->problems, buf_text(&why)};
        ProposalItem *item = item_keyed(&fresh.items, deciding->item->key);
        status = show_reading(visit, &fresh, item, &refused, &shown);
    }
    visit->answer.code = status_row(err->status)->http_code;
    *err = shown;
    return status;
}

static Status decide(Deciding *deciding, Text verb, Error *err)
{
    Visit *visit = deciding->visit;
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
        if (!text_equal(verb, text_from(VERBS[i].name))) {
            continue;
        }
        const List *items = &deciding->open.items;
        size_t index = item_index(items, deciding->item);
        Status status = VERBS[i].decide(deciding, err);
        if (status == STATUS_OK) {
            const ProposalItem *next =
                VERBS[i].stays ? deciding->item : next_open(items, index + 1);
            answer_redirect(visit, decide_link(visit, deciding->open.record->id, next));
        }
        return status;
    }
    return error_set(err, STATUS_INVALID, "web.form_broken", NO_ARGS);
}

Status submit_reading(Visit *visit, Error *err)
{
    Deciding deciding = {.visit = visit, .problems = problems_new(visit->arena, PROBLEMS_KEPT)};
    Status status = reading_load(visit, &deciding.open, err);
    if (status != STATUS_OK) {
        return status;
    }
    const List *parts = &visit->request.form_parts;
    deciding.item = item_keyed(&deciding.open.items, form_get(parts, "key"));
    if (!deciding.item) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    status = decide(&deciding, form_get(parts, "do"), err);
    bool can_be_mended = status == STATUS_INVALID || status == STATUS_CONFLICT;
    return can_be_mended ? show_refusal(&deciding, err) : status;
}
