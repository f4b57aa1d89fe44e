/* The table of attachments: one row for each file that a record holds or held. */
#include "attach_impl.h"

#define COLUMNS                                                                                    \
    "\"id\", \"record_type\", \"record_id\", \"field\", \"hash\", \"name\", \"media\","            \
    " \"bytes\", \"who\", \"at_ms\""

static const char ADD[] = "INSERT INTO \"attachment\" (" COLUMNS ", \"ended_ms\","
                          " \"erased_ms\")"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)";
static const char END[] = "UPDATE \"attachment\" SET \"ended_ms\" = $2 WHERE \"id\" = $1";
static const char ERASE[] =
    "UPDATE \"attachment\" SET \"name\" = '', \"erased_ms\" = $2,"
    " \"ended_ms\" = CASE \"ended_ms\" WHEN 0 THEN $2 ELSE \"ended_ms\" END WHERE \"id\" = $1";
static const char OF_RECORD[] =
    "SELECT " COLUMNS " FROM \"attachment\""
    " WHERE \"record_id\" = $1 AND \"record_type\" = $2 AND \"ended_ms\" = 0 ORDER BY \"id\"";
static const char GET[] =
    "SELECT " COLUMNS " FROM \"attachment\" WHERE \"id\" = $1 AND \"ended_ms\" = 0";
static const char GET_ANY[] =
    "SELECT " COLUMNS " FROM \"attachment\" WHERE \"id\" = $1 AND \"erased_ms\" = 0";
static const char HOLDERS[] =
    "SELECT " COLUMNS " FROM \"attachment\" WHERE \"hash\" = $1 AND \"erased_ms\" = 0"
    " ORDER BY \"id\" DESC LIMIT 100";
static const char LAST_NAME[] =
    "SELECT \"name\" FROM \"attachment\" WHERE \"hash\" = $1 AND \"erased_ms\" = 0"
    " ORDER BY \"id\" DESC LIMIT 1";
static const char HASHES[] = "SELECT DISTINCT \"hash\" FROM \"attachment\""
                             " WHERE \"erased_ms\" = 0 ORDER BY \"hash\"";

Status attachment_row_add(Workspace *workspace, Attachment *attachment, Error *err)
{
    Stmt *stmt = NULL;
    Arena *scratch = arena_new();
    Buf digits = buf_new(scratch);
    hash_print(&digits, &attachment->hash);
    const RecordDef *def = attachment->def;
    Status status = store_new_ids(workspace->store, 1, &attachment->id, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ADD, &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, attachment->id);
        stmt_bind_text(stmt, 2, text_from(def->name));
        stmt_bind_int(stmt, 3, attachment->record_id);
        stmt_bind_text(stmt, 4,
                       text_from(attachment->field < 0 ? "" : def->fields[attachment->field].name));
        stmt_bind_text(stmt, 5, buf_text(&digits));
        stmt_bind_text(stmt, 6, attachment->name);
        stmt_bind_text(stmt, 7, attachment->media);
        stmt_bind_int(stmt, 8, attachment->bytes);
        stmt_bind_text(stmt, 9, attachment->who);
        stmt_bind_int(stmt, 10, attachment->at_ms);
        status = stmt_run(stmt, err);
    }
    arena_free(scratch);
    return status;
}

static Status mark_row(Workspace *workspace, const char *sql, int64_t id, int64_t at_ms, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        stmt_bind_int(stmt, 2, at_ms);
        status = stmt_run(stmt, err);
    }
    return status;
}

Status attachment_row_end(Workspace *workspace, int64_t id, int64_t at_ms, Error *err)
{
    return mark_row(workspace, END, id, at_ms, err);
}

Status attachment_row_erase(Workspace *workspace, int64_t id, int64_t at_ms, Error *err)
{
    return mark_row(workspace, ERASE, id, at_ms, err);
}

/* False for one of a type or field that the model no longer has. */
static bool read_row(Arena *arena, const Workspace *workspace, const Stmt *stmt, Attachment *made)
{
    Text field = stmt_text(stmt, 3);
    *made = (Attachment){.id = stmt_int(stmt, 0),
                         .def = model_record(workspace->model, stmt_text(stmt, 1)),
                         .record_id = stmt_int(stmt, 2),
                         .field = -1,
                         .name = stmt_text_copy(arena, stmt, 5),
                         .media = stmt_text_copy(arena, stmt, 6),
                         .bytes = stmt_int(stmt, 7),
                         .who = stmt_text_copy(arena, stmt, 8),
                         .at_ms = stmt_int(stmt, 9)};
    if (made->def == NULL || !hash_parse(stmt_text(stmt, 4), &made->hash)) {
        return false;
    }
    if (field.len > 0) {
        made->field = record_field(made->def, field);
        return made->field >= 0;
    }
    return true;
}

static Status read_rows(Arena *arena, Workspace *workspace, Stmt *stmt, List *attachments,
                        Error *err)
{
    Status status;
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Attachment made;
        if (read_row(arena, workspace, stmt, &made)) {
            *(Attachment *)list_add(attachments) = made;
        }
    }
    return status;
}

Status attachment_holders(Arena *arena, Workspace *workspace, const Hash *hash, List *attachments,
                          Error *err)
{
    Stmt *stmt = NULL;
    Buf digits = buf_new(arena);
    hash_print(&digits, hash);
    *attachments = list_new(arena, sizeof(Attachment));
    Status status = store_prepare(workspace->store, HOLDERS, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, buf_text(&digits));
    return read_rows(arena, workspace, stmt, attachments, err);
}

Status attachment_rows_of(Arena *arena, Workspace *workspace, const Record *record,
                          List *attachments, Error *err)
{
    Stmt *stmt = NULL;
    *attachments = list_new(arena, sizeof(Attachment));
    Status status = store_prepare(workspace->store, OF_RECORD, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, record->id);
    stmt_bind_text(stmt, 2, text_from(record->def->name));
    return read_rows(arena, workspace, stmt, attachments, err);
}

static Status get_row(Arena *arena, Workspace *workspace, const char *sql, int64_t id,
                      Attachment *attachment, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false, is_known = false;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        is_known = read_row(arena, workspace, stmt, attachment);
        stmt_reset(stmt);
    }
    return status != STATUS_OK || is_known
               ? status
               : error_set(err, STATUS_NOT_FOUND, "record.no_attachment", ARGS(arg_int("id", id)));
}

Status attachment_row_get(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                          Error *err)
{
    return get_row(arena, workspace, GET, id, attachment, err);
}

Status attachment_row_any(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                          Error *err)
{
    return get_row(arena, workspace, GET_ANY, id, attachment, err);
}

Status attachment_last_name(Arena *arena, Workspace *workspace, const Hash *hash, Text *name,
                            Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Buf digits = buf_new(arena);
    hash_print(&digits, hash);
    *name = buf_text(&digits);
    Status status = store_prepare(workspace->store, LAST_NAME, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, *name);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *name = stmt_text_copy(arena, stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

Status attachment_hashes(Arena *arena, Workspace *workspace, List *hashes, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *hashes = list_new(arena, sizeof(Hash));
    Status status = store_prepare(workspace->store, HASHES, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Hash hash;
        if (hash_parse(stmt_text(stmt, 0), &hash)) {
            *(Hash *)list_add(hashes) = hash;
        }
    }
    return status;
}
