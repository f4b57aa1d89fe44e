/* The changes of one record. */
#include "record_impl.h"

static const char CHANGES_OF[] =
    "SELECT c.\"seq\", c.\"at_ms\", c.\"who\", c.\"post\", c.\"origin\", c.\"reason\","
    " c.\"action\", c.\"field\", v.\"seq\", v.\"before\", v.\"after\""
    " FROM \"change\" AS c LEFT JOIN \"change_value\" AS v ON v.\"seq\" = c.\"seq\""
    " WHERE c.\"record_type\" = $1 AND c.\"record_id\" = $2 ORDER BY c.\"seq\"";

static void read_change(Arena *arena, const Stmt *stmt, Change *change)
{
    change->seq = stmt_int(stmt, 0);
    change->at_ms = stmt_int(stmt, 1);
    change->who = stmt_text_copy(arena, stmt, 2);
    change->post = stmt_text_copy(arena, stmt, 3);
    change->from = stmt_text_copy(arena, stmt, 4);
    change->reason = stmt_text_copy(arena, stmt, 5);
    change->action = stmt_text_copy(arena, stmt, 6);
    change->field = stmt_text_copy(arena, stmt, 7);
    change->has_values = !stmt_is_null(stmt, 8);
    change->before = stmt_text_copy(arena, stmt, 9);
    change->after = stmt_text_copy(arena, stmt, 10);
}

Status record_history(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      List *changes, Error *err)
{
    const TypeSql *type = NULL;
    Stmt *stmt = NULL;
    bool row = false;
    *changes = list_new(arena, sizeof(Change));
    Status status = type_of(workspace, def, &type, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, CHANGES_OF, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, text_from(def->name));
    stmt_bind_int(stmt, 2, id);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Change *change = list_add(changes);
        read_change(arena, stmt, change);
        change->record_type = text_from(def->name);
        change->record_id = id;
    }
    return status;
}
