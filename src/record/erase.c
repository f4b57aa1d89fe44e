/* Taking values and reasons out of the history for good: they stand apart from the chain, which
 * still verifies. */
#include "door_impl.h"
#include "save_impl.h"

static const char LAST_VERSION[] = "SELECT max(\"record_version\") FROM \"change\""
                                   " WHERE \"record_id\" = $1 AND \"record_type\" = $2";
/* What was given with a change is the same for all that changed with it. Of what erased before, the
 * reason stays. */
static const char ERASE_WITH[] =
    "UPDATE \"change_value\" SET \"reason_salt\" = NULL, \"reason\" = NULL"
    " WHERE \"reason_salt\" IS NOT NULL AND \"seq\" IN"
    " (SELECT o.\"seq\" FROM \"change\" AS c JOIN \"change\" AS o"
    " ON o.\"record_id\" = c.\"record_id\" AND o.\"record_type\" = c.\"record_type\""
    " AND o.\"record_version\" = c.\"record_version\" AND o.\"action\" = c.\"action\""
    " WHERE c.\"record_id\" = $1 AND c.\"record_type\" = $2 AND c.\"field\" = $3"
    " AND c.\"action\" <> 'erase')";
static const char ERASE_VALUES[] =
    "DELETE FROM \"change_value\" WHERE \"seq\" IN (SELECT \"seq\" FROM \"change\""
    " WHERE \"record_id\" = $1 AND \"record_type\" = $2 AND \"field\" = $3"
    " AND \"action\" <> 'erase')";
static const char ERASE_REASONS[] =
    "UPDATE \"change_value\" SET \"reason_salt\" = NULL, \"reason\" = NULL"
    " WHERE \"reason_salt\" IS NOT NULL AND \"seq\" IN (SELECT \"seq\" FROM \"change\""
    " WHERE \"record_id\" = $1 AND \"record_type\" = $2)";

/* Of a record that was deleted as well. */
static Status last_version(Workspace *workspace, const RecordDef *def, int64_t id, int64_t *version,
                           Error *err)
{
    Stmt *stmt = NULL;
    bool row = false, is_known = false;
    Status status = store_prepare(workspace->store, LAST_VERSION, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    stmt_bind_text(stmt, 2, text_from(def->name));
    status = stmt_step(stmt, &row, err);
    if (status == STATUS_OK && row) {
        is_known = !stmt_is_null(stmt, 0);
        *version = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status != STATUS_OK || is_known ? status : row_missing(def, id, err);
}

/* No token of the API erases: that is for a person who has just signed in. */
static bool is_in_charge(const Workspace *workspace)
{
    Error ignored;
    return workspace->actor.scope == NULL &&
           permit_role(workspace, ROLE_SECADMIN, &ignored) == STATUS_OK;
}

static Status may_erase_deleted(const Workspace *workspace, const RecordDef *def, int64_t id,
                                Error *err)
{
    if (permit_reach(workspace, def, ACT_READ) != REACH_ALL) {
        return row_missing(def, id, err);
    }
    return permit_reach(workspace, def, ACT_DELETE) == REACH_ALL
               ? STATUS_OK
               : permit_role(workspace, ROLE_SECADMIN, err);
}

static Status may_erase_standing(Workspace *workspace, const Record *now, const FieldDef *field,
                                 Error *err)
{
    bool may_unseal = false, is_sealed = field != NULL && field->sealed;
    Status status = is_sealed ? permit_unseal(workspace, now, &may_unseal, err) : STATUS_OK;
    return status != STATUS_OK || may_unseal ? status
                                             : permit_record(workspace, now, ACT_DELETE, err);
}

Status erase_permit(Workspace *workspace, const RecordDef *def, int64_t id, const FieldDef *field,
                    int64_t *version, Error *err)
{
    Arena *scratch = arena_new();
    Record *now = NULL;
    Status status = last_version(workspace, def, id, version, err);
    if (status == STATUS_OK && !is_in_charge(workspace)) {
        status = row_get(scratch, workspace, def, id, &now, err);
        if (status == STATUS_OK) {
            status = now == NULL ? may_erase_deleted(workspace, def, id, err)
                                 : may_erase_standing(workspace, now, field, err);
        }
    }
    arena_free(scratch);
    return status;
}

Status erase_reason_check(Text reason, Error *err)
{
    return text_trim(reason).len > 0
               ? reason_check(reason, err)
               : error_set(err, STATUS_INVALID, "record.erase_reason", NO_ARGS);
}

static const char *name_of(const Erasure *erasure)
{
    if (erasure->field != NULL) {
        return erasure->field->name;
    }
    return erasure->file.len > 0 ? "" : CHANGE_REASON;
}

Status erase_remember(Workspace *workspace, const Erasure *erasure, Error *err)
{
    NewChange change = {.at_ms = time_now_ms(),
                        .reason = erasure->reason,
                        .record_type = erasure->def->name,
                        .record_id = erasure->id,
                        .record_version = erasure->version,
                        .action = "erase",
                        .field = name_of(erasure),
                        .before = erasure->file};
    return chain_append(workspace, &change, err);
}

static Status take_out(Workspace *workspace, const Erasure *erasure, const char *sql, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, erasure->id);
    stmt_bind_text(stmt, 2, text_from(erasure->def->name));
    if (erasure->field != NULL) {
        stmt_bind_text(stmt, 3, text_from(erasure->field->name));
    }
    return stmt_run(stmt, err);
}

static Status erase_inside(Workspace *workspace, Erasure *erasure, bool *has_written, Error *err)
{
    bool of_values = erasure->field != NULL;
    Status status =
        erase_permit(workspace, erasure->def, erasure->id, erasure->field, &erasure->version, err);
    if (status != STATUS_OK) {
        return status;
    }
    *has_written = true;
    status = take_out(workspace, erasure, of_values ? ERASE_WITH : ERASE_REASONS, err);
    if (status == STATUS_OK && of_values) {
        status = take_out(workspace, erasure, ERASE_VALUES, err);
    }
    return status == STATUS_OK ? erase_remember(workspace, erasure, err) : status;
}

static Status erase(Workspace *workspace, Erasure *erasure, Error *err)
{
    bool begun = false, has_written = false;
    Status status = erase_reason_check(erasure->reason, err);
    if (status == STATUS_OK) {
        status = workspace_join(workspace, &begun, err);
    }
    if (status == STATUS_OK) {
        status = erase_inside(workspace, erasure, &has_written, err);
        status = workspace_part(workspace, begun, has_written, status, err);
    }
    return status;
}

Status record_erase(Workspace *workspace, const RecordDef *def, int64_t id, int field, Text reason,
                    Error *err)
{
    Erasure erasure = {.def = def, .id = id, .field = &def->fields[field], .reason = reason};
    return erase(workspace, &erasure, err);
}

Status record_erase_reasons(Workspace *workspace, const RecordDef *def, int64_t id, Text reason,
                            Error *err)
{
    Erasure erasure = {.def = def, .id = id, .reason = reason};
    return erase(workspace, &erasure, err);
}
