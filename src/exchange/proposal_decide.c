/* What a person decides about a proposal, kept in one transaction with the record it makes. A
 * decision that is withdrawn takes its record away again, and the proposal is open once more. */
#include "proposal_impl.h"

#include <string.h>

/* ---- Keeping ---- */

typedef struct Made {
    Choice choice;
    const Record *record, *too; /* NULL: none; the second of a split */
    Text wording;
} Made;

static void fill_made(Record *decision, const Made *made)
{
    *record_value(decision, "choice") = value_text(text_from(choice_name(made->choice)));
    *record_value(decision, "wording") = value_none();
    *record_value(decision, "made_type") = value_none();
    *record_value(decision, "made") = value_none();
    *record_value(decision, "made_too") = value_none();
    if (made->record) {
        *record_value(decision, "made_type") = value_text(text_from(made->record->def->name));
        *record_value(decision, "made") = value_int(made->record->id);
    }
    if (made->too) *record_value(decision, "made_too") = value_int(made->too->id);
}

/* The decision that was withdrawn before, or a new one. */
static Status open_decision(Arena *arena, Workspace *workspace, const ProposalSource *source,
                            const ProposalItem *item, Record **decision, Error *err)
{
    const RecordDef *def = choice_def(workspace);
    if (item->decision) return record_get(arena, workspace, def, item->decision, decision, err);
    const ProseProposal *proposal = item->proposal;
    *decision = record_new(arena, def);
    record_fill_number(*decision, "reading", source->id);
    record_fill_text(arena, *decision, "key", item->key);
    *record_value(*decision, "kind") = value_text(text_from(prose_kind_name(proposal->kind)));
    record_fill_text(arena, *decision, "text", proposal->text);
    record_fill_text(arena, *decision, "sentence", item->paragraph);
    record_fill_text(arena, *decision, "anchor", first_characters(proposal->text, ANCHOR_MOST));
    record_fill_number(*decision, "position", (int64_t)proposal->span.start);
    record_fill_text(arena, *decision, "rule", text_from(proposal->rule));
    return STATUS_OK;
}

static Status keep_choice(Arena *arena, Workspace *workspace, const ProposalSource *source,
                          ProposalItem *item, Made made, Problems *problems, Error *err)
{
    Record *decision;
    Status status = open_decision(arena, workspace, source, item, &decision, err);
    if (status) return status;
    fill_made(decision, &made);
    record_fill_text(arena, decision, "wording", made.wording);
    status = record_save(arena, workspace, decision, TEXT(""), problems, err);
    if (status) return status;
    item->decision = decision->id;
    item->choice = made.choice;
    item->made_type = made.record ? text_from(made.record->def->name) : TEXT("");
    item->made = made.record ? made.record->id : 0;
    return STATUS_OK;
}

/* ---- One transaction ---- */

/* What is put back where the transaction fails. */
typedef struct Before {
    int64_t source;
    ProposalItem item, other;
} Before;

static Status begin(Arena *arena, Workspace *workspace, ProposalSource *source,
                    const ProposalItem *item, Problems *problems, Error *err)
{
    if (item->choice != CHOICE_OPEN) {
        return error_set(err, STATUS_CONFLICT, "exchange.proposal_decided",
                         ARGS(arg_text("text", item->proposal->text)));
    }
    Status status = workspace_begin(workspace, err);
    if (status) return status;
    status = reading_keep(arena, workspace, source, problems, err);
    if (status) workspace_rollback(workspace);
    return status;
}

static Status end(Workspace *workspace, Status status, Error *err)
{
    if (!status) return workspace_commit(workspace, err);
    workspace_rollback(workspace);
    return status;
}

/* ---- Making ---- */

static Status make_record(Arena *arena, Workspace *workspace, const ProposalSource *source,
                          const ProposalItem *item, Text words, size_t position, Record **record,
                          Error *err)
{
    const RecordDef *def = proposal_type(workspace, item->proposal->kind);
    *record = def ? record_new(arena, def) : NULL;
    if (!def) return STATUS_OK;
    return proposal_fill(arena, workspace, source, item, words, position, *record, err);
}

Status proposal_draft(Arena *arena, Workspace *workspace, const ProposalSource *source,
                      const ProposalItem *item, Record **record, Error *err)
{
    return make_record(arena, workspace, source, item, item->proposal->text,
                       item->proposal->span.start, record, err);
}

/* A problem with a name is the person's to mend: nothing is saved beside it. */
static Status save_made(Arena *arena, Workspace *workspace, const ProposalSource *source,
                        Record *record, Problems *problems, Error *err)
{
    if (!record) return STATUS_OK;
    if (problems_count(problems, SEVERITY_ERROR)) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_lacks", NO_ARGS);
    }
    Status status = entry_complete(arena, workspace, source, record, problems, err);
    return status ? status : record_save(arena, workspace, record, TEXT(""), problems, err);
}

static Status accept(Arena *arena, Workspace *workspace, ProposalSource *source, ProposalItem *item,
                     const ProposalField *fields, size_t field_count, Problems *problems,
                     int64_t *made, Error *err)
{
    Record *record;
    Text wording = TEXT("");
    Status status = proposal_draft(arena, workspace, source, item, &record, err);
    for (size_t i = 0; !status && record && i < field_count; i++) {
        status = proposal_correct(arena, workspace, source, record, &fields[i], problems, err);
        if (text_equal(fields[i].name, TEXT("zh"))) wording = fields[i].value;
    }
    if (!status) status = save_made(arena, workspace, source, record, problems, err);
    Choice choice = field_count ? CHOICE_CORRECTED : CHOICE_ACCEPTED;
    if (!status) {
        Made kept = {.choice = choice, .record = record, .wording = wording};
        status = keep_choice(arena, workspace, source, item, kept, problems, err);
    }
    *made = record ? record->id : 0;
    return status;
}

Status proposal_accept(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, const ProposalField *fields, size_t field_count,
                       Problems *problems, int64_t *made, Error *err)
{
    Before before = {.source = source->id, .item = *item};
    Status status = begin(arena, workspace, source, item, problems, err);
    if (!status) {
        status = accept(arena, workspace, source, item, fields, field_count, problems, made, err);
        status = end(workspace, status, err);
    }
    if (status) {
        source->id = before.source;
        *item = before.item;
    }
    return status;
}

static Status merge(Arena *arena, Workspace *workspace, ProposalSource *source, ProposalItem *item,
                    ProposalItem *other, Problems *problems, int64_t *made, Error *err)
{
    Record *record;
    Text words = text_format(arena, "%.*s；%.*s", TEXT_ARGS(item->proposal->text),
                             TEXT_ARGS(other->proposal->text));
    Status status = make_record(arena, workspace, source, item, words, item->proposal->span.start,
                                &record, err);
    if (!status) status = save_made(arena, workspace, source, record, problems, err);
    if (!status) {
        Made kept = {.choice = CHOICE_CORRECTED, .record = record, .wording = words};
        status = keep_choice(arena, workspace, source, item, kept, problems, err);
    }
    if (!status) {
        Made kept = {.choice = CHOICE_MERGED, .record = record};
        status = keep_choice(arena, workspace, source, other, kept, problems, err);
    }
    *made = record ? record->id : 0;
    return status;
}

Status proposal_merge(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, ProposalItem *other, Problems *problems, int64_t *made,
                      Error *err)
{
    Before before = {.source = source->id, .item = *item, .other = *other};
    if (item == other || other->choice != CHOICE_OPEN ||
        other->proposal->kind != item->proposal->kind) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_no_partner", NO_ARGS);
    }
    Status status = begin(arena, workspace, source, item, problems, err);
    if (!status) {
        status = merge(arena, workspace, source, item, other, problems, made, err);
        status = end(workspace, status, err);
    }
    if (status) {
        source->id = before.source;
        *item = before.item;
        *other = before.other;
    }
    return status;
}

static Status split(Arena *arena, Workspace *workspace, ProposalSource *source, ProposalItem *item,
                    size_t at, Problems *problems, int64_t made[2], Error *err)
{
    const ProseProposal *proposal = item->proposal;
    Text first = first_characters(proposal->text, at);
    Text parts[2] = {first, text_slice(proposal->text, first.len, proposal->text.len)};
    Record *records[2] = {NULL, NULL};
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < 2; i++) {
        status = make_record(arena, workspace, source, item, parts[i],
                             proposal->span.start + i * at, &records[i], err);
        if (!status) status = save_made(arena, workspace, source, records[i], problems, err);
        made[i] = records[i] ? records[i]->id : 0;
    }
    if (status) return status;
    Text wording = text_format(arena, "%.*s | %.*s", TEXT_ARGS(parts[0]), TEXT_ARGS(parts[1]));
    Made kept = {
        .choice = CHOICE_SPLIT, .record = records[0], .too = records[1], .wording = wording};
    return keep_choice(arena, workspace, source, item, kept, problems, err);
}

Status proposal_split(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, size_t at, Problems *problems, int64_t made[2],
                      Error *err)
{
    Before before = {.source = source->id, .item = *item};
    const ProseSpan span = item->proposal->span;
    if (at == 0 || at >= span.end - span.start) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_no_parts", NO_ARGS);
    }
    Status status = begin(arena, workspace, source, item, problems, err);
    if (!status) {
        status = split(arena, workspace, source, item, at, problems, made, err);
        status = end(workspace, status, err);
    }
    if (status) {
        source->id = before.source;
        *item = before.item;
    }
    return status;
}

Status proposal_reject(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, Problems *problems, Error *err)
{
    Before before = {.source = source->id, .item = *item};
    Status status = begin(arena, workspace, source, item, problems, err);
    if (!status) {
        Made kept = {.choice = CHOICE_REJECTED};
        status = keep_choice(arena, workspace, source, item, kept, problems, err);
        status = end(workspace, status, err);
    }
    if (status) {
        source->id = before.source;
        *item = before.item;
    }
    return status;
}

/* ---- Taking back ---- */

/* The decisions that share the record: those that were merged. */
static Status decisions_of(Arena *arena, Workspace *workspace, Record *decision, List *sharing,
                           Error *err)
{
    const RecordDef *def = choice_def(workspace);
    RecordFilter filter = {.field = record_field(def, TEXT("reading")),
                           .value = *record_value(decision, "reading")};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List all;
    *sharing = list_new(arena, sizeof(Record *));
    Status status = record_list(arena, workspace, def, &query, &all, err);
    for (size_t i = 0; !status && i < all.count; i++) {
        Record *other = LIST_AT(&all, Record, i);
        bool same =
            other->id == decision->id ||
            (record_value(decision, "made")->kind == VALUE_INT &&
             value_equal(record_value(other, "made"), record_value(decision, "made")) &&
             value_equal(record_value(other, "made_type"), record_value(decision, "made_type")));
        if (same) *(Record **)list_add(sharing) = other;
    }
    return status;
}

static Status retract_made(Arena *arena, Workspace *workspace, Text type, const Value *made,
                           Problems *problems, Error *err)
{
    Record *record;
    const RecordDef *def = model_record(workspace_model(workspace), type);
    if (!def || made->kind != VALUE_INT) return STATUS_OK;
    Status status = record_get(arena, workspace, def, made->number, &record, err);
    if (status == STATUS_NOT_FOUND) return STATUS_OK; /* somebody deleted it already */
    return status ? status : record_retract(arena, workspace, record, TEXT(""), problems, err);
}

static Status withdraw(Arena *arena, Workspace *workspace, const ProposalItem *item,
                       Problems *problems, Error *err)
{
    Record *decision;
    List sharing;
    Made none = {.choice = CHOICE_WITHDRAWN};
    Status status =
        record_get(arena, workspace, choice_def(workspace), item->decision, &decision, err);
    if (!status) status = decisions_of(arena, workspace, decision, &sharing, err);
    if (status) return status;
    Text type = record_value(decision, "made_type")->text;
    Value made = *record_value(decision, "made"), too = *record_value(decision, "made_too");
    for (size_t i = 0; !status && i < sharing.count; i++) {
        Record *one = *LIST_AT(&sharing, Record *, i);
        fill_made(one, &none);
        status = record_save(arena, workspace, one, TEXT(""), problems, err);
    }
    if (!status) status = retract_made(arena, workspace, type, &made, problems, err);
    return status ? status : retract_made(arena, workspace, type, &too, problems, err);
}

Status proposal_withdraw(Arena *arena, Workspace *workspace, const ProposalItem *item,
                         Problems *problems, Error *err)
{
    if (!item->decision || item->choice == CHOICE_OPEN) {
        return error_set(err, STATUS_CONFLICT, "exchange.proposal_not_decided",
                         ARGS(arg_text("text", item->proposal->text)));
    }
    Status status = workspace_begin(workspace, err);
    if (status) return status;
    status = withdraw(arena, workspace, item, problems, err);
    return end(workspace, status, err);
}
