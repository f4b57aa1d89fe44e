/* Creating, changing and moving a record: the only place that writes a record's table. */
#include "record_impl.h"

#include <string.h>

typedef struct Save {
    Arena *arena;
    Workspace *workspace;
    const TypeSql *type;
    Record *record; /* the caller's, normalised; id and version are set at the end */
    Record written; /* with its new id and version */
    Record *before; /* NULL: it is new */
    Text move_name; /* empty: not a move */
    const MoveDef *move;
    Text reason;
    bool has_written;
} Save;

static Status version_conflict(const Record *record, const Record *before, Error *err)
{
    return error_set(err, STATUS_CONFLICT, "record.conflict",
                     ARGS(label_arg("label", record->def->zh, record->def->en),
                          arg_int("id", record->id), arg_int("yours", record->version),
                          arg_int("current", before->version)));
}

static Status not_found(const Record *record, Error *err)
{
    return error_set(
        err, STATUS_NOT_FOUND, "record.not_found",
        ARGS(label_arg("label", record->def->zh, record->def->en), arg_int("id", record->id)));
}

static Status load_before(Save *save, Error *err)
{
    const Record *record = save->record;
    if (record->id == 0 && save->move_name.len == 0) {
        return STATUS_OK;
    }
    Status status =
        row_get(save->arena, save->workspace, record->def, record->id, &save->before, err);
    if (status == STATUS_OK && save->before == NULL) {
        return not_found(record, err);
    }
    if (status == STATUS_OK) {
        status = permit_record(save->workspace, save->before, ACT_READ, err);
    }
    if (status == STATUS_OK && save->before->version != record->version) {
        status = version_conflict(record, save->before, err);
    }
    return status;
}

static Status may_save(Save *save, Problems *problems, Error *err)
{
    if (save->move_name.len > 0) {
        return move_check(save->arena, save->workspace, save->record, save->before, save->move_name,
                          &save->move, problems, err);
    }
    return save->before == NULL ? permit_record(save->workspace, save->record, ACT_CREATE, err)
                                : permit_record(save->workspace, save->before, ACT_CHANGE, err);
}

/* Who was not shown what is sealed hands it back empty, and means no change by that. */
static Status keep_sealed(Save *save, Error *err)
{
    Record shown;
    if (save->before == NULL) {
        return STATUS_OK;
    }
    shown = *save->before;
    shown.values = ARENA_ARRAY(save->arena, Value, (size_t)shown.def->field_count);
    memcpy(shown.values, save->before->values, (size_t)shown.def->field_count * sizeof(Value));
    Status status = row_seal(save->workspace, &shown, err);
    for (int f = 0; status == STATUS_OK && f < shown.def->field_count; f++) {
        bool is_hidden = !value_equal(&shown.values[f], &save->before->values[f]);
        if (is_hidden && save->record->values[f].kind == VALUE_NONE) {
            save->record->values[f] = save->before->values[f];
        }
    }
    return status;
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

static bool differs(const Save *save, int field)
{
    const Value *now = &save->record->values[field];
    return save->before == NULL ? now->kind != VALUE_NONE
                                : !value_equal(now, &save->before->values[field]);
}

/* The state that is written: a save leaves it as it is, a new record begins in the first. */
static int state_after(const Save *save)
{
    const RecordDef *def = save->type->def;
    if (save->move != NULL) {
        return save->move->to;
    }
    return save->before != NULL ? save->before->state : def->state_count > 0 ? 0 : -1;
}

static bool state_differs(const Save *save)
{
    return save->before == NULL ? save->type->def->state_count > 0 : save->move != NULL;
}

static bool any_differs(const Save *save)
{
    if (state_differs(save)) {
        return true;
    }
    for (int f = 0; f < save->type->def->field_count; f++) {
        if (differs(save, f)) {
            return true;
        }
    }
    return false;
}

static Status write_row(Save *save, Error *err)
{
    Stmt *stmt = NULL;
    const char *sql = save->before == NULL ? save->type->insert : save->type->update;
    Status status = store_prepare(save->workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        row_bind(stmt, save->type, &save->written);
        status = stmt_run(stmt, err);
    }
    for (int f = 0; status == STATUS_OK && f < save->type->def->field_count; f++) {
        if (save->type->def->fields[f].kind == FIELD_REFS && differs(save, f)) {
            status = row_refs_write(save->workspace, save->type, &save->written, f, err);
        }
    }
    return status;
}

static Text canonical(Arena *arena, const FieldDef *field, const Value *value)
{
    Buf out = buf_new(arena);
    value_canonical(&out, field, value);
    return buf_text(&out);
}

static NewChange change_of(const Save *save, int64_t at_ms)
{
    return (NewChange){.at_ms = at_ms,
                       .reason = save->reason,
                       .record_type = save->type->def->name,
                       .record_id = save->written.id,
                       .action = save->before == NULL ? "create"
                                 : save->move == NULL ? "change"
                                                      : "move",
                       .field = ""};
}

static Status write_state_change(const Save *save, NewChange change, Error *err)
{
    const StateDef *states = save->type->def->states;
    change.field = "state";
    change.before = save->before == NULL ? TEXT("") : text_from(states[save->before->state].name);
    change.after = text_from(states[save->written.state].name);
    return chain_append(save->workspace, &change, err);
}

static Status write_changes(Save *save, Error *err)
{
    const RecordDef *def = save->type->def;
    NewChange change = change_of(save, time_now_ms());
    if (!any_differs(save)) {
        /* A new record without a single value is an event too. */
        return chain_append(save->workspace, &change, err);
    }
    Status status = state_differs(save) ? write_state_change(save, change, err) : STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        if (differs(save, f)) {
            const FieldDef *field = &def->fields[f];
            change.field = field->name;
            change.before = save->before == NULL
                                ? TEXT("")
                                : canonical(save->arena, field, &save->before->values[f]);
            change.after = canonical(save->arena, field, &save->record->values[f]);
            status = chain_append(save->workspace, &change, err);
        }
    }
    return status;
}

static Status write_all(Save *save, Error *err)
{
    save->written = *save->record;
    save->written.version = save->record->version + 1;
    save->written.state = state_after(save);
    save->has_written = true;
    Status status = STATUS_OK;
    if (save->before == NULL) {
        save->written.version = 1;
        status = store_new_ids(save->workspace->store, 1, &save->written.id, err);
    }
    if (status == STATUS_OK) {
        status = write_row(save, err);
    }
    if (status == STATUS_OK) {
        status = search_keep(save->arena, save->workspace, save->before, &save->written, err);
    }
    return status == STATUS_OK ? write_changes(save, err) : status;
}

static Status save_inside(Save *save, Problems *problems, Error *err)
{
    Status status = load_before(save, err);
    if (status == STATUS_OK) {
        status = may_save(save, problems, err);
    }
    if (status == STATUS_OK) {
        status = keep_sealed(save, err);
    }
    if (status == STATUS_OK) {
        status = check_all(save, problems, err);
    }
    if (status != STATUS_OK || (save->before != NULL && !any_differs(save))) {
        return status;
    }
    return write_all(save, err);
}

/* A transaction of its own when none is open. */
static Status save_alone(Save *save, Problems *problems, Error *err)
{
    Status status = workspace_begin(save->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = save_inside(save, problems, err);
    if (status == STATUS_OK && save->has_written) {
        return workspace_commit(save->workspace, err);
    }
    workspace_rollback(save->workspace);
    return status;
}

enum { REASON_BYTES_MAX = 4000 };

static bool is_reason(Text reason)
{
    return reason.len <= REASON_BYTES_MAX && text_is_utf8(reason) &&
           (reason.len == 0 || memchr(reason.ptr, '\0', reason.len) == NULL);
}

static Status run(Save *save, Problems *problems, Error *err)
{
    Record *record = save->record;
    Workspace *workspace = save->workspace;
    Status status = type_of(workspace, record->def, &save->type, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!is_reason(save->reason)) {
        return error_set(err, STATUS_INVALID, "record.reason",
                         ARGS(arg_int("most", REASON_BYTES_MAX)));
    }
    for (int f = 0; f < record->def->field_count; f++) {
        value_normalise(&record->values[f]);
    }
    if (workspace->in_transaction) {
        status = save_inside(save, problems, err);
        workspace->is_broken = workspace->is_broken || (status != STATUS_OK && save->has_written);
    } else {
        status = save_alone(save, problems, err);
    }
    if (status == STATUS_OK && save->has_written) {
        record->id = save->written.id;
        record->version = save->written.version;
        record->state = save->written.state;
    }
    return status;
}

Status record_save(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err)
{
    Save save = {.arena = arena, .workspace = workspace, .record = record, .reason = reason};
    return run(&save, problems, err);
}

Status record_move(Arena *arena, Workspace *workspace, Record *record, Text move, Text reason,
                   Problems *problems, Error *err)
{
    Save save = {.arena = arena,
                 .workspace = workspace,
                 .record = record,
                 .move_name = move.len > 0 ? move : TEXT("?"),
                 .reason = reason};
    return run(&save, problems, err);
}
