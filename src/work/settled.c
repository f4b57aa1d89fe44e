/* What was decided on stays as it was decided:
 * once a record has moved on, only what a move asks for is added to it. */
#include "work_impl.h"

static bool is_named(const char *fields, const char *field)
{
    Text rest = text_from(fields), name;
    while (text_split(&rest, ' ', &name)) {
        if (text_equal(name, text_from(field))) {
            return true;
        }
    }
    return false;
}

static bool is_asked_for(const MoveDef *move, int field)
{
    for (int at = 0; move != NULL && at < move->need_count; at++) {
        if (move->needs[at] == field) {
            return true;
        }
    }
    return false;
}

void keep_settled(HookCall *call, const char *open)
{
    const RecordDef *def = call->record->def;
    for (int f = 0; call->before != NULL && f < def->field_count; f++) {
        if (!is_asked_for(call->move, f) && !is_named(open, def->fields[f].name) &&
            !value_equal(&call->record->values[f], &call->before->values[f])) {
            find_fault(call, def->fields[f].name, "work.settled", NO_ARGS);
        }
    }
}

Status settled_check(HookCall *call, Error *err)
{
    (void)err;
    if (call->before != NULL && call->before->state > 0) {
        keep_settled(call, "");
    }
    return STATUS_OK;
}

Status need_target_in(HookCall *call, const Record *record, const char *field, const char *states,
                      const char *code, Error *err)
{
    Record *target;
    Status status = ask_target(call, record, field, &target, err);
    if (!status && target != NULL && !ask_in(target, states)) {
        find_fault(call, field, code, NO_ARGS);
    }
    return status;
}
