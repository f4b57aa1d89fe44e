/* Two versions of a record beside each other, and the record as it was. */
#include "record_impl.h"

static void add_difference(List *differences, int field, Value before, Value after)
{
    *(RecordDifference *)list_add(differences) = (RecordDifference){field, before, after};
}

static Value state_value(const Record *record)
{
    return record->state >= 0 ? value_text(text_from(record->def->states[record->state].name))
                              : value_none();
}

List record_compare(Arena *arena, const Record *before, const Record *after)
{
    List differences = list_new(arena, sizeof(RecordDifference));
    if (before->state != after->state) {
        add_difference(&differences, KEY_STATE, state_value(before), state_value(after));
    }
    for (int f = 0; f < before->def->field_count; f++) {
        if (!value_equal(&before->values[f], &after->values[f])) {
            add_difference(&differences, f, before->values[f], after->values[f]);
        }
    }
    return differences;
}

Status record_differences(Arena *arena, Workspace *workspace, const Record *record, Record **stored,
                          List *differences, Error *err)
{
    Status status = record_get(arena, workspace, record->def, record->id, stored, err);
    if (status == STATUS_OK) {
        Record yours = *record;
        yours.state = (*stored)->state; /* which nobody sets by saving */
        *differences = record_compare(arena, *stored, &yours);
    }
    return status;
}

/* What a change left behind; what was erased or is withheld is empty. */
static void apply(Arena *arena, Record *record, const Change *change)
{
    int field = record_field(record->def, change->field);
    if (text_equal(change->action, TEXT("erase"))) {
        return; /* of the history, not of the record */
    }
    if (field >= 0) {
        value_from_canonical(arena, &record->def->fields[field], change->after,
                             &record->values[field]);
    } else if (text_equal(change->field, TEXT("state"))) {
        record->state = record_state(record->def, change->after);
    }
}

Status record_as_of(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                    int64_t version, Record **record, Error *err)
{
    List changes;
    *record = NULL;
    Status status = record_history(arena, workspace, def, id, &changes, err);
    if (status != STATUS_OK) {
        return status;
    }
    Record *made = ARENA_NEW(arena, Record);
    *made = (Record){.def = def, .id = id, .state = -1};
    made->values = ARENA_ARRAY(arena, Value, (size_t)def->field_count);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        if (change->record_version <= version) {
            made->version = change->record_version;
            apply(arena, made, change);
        }
    }
    if (version < 1 || made->version != version) {
        return error_set(err, STATUS_NOT_FOUND, "record.no_version",
                         ARGS(label_arg("label", def->zh, def->en), arg_int("id", id),
                              arg_int("version", version), arg_int("last", made->version)));
    }
    *record = made;
    return STATUS_OK;
}

Status version_parse(Text text, int64_t *version, Error *err)
{
    *version = 0;
    if (text.len == 0 || (text_to_int(text, version) && *version > 0)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_USAGE, "record.not_a_version", ARGS(arg_text("value", text)));
}

Status record_versions(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                       int64_t from, int64_t to, Record **before, Record **after, Error *err)
{
    Record *now;
    Status status = record_get(arena, workspace, def, id, &now, err);
    if (status == STATUS_OK) {
        status = record_as_of(arena, workspace, def, id, to ? to : now->version, after, err);
    }
    if (status == STATUS_OK) {
        int64_t last = (*after)->version;
        int64_t before_last = last > 1 ? last - 1 : 1;
        status = record_as_of(arena, workspace, def, id, from ? from : before_last, before, err);
    }
    return status;
}
