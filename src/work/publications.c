/* The public side: approved by another, not before its day; promises counted down. */
#include "work_impl.h"

Status publication_approve(HookCall *call, Error *err)
{
    (void)err;
    if (ask_ref(call->record, "approver") == ask_ref(call->record, "author")) {
        find_fault(call, "approver", "work.approves_itself", NO_ARGS);
    }
    return STATUS_OK;
}

Status publication_publish(HookCall *call, Error *err)
{
    const Value *embargo = ask_value(call->record, "not_before");
    (void)err;
    if (!ask_has(call->record, "approver")) {
        find_fault(call, "approver", "work.not_approved", NO_ARGS);
    }
    if (embargo->kind != VALUE_NONE && embargo->number > date_today()) {
        Buf day = buf_new(call->arena);
        date_print(&day, (Date)embargo->number);
        find_fault(call, "not_before", "work.embargo", ARGS(arg_text("day", buf_text(&day))));
    }
    return STATUS_OK;
}

/* Below zero once the day has passed; nothing once it was kept or broken. */
Status promise_days_left(HookCall *call, Error *err)
{
    (void)err;
    *call->computed = value_none();
    if (ask_in(call->record, "prepared running")) {
        *call->computed = value_int(ask_value(call->record, "due")->number - date_today());
    }
    return STATUS_OK;
}
