/* What people call a record, back to the record. */
#include "exchange_impl.h"

static Status find_by(Arena *arena, Workspace *workspace, const RecordDef *def, int field,
                      Value value, int64_t *id, Error *err)
{
    Record *record = NULL;
    RecordFilter filter = {.field = field, .value = value};
    Status status = record_find(arena, workspace, def, &filter, 1, &record, err);
    *id = record == NULL ? 0 : record->id;
    return status;
}

static const RecordDef *target_of(const Workspace *workspace, const FieldDef *field)
{
    return model_record(workspace_model(workspace), text_from(field->target));
}

/* Where the title is a reference, a record is called what its target is called; the model has no
 * circles of them. */
static Status find_by_title(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                            int64_t *id, Error *err)
{
    const FieldDef *title = &def->fields[def->title_field];
    if (title->kind == FIELD_TEXT) {
        return find_by(arena, workspace, def, def->title_field, value_text(text), id, err);
    }
    if (title->kind != FIELD_REF) {
        return STATUS_OK;
    }
    int64_t target;
    Status status =
        reference_find(arena, workspace, target_of(workspace, title), text, &target, err);
    if (status != STATUS_OK || target == 0) {
        return status;
    }
    return find_by(arena, workspace, def, def->title_field, value_int(target), id, err);
}

Status reference_find(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                      int64_t *id, Error *err)
{
    Status status = STATUS_OK;
    *id = 0;
    for (int f = 0; status == STATUS_OK && *id == 0 && f < def->field_count; f++) {
        if (def->fields[f].unique && def->fields[f].kind == FIELD_TEXT) {
            status = find_by(arena, workspace, def, f, value_text(text), id, err);
        }
    }
    if (status == STATUS_OK && *id == 0 && def->title_field >= 0) {
        status = find_by_title(arena, workspace, def, text, id, err);
    }
    return status;
}

Status reference_value(Arena *arena, Workspace *workspace, const FieldDef *field, Text text,
                       Value *value, bool *found, Error *err)
{
    const RecordDef *target = target_of(workspace, field);
    List ids = list_new(arena, sizeof(int64_t));
    Text piece;
    Status status = STATUS_OK;
    *found = true;
    if (field->kind == FIELD_REF) {
        int64_t *id = list_add(&ids);
        status = reference_find(arena, workspace, target, text, id, err);
        *found = *id != 0;
        *value = value_int(*id);
        return status;
    }
    while (status == STATUS_OK && *found && text_split(&text, ';', &piece)) {
        int64_t *id = list_add(&ids);
        status = reference_find(arena, workspace, target, text_trim(piece), id, err);
        *found = *id != 0;
    }
    *value = value_refs(ids.items, (int)ids.count);
    return status;
}
