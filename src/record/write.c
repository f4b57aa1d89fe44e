/* What a save leaves behind: the row of its table, the words it is found by, its history. */
#include "save_impl.h"

bool save_changes(const Save *save, int field)
{
    const Value *now = &save->written.values[field];
    return save->before == NULL ? now->kind != VALUE_NONE
                                : !value_equal(now, &save->before->values[field]);
}

static bool state_differs(const Save *save)
{
    return save->before == NULL ? save->written.state >= 0
                                : save->written.state != save->before->state;
}

/* A move that leads back to the state it came from is a move all the same. */
bool save_differs(const Save *save)
{
    if (save->before == NULL || save->kind == SAVE_MOVE || state_differs(save)) {
        return true;
    }
    for (int f = 0; f < save->type->def->field_count; f++) {
        if (save_changes(save, f)) {
            return true;
        }
    }
    return false;
}

static bool is_written(const Save *save, int field)
{
    return save->type->columns[field] >= 0 && save_changes(save, field);
}

/* Only what differs: the engine writes every index of which a column is named, changed or not, and
 * a type that lists are narrowed by in many ways has many. */
static const char *update_sql(const Save *save)
{
    const RecordDef *def = save->type->def;
    Buf sql = buf_new(save->arena);
    buf_add_format(&sql, "UPDATE \"%s\" SET \"version\" = $%d", def->name, COLUMN_VERSION + 1);
    if (state_differs(save)) {
        buf_add_format(&sql, ", \"state\" = $%d", COLUMN_STATE + 1);
    }
    for (int f = 0; f < def->field_count; f++) {
        const char *name = def->fields[f].name, *second = schema_second(def->fields[f].kind);
        int parameter = save->type->columns[f] + 1;
        if (!is_written(save, f)) {
            continue;
        }
        buf_add_format(&sql, ", \"%s\" = $%d", name, parameter);
        if (second != NULL) {
            buf_add_format(&sql, ", \"%s%s\" = $%d", name, second, parameter + 1);
        }
    }
    buf_add_format(&sql, " WHERE \"id\" = $%d", COLUMN_ID + 1);
    return text_cstr(save->arena, buf_text(&sql));
}

static void bind_update(Stmt *stmt, const Save *save)
{
    const RecordDef *def = save->type->def;
    stmt_bind_int(stmt, COLUMN_ID + 1, save->written.id);
    stmt_bind_int(stmt, COLUMN_VERSION + 1, save->written.version);
    if (state_differs(save)) {
        stmt_bind_text(stmt, COLUMN_STATE + 1, text_from(def->states[save->written.state].name));
    }
    for (int f = 0; f < def->field_count; f++) {
        if (is_written(save, f)) {
            value_bind(stmt, save->type->columns[f] + 1, &def->fields[f], &save->written.values[f]);
        }
    }
}

static Status write_columns(const Save *save, Error *err)
{
    Stmt *stmt = NULL;
    bool is_new = save->before == NULL;
    Status status = store_prepare(save->workspace->store,
                                  is_new ? save->type->insert : update_sql(save), &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (is_new) {
        row_bind(stmt, save->type, &save->written);
    } else {
        bind_update(stmt, save);
    }
    return stmt_run(stmt, err);
}

static Status write_row(Save *save, Error *err)
{
    Status status = write_columns(save, err);
    for (int f = 0; status == STATUS_OK && f < save->type->def->field_count; f++) {
        if (save->type->def->fields[f].kind == FIELD_REFS && save_changes(save, f)) {
            status = row_refs_write(save->workspace, save->type, &save->written, f, err);
        }
    }
    return status;
}

/* ---- History ---- */

static const char *action_of(const Save *save)
{
    switch (save->kind) {
    case SAVE_MOVE: return "move";
    case SAVE_UNDO: return "undo";
    case SAVE_VALUES: break;
    }
    return save->before == NULL ? "create" : "change";
}

static Status write_state_change(const Save *save, NewChange change, Error *err)
{
    const StateDef *states = save->type->def->states;
    change.field = "state";
    change.before = save->before == NULL ? TEXT("") : text_from(states[save->before->state].name);
    change.after = text_from(states[save->written.state].name);
    return chain_append(save->workspace, &change, err);
}

static Status write_field_change(const Save *save, NewChange change, int f, Error *err)
{
    const FieldDef *field = &save->type->def->fields[f];
    change.field = field->name;
    change.before = save->before == NULL
                        ? TEXT("")
                        : value_text_of(save->arena, field, &save->before->values[f]);
    change.after = value_text_of(save->arena, field, &save->written.values[f]);
    return chain_append(save->workspace, &change, err);
}

Status save_remember(const Save *save, const Actor *actor, Error *err)
{
    const RecordDef *def = save->type->def;
    NewChange change = {.at_ms = time_now_ms(),
                        .actor = actor,
                        .reason = save->reason,
                        .record_type = def->name,
                        .record_id = save->written.id,
                        .record_version = save->written.version,
                        .action = action_of(save),
                        .field = ""};
    int count = 0;
    Status status = STATUS_OK;
    if (state_differs(save) || save->kind == SAVE_MOVE) {
        status = write_state_change(save, change, err);
        count++;
    }
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        if (save_changes(save, f)) {
            status = write_field_change(save, change, f, err);
            count++;
        }
    }
    /* A new record without a single value is an event too. */
    if (status == STATUS_OK && count == 0) {
        return chain_append(save->workspace, &change, err);
    }
    return status == STATUS_OK ? taken_remember(save, change, err) : status;
}

static Status take_id(Save *save, Error *err)
{
    if (save->type->def->secret_through < 0) {
        return store_new_ids(save->workspace->store, 1, &save->written.id, err);
    }
    save->written.id = secret_id();
    return STATUS_OK;
}

static Status write_history(const Save *save, Error *err)
{
    if (save->type->def->secret_through >= 0) {
        return STATUS_OK;
    }
    Status status = save_remember(save, &save->workspace->actor, err);
    return status == STATUS_OK && save->kind == SAVE_MOVE ? secret_enter(save, err) : status;
}

Status save_write(Save *save, Error *err)
{
    save->has_written = true;
    Status status = numbers_give(save, err);
    if (status == STATUS_OK && save->before == NULL) {
        status = take_id(save, err);
    }
    if (status == STATUS_OK) {
        status = write_row(save, err);
    }
    if (status == STATUS_OK) {
        status = derived_keep(save->arena, save->workspace, save->type, save->before,
                              &save->written, err);
    }
    if (status == STATUS_OK) {
        status = attachments_follow(save, err);
    }
    return status == STATUS_OK ? write_history(save, err) : status;
}
