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

static void bind_values(const Sql *sql, Stmt *stmt)
{
    for (size_t at = 0; at < sql->values.count; at++) {
        const Value *value = LIST_AT(&sql->values, Value, at);
        if (value->kind == VALUE_TEXT) {
            stmt_bind_text(stmt, (int)at + 1, value->text);
        } else {
            stmt_bind_int(stmt, (int)at + 1, value->number);
        }
    }
}

Status sql_prepare(Workspace *workspace, const Sql *sql, Stmt **stmt, Error *err)
{
    const char *text = text_cstr(sql->text.arena, buf_text(&sql->text));
    Status status = store_prepare(workspace->store, text, stmt, err);
    if (status == STATUS_OK) {
        bind_values(sql, *stmt);
    }
    return status;
}

Status sql_each(Workspace *workspace, const Sql *rest, const char *columns, TakeRow take,
                void *context, Error *err)
{
    Stmt *stmt = NULL;
    const char *text = text_cstr(rest->text.arena, buf_text(&rest->text));
    Status status = store_prepare_each(workspace->store, columns, text, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    bind_values(rest, stmt);
    return stmt_each(stmt, take, context, err);
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
