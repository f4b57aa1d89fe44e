/* Accountability: the program may raise a signal; whatever follows is done by people, more than
 * one of them, and what is concluded is the competent organ's. */
#include "work_impl.h"

#include <string.h>

/* A job of the program acts without an account. */
static bool is_person(const HookCall *call)
{
    const Actor *actor = workspace_actor(call->workspace);
    return actor->account != 0 || actor->is_owner;
}

Status signal_check(HookCall *call, Error *err)
{
    static const char *const sources[] = {"task", "project", "issue", "complaint"};
    bool has_source = false;
    for (size_t at = 0; at < sizeof sources / sizeof sources[0]; at++) {
        has_source = has_source || ask_has(call->record, sources[at]);
    }
    if (!has_source) {
        find_fault(call, "task", "work.signal_of_nothing", NO_ARGS);
    }
    if (call->before && !is_person(call)) {
        find_fault(call, "", "work.people_decide", NO_ARGS);
    }
    Status status = settled_check(call, err);
    return status ? status : entries_check(call, err);
}

/* Who does not speak in time has had the time to. */
static Status check_was_heard(HookCall *call, Error *err)
{
    List dues;
    Buf day = buf_new(call->arena);
    if (!ask_in(call->before, "checked")) {
        return STATUS_OK;
    }
    Status status = record_dues(call->arena, call->workspace, call->before, &dues, err);
    for (size_t at = 0; !status && at < dues.count; at++) {
        const MoveDue *due = LIST_AT(&dues, MoveDue, at);
        if (strcmp(due->move->name, "hear") == 0 &&
            workspace_today(call->workspace) <= due->until) {
            date_print(&day, due->until);
            find_fault(call, "statement", "work.not_heard",
                       ARGS(arg_text("until", buf_text(&day))));
        }
    }
    return status;
}

/* Who is not able to is helped, not punished. */
Status signal_propose(HookCall *call, Error *err)
{
    bool helps =
        ask_is(call->record, "proposal", "train") || ask_is(call->record, "proposal", "exempt");
    if (ask_is(call->record, "kind", "unable") && !helps) {
        find_fault(call, "proposal", "work.help_first", NO_ARGS);
    }
    if (ask_is(call->record, "proposal", "exempt") && !ask_has(call->record, "tolerance")) {
        find_fault(call, "tolerance", "work.no_tolerance", NO_ARGS);
    }
    return check_was_heard(call, err);
}

Status signal_approve(HookCall *call, Error *err)
{
    (void)err;
    if (ask_ref(call->record, "approver") == ask_ref(call->record, "proposer")) {
        find_fault(call, "approver", "work.approves_itself", NO_ARGS);
    }
    return STATUS_OK;
}

Status signal_conclude(HookCall *call, Error *err)
{
    (void)err;
    if (!is_person(call)) {
        find_fault(call, "", "work.people_decide", NO_ARGS);
    }
    if (!ask_has(call->record, "approver")) {
        find_fault(call, "approver", "work.not_approved", NO_ARGS);
    }
    if (ask_refers(call->record, "organisation", ask_ref(call->record, "organ"))) {
        find_fault(call, "organ", "work.judges_itself", NO_ARGS);
    }
    return STATUS_OK;
}
