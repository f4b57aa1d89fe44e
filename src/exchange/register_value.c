/* A value as a cell has it, both ways. */
#include "register_impl.h"

#include <string.h>

/* Whether people's words for it are read back as the same value. */
static bool reads_back(Arena *arena, const Record *record, int field, Text text)
{
    Record *again = record_new(arena, record->def);
    Problems *ignored = problems_new(arena, 1);
    return record_parse(arena, again, field, text, ignored) &&
           value_equal(&again->values[field], &record->values[field]);
}

static Status print_references(Arena *arena, Workspace *workspace, Lang lang, const FieldDef *field,
                               const Value *value, Text *text, Error *err)
{
    const RecordDef *target = model_record(workspace_model(workspace), text_from(field->target));
    bool is_one = field->kind == FIELD_REF;
    int count = is_one ? 1 : value->ref_count;
    Buf out = buf_new(arena);
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < count; at++) {
        Text name;
        int64_t id = is_one ? value->number : value->refs[at];
        status = reference_name(arena, workspace, lang, target, id, &name, err);
        buf_add_cstr(&out, at > 0 ? ";" : "");
        buf_add(&out, name);
    }
    *text = buf_text(&out);
    return status;
}

Status register_print(Arena *arena, Workspace *workspace, Lang lang, const Record *record,
                      int field, Text *text, Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    const Value *value = &record->values[field];
    *text = TEXT("");
    if (value->kind == VALUE_NONE) {
        return STATUS_OK;
    }
    if (def->target != NULL) {
        return print_references(arena, workspace, lang, def, value, text, err);
    }
    Buf out = buf_new(arena);
    Status status = record_print(workspace, &out, lang, record, field, err);
    if (status == STATUS_OK && !reads_back(arena, record, field, buf_text(&out))) {
        out.len = 0;
        record_print_plain(&out, record, field);
    }
    *text = buf_text(&out);
    return status;
}

/* Lines end in a spreadsheet as it likes. */
static Text without_returns(Arena *arena, Text text)
{
    Buf out = buf_new(arena);
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != '\r') {
            buf_add_char(&out, text.ptr[at]);
        }
    }
    return text_trim(buf_text(&out));
}

Status register_is_same(Arena *arena, Workspace *workspace, const Record *record, int field,
                        Text cell, bool *is_same, Error *err)
{
    Status status = STATUS_OK;
    *is_same = false;
    for (Lang lang = LANG_ZH; status == STATUS_OK && !*is_same && lang < LANG_COUNT; lang++) {
        Text shown;
        status = register_print(arena, workspace, lang, record, field, &shown, err);
        *is_same = status == STATUS_OK &&
                   text_equal(without_returns(arena, shown), without_returns(arena, cell));
    }
    return status;
}

Text register_unguard(Text cell)
{
    bool is_guarded = cell.len > 1 && cell.ptr[0] == '\'' && strchr("=+-@\t\r", cell.ptr[1]);
    return is_guarded ? text_slice(cell, 1, cell.len) : cell;
}
