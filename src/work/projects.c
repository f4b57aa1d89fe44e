/* Projects: a stage is reached with proof, a start when everything is ready, money when it came. */
#include "work_impl.h"

/* ---- Readiness: a project starts as it becomes ready, one by one ---- */

static Status readiness_list(HookCall *call, Record **list, Error *err)
{
    const RecordDef *def = model_record(workspace_model(call->workspace), TEXT("named_list"));
    RecordFilter by_code = {.field = record_field(def, TEXT("code")),
                            .value = value_text(TEXT("readiness"))};
    return record_find(call->arena, call->workspace, def, &by_code, 1, list, err);
}

static bool is_met(const List *checks, int64_t entry)
{
    for (size_t at = 0; at < checks->count; at++) {
        const Record *check = LIST_AT(checks, Record, at);
        if (ask_ref(check, "check_item") == entry) {
            return ask_value(check, "met")->number != 0;
        }
    }
    return false;
}

static Status check_ready(HookCall *call, Error *err)
{
    Record *list;
    List entries = list_new(call->arena, sizeof(Record)), checks;
    Status status = readiness_list(call, &list, err);
    if (!status && list) {
        status = ask_list(call, "entry", "list", list->id, &entries, err);
    }
    if (!status) {
        status = ask_list(call, "readiness", "project", call->record->id, &checks, err);
    }
    for (size_t at = 0; !status && at < entries.count; at++) {
        const Record *entry = LIST_AT(&entries, Record, at);
        if (is_met(&checks, entry->id)) {
            continue;
        }
        Arg title;
        status = ask_title(call, "check", entry, &title, err);
        if (!status) {
            find_fault(call, "", "work.not_ready", ARGS(title));
        }
    }
    return status;
}

/* ---- A stage is reached when someone recognised it, by a standard and with proof ---- */

Status project_stage(HookCall *call, Error *err)
{
    const StateDef *to = &call->record->def->states[call->move->to];
    List events;
    bool is_recognised = false;
    Status status = ask_list(call, "stage_event", "project", call->record->id, &events, err);
    for (size_t at = 0; !status && at < events.count; at++) {
        is_recognised = is_recognised || ask_is(LIST_AT(&events, Record, at), "stage", to->name);
    }
    if (status) {
        return status;
    }
    if (!is_recognised) {
        Arg stage = arg_label("stage", text_from(to->zh), text_from(to->en));
        find_fault(call, "", "work.no_stage_event", ARGS(stage));
    }
    return text_equal(text_from(to->name), TEXT("started")) ? check_ready(call, err) : STATUS_OK;
}

Status project_check(HookCall *call, Error *err)
{
    Status status = entries_check(call, err);
    return status ? status : project_duplicates(call, err);
}

/* ---- Signed is not arrived ---- */

Status deal_fund(HookCall *call, Error *err)
{
    List funds;
    bool has_come = false;
    Status status = ask_list(call, "arrived_fund", "deal", call->record->id, &funds, err);
    for (size_t at = 0; !status && at < funds.count; at++) {
        has_come = has_come || ask_in(LIST_AT(&funds, Record, at), "verified");
    }
    if (!status && !has_come) {
        find_fault(call, "", "work.nothing_arrived", NO_ARGS);
    }
    return status;
}
