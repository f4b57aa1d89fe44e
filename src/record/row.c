/* Rows of a type's table ↔ records. */
#include "record_impl.h"

static Value read_value(Arena *arena, const FieldDef *field, const Stmt *stmt, int column)
{
    if (stmt_is_null(stmt, column)) {
        return value_none();
    }
    if (schema_is_text(field->kind)) {
        return value_text(stmt_text_copy(arena, stmt, column));
    }
    int64_t number = stmt_int(stmt, column);
    if (schema_second(field->kind) == NULL) {
        return value_int(number);
    }
    int64_t second = stmt_int(stmt, column + 1);
    return schema_is_decimal(field->kind) ? value_decimal((Decimal){number, (int8_t)second})
                                          : value_pair(number, second);
}

static Status read_refs(Arena *arena, Workspace *workspace, const char *sql, int64_t owner,
                        Value *value, Error *err)
{
    List targets = list_new(arena, sizeof(int64_t));
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, owner);
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(int64_t *)list_add(&targets) = stmt_int(stmt, 0);
    }
    *value = value_refs(targets.items, (int)targets.count);
    value_normalise(value);
    return status;
}

/* A state that the model does not know is damage, or a file of a later edition. */
static Status read_state(const RecordDef *def, const Stmt *stmt, Record *record, Error *err)
{
    record->state = -1;
    if (def->state_count == 0) {
        return STATUS_OK;
    }
    Text name = stmt_text(stmt, COLUMN_STATE);
    record->state = record_state(def, name);
    if (record->state >= 0) {
        return STATUS_OK;
    }
    return error_set(
        err, STATUS_CORRUPT, "record.unknown_state",
        ARGS(arg_cstr("type", def->name), arg_int("id", record->id), arg_text("state", name)));
}

/* The references are read while `stmt` stands on its row, so both belong to one snapshot. */
Status row_read(Arena *arena, Workspace *workspace, const TypeSql *type, const Stmt *stmt,
                Record *record, Error *err)
{
    const RecordDef *def = type->def;
    record->def = def;
    record->id = stmt_int(stmt, COLUMN_ID);
    record->version = stmt_int(stmt, COLUMN_VERSION);
    record->values = ARENA_ARRAY(arena, Value, (size_t)def->field_count);
    Status state = read_state(def, stmt, record, err);
    if (state != STATUS_OK) {
        return state;
    }
    for (int f = 0; f < def->field_count; f++) {
        if (type->columns[f] >= 0) {
            record->values[f] = read_value(arena, &def->fields[f], stmt, type->columns[f]);
        }
        bool has_refs =
            def->fields[f].kind == FIELD_REFS && stmt_int(stmt, type->refs[f].column) > 0;
        Status status = has_refs ? read_refs(arena, workspace, type->refs[f].get, record->id,
                                             &record->values[f], err)
                                 : STATUS_OK;
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

Status row_missing(const RecordDef *def, int64_t id, Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "record.not_found",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("id", id)));
}

static bool any_sealed(const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        if (def->fields[f].sealed) {
            return true;
        }
    }
    return false;
}

Status row_seal(Workspace *workspace, Record *record, Error *err)
{
    bool may = true;
    Status status =
        any_sealed(record->def) ? permit_unseal(workspace, record, &may, err) : STATUS_OK;
    for (int f = 0; !may && f < record->def->field_count; f++) {
        if (record->def->fields[f].sealed) {
            record->values[f] = value_none();
        }
    }
    return status;
}

Status row_named(Arena *arena, Workspace *workspace, const TypeSql *type, Stmt *get, int64_t id,
                 Record *record, bool *is_there, Error *err)
{
    stmt_bind_int(get, 1, id);
    Status status = stmt_step(get, is_there, err);
    if (status == STATUS_OK && *is_there) {
        status = row_read(arena, workspace, type, get, record, err);
        stmt_reset(get);
    }
    return status;
}

Status row_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
               Record **record, Error *err)
{
    const TypeSql *type = NULL;
    Stmt *get = NULL;
    bool is_there = false;
    *record = NULL;
    Status status = type_of(workspace, def, &type, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, type->get, &get, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Record *found = ARENA_NEW(arena, Record);
    status = row_named(arena, workspace, type, get, id, found, &is_there, err);
    *record = status == STATUS_OK && is_there ? found : NULL;
    return status;
}

Status row_list(Arena *arena, Workspace *workspace, const TypeSql *type, int64_t after, int limit,
                List *records, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Status status = store_prepare(workspace->store, type->list, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, after);
    stmt_bind_int(stmt, 2, limit);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        status = row_read(arena, workspace, type, stmt, list_add(records), err);
        if (status != STATUS_OK) {
            stmt_reset(stmt);
            return status;
        }
    }
    return status;
}

void value_bind(Stmt *stmt, int parameter, const FieldDef *field, const Value *value)
{
    switch (value->kind) {
    case VALUE_INT: stmt_bind_int(stmt, parameter, value->number); break;
    case VALUE_TEXT: stmt_bind_text(stmt, parameter, value->text); break;
    case VALUE_DECIMAL:
        stmt_bind_int(stmt, parameter, value->decimal.mantissa);
        stmt_bind_int(stmt, parameter + 1, value->decimal.scale);
        break;
    case VALUE_PAIR:
        stmt_bind_int(stmt, parameter, value->number);
        stmt_bind_int(stmt, parameter + 1, value->second);
        break;
    case VALUE_NONE:
    case VALUE_REFS:
        stmt_bind_null(stmt, parameter);
        if (schema_second(field->kind) != NULL) {
            stmt_bind_null(stmt, parameter + 1);
        }
        break;
    }
}

void row_bind(Stmt *stmt, const TypeSql *type, const Record *record)
{
    stmt_bind_int(stmt, COLUMN_ID + 1, record->id);
    stmt_bind_int(stmt, COLUMN_VERSION + 1, record->version);
    if (record->state >= 0) {
        stmt_bind_text(stmt, COLUMN_STATE + 1, text_from(type->def->states[record->state].name));
    }
    for (int f = 0; f < type->def->field_count; f++) {
        if (type->columns[f] >= 0) {
            value_bind(stmt, type->columns[f] + 1, &type->def->fields[f], &record->values[f]);
        }
    }
}

Status row_refs_write(Workspace *workspace, const TypeSql *type, const Record *record, int field,
                      Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, type->refs[field].drop, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, record->id);
        status = stmt_run(stmt, err);
    }
    const Value *value = &record->values[field];
    int count = value->kind == VALUE_REFS ? value->ref_count : 0;
    for (int at = 0; status == STATUS_OK && at < count; at++) {
        status = store_prepare(workspace->store, type->refs[field].add, &stmt, err);
        if (status == STATUS_OK) {
            stmt_bind_int(stmt, 1, record->id);
            stmt_bind_int(stmt, 2, at);
            stmt_bind_int(stmt, 3, value->refs[at]);
            status = stmt_run(stmt, err);
        }
    }
    return status;
}
