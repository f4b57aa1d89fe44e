/* What people call a record, back to the record, and forth. */
#include "exchange_impl.h"

#include <inttypes.h>

enum { CANDIDATES_MOST = 5 };

static const RecordDef *target_of(const Workspace *workspace, const FieldDef *field)
{
    return model_record(workspace_model(workspace), text_from(field->target));
}

/* ---- Several of one name ---- */

/* "412 修路（拟办）；413 修路（已交办）" */
static Status list_candidates(Arena *arena, Workspace *workspace, const List *records, Lang lang,
                              Text *candidates, Error *err)
{
    Buf out = buf_new(arena);
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < records->count && at < CANDIDATES_MOST; at++) {
        const Record *record = LIST_AT(records, Record, at);
        bool has_state = record->state >= 0;
        const StateDef *state = has_state ? &record->def->states[record->state] : NULL;
        buf_add_format(&out, "%s%" PRId64 " ",
                       at == 0           ? ""
                       : lang == LANG_ZH ? "；"
                                         : "; ",
                       record->id);
        status = record_print_title(workspace, &out, lang, record, err);
        if (has_state) {
            buf_add_format(&out, lang == LANG_ZH ? "（%s）" : " (%s)",
                           lang == LANG_ZH ? state->zh : state->en);
        }
    }
    buf_add_cstr(&out, records->count > CANDIDATES_MOST ? " …" : "");
    *candidates = buf_text(&out);
    return status;
}

static Status several(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                      const List *records, Error *err)
{
    Text zh, en;
    Status status = list_candidates(arena, workspace, records, LANG_ZH, &zh, err);
    if (status == STATUS_OK) {
        status = list_candidates(arena, workspace, records, LANG_EN, &en, err);
    }
    return status != STATUS_OK
               ? status
               : error_set(err, STATUS_CONFLICT, "exchange.several",
                           ARGS(arg_text("text", text),
                                arg_label("label", text_from(def->zh), text_from(def->en)),
                                arg_label("candidates", zh, en)));
}

/* ---- From a name ---- */

/* The one whose field is this; *id is left alone where there is none. */
static Status find_by(Arena *arena, Workspace *workspace, const RecordDef *def, int field,
                      Value value, Text text, int64_t *id, Error *err)
{
    List records;
    RecordFilter filter = {.field = field, .value = value};
    RecordQuery query = {.filters = &filter, .filter_count = 1, .limit = CANDIDATES_MOST + 1};
    Status status = record_list(arena, workspace, def, &query, &records, err);
    if (status == STATUS_OK && records.count > 1) {
        return several(arena, workspace, def, text, &records, err);
    }
    if (status == STATUS_OK && records.count == 1) {
        *id = LIST_AT(&records, Record, 0)->id;
    }
    return status;
}

/* Where the title is a reference, a record is called what its target is called; the model has no
 * circles of them. */
static Status find_by_title(Arena *arena, Workspace *workspace, const RecordDef *def, int field,
                            Text text, int64_t *id, Error *err)
{
    const FieldDef *title = &def->fields[field];
    if (title->kind == FIELD_TEXT) {
        return find_by(arena, workspace, def, field, value_text(text), text, id, err);
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
    return find_by(arena, workspace, def, field, value_int(target), text, id, err);
}

/* A number is an id where nothing is called so; "#412" always is. */
static Status find_by_id(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                         int64_t *id, Error *err)
{
    Record *record;
    int64_t number;
    Text digits = text_starts(text, TEXT("#")) ? text_slice(text, 1, text.len) : text;
    if (!text_to_int(digits, &number) || number <= 0) {
        return STATUS_OK;
    }
    Status status = record_get(arena, workspace, def, number, &record, err);
    *id = status == STATUS_OK ? number : 0;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

Status reference_find(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                      int64_t *id, Error *err)
{
    const int titles[] = {def->title_field, def->title_field_en};
    Status status = STATUS_OK;
    *id = 0;
    for (int f = 0; status == STATUS_OK && *id == 0 && f < def->field_count; f++) {
        if (def->fields[f].unique && def->fields[f].kind == FIELD_TEXT) {
            status = find_by(arena, workspace, def, f, value_text(text), text, id, err);
        }
    }
    for (int at = 0; status == STATUS_OK && *id == 0 && at < 2; at++) {
        if (titles[at] >= 0 && record_filters_by(workspace, def, titles[at])) {
            status = find_by_title(arena, workspace, def, titles[at], text, id, err);
        }
    }
    return status == STATUS_OK && *id == 0 ? find_by_id(arena, workspace, def, text, id, err)
                                           : status;
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

/* ---- To a name ---- */

Status reference_name(Arena *arena, Workspace *workspace, Lang lang, const RecordDef *def,
                      int64_t id, Text *name, Error *err)
{
    Record *record;
    int64_t found = 0;
    Buf out = buf_new(arena);
    *name = text_format(arena, "#%" PRId64, id);
    Status status = record_get(arena, workspace, def, id, &record, err);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    status = record_print_title(workspace, &out, lang, record, err);
    if (status != STATUS_OK || text_contains(buf_text(&out), TEXT(";"))) {
        return status;
    }
    Error several_of_it;
    if (reference_find(arena, workspace, def, buf_text(&out), &found, &several_of_it) ==
            STATUS_OK &&
        found == id) {
        *name = buf_text(&out);
    }
    return STATUS_OK;
}
