/* The changes of one record. */
#include "record_impl.h"

static const char CHANGES_OF[] =
    "SELECT c.\"seq\", c.\"at_ms\", c.\"who\", c.\"post\", c.\"origin\", c.\"request\","
    " c.\"record_version\", c.\"action\", c.\"field\", c.\"reason_commitment\","
    " v.\"reason_salt\", v.\"reason\", v.\"salt\", v.\"before\", v.\"after\""
    " FROM \"change\" AS c LEFT JOIN \"change_value\" AS v ON v.\"seq\" = c.\"seq\""
    " WHERE c.\"record_id\" IN ($1, 0) AND c.\"record_type\" = $2 ORDER BY c.\"seq\"";

/* How much of a history the actor may see. */
typedef enum Sight {
    SIGHT_ALL,
    SIGHT_UNSEALED, /* without what is sealed */
    SIGHT_NO_VALUES /* who, when and which field: an auditor */
} Sight;

static void read_change(Arena *arena, const RecordDef *def, const Stmt *stmt, Change *change)
{
    change->seq = stmt_int(stmt, 0);
    change->at_ms = stmt_int(stmt, 1);
    change->who = stmt_text_copy(arena, stmt, 2);
    change->post = stmt_text_copy(arena, stmt, 3);
    change->from = stmt_text_copy(arena, stmt, 4);
    change->request = stmt_text_copy(arena, stmt, 5);
    change->record_type = text_from(def->name);
    change->record_version = stmt_int(stmt, 6);
    change->action = stmt_text_copy(arena, stmt, 7);
    change->field = stmt_text_copy(arena, stmt, 8);
    change->is_reason_erased = !stmt_is_null(stmt, 9) && stmt_is_null(stmt, 10);
    change->reason = stmt_text_copy(arena, stmt, 11);
    change->has_values = !stmt_is_null(stmt, 12);
    change->before = stmt_text_copy(arena, stmt, 13);
    change->after = stmt_text_copy(arena, stmt, 14);
}

static void withhold(const RecordDef *def, Sight sight, Change *change)
{
    int field = record_field(def, change->field);
    bool is_sealed = field >= 0 && def->fields[field].sealed;
    if (sight == SIGHT_NO_VALUES || (sight == SIGHT_UNSEALED && is_sealed)) {
        change->is_withheld = true;
        change->before = change->after = TEXT("");
    }
}

Status history_read(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                    List *changes, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *changes = list_new(arena, sizeof(Change));
    Status status = store_prepare(workspace->store, CHANGES_OF, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    stmt_bind_text(stmt, 2, text_from(def->name));
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Change change = {.record_id = id};
        read_change(arena, def, stmt, &change);
        if (!text_equal(change.action, TEXT(CHANGE_MIGRATE))) {
            *(Change *)list_add(changes) = change;
        } else if (changes->count > 0) { /* what was made later has the value of itself */
            change.record_version = LIST_AT(changes, Change, changes->count - 1)->record_version;
            *(Change *)list_add(changes) = change;
        }
    }
    return status;
}

/* Of a record that is there, who may read it; of one that was deleted, who may read all. */
static Status sight_of(Workspace *workspace, const RecordDef *def, int64_t id, Sight *sight,
                       bool *is_there, Error *err)
{
    Arena *scratch = arena_new();
    Record *record = NULL;
    bool may_read = permit_reach(workspace, def, ACT_READ) == REACH_ALL;
    bool may_unseal = permit_reach(workspace, def, ACT_UNSEAL) == REACH_ALL;
    Status status = row_get(scratch, workspace, def, id, &record, err);
    if (status == STATUS_OK && record != NULL) {
        Status read = permit_record(workspace, record, ACT_READ, err);
        may_read = read == STATUS_OK;
        status = read == STATUS_NOT_FOUND ? STATUS_OK : read;
    }
    if (status == STATUS_OK && record != NULL && may_read) {
        status = permit_unseal(workspace, record, &may_unseal, err);
    }
    *is_there = record != NULL && may_read;
    arena_free(scratch);
    *sight = !may_read ? SIGHT_NO_VALUES : may_unseal ? SIGHT_ALL : SIGHT_UNSEALED;
    return status;
}

static bool is_auditor(const Workspace *workspace)
{
    Error ignored;
    return permit_role(workspace, ROLE_AUDITOR, &ignored) == STATUS_OK;
}

Status record_history(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      List *changes, Error *err)
{
    const TypeSql *type = NULL;
    Sight sight = SIGHT_NO_VALUES;
    bool is_there = false;
    *changes = list_new(arena, sizeof(Change));
    Status status = type_of(workspace, def, &type, err);
    if (status == STATUS_OK) {
        status = sight_of(workspace, def, id, &sight, &is_there, err);
    }
    if (status == STATUS_OK && (sight != SIGHT_NO_VALUES || is_auditor(workspace))) {
        status = history_read(arena, workspace, def, id, changes, err);
    }
    for (size_t at = 0; status == STATUS_OK && at < changes->count; at++) {
        withhold(def, sight, LIST_AT(changes, Change, at));
    }
    if (status == STATUS_OK && changes->count == 0 && !is_there) {
        return row_missing(def, id, err);
    }
    return status;
}
