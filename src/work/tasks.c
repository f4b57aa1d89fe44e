/* Tasks: what is asked of those who object, prove, ask for time and verify. */
#include "work_impl.h"

/* ---- What was assigned stands ---- */

static bool is_of_task(const Record *task, int64_t unit)
{
    return ask_refers(task, "lead", unit) || ask_refers(task, "responsible", unit) ||
           ask_refers(task, "assist", unit);
}

static Status check_due(HookCall *call, Error *err)
{
    List extensions;
    bool is_granted = false;
    if (!call->before || ask_in(call->before, "draft reviewing objected") ||
        !ask_changes(call, "due")) {
        return STATUS_OK;
    }
    Status status = ask_list(call, "extension", "task", call->record->id, &extensions, err);
    for (size_t at = 0; !status && at < extensions.count; at++) {
        const Record *extension = LIST_AT(&extensions, Record, at);
        is_granted = is_granted || (ask_in(extension, "granted") &&
                                    value_equal(ask_value(extension, "granted_until"),
                                                ask_value(call->record, "due")));
    }
    if (!status && !is_granted) {
        find_fault(call, "due", "work.due_fixed", NO_ARGS);
    }
    return status;
}

/* A unit says how far its task is and who does it; what is asked of it is not its own to change.
 * Once it is assigned, a task's date moves only to one that was granted. */
Status task_check(HookCall *call, Error *err)
{
    int64_t unit = workspace_actor(call->workspace)->unit;
    if (unit != 0 && is_of_task(call->record, unit)) {
        keep_settled(call, "progress evidence post");
    }
    return check_due(call, err);
}

/* The answer to an objection is final. */
Status task_object(HookCall *call, Error *err)
{
    (void)err;
    if (call->before && ask_has(call->before, "objection")) {
        find_fault(call, "objection", "work.objected_before", NO_ARGS);
    }
    return STATUS_OK;
}

Status evidence_check(HookCall *call, Error *err)
{
    (void)err;
    if (!ask_has(call->record, "attached") && !ask_has(call->record, "link")) {
        find_fault(call, "link", "work.evidence_nowhere", NO_ARGS);
    }
    return STATUS_OK;
}

/* What a task was closed on can be looked up afterwards. */
Status evidence_stays(HookCall *call, Error *err)
{
    Record *report;
    Status status = ask_target(call, call->record, "report", &report, err);
    return status || report == NULL
               ? status
               : need_target_in(call, report, "task",
                                "draft reviewing assigned objected accepted working checking done "
                                "paused withdrawn",
                                "work.evidence_closed", err);
}

/* Of what is closed nothing goes, neither it nor a file beside it. */
Status closed_stays(HookCall *call, Error *err)
{
    (void)err;
    if (ask_in(call->record, "closed archived")) {
        find_fault(call, "", "work.closed_stays", NO_ARGS);
    }
    return STATUS_OK;
}

/* Asked for before the date, and for a later one. */
Status extension_check(HookCall *call, Error *err)
{
    Record *task;
    Status status = settled_check(call, err);
    if (!status) {
        status = ask_target(call, call->record, "task", &task, err);
    }
    if (status || call->before) {
        return status;
    }
    int64_t due = ask_value(task, "due")->number;
    if (ask_value(call->record, "asked_on")->number > due) {
        find_fault(call, "asked_on", "work.extension_late", NO_ARGS);
    }
    if (ask_value(call->record, "asked_until")->number <= due) {
        find_fault(call, "asked_until", "work.extension_short", NO_ARGS);
    }
    return STATUS_OK;
}

/* Nobody verifies what they did themselves. */
Status verification_check(HookCall *call, Error *err)
{
    Record *task;
    Status status = ask_target(call, call->record, "task", &task, err);
    if (!status && is_of_task(task, ask_ref(call->record, "verifier"))) {
        find_fault(call, "verifier", "work.verifies_itself", NO_ARGS);
    }
    return status;
}
