/* What a migration gave to all records of a type enters the history: one change for the type, of no
 * record in particular, which stands in the history of each that was there. */
#include "record_impl.h"

static const char NEXT[] = "SELECT \"record_type\", \"field\", \"value\" FROM \"migrated\""
                           " ORDER BY \"number\"";
static const char CLEAR[] = "DELETE FROM \"migrated\"";

static Status read_given(Arena *arena, Workspace *workspace, List *changes, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    int64_t now_ms = time_now_ms();
    Status status = store_prepare(workspace->store, NEXT, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(NewChange *)list_add(changes) =
            (NewChange){.at_ms = now_ms,
                        .record_type = text_cstr(arena, stmt_text(stmt, 0)),
                        .action = CHANGE_MIGRATE,
                        .field = text_cstr(arena, stmt_text(stmt, 1)),
                        .after = stmt_text_copy(arena, stmt, 2)};
    }
    return status;
}

static Status enter(Workspace *workspace, const List *changes, Error *err)
{
    Stmt *stmt = NULL;
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < changes->count; at++) {
        status = chain_append(workspace, LIST_AT(changes, NewChange, at), err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, CLEAR, &stmt, err);
    }
    return status == STATUS_OK ? stmt_run(stmt, err) : status;
}

Status migrated_enter(Workspace *workspace, Error *err)
{
    Arena *scratch = arena_new();
    List changes = list_new(scratch, sizeof(NewChange));
    bool begun = false;
    Status status = read_given(scratch, workspace, &changes, err);
    if (status == STATUS_OK && changes.count > 0) {
        status = workspace_join(workspace, &begun, err);
        if (status == STATUS_OK) {
            status = enter(workspace, &changes, err);
            status = workspace_part(workspace, begun, true, status, err);
        }
    }
    arena_free(scratch);
    return status;
}
