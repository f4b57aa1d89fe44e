/* The public side: approved by another, not before its day; promises counted down. */
#include "work_impl.h"

Status publication_approve(HookCall *call, Error *err)
{
    (void)err;
    if (ask_has(call->record, "approver") &&
        ask_ref(call->record, "approver") == ask_ref(call->record, "author")) {
        find_fault(call, "approver", "work.approves_itself", NO_ARGS);
    }
    return STATUS_OK;
}

Status publication_publish(HookCall *call, Error *err)
{
    const Value *embargo = ask_value(call->record, "not_before");
    (void)err;
    if (!ask_has(call->record, "approver")) {
        find_fault(call, "approver", "work.not_approved", NO_ARGS);
    }
    if (embargo->kind != VALUE_NONE && embargo->number > workspace_today(call->workspace)) {
        Buf day = buf_new(call->arena);
        date_print(&day, (Date)embargo->number);
        find_fault(call, "not_before", "work.embargo", ARGS(arg_text("day", buf_text(&day))));
    }
    return STATUS_OK;
}

/* Below zero once the day has passed; nothing once it was kept or broken. */
Status promise_days_left(HookCall *call, Error *err)
{
    (void)err;
    *call->computed = value_none();
    if (ask_in(call->record, "prepared running")) {
        *call->computed = value_int(ask_value(call->record, "due")->number -
                                    workspace_today(call->workspace));
    }
    return STATUS_OK;
}

/* ---- What a publication rests on ---- */

static Status add_named(Arena *arena, Workspace *workspace, const Record *publication,
                        const char *field, const char *type, List *records, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), text_from(type));
    const Value *named = ask_value(publication, field);
    Status status = STATUS_OK;
    *records = list_new(arena, sizeof(Record));
    for (int i = 0; status == STATUS_OK && named->kind == VALUE_REFS && i < named->ref_count; i++) {
        Record *record;
        status = record_get(arena, workspace, def, named->refs[i], &record, err);
        if (status == STATUS_OK) {
            *(Record *)list_add(records) = *record;
        }
    }
    return status;
}

Status publication_basis(Arena *arena, Workspace *workspace, const Record *publication,
                         PublicationBasis *basis, Error *err)
{
    const RecordDef *def = publication->def;
    if (publication->state < 0 || !def->states[publication->state].is_public) {
        return error_set(err, STATUS_DENIED, "work.not_public", NO_ARGS);
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    Status status = add_named(arena, workspace, publication, "gaps", "gap", &basis->gaps, err);
    if (status == STATUS_OK) {
        status = add_named(arena, workspace, publication, "tasks", "task", &basis->tasks, err);
    }
    workspace_look_with(workspace, before);
    return status;
}
