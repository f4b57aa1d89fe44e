/* Taking back the last change or move of a record, by whoever made it and while nothing came
 * after. */
#include "save_impl.h"

/* What the last version changed. */
typedef struct LastStep {
    List changes; /* of Change */
    Text action, who;
} LastStep;

static Status last_step(Arena *arena, Workspace *workspace, const Record *record, LastStep *step,
                        Error *err)
{
    List all;
    *step = (LastStep){list_new(arena, sizeof(Change)), {0}, {0}};
    Status status = history_read(arena, workspace, record->def, record->id, &all, err);
    for (size_t at = 0; status == STATUS_OK && at < all.count; at++) {
        const Change *change = LIST_AT(&all, Change, at);
        bool is_of_record = !text_equal(change->action, TEXT("erase")) &&
                            !text_equal(change->action, TEXT(CHANGE_MIGRATE)) &&
                            !text_equal(change->action, TEXT(CHANGE_TAKE)) &&
                            !text_equal(change->action, TEXT(CHANGE_ATTACH)) &&
                            !text_equal(change->action, TEXT(CHANGE_DETACH));
        if (change->record_version == record->version && is_of_record) {
            *(Change *)list_add(&step->changes) = *change;
            step->action = change->action;
            step->who = change->who;
        }
    }
    return status;
}

static bool is_erased(const LastStep *step)
{
    for (size_t at = 0; at < step->changes.count; at++) {
        if (!LIST_AT(&step->changes, Change, at)->has_values) {
            return true;
        }
    }
    return false;
}

static Status may_undo(const Workspace *workspace, const Record *record, const LastStep *step,
                       Error *err)
{
    const RecordDef *def = record->def;
    Arg label = label_arg("label", def->zh, def->en);
    bool is_step = text_equal(step->action, TEXT("change")) ||
                   text_equal(step->action, TEXT("move")) || text_equal(step->action, TEXT("undo"));
    if (!is_step || is_erased(step)) {
        return error_set(err, STATUS_UNSUPPORTED,
                         is_step ? "record.undo_erased" : "record.undo_none",
                         ARGS(label, arg_int("id", record->id)));
    }
    if (!text_equal(step->who, workspace->actor.who)) {
        return error_set(err, STATUS_DENIED, "record.undo_author",
                         ARGS(label, arg_int("id", record->id), arg_text("who", step->who)));
    }
    return STATUS_OK;
}

/* `record` becomes as it was before the step. */
static Status take_back(Save *save, const LastStep *step, Error *err)
{
    const RecordDef *def = save->record->def;
    for (size_t at = 0; at < step->changes.count; at++) {
        const Change *change = LIST_AT(&step->changes, Change, at);
        int field = record_field(def, change->field);
        if (field >= 0 && def->fields[field].number != NULL) {
            continue; /* a number that was given stays */
        }
        if (field < 0) {
            save->undo_state = record_state(def, change->before);
        } else if (!value_from_canonical(save->arena, &def->fields[field], change->before,
                                         &save->record->values[field])) {
            return error_set(
                err, STATUS_UNSUPPORTED, "record.undo_erased",
                ARGS(label_arg("label", def->zh, def->en), arg_int("id", save->record->id)));
        }
    }
    return STATUS_OK;
}

static Status undo_inside(Save *save, Problems *problems, Error *err)
{
    LastStep step;
    Record *now = NULL;
    Record *record = save->record;
    Status status = row_get(save->arena, save->workspace, record->def, record->id, &now, err);
    if (status == STATUS_OK && now == NULL) {
        return row_missing(record->def, record->id, err);
    }
    if (status == STATUS_OK) {
        status = permit_record(save->workspace, now, ACT_READ, err);
    }
    if (status == STATUS_OK) {
        status = version_check(record, now, err);
    }
    if (status == STATUS_OK) {
        status = last_step(save->arena, save->workspace, now, &step, err);
    }
    if (status == STATUS_OK) {
        status = may_undo(save->workspace, now, &step, err);
    }
    if (status == STATUS_OK) {
        record->values = now->values;
        save->undo_state = now->state;
        status = take_back(save, &step, err);
    }
    return status == STATUS_OK ? save_run(save, problems, err) : status;
}

Status record_undo(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err)
{
    Save save = {.arena = arena,
                 .workspace = workspace,
                 .kind = SAVE_UNDO,
                 .record = record,
                 .reason = reason};
    bool begun = false;
    Record given = *record;
    Status status = workspace_join(workspace, &begun, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = undo_inside(&save, problems, err);
    status = workspace_part(workspace, begun, save.has_written, status, err);
    if (status != STATUS_OK) {
        *record = given;
    }
    return status;
}
