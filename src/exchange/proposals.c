/* Proposals, and what is known about them. A decision is a record of its own (reading_choice); its
 * key is a digest of kind and words, so that another edition of a text, or the same text read
 * again, proposes only what nobody has decided. */
#include "proposal_impl.h"

#include <string.h>

const char *choice_name(Choice choice)
{
    static const char *const NAMES[] = {"open",  "accepted", "corrected", "merged",
                                        "split", "rejected", "withdrawn"};
    return NAMES[choice];
}

/* A decision that was withdrawn leaves its proposal open. */
static Choice choice_of(Text name)
{
    for (int i = CHOICE_ACCEPTED; i <= CHOICE_REJECTED; i++) {
        if (text_equal(name, text_from(choice_name((Choice)i)))) return (Choice)i;
    }
    return CHOICE_OPEN;
}

/* ---- Keys ---- */

static bool becomes_record(const ProseProposal *proposal)
{
    switch (proposal->kind) {
    case PROSE_COMMITMENT:
    case PROSE_TASK:
    case PROSE_LESSON:
    case PROSE_GAP:
    case PROSE_STRENGTH:
    case PROSE_MAIN: return true;
    case PROSE_BENCHMARK: return proposal->name.len > 0; /* 赴三市考察 names nobody to learn from */
    case PROSE_FIGURE: return proposal->bound != FIGURE_NONE;
    default: return false;
    }
}

/* 不少于60个 in what somebody undertakes is its number, and nothing that was heard. Proposals stand
 * by place: a commitment around the figure stands before it. */
static bool is_owed(const ProseReading *reading, size_t index)
{
    const ProseProposal *figure = LIST_AT(&reading->proposals, ProseProposal, index);
    if (figure->kind != PROSE_FIGURE) return false;
    for (size_t i = index; i-- > 0;) {
        const ProseProposal *other = LIST_AT(&reading->proposals, ProseProposal, i);
        if (other->line != figure->line) break;
        bool owes = other->kind == PROSE_COMMITMENT || other->kind == PROSE_TASK;
        if (owes && other->span.end >= figure->span.end) return true;
    }
    return false;
}

/* Marks and blanks change from one edition to the next, words do not. */
static Text key_of_words(Arena *arena, ProseKind kind, Text words)
{
    Buf kept = buf_new(arena), key = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    buf_add_format(&kept, "%s\n", prose_kind_name(kind));
    while (text_next(words, &at, &c)) {
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alnum || is_cjk(c) || c == '%') buf_add_code_point(&kept, c);
    }
    Hash hash = hash_text(buf_text(&kept));
    hash_print(&key, &hash);
    return buf_text(&key);
}

/* 12个 alone says nothing: of what, and when, are part of it. */
static Text figure_words(Arena *arena, const ProseProposal *figure)
{
    return text_format(arena, "%.*s%.*s%.*s", TEXT_ARGS(figure->period.text),
                       TEXT_ARGS(figure->indicator), TEXT_ARGS(figure->text));
}

/* ---- What is known ---- */

enum { ASKED_AT_ONCE = 200 };

const RecordDef *choice_def(const Workspace *workspace)
{
    return model_record(workspace_model(workspace), TEXT("reading_choice"));
}

/* The records of a type whose field is one of these texts, told one by one. */
typedef struct Asking {
    Arena *arena;
    Workspace *workspace;
    const RecordDef *def;
    int field;
    List texts;   /* Value */
    Map *found;   /* text to the record's place in `records` */
    List records; /* Record * */
} Asking;

static Status ask_some(Asking *asking, size_t from, size_t count, Error *err)
{
    RecordFilter filter = {.field = asking->field,
                           .compare = COMPARE_ANY_OF,
                           .values = LIST_AT(&asking->texts, Value, from),
                           .value_count = (int)count};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List records;
    Status status =
        record_list(asking->arena, asking->workspace, asking->def, &query, &records, err);
    for (size_t i = 0; !status && i < records.count; i++) {
        Record *record = LIST_AT(&records, Record, i);
        map_put(asking->found, record->values[asking->field].text, (int64_t)asking->records.count);
        *(Record **)list_add(&asking->records) = record;
    }
    return status;
}

static Status ask(Asking *asking, Error *err)
{
    Status status = STATUS_OK;
    for (size_t from = 0; !status && from < asking->texts.count; from += ASKED_AT_ONCE) {
        size_t left = asking->texts.count - from;
        status = ask_some(asking, from, left < ASKED_AT_ONCE ? left : ASKED_AT_ONCE, err);
    }
    return status;
}

static Asking asking_new(Arena *arena, Workspace *workspace, const RecordDef *def,
                         const char *field)
{
    return (Asking){.arena = arena,
                    .workspace = workspace,
                    .def = def,
                    .field = def ? record_field(def, text_from(field)) : -1,
                    .texts = list_new(arena, sizeof(Value)),
                    .found = map_new(arena),
                    .records = list_new(arena, sizeof(Record *))};
}

static Record *answer_of(const Asking *asking, Text text)
{
    int64_t at;
    return map_get(asking->found, text, &at) ? *LIST_AT(&asking->records, Record *, (size_t)at)
                                             : NULL;
}

static void note_decision(ProposalItem *item, Record *decision)
{
    item->decision = decision->id;
    item->choice = choice_of(record_value(decision, "choice")->text);
    if (item->choice == CHOICE_OPEN) return; /* withdrawn */
    item->made_type = record_value(decision, "made_type")->text;
    item->made = record_value(decision, "made")->number;
}

static Status find_decisions(Arena *arena, Workspace *workspace, List *items, Error *err)
{
    Asking asking = asking_new(arena, workspace, choice_def(workspace), "key");
    for (size_t i = 0; i < items->count; i++)
        *(Value *)list_add(&asking.texts) = value_text(LIST_AT(items, ProposalItem, i)->key);
    Status status = ask(&asking, err);
    for (size_t i = 0; !status && i < items->count; i++) {
        ProposalItem *item = LIST_AT(items, ProposalItem, i);
        Record *decision = answer_of(&asking, item->key);
        if (decision) note_decision(item, decision);
    }
    return status;
}

static Text anchor_of(const ProposalItem *item)
{
    return first_characters(item->proposal->text, ANCHOR_MOST);
}

static bool is_undecided(const ProposalItem *item, ProseKind kind)
{
    return item->proposal->kind == kind && !item->decision;
}

/* 20个 stands in many texts: of a figure the place must be the same too. */
static bool is_same_place(const ProposalItem *item, Record *known)
{
    return item->proposal->kind != PROSE_FIGURE ||
           record_value(known, "position")->number == (int64_t)item->proposal->span.start;
}

static void note_known(ProposalItem *item, const char *type, int64_t id)
{
    item->choice = CHOICE_ACCEPTED;
    item->made_type = text_from(type);
    item->made = id;
}

/* A record with this anchor is there from elsewhere. */
static Status find_elsewhere(Arena *arena, Workspace *workspace, ProseKind kind, List *items,
                             Error *err)
{
    const RecordDef *def = proposal_type(workspace, kind);
    Asking asking = asking_new(arena, workspace, def, "anchor");
    if (asking.field < 0 || !record_filters_by(workspace, def, asking.field)) return STATUS_OK;
    for (size_t i = 0; i < items->count; i++) {
        const ProposalItem *item = LIST_AT(items, ProposalItem, i);
        if (is_undecided(item, kind))
            *(Value *)list_add(&asking.texts) = value_text(anchor_of(item));
    }
    Status status = ask(&asking, err);
    for (size_t i = 0; !status && i < items->count; i++) {
        ProposalItem *item = LIST_AT(items, ProposalItem, i);
        Record *known = is_undecided(item, kind) ? answer_of(&asking, anchor_of(item)) : NULL;
        if (!known || !is_same_place(item, known)) continue;
        note_known(item, def->name, known->id);
    }
    return status;
}

/* 主支撑 is there as an entry of that name, or as 主支撑：工业强市;
 * 近学许昌 as the benchmark that it is. */
static Status find_named(Arena *arena, Workspace *workspace, List *items, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < items->count; i++) {
        ProposalItem *item = LIST_AT(items, ProposalItem, i);
        int64_t id = 0;
        if (is_undecided(item, PROSE_MAIN)) {
            status = entry_named(arena, workspace, item->proposal->name, &id, err);
            if (id) note_known(item, "entry", id);
        } else if (is_undecided(item, PROSE_BENCHMARK)) {
            status = benchmark_known(arena, workspace, item->proposal, &id, err);
            if (id) note_known(item, "benchmark", id);
        }
    }
    return status;
}

Status proposals_refresh(Arena *arena, Workspace *workspace, List *items, Error *err)
{
    for (size_t i = 0; i < items->count; i++) {
        ProposalItem *item = LIST_AT(items, ProposalItem, i);
        *item = (ProposalItem){item->proposal, item->paragraph, item->key};
    }
    Status status = find_decisions(arena, workspace, items, err);
    for (int kind = 0; !status && kind < PROSE_KIND_COUNT; kind++) {
        status = find_elsewhere(arena, workspace, (ProseKind)kind, items, err);
    }
    return status ? status : find_named(arena, workspace, items, err);
}

/* Paragraphs and proposals both stand by place. */
static Text paragraph_of(const ProseReading *reading, const ProseProposal *proposal, size_t *at)
{
    const List *paragraphs = &reading->paragraphs;
    while (*at + 1 < paragraphs->count &&
           LIST_AT(paragraphs, ProseParagraph, *at + 1)->start <= proposal->span.start)
        ++*at;
    return paragraphs->count ? LIST_AT(paragraphs, ProseParagraph, *at)->text : TEXT("");
}

Status proposals_list(Arena *arena, Workspace *workspace, const ProseReading *reading, List *items,
                      Error *err)
{
    *items = list_new(arena, sizeof(ProposalItem));
    Map *seen = map_new(arena);
    size_t paragraph = 0;
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading->proposals, ProseProposal, i);
        if (!becomes_record(proposal) || is_owed(reading, i)) continue;
        Text around = paragraph_of(reading, proposal, &paragraph);
        Text words =
            proposal->kind == PROSE_FIGURE ? figure_words(arena, proposal) : proposal->text;
        Text key = key_of_words(arena, proposal->kind, words);
        int64_t place;
        if (map_get(seen, key, &place)) continue; /* the same words twice are one proposal */
        map_put(seen, key, (int64_t)i);
        *(ProposalItem *)list_add(items) =
            (ProposalItem){.proposal = proposal, .paragraph = around, .key = key};
    }
    return proposals_refresh(arena, workspace, items, err);
}

/* ---- Examples ---- */

Status proposal_examples(Arena *arena, Workspace *workspace, Buf *out, Error *err)
{
    List records;
    Status status =
        record_list(arena, workspace, choice_def(workspace), &(RecordQuery){0}, &records, err);
    for (size_t i = 0; !status && i < records.count; i++) {
        Record *record = LIST_AT(&records, Record, i);
        Text rule = record_value(record, "rule")->text;
        Text sentence = record_value(record, "sentence")->text;
        Text wording = record_value(record, "wording")->text;
        Choice choice = choice_of(record_value(record, "choice")->text);
        /* A span that is not in the text teaches no rule where to cut. */
        bool teaches =
            choice == CHOICE_CORRECTED && wording.len && text_contains(sentence, wording);
        if (choice != CHOICE_REJECTED && !teaches) continue;
        buf_add_format(out, "rule %.*s\n", TEXT_ARGS(rule));
        if (teaches) {
            buf_add_format(out, "  example %.*s => %.*s\n", TEXT_ARGS(sentence),
                           TEXT_ARGS(wording));
        } else {
            buf_add_format(out, "  not %.*s\n", TEXT_ARGS(sentence));
        }
    }
    return status;
}
