/* Taking a record away, where the model lets someone, and values out of the history, where they
 * must no longer be kept. */
#include "save_impl.h"

/* ---- Deleting ---- */

/* One id of `other` whose `field` refers to the record, which may name itself; 0: none. */
static Status referring(Workspace *workspace, const RecordDef *other, const FieldDef *field,
                        int64_t id, int64_t *found, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Arena *scratch = arena_new();
    Sql sql = sql_new(scratch);
    *found = 0;
    bool is_list = field->kind == FIELD_REFS;
    const char *who = is_list ? "\"owner\"" : other->kind == RECORD_PLAIN ? "\"id\"" : "-1";
    buf_add_format(&sql.text, "SELECT %s FROM \"%s%s%s\" WHERE \"%s\" = ", who, other->name,
                   is_list ? "_" : "", is_list ? field->name : "",
                   is_list ? "target" : field->name);
    sql_add_value(&sql, value_int(id));
    buf_add_format(&sql.text, " AND %s <> ", who);
    sql_add_value(&sql, value_int(id));
    buf_add_cstr(&sql.text, " LIMIT 1");
    Status status = sql_prepare(workspace, &sql, &stmt, err);
    arena_free(scratch);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *found = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status refers_error(const Record *record, const RecordDef *other, int64_t found, Error *err)
{
    return error_set(err, STATUS_CONFLICT, "record.referred",
                     ARGS(label_arg("label", record->def->zh, record->def->en),
                          arg_int("id", record->id), label_arg("other", other->zh, other->en),
                          arg_int("found", found > 0 ? found : 0)));
}

static Status nothing_refers(Workspace *workspace, const Record *record, Error *err)
{
    const Model *model = workspace->model;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *other = &model->records[r];
        for (int f = 0; f < other->field_count; f++) {
            const FieldDef *field = &other->fields[f];
            int64_t found = 0;
            if (field->target == NULL ||
                model_record(model, text_from(field->target)) != record->def) {
                continue;
            }
            Status status = referring(workspace, other, field, record->id, &found, err);
            if (status != STATUS_OK) {
                return status;
            }
            if (found != 0) {
                return refers_error(record, other, found, err);
            }
        }
    }
    return STATUS_OK;
}

static Status drop_row(Workspace *workspace, const TypeSql *type, const Record *record, Error *err)
{
    Stmt *stmt = NULL;
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < type->def->field_count; f++) {
        if (type->def->fields[f].kind == FIELD_REFS) {
            status = store_prepare(workspace->store, type->refs[f].drop, &stmt, err);
            if (status == STATUS_OK) {
                stmt_bind_int(stmt, 1, record->id);
                status = stmt_run(stmt, err);
            }
        }
    }
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, type->drop, &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, record->id);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* Each value that was there, and then is not. */
static Status write_deletion(Arena *arena, Workspace *workspace, const Record *record, Text reason,
                             Error *err)
{
    const RecordDef *def = record->def;
    NewChange change = {.at_ms = time_now_ms(),
                        .reason = reason,
                        .record_type = def->name,
                        .record_id = record->id,
                        .record_version = record->version + 1,
                        .action = "delete",
                        .field = ""};
    Status status = STATUS_OK;
    if (record->state >= 0) {
        change.field = "state";
        change.before = text_from(def->states[record->state].name);
    }
    status = chain_append(workspace, &change, err);
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        change.field = def->fields[f].name;
        change.before = value_text_of(arena, &def->fields[f], &record->values[f]);
        if (change.before.len > 0) {
            status = chain_append(workspace, &change, err);
        }
    }
    return status;
}

typedef struct Deletion {
    Arena *arena;
    Workspace *workspace;
    const TypeSql *type;
    const Record *record;
    Text reason;
    Problems *problems;
    Status (*may)(const struct Deletion *deletion, const Record *now, Error *err);
    bool has_written;
} Deletion;

static Status may_delete(const Deletion *deletion, const Record *now, Error *err)
{
    return permit_record(deletion->workspace, now, ACT_DELETE, err);
}

/* As it was made, and by the actor. */
static Status may_retract(const Deletion *deletion, const Record *now, Error *err)
{
    List changes;
    Arg label = label_arg("label", now->def->zh, now->def->en);
    Status status = permit_record(deletion->workspace, now, ACT_READ, err);
    if (status == STATUS_OK && now->version != 1) {
        status = error_set(err, STATUS_CONFLICT, "record.retract_changed",
                           ARGS(label, arg_int("id", now->id)));
    }
    if (status == STATUS_OK) {
        status =
            history_read(deletion->arena, deletion->workspace, now->def, now->id, &changes, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Text who = changes.count ? LIST_AT(&changes, Change, 0)->who : TEXT("");
    return text_equal(who, deletion->workspace->actor.who)
               ? STATUS_OK
               : error_set(err, STATUS_DENIED, "record.undo_author",
                           ARGS(label, arg_int("id", now->id), arg_text("who", who)));
}

static Status delete_inside(Deletion *deletion, Error *err)
{
    Record *now = NULL;
    const Record *record = deletion->record;
    Workspace *workspace = deletion->workspace;
    Status status = row_get(deletion->arena, workspace, record->def, record->id, &now, err);
    if (status == STATUS_OK && now == NULL) {
        return row_missing(record->def, record->id, err);
    }
    if (status == STATUS_OK) {
        status = deletion->may(deletion, now, err);
    }
    if (status == STATUS_OK) {
        status = version_check(record, now, err);
    }
    if (status == STATUS_OK) {
        status = nothing_refers(workspace, now, err);
    }
    if (status == STATUS_OK) {
        status = hooks_ask_delete(deletion->arena, workspace, now, deletion->problems, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    deletion->has_written = true;
    status = attachments_end(deletion->arena, workspace, now, err);
    if (status == STATUS_OK) {
        status = drop_row(workspace, deletion->type, now, err);
    }
    if (status == STATUS_OK) {
        status = derived_keep(deletion->arena, workspace, deletion->type, now, NULL, err);
    }
    return status == STATUS_OK
               ? write_deletion(deletion->arena, workspace, now, deletion->reason, err)
               : status;
}

static Status delete_run(Deletion *deletion, Error *err)
{
    bool begun = false;
    Status status = type_of(deletion->workspace, deletion->record->def, &deletion->type, err);
    if (status == STATUS_OK) {
        status = reason_check(deletion->reason, err);
    }
    if (status == STATUS_OK) {
        status = workspace_join(deletion->workspace, &begun, err);
    }
    if (status == STATUS_OK) {
        status = delete_inside(deletion, err);
        status = workspace_part(deletion->workspace, begun, deletion->has_written, status, err);
    }
    return status;
}

Status record_delete(Arena *arena, Workspace *workspace, Record *record, Text reason,
                     Problems *problems, Error *err)
{
    Deletion deletion = {arena, workspace, NULL, record, reason, problems, may_delete, false};
    return delete_run(&deletion, err);
}

Status record_retract(Arena *arena, Workspace *workspace, Record *record, Text reason,
                      Problems *problems, Error *err)
{
    Deletion deletion = {arena, workspace, NULL, record, reason, problems, may_retract, false};
    return delete_run(&deletion, err);
}
