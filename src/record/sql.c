/* A statement being written, with the values of its parameters. */
#include "record_impl.h"

Sql sql_new(Arena *arena)
{
    return (Sql){.text = buf_new(arena), .values = list_new(arena, sizeof(Value))};
}

int sql_parameter(Sql *sql, Value value)
{
    *(Value *)list_add(&sql->values) = value;
    return (int)sql->values.count;
}

void sql_add_value(Sql *sql, Value value)
{
    buf_add_format(&sql->text, "$%d", sql_parameter(sql, value));
}

Status sql_prepare(Workspace *workspace, const Sql *sql, Stmt **stmt, Error *err)
{
    const char *text = text_cstr(sql->text.arena, buf_text(&sql->text));
    Status status = store_prepare(workspace->store, text, stmt, err);
    for (size_t at = 0; status == STATUS_OK && at < sql->values.count; at++) {
        const Value *value = LIST_AT(&sql->values, Value, at);
        if (value->kind == VALUE_TEXT) {
            stmt_bind_text(*stmt, (int)at + 1, value->text);
        } else {
            stmt_bind_int(*stmt, (int)at + 1, value->number);
        }
    }
    return status;
}

Status sql_number(Workspace *workspace, const Sql *sql, int64_t *number, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Status status = sql_prepare(workspace, sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK) {
        *number = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}
