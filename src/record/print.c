/* Values as people read them. */
#include "attach_impl.h"

#include <inttypes.h>

/* How far a title may lead from record to record; the model's own titles end sooner. */
enum { TITLE_STEPS_MAX = 8 };

static Status print_title(Workspace *workspace, Buf *out, Lang lang, const char *target, int64_t id,
                          int steps, Error *err);

static void print_option(Buf *out, Lang lang, const FieldDef *field, Text name)
{
    for (int at = 0; at < field->option_count; at++) {
        const OptionDef *option = &field->options[at];
        if (text_equal(name, text_from(option->name))) {
            buf_add_cstr(out, lang == LANG_ZH ? option->zh : option->en);
            return;
        }
    }
    buf_add(out, name);
}

static void print_number(Buf *out, Lang lang, const FieldDef *field, int64_t number)
{
    switch (field_says(field)) {
    case FIELD_DATE: date_print(out, (Date)number); break;
    case FIELD_TIME: time_print(out, number); break;
    case FIELD_PERIOD: period_print(out, lang, period_from_code((int32_t)number)); break;
    case FIELD_BOOL:
        buf_add_cstr(out, lang_text(lang, number != 0 ? "record.yes" : "record.no"));
        break;
    default: buf_add_format(out, "%" PRId64, number); break;
    }
}

static void print_decimal(Buf *out, Lang lang, const FieldDef *field, Decimal decimal)
{
    FieldKind kind = field_says(field);
    if (kind == FIELD_MONEY) {
        money_print(out, lang, decimal);
        return;
    }
    decimal_print(out, decimal);
    buf_add_cstr(out, kind == FIELD_PERCENT ? "%" : "");
}

static void print_pair(Buf *out, Lang lang, const FieldDef *field, const Value *value)
{
    if (field->kind == FIELD_POINT) {
        point_print(out, value->number, value->second);
    } else {
        date_range_print(out, lang, (Date)value->number, (Date)value->second);
    }
}

/* As it was called when it came. */
static Status print_file(Workspace *workspace, Buf *out, Text digits, Error *err)
{
    Arena *scratch = arena_new();
    Hash hash;
    Text name = digits;
    Status status = STATUS_OK;
    if (hash_parse(digits, &hash)) {
        status = attachment_last_name(scratch, workspace, &hash, &name, err);
    }
    buf_add(out, name);
    arena_free(scratch);
    return status;
}

static Status print_value(Workspace *workspace, Buf *out, Lang lang, const FieldDef *field,
                          const Value *value, int steps, Error *err)
{
    Status status = STATUS_OK;
    switch (value->kind) {
    case VALUE_NONE: break;
    case VALUE_DECIMAL: print_decimal(out, lang, field, value->decimal); break;
    case VALUE_PAIR: print_pair(out, lang, field, value); break;
    case VALUE_TEXT:
        if (field->option_count > 0) {
            print_option(out, lang, field, value->text);
        } else if (field->kind == FIELD_FILE) {
            return print_file(workspace, out, value->text, err);
        } else {
            buf_add(out, value->text);
        }
        break;
    case VALUE_INT:
        if (field->kind == FIELD_REF) {
            return print_title(workspace, out, lang, field->target, value->number, steps, err);
        }
        print_number(out, lang, field, value->number);
        break;
    case VALUE_REFS:
        for (int at = 0; status == STATUS_OK && at < value->ref_count; at++) {
            buf_add_cstr(out, at == 0 ? "" : lang == LANG_ZH ? "、" : ", ");
            status = print_title(workspace, out, lang, field->target, value->refs[at], steps, err);
        }
        break;
    }
    return status;
}

/* The field that names the record to this reader; -1: its id does. */
static int title_field(const Record *record, Lang lang)
{
    int english = record->def->title_field_en;
    bool has_english = english >= 0 && record->values[english].kind != VALUE_NONE;
    int title = lang == LANG_EN && has_english ? english : record->def->title_field;
    return title >= 0 && record->values[title].kind != VALUE_NONE ? title : -1;
}

static Status print_title_of(Workspace *workspace, Buf *out, Lang lang, const Record *record,
                             int steps, Error *err)
{
    int title = title_field(record, lang);
    if (title < 0 || steps >= TITLE_STEPS_MAX) {
        buf_add_format(out, "%" PRId64, record->id);
        return STATUS_OK;
    }
    return print_value(workspace, out, lang, &record->def->fields[title], &record->values[title],
                       steps + 1, err);
}

static Status print_title(Workspace *workspace, Buf *out, Lang lang, const char *target, int64_t id,
                          int steps, Error *err)
{
    const RecordDef *def = model_record(workspace->model, text_from(target));
    if (def == NULL) {
        return error_set(err, STATUS_INTERNAL, "record.not_of_model",
                         ARGS(arg_cstr("type", target)));
    }
    Arena *scratch = arena_new();
    Record *record = NULL;
    Status status = record_get(scratch, workspace, def, id, &record, err);
    if (status == STATUS_OK) {
        status = print_title_of(workspace, out, lang, record, steps, err);
    } else if (status == STATUS_NOT_FOUND) {
        /* Deleted since, or not for the actor's eyes: no more than the reference says itself. */
        buf_add_format(out, "%" PRId64, id);
        status = STATUS_OK;
    }
    arena_free(scratch);
    return status;
}

/* What a hook needs on its way does not stay: it is asked for each row of a list. */
static Status compute(Arena *arena, Workspace *workspace, const Record *record, Hook hook,
                      Value *value, Error *err)
{
    Arena *scratch = arena_new();
    HookCall call = {.workspace = workspace,
                     .arena = scratch,
                     .record = record,
                     .problems = problems_new(scratch, 1),
                     .computed = value};
    Status status = hook(&call, err);
    if (value->kind == VALUE_TEXT) {
        value->text = text_copy(arena, value->text);
    }
    arena_free(scratch);
    return status;
}

Status record_says(Arena *arena, Workspace *workspace, const Record *record, int field,
                   Value *value, Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    if (def->kind != FIELD_COMPUTED) {
        *value = record->values[field];
        return STATUS_OK;
    }
    Hook hook = model_hook(workspace->model, def->hook);
    *value = value_none();
    return hook ? compute(arena, workspace, record, hook, value, err) : STATUS_OK;
}

Status record_print_value(Workspace *workspace, Buf *out, Lang lang, const FieldDef *field,
                          const Value *value, Error *err)
{
    return print_value(workspace, out, lang, field, value, 0, err);
}

Status record_print(Workspace *workspace, Buf *out, Lang lang, const Record *record, int field,
                    Error *err)
{
    Value value;
    Status status = record_says(out->arena, workspace, record, field, &value, err);
    return status
               ? status
               : record_print_value(workspace, out, lang, &record->def->fields[field], &value, err);
}

Status record_print_title(Workspace *workspace, Buf *out, Lang lang, const Record *record,
                          Error *err)
{
    return print_title_of(workspace, out, lang, record, 0, err);
}

Status record_print_reference(Workspace *workspace, Buf *out, Lang lang, const RecordDef *def,
                              int64_t id, Error *err)
{
    return print_title(workspace, out, lang, def->name, id, 0, err);
}

/* ---- History ---- */

static Status print_canonical(Workspace *workspace, Buf *out, Lang lang, const FieldDef *field,
                              Text text, Error *err)
{
    Arena *scratch = arena_new();
    Value value = value_none();
    Status status = STATUS_OK;
    if (value_from_canonical(scratch, field, text, &value)) {
        status = print_value(workspace, out, lang, field, &value, 0, err);
    } else {
        buf_add(out, text); /* of a kind that the field once had */
    }
    arena_free(scratch);
    return status;
}

/* "“进展”取自进展报告 31" of "progress report 31 1" */
static void print_taken(const Workspace *workspace, Buf *out, Lang lang, const RecordDef *def,
                        Text value)
{
    Text rest = value;
    int field = def != NULL ? record_field(def, text_take(&rest, ' ')) : -1;
    const RecordDef *from = model_record(workspace->model, text_take(&rest, ' '));
    if (field < 0 || from == NULL) { /* of a model that knew it */
        buf_add(out, value);
        return;
    }
    Text id = text_take(&rest, ' ');
    int64_t count = 1;
    text_to_int(rest, &count);
    lang_print(out, lang, count > 1 ? "record.taken_change_several" : "record.taken_change",
               ARGS(label_arg("field", def->fields[field].zh, def->fields[field].en),
                    arg_text("label", record_label(lang, from, count)), arg_text("id", id),
                    arg_int("count", count)));
}

Status change_print(Workspace *workspace, Buf *out, Lang lang, const Change *change, Text value,
                    Error *err)
{
    const RecordDef *def = model_record(workspace->model, change->record_type);
    int field = def != NULL ? record_field(def, change->field) : -1;
    bool is_state = field < 0 && text_equal(change->field, TEXT("state"));
    int state = def != NULL && is_state ? record_state(def, value) : -1;
    if (state >= 0) {
        buf_add_cstr(out, lang == LANG_ZH ? def->states[state].zh : def->states[state].en);
    } else if (field >= 0) {
        return print_canonical(workspace, out, lang, &def->fields[field], value, err);
    } else if (text_equal(change->action, TEXT(CHANGE_TAKE)) && value.len > 0) {
        print_taken(workspace, out, lang, def, value);
    } else if (text_equal(change->action, TEXT(CHANGE_ATTACH)) ||
               text_equal(change->action, TEXT(CHANGE_DETACH))) {
        Text name = value;
        text_take(&name, ' '); /* the hash */
        buf_add(out, name);
    } else {
        buf_add(out, value);
    }
    return STATUS_OK;
}

/* ---- For machines ---- */

static void json_degrees(Json *json, const char *key, int64_t millionths)
{
    json_key(json, key);
    json_decimal(json, decimal_trim((Decimal){millionths, POINT_DECIMALS}));
}

static void json_day(Arena *arena, Json *json, const char *key, int64_t day)
{
    Buf text = buf_new(arena);
    date_print(&text, (Date)day);
    json_key(json, key);
    json_text(json, buf_text(&text));
}

static void json_pair(Arena *arena, Json *json, const FieldDef *field, const Value *value)
{
    json_object(json);
    if (field->kind == FIELD_POINT) {
        json_degrees(json, "latitude", value->number);
        json_degrees(json, "longitude", value->second);
    } else {
        json_day(arena, json, "from", value->number);
        json_day(arena, json, "to", value->second);
    }
    json_object_end(json);
}

static void json_value(Arena *arena, Json *json, const FieldDef *field, const Value *value)
{
    Buf text = buf_new(arena);
    FieldKind kind = field_says(field);
    bool is_number = value->kind == VALUE_INT && (kind == FIELD_INT || kind == FIELD_REF);
    if (value->kind == VALUE_NONE) {
        json_null(json);
    } else if (is_number) {
        json_int(json, value->number);
    } else if (value->kind == VALUE_DECIMAL) {
        json_decimal(json, value->decimal);
    } else if (kind == FIELD_BOOL) {
        json_bool(json, value->number != 0);
    } else if (value->kind == VALUE_TEXT) {
        json_text(json, value->text);
    } else if (value->kind == VALUE_PAIR) {
        json_pair(arena, json, field, value);
    } else if (value->kind == VALUE_REFS) {
        json_array(json);
        for (int at = 0; at < value->ref_count; at++) {
            json_int(json, value->refs[at]);
        }
        json_array_end(json);
    } else {
        value_canonical(&text, field, value);
        json_text(json, buf_text(&text));
    }
}

Status record_json(Workspace *workspace, Json *json, const Record *record, int field, Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    Arena *arena = json->out->arena; /* one for each value would cost more than the values */
    Value value;
    if (def->kind != FIELD_COMPUTED) {
        json_value(arena, json, def, &record->values[field]);
        return STATUS_OK;
    }
    Status status = record_says(arena, workspace, record, field, &value, err);
    if (status == STATUS_OK) {
        json_value(arena, json, def, &value);
    }
    return status;
}
