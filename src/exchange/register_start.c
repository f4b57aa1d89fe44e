/* Rows that a table to fill in begins with: one for each record that something is to come of. */
#include "register_impl.h"

int register_start_field(const RecordDef *def)
{
    int start = -1, count = 0;
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (field->kind == FIELD_REF && field->required && field->link == LINK_FROM) {
            start = f;
            count++;
        }
    }
    return count == 1 && def->secret_through < 0 ? start : -1;
}

bool register_is_whole(const Record *record)
{
    bool is_whole = true;
    for (int f = 0; f < record->def->field_count; f++) {
        bool is_blank = record->values[f].kind == VALUE_NONE;
        is_whole = is_whole && !(is_blank && record->def->fields[f].required);
    }
    return is_whole;
}

Status register_start(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      Record **start, Error *err)
{
    bool *given = ARENA_ARRAY(arena, bool, (size_t)def->field_count);
    int field = register_start_field(def);
    List taken;
    *start = record_new(arena, def);
    (*start)->values[field] = value_int(id);
    for (int f = 0; f < def->field_count; f++) {
        given[f] = (*start)->values[f].kind != VALUE_NONE;
    }
    return record_take_missing(arena, workspace, *start, NULL, given, &taken, err);
}

/* A form is filled in on a later day than it was made: the day that it came with has passed. */
static bool is_earlier_day(const Record *start, const Record *filled, int f)
{
    bool is_day = start->def->fields[f].kind == FIELD_DATE &&
                  start->def->fields[f].initial != NULL;
    return is_day && filled->values[f].number <= start->values[f].number;
}

Status register_is_start(const Register *reg, const RegisterRow *row, const Record *filled,
                         bool *is_start, Error *err)
{
    int field = register_start_field(reg->def);
    Record *start;
    *is_start = false;
    if (field < 0 || filled->values[field].kind == VALUE_NONE || register_is_whole(filled)) {
        return STATUS_OK;
    }
    Status status = register_start(reg->arena, reg->workspace, reg->def,
                                   filled->values[field].number, &start, err);
    *is_start = status == STATUS_OK && !register_is_whole(start);
    for (int c = 0; status == STATUS_OK && *is_start && c < reg->column_count; c++) {
        int f = reg->columns[c].field;
        if (f >= 0 && f != field && row->cells[c].len > 0 && !is_earlier_day(start, filled, f)) {
            status = register_is_same(reg->arena, reg->workspace, start, f, row->cells[c],
                                      is_start, err);
        }
    }
    return status;
}
