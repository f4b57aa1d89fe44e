/* Reading what records hold: as far as the record itself may be read. */
#include "attach_impl.h"

Status record_attachments(Arena *arena, Workspace *workspace, const Record *record,
                          List *attachments, Error *err)
{
    List standing;
    Record *now = NULL;
    *attachments = list_new(arena, sizeof(Attachment));
    Status status = record_get(arena, workspace, record->def, record->id, &now, err);
    if (status == STATUS_OK) {
        status = attachment_rows_of(arena, workspace, now, &standing, err);
    }
    for (size_t at = 0; status == STATUS_OK && at < standing.count; at++) {
        const Attachment *one = LIST_AT(&standing, Attachment, at);
        bool is_sealed = one->field >= 0 && now->values[one->field].kind == VALUE_NONE;
        if (!is_sealed) {
            *(Attachment *)list_add(attachments) = *one;
        }
    }
    return status;
}

static Status no_attachment(int64_t id, Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "record.no_attachment", ARGS(arg_int("id", id)));
}

Status attachment_get(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                      const char **path, Error *err)
{
    Record *record = NULL;
    Status status = attachment_row_get(arena, workspace, id, attachment, err);
    if (status == STATUS_OK) {
        status = record_get(arena, workspace, attachment->def, attachment->record_id, &record, err);
    }
    if (status == STATUS_NOT_FOUND) {
        return no_attachment(id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (attachment->field >= 0 && record->values[attachment->field].kind == VALUE_NONE) {
        return no_attachment(id, err);
    }
    const char *folder = attachments_folder(arena, workspace);
    *path = store_file_path(arena, folder, &attachment->hash);
    return store_file_stands(folder, &attachment->hash)
               ? STATUS_OK
               : error_set(err, STATUS_CORRUPT, "record.file_missing",
                           ARGS(arg_text("name", attachment->name), arg_cstr("file", *path)));
}
