/* Creating, changing and moving a record: who may, whether it is still the one that was read, what
 * is wrong with it. */
#include "save_impl.h"

#include <string.h>

Status version_check(const Record *record, const Record *before, Error *err)
{
    if (record->version == before->version) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_CONFLICT, "record.conflict",
                     ARGS(label_arg("label", record->def->zh, record->def->en),
                          arg_int("id", record->id), arg_int("yours", record->version),
                          arg_int("current", before->version)));
}

static Status load_before(Save *save, Error *err)
{
    const Record *record = save->record;
    if (record->id == 0 && save->kind == SAVE_VALUES) {
        return STATUS_OK;
    }
    Status status =
        row_get(save->arena, save->workspace, record->def, record->id, &save->before, err);
    if (status == STATUS_OK && save->before == NULL) {
        return row_missing(record->def, record->id, err);
    }
    if (status == STATUS_OK) {
        status = permit_record(save->workspace, save->before, ACT_READ, err);
    }
    return status == STATUS_OK ? version_check(record, save->before, err) : status;
}

static Status may_move(Save *save, Problems *problems, Error *err)
{
    Status status = move_find(save->arena, save->before, save->move_name, &save->move, err);
    return status == STATUS_OK ? move_check(save->arena, save->workspace, save->record,
                                            save->before, save->move, problems, err)
                               : status;
}

static Status may_save(Save *save, Problems *problems, Error *err)
{
    switch (save->kind) {
    case SAVE_UNDO: return STATUS_OK; /* whose it was to take back has been asked already */
    case SAVE_MOVE: return may_move(save, problems, err);
    case SAVE_VALUES: break;
    }
    return save->before == NULL ? permit_record(save->workspace, save->record, ACT_CREATE, err)
                                : permit_change(save->workspace, save->before, save->record, err);
}

/* Who was not shown what is sealed hands it back empty, and means no change by that. */
static Status keep_sealed(Save *save, Error *err)
{
    if (save->before == NULL) {
        return STATUS_OK;
    }
    int count = save->before->def->field_count;
    Record shown = *save->before;
    shown.values = ARENA_ARRAY(save->arena, Value, (size_t)count);
    memcpy(shown.values, save->before->values, (size_t)count * sizeof(Value));
    Status status = row_seal(save->workspace, &shown, err);
    for (int f = 0; status == STATUS_OK && f < count; f++) {
        bool is_hidden = !value_equal(&shown.values[f], &save->before->values[f]);
        if (is_hidden && save->record->values[f].kind == VALUE_NONE) {
            save->record->values[f] = save->before->values[f];
        }
    }
    return status;
}

Status save_read(Save *save, Error *err)
{
    Status status = load_before(save, err);
    return status == STATUS_OK ? keep_sealed(save, err) : status;
}

static Status check_all(Save *save, Problems *problems, Error *err)
{
    CheckCounts counts = {0};
    Status status = record_check(save->arena, save->workspace, save->type, save->record,
                                 save->before, problems, &counts, err);
    if (status != STATUS_OK || counts.faults + counts.conflicts == 0) {
        return status;
    }
    const RecordDef *def = save->type->def;
    Arg label = label_arg("label", def->zh, def->en);
    if (counts.faults == 0) {
        return error_set(err, STATUS_CONFLICT, "record.clash", ARGS(label));
    }
    return error_set(err, STATUS_INVALID, "record.invalid",
                     ARGS(label, arg_int("count", counts.faults + counts.conflicts)));
}

/* The state that is written: a save leaves it as it is, a new record begins in the first. */
static int state_after(const Save *save)
{
    if (save->kind == SAVE_UNDO) {
        return save->undo_state;
    }
    if (save->move != NULL) {
        return save->move->to;
    }
    bool has_states = save->type->def->state_count > 0;
    return save->before != NULL ? save->before->state : has_states ? 0 : -1;
}

void save_foresee(Save *save)
{
    save->written = *save->record;
    save->written.version = save->before == NULL ? 1 : save->before->version + 1;
    save->written.state = state_after(save);
}

static Status save_inside(Save *save, Problems *problems, Error *err)
{
    Status status = save_read(save, err);
    if (status == STATUS_OK) {
        status = may_save(save, problems, err);
    }
    if (status == STATUS_OK) {
        status = check_all(save, problems, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    save_foresee(save);
    if (!save_differs(save)) {
        return STATUS_OK;
    }
    status = hooks_ask(save, problems, err);
    return status == STATUS_OK ? save_write(save, err) : status;
}

enum { REASON_BYTES_MAX = 4000 };

Status reason_check(Text reason, Error *err)
{
    if (reason.len <= REASON_BYTES_MAX && text_is_utf8(reason) &&
        (reason.len == 0 || memchr(reason.ptr, '\0', reason.len) == NULL)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.reason", ARGS(arg_int("most", REASON_BYTES_MAX)));
}

Status save_run(Save *save, Problems *problems, Error *err)
{
    Record *record = save->record;
    bool begun = false;
    Status status = type_of(save->workspace, record->def, &save->type, err);
    if (status == STATUS_OK) {
        status = reason_check(save->reason, err);
    }
    if (status == STATUS_OK) {
        status = workspace_join(save->workspace, &begun, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    for (int f = 0; f < record->def->field_count; f++) {
        value_normalise(&record->values[f]);
    }
    status = save_inside(save, problems, err);
    status = workspace_part(save->workspace, begun, save->has_written, status, err);
    if (status == STATUS_OK && save->has_written) {
        record->id = save->written.id;
        record->version = save->written.version;
        record->state = save->written.state;
        record->taken = NULL;
    }
    return status;
}

Status record_save(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err)
{
    Save save = {.arena = arena, .workspace = workspace, .record = record, .reason = reason};
    return save_run(&save, problems, err);
}

Status record_move(Arena *arena, Workspace *workspace, Record *record, Text move, Text reason,
                   Problems *problems, Error *err)
{
    Save save = {.arena = arena,
                 .workspace = workspace,
                 .kind = SAVE_MOVE,
                 .record = record,
                 .move_name = move,
                 .reason = reason};
    return save_run(&save, problems, err);
}
