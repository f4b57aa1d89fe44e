/* Looking at records by the names of the model. A name that the model has not is our own mistake,
 * which the first test of the hook finds. */
#include "work_impl.h"

#include <assert.h>

const Value *ask_value(const Record *record, const char *field)
{
    int index = record_field(record->def, text_from(field));
    assert(index >= 0);
    return &record->values[index];
}

bool ask_has(const Record *record, const char *field)
{
    return ask_value(record, field)->kind != VALUE_NONE;
}

int64_t ask_ref(const Record *record, const char *field)
{
    const Value *value = ask_value(record, field);
    return value->kind == VALUE_INT ? value->number : 0;
}

bool ask_is(const Record *record, const char *field, const char *option)
{
    return text_equal(ask_value(record, field)->text, text_from(option));
}

bool ask_refers(const Record *record, const char *field, int64_t id)
{
    const Value *value = ask_value(record, field);
    for (int at = 0; value->kind == VALUE_REFS && at < value->ref_count; at++) {
        if (value->refs[at] == id) {
            return true;
        }
    }
    return value->kind == VALUE_INT && value->number == id;
}

bool ask_in(const Record *record, const char *states)
{
    Text rest = text_from(states), name;
    while (text_split(&rest, ' ', &name)) {
        int state = record_state(record->def, name);
        assert(state >= 0);
        if (record->state == state) {
            return true;
        }
    }
    return false;
}

bool ask_changes(const HookCall *call, const char *field)
{
    const Value *now = ask_value(call->record, field);
    return call->before == NULL ? now->kind != VALUE_NONE
                                : !value_equal(now, ask_value(call->before, field));
}

static const RecordDef *type_named(const HookCall *call, const char *type)
{
    const RecordDef *def = model_record(workspace_model(call->workspace), text_from(type));
    assert(def != NULL);
    return def;
}

Status ask_list(HookCall *call, const char *type, const char *field, int64_t id, List *records,
                Error *err)
{
    const RecordDef *def = type_named(call, type);
    RecordFilter filter = {.field = record_field(def, text_from(field)), .value = value_int(id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    return record_list(call->arena, call->workspace, def, &query, records, err);
}

Status ask_get(HookCall *call, const char *type, int64_t id, Record **record, Error *err)
{
    return record_get(call->arena, call->workspace, type_named(call, type), id, record, err);
}

Status ask_target(HookCall *call, const Record *record, const char *field, Record **target,
                  Error *err)
{
    const FieldDef *def = &record->def->fields[record_field(record->def, text_from(field))];
    int64_t id = ask_ref(record, field);
    *target = NULL;
    return id == 0 ? STATUS_OK : ask_get(call, def->target, id, target, err);
}

Status ask_arrivals(HookCall *call, const Record *record, const char *state, Arrivals *arrivals,
                    Error *err)
{
    List changes;
    *arrivals = (Arrivals){0, DATE_NONE};
    Status status =
        record_history(call->arena, call->workspace, record->def, record->id, &changes, err);
    for (size_t at = 0; !status && at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        if (text_equal(change->field, TEXT("state")) &&
            text_equal(change->after, text_from(state))) {
            arrivals->count++;
            arrivals->last = date_of_time(change->at_ms);
        }
    }
    return status;
}

Status ask_title(HookCall *call, const char *name, const Record *record, Arg *arg, Error *err)
{
    Buf titles[LANG_COUNT];
    Status status = STATUS_OK;
    Eyes before = workspace_look_with(call->workspace, EYES_ACTOR);
    for (Lang lang = LANG_ZH; status == STATUS_OK && lang < LANG_COUNT; lang++) {
        titles[lang] = buf_new(call->arena);
        status = record_print_reference(call->workspace, &titles[lang], lang, record->def,
                                        record->id, err);
    }
    workspace_look_with(call->workspace, before);
    if (status == STATUS_OK) {
        *arg = arg_label(name, buf_text(&titles[LANG_ZH]), buf_text(&titles[LANG_EN]));
    }
    return status;
}

void find_fault(HookCall *call, const char *field, const char *code, const Arg *args,
                size_t arg_count)
{
    problems_add(call->problems, (Problem){.severity = SEVERITY_ERROR,
                                           .code = code,
                                           .field = text_from(field),
                                           .args = (Arg *)args, /* copied there, not changed */
                                           .arg_count = arg_count});
}
