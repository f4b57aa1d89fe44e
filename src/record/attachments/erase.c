/* Taking a file away for good. Its row stays with the hash, so that nobody takes it for missing. */
#include "attach_impl.h"

/* The history keeps that a file was attached or taken away, not how it was called. */
static const char ERASE_NAMES[] =
    "DELETE FROM \"change_value\" WHERE \"seq\" IN (SELECT \"seq\" FROM \"change\""
    " WHERE \"record_id\" = $1 AND \"record_type\" = $2"
    " AND \"action\" IN ('" CHANGE_ATTACH "', '" CHANGE_DETACH "'))"
    " AND substr(COALESCE(\"after\", \"before\"), 1, length($3)) = $3";

static Status erase_names(Workspace *workspace, const Attachment *attachment, Text digits,
                          Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, ERASE_NAMES, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, attachment->record_id);
        stmt_bind_text(stmt, 2, text_from(attachment->def->name));
        stmt_bind_text(stmt, 3, digits);
        status = stmt_run(stmt, err);
    }
    return status;
}

static Status erase_inside(Arena *arena, Workspace *workspace, int64_t id, Text reason, Hash *hash,
                           bool *has_written, Error *err)
{
    Attachment attachment;
    Buf digits = buf_new(arena);
    Status status = attachment_row_any(arena, workspace, id, &attachment, err);
    if (status != STATUS_OK) {
        return status;
    }
    *hash = attachment.hash;
    hash_print(&digits, hash);
    Erasure erasure = {.def = attachment.def,
                       .id = attachment.record_id,
                       .field =
                           attachment.field < 0 ? NULL : &attachment.def->fields[attachment.field],
                       .file = buf_text(&digits),
                       .reason = reason};
    status = erase_permit(workspace, erasure.def, erasure.id, erasure.field, &erasure.version, err);
    if (status != STATUS_OK) {
        return status;
    }
    *has_written = true;
    status = attachment_row_erase(workspace, id, time_now_ms(), err);
    if (status == STATUS_OK) {
        status = erase_names(workspace, &attachment, erasure.file, err);
    }
    return status == STATUS_OK ? erase_remember(workspace, &erasure, err) : status;
}

Status attachment_erase(Arena *arena, Workspace *workspace, int64_t id, Text reason,
                        int64_t *others, Error *err)
{
    bool begun = false, has_written = false;
    Hash hash;
    List holders;
    Status status = erase_reason_check(reason, err);
    if (status == STATUS_OK) {
        status = workspace_join(workspace, &begun, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = erase_inside(arena, workspace, id, reason, &hash, &has_written, err);
    if (status == STATUS_OK) {
        status = attachment_holders(arena, workspace, &hash, &holders, err);
    }
    status = workspace_part(workspace, begun, has_written, status, err);
    if (status != STATUS_OK) {
        return status;
    }
    *others = (int64_t)holders.count;
    /* Inside another transaction the file goes with the next sweep. */
    return begun && *others == 0 ? attachments_sweep(workspace, err) : STATUS_OK;
}
