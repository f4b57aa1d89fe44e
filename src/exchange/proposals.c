/* Proposals and what people decide about them. A decision is a record of its own (reading_choice), kept
 * in one transaction with the record it made; its key is a digest of kind and words, so that another
 * edition of a text, or the same text read again, proposes only what nobody has decided. */
#include "proposal_impl.h"

#include <string.h>

const char *choice_name(Choice choice)
{
    static const char *const NAMES[] = {"open",   "accepted", "corrected",
                                        "merged", "split",    "rejected"};
    return NAMES[choice];
}

static Choice choice_of(Text name)
{
    for (int i = CHOICE_ACCEPTED; i <= CHOICE_REJECTED; i++) {
        if (text_equal(name, text_from(choice_name((Choice)i)))) return (Choice)i;
    }
    return CHOICE_OPEN;
}

/* ---- Keys ---- */

static bool becomes_record(ProseKind kind)
{
    return kind == PROSE_COMMITMENT || kind == PROSE_TASK || kind == PROSE_LESSON ||
           kind == PROSE_GAP || kind == PROSE_STRENGTH;
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

/* ---- What is known ---- */

static Status find_by_text(Arena *arena, Workspace *workspace, const RecordDef *def,
                           const char *field, Text text, Record **found, Error *err)
{
    *found = NULL;
    int index = def ? record_field(def, text_from(field)) : -1;
    if (index < 0 || !record_filters_by(workspace, def, index)) return STATUS_OK;
    RecordFilter filter = {.field = index, .value = value_text(text)};
    RecordQuery query = {.filters = &filter, .filter_count = 1, .limit = 1};
    List records;
    Status status = record_list(arena, workspace, def, &query, &records, err);
    if (!status && records.count) *found = LIST_AT(&records, Record, 0);
    return status;
}

static const RecordDef *choice_def(const Workspace *workspace)
{
    return model_record(workspace_model(workspace), TEXT("reading_choice"));
}

/* Decided before; or a record with this anchor is there from elsewhere. */
static Status find_known(Arena *arena, Workspace *workspace, ProposalItem *item, Error *err)
{
    Record *known;
    Status status =
        find_by_text(arena, workspace, choice_def(workspace), "key", item->key, &known, err);
    if (status) return status;
    if (known) {
        item->choice = choice_of(record_value(known, "choice")->text);
        return STATUS_OK;
    }
    Text anchor = first_characters(item->proposal->text, ANCHOR_MOST);
    status = find_by_text(arena, workspace, proposal_type(workspace, item->proposal->kind),
                          "anchor", anchor, &known, err);
    if (!status && known) item->choice = CHOICE_ACCEPTED;
    return status;
}

static Text paragraph_of(const ProseReading *reading, const ProseProposal *proposal)
{
    Text text = TEXT("");
    for (size_t i = 0; i < reading->paragraphs.count; i++) {
        const ProseParagraph *paragraph = LIST_AT(&reading->paragraphs, ProseParagraph, i);
        if (paragraph->start > proposal->span.start) break;
        text = paragraph->text;
    }
    return text;
}

Status proposals_list(Arena *arena, Workspace *workspace, const ProseReading *reading, List *items,
                      Error *err)
{
    *items = list_new(arena, sizeof(ProposalItem));
    Map *seen = map_new(arena);
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < reading->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading->proposals, ProseProposal, i);
        if (!becomes_record(proposal->kind)) continue;
        ProposalItem item = {proposal, paragraph_of(reading, proposal),
                             key_of_words(arena, proposal->kind, proposal->text), CHOICE_OPEN};
        int64_t place;
        if (map_get(seen, item.key, &place)) continue; /* the same words twice are one proposal */
        map_put(seen, item.key, (int64_t)i);
        status = find_known(arena, workspace, &item, err);
        *(ProposalItem *)list_add(items) = item;
    }
    return status;
}

/* ---- Keeping ---- */

static Text name_of(const ProposalSource *source)
{
    if (!source->reading->paragraphs.count) return source->path;
    return first_characters(LIST_AT(&source->reading->paragraphs, ProseParagraph, 0)->text, 120);
}

/* The record of the text itself: found by its digest, or made. */
static Status keep_source(Arena *arena, Workspace *workspace, ProposalSource *source,
                          Problems *problems, Error *err)
{
    if (source->id) return STATUS_OK;
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("reading"));
    Buf digest = buf_new(arena);
    hash_print(&digest, &source->file->digest);
    Record *record;
    Status status = find_by_text(arena, workspace, def, "digest", buf_text(&digest), &record, err);
    if (status) return status;
    if (!record) {
        record = record_new(arena, def);
        record_fill_text(arena, record, "name", name_of(source));
        record_fill_text(arena, record, "file", source->path);
        record_fill_text(arena, record, "digest", buf_text(&digest));
        if (source->reading->date != DATE_NONE) {
            record_fill_number(record, "text_date", source->reading->date);
        }
        if (source->visit) record_fill_number(record, "visit", source->visit);
        if (source->subject >= 0) {
            record_fill_number(record, "subject", source->registry->entities[source->subject].id);
        }
        status = record_save(arena, workspace, record, TEXT(""), problems, err);
    }
    if (!status) source->id = record->id;
    return status;
}

typedef struct Made {
    Choice choice;
    const char *type; /* NULL: none */
    int64_t id;
    Text wording;
} Made;

static Status keep_choice(Arena *arena, Workspace *workspace, ProposalSource *source,
                          const ProposalItem *item, Made made, Problems *problems, Error *err)
{
    Status status = keep_source(arena, workspace, source, problems, err);
    if (status) return status;
    const ProseProposal *proposal = item->proposal;
    Record *record = record_new(arena, choice_def(workspace));
    record_fill_number(record, "reading", source->id);
    record_fill_text(arena, record, "key", item->key);
    *record_value(record, "kind") = value_text(text_from(prose_kind_name(proposal->kind)));
    record_fill_text(arena, record, "text", proposal->text);
    record_fill_text(arena, record, "sentence", item->paragraph);
    record_fill_text(arena, record, "anchor", first_characters(proposal->text, ANCHOR_MOST));
    record_fill_number(record, "position", (int64_t)proposal->span.start);
    record_fill_text(arena, record, "rule", text_from(proposal->rule));
    *record_value(record, "choice") = value_text(text_from(choice_name(made.choice)));
    record_fill_text(arena, record, "wording", made.wording);
    if (made.type) {
        record_fill_text(arena, record, "made_type", text_from(made.type));
        record_fill_number(record, "made", made.id);
    }
    return record_save(arena, workspace, record, TEXT(""), problems, err);
}

static Status end_transaction(Workspace *workspace, Status status, Error *err)
{
    if (!status) return workspace_commit(workspace, err);
    workspace_rollback(workspace);
    return status;
}

static Status begin_decision(Workspace *workspace, const ProposalItem *item, Error *err)
{
    if (item->choice != CHOICE_OPEN) {
        return error_set(err, STATUS_CONFLICT, "exchange.proposal_decided",
                         ARGS(arg_text("text", item->proposal->text)));
    }
    return workspace_begin(workspace, err);
}

static Status make_record(Arena *arena, Workspace *workspace, const ProposalSource *source,
                          const ProposalItem *item, Text words, size_t position, Record **record,
                          Error *err)
{
    const RecordDef *def = proposal_type(workspace, item->proposal->kind);
    *record = def ? record_new(arena, def) : NULL;
    if (!def) return STATUS_OK;
    return proposal_fill(arena, workspace, source, item, words, position, *record, err);
}

/* A problem with a name is the person's to mend: nothing is saved beside it. */
static Status save_made(Arena *arena, Workspace *workspace, Record *record, Problems *problems,
                        Error *err)
{
    if (!record) return STATUS_OK;
    if (problems_count(problems, SEVERITY_ERROR)) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_lacks", NO_ARGS);
    }
    return record_save(arena, workspace, record, TEXT(""), problems, err);
}

static Made made_of(Choice choice, const Record *record, Text wording)
{
    return (Made){choice, record ? record->def->name : NULL, record ? record->id : 0, wording};
}

/* ---- Decisions ---- */

static Status accept(Arena *arena, Workspace *workspace, ProposalSource *source,
                     const ProposalItem *item, const ProposalField *fields, size_t field_count,
                     Problems *problems, int64_t *made, Error *err)
{
    Record *record;
    Text wording = TEXT("");
    Status status = make_record(arena, workspace, source, item, item->proposal->text,
                                item->proposal->span.start, &record, err);
    for (size_t i = 0; !status && record && i < field_count; i++) {
        status = proposal_correct(arena, workspace, source, record, &fields[i], problems, err);
        if (text_equal(fields[i].name, TEXT("zh"))) wording = fields[i].value;
    }
    if (!status) status = save_made(arena, workspace, record, problems, err);
    Choice choice = field_count ? CHOICE_CORRECTED : CHOICE_ACCEPTED;
    if (!status) {
        status = keep_choice(arena, workspace, source, item, made_of(choice, record, wording),
                             problems, err);
    }
    *made = record ? record->id : 0;
    return status;
}

Status proposal_accept(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, const ProposalField *fields, size_t field_count,
                       Problems *problems, int64_t *made, Error *err)
{
    int64_t before = source->id;
    Status status = begin_decision(workspace, item, err);
    if (status) return status;
    status = accept(arena, workspace, source, item, fields, field_count, problems, made, err);
    status = end_transaction(workspace, status, err);
    if (status) source->id = before;
    if (!status) item->choice = field_count ? CHOICE_CORRECTED : CHOICE_ACCEPTED;
    return status;
}

static Status merge(Arena *arena, Workspace *workspace, ProposalSource *source,
                    const ProposalItem *item, const ProposalItem *other, Problems *problems,
                    int64_t *made, Error *err)
{
    Record *record;
    Text words = text_format(arena, "%.*s；%.*s", TEXT_ARGS(item->proposal->text),
                             TEXT_ARGS(other->proposal->text));
    Status status = make_record(arena, workspace, source, item, words, item->proposal->span.start,
                                &record, err);
    if (!status) status = save_made(arena, workspace, record, problems, err);
    if (!status) {
        status = keep_choice(arena, workspace, source, item,
                             made_of(CHOICE_CORRECTED, record, words), problems, err);
    }
    if (!status) {
        status = keep_choice(arena, workspace, source, other,
                             made_of(CHOICE_MERGED, record, TEXT("")), problems, err);
    }
    *made = record ? record->id : 0;
    return status;
}

Status proposal_merge(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, ProposalItem *other, Problems *problems, int64_t *made,
                      Error *err)
{
    int64_t before = source->id;
    if (item == other || other->choice != CHOICE_OPEN ||
        other->proposal->kind != item->proposal->kind) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_no_partner", NO_ARGS);
    }
    Status status = begin_decision(workspace, item, err);
    if (status) return status;
    status = merge(arena, workspace, source, item, other, problems, made, err);
    status = end_transaction(workspace, status, err);
    if (status) {
        source->id = before;
        return status;
    }
    item->choice = CHOICE_CORRECTED;
    other->choice = CHOICE_MERGED;
    return STATUS_OK;
}

static Status split(Arena *arena, Workspace *workspace, ProposalSource *source,
                    const ProposalItem *item, size_t at, Problems *problems, int64_t made[2],
                    Error *err)
{
    const ProseProposal *proposal = item->proposal;
    Text first = first_characters(proposal->text, at);
    Text parts[2] = {first, text_slice(proposal->text, first.len, proposal->text.len)};
    Record *records[2] = {NULL, NULL};
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < 2; i++) {
        status = make_record(arena, workspace, source, item, parts[i],
                             proposal->span.start + i * at, &records[i], err);
        if (!status) status = save_made(arena, workspace, records[i], problems, err);
        made[i] = records[i] ? records[i]->id : 0;
    }
    if (status) return status;
    Text wording = text_format(arena, "%.*s | %.*s", TEXT_ARGS(parts[0]), TEXT_ARGS(parts[1]));
    return keep_choice(arena, workspace, source, item, made_of(CHOICE_SPLIT, records[0], wording),
                       problems, err);
}

Status proposal_split(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, size_t at, Problems *problems, int64_t made[2],
                      Error *err)
{
    int64_t before = source->id;
    const ProseSpan span = item->proposal->span;
    if (at == 0 || at >= span.end - span.start) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_no_parts", NO_ARGS);
    }
    Status status = begin_decision(workspace, item, err);
    if (status) return status;
    status = split(arena, workspace, source, item, at, problems, made, err);
    status = end_transaction(workspace, status, err);
    if (status) source->id = before;
    if (!status) item->choice = CHOICE_SPLIT;
    return status;
}

Status proposal_reject(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, Problems *problems, Error *err)
{
    int64_t before = source->id;
    Status status = begin_decision(workspace, item, err);
    if (status) return status;
    status = keep_choice(arena, workspace, source, item, (Made){.choice = CHOICE_REJECTED},
                         problems, err);
    status = end_transaction(workspace, status, err);
    if (status) source->id = before;
    if (!status) item->choice = CHOICE_REJECTED;
    return status;
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
