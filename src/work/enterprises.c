/* Enterprises: who rates is who was served; who revisits is not who answered. */
#include "work_impl.h"

Status enterprise_check(HookCall *call, Error *err)
{
    Text code = ask_value(call->record, "credit_code")->text;
    if (code.len > 0 && !credit_code_is_valid(code)) {
        find_fault(call, "credit_code", "work.credit_code", ARGS(arg_text("code", code)));
    }
    return entries_check(call, err);
}

/* ---- Issues ---- */

/* What the enterprise said is its own; who handles it adds how far it is. */
Status issue_check(HookCall *call, Error *err)
{
    int64_t unit = workspace_actor(call->workspace)->unit;
    if (unit != 0 &&
        (ask_refers(call->record, "lead", unit) || ask_refers(call->record, "assist", unit))) {
        keep_settled(call, "progress alternative");
    }
    return entries_check(call, err);
}

/* "Cannot" is no answer: it says what would work, or what is missing. */
Status issue_answer(HookCall *call, Error *err)
{
    (void)err;
    if (ask_is(call->record, "outcome", "cannot") && !ask_has(call->record, "alternative")) {
        find_fault(call, "alternative", "work.no_alternative", NO_ARGS);
    }
    return STATUS_OK;
}

/* How many times the record came to that state. */
static Status times_in(HookCall *call, const char *state, size_t *times, Error *err)
{
    List changes;
    *times = 0;
    Status status = record_history(call->arena, call->workspace, call->record->def,
                                   call->record->id, &changes, err);
    for (size_t at = 0; !status && at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        *times +=
            text_equal(change->field, TEXT("state")) && text_equal(change->after, text_from(state));
    }
    return status;
}

/* Each answer has a rating of its own: one given to an earlier answer does not count again. */
Status issue_rate(HookCall *call, Error *err)
{
    List ratings;
    size_t answers;
    Status status = ask_list(call, "rating", "issue", call->record->id, &ratings, err);
    if (!status) {
        status = times_in(call, "answered", &answers, err);
    }
    if (!status && ratings.count < answers) {
        find_fault(call, "", "work.no_rating", NO_ARGS);
    }
    return status;
}

Status issue_revisit(HookCall *call, Error *err)
{
    List revisits;
    size_t times;
    Status status = ask_list(call, "revisit", "issue", call->record->id, &revisits, err);
    if (!status) {
        status = times_in(call, "rated", &times, err);
    }
    if (!status && revisits.count < times) {
        find_fault(call, "", "work.no_revisit", NO_ARGS);
    }
    return status;
}

/* Closed is: answered for good, not to the enterprise's discontent, and still so at the revisit. */
Status issue_close(HookCall *call, Error *err)
{
    List ratings = {0}, revisits = {0};
    if (ask_is(call->record, "outcome", "under_way")) {
        find_fault(call, "outcome", "work.still_under_way", NO_ARGS);
    }
    Status status = ask_list(call, "rating", "issue", call->record->id, &ratings, err);
    if (!status) {
        status = ask_list(call, "revisit", "issue", call->record->id, &revisits, err);
    }
    if (status || ratings.count == 0 || revisits.count == 0) {
        return status;
    }
    if (ask_is(LIST_AT(&ratings, Record, ratings.count - 1), "grade", "discontent")) {
        find_fault(call, "", "work.discontent", NO_ARGS);
    }
    bool is_solved = ask_is(call->record, "outcome", "solved");
    const Record *last = LIST_AT(&revisits, Record, revisits.count - 1);
    if (is_solved && ask_value(last, "still_solved")->number == 0) {
        find_fault(call, "", "work.not_solved", NO_ARGS);
    }
    return STATUS_OK;
}

Status rating_check(HookCall *call, Error *err)
{
    const Actor *actor = workspace_actor(call->workspace);
    Record *issue;
    Status status = ask_target(call, call->record, "issue", &issue, err);
    if (status) {
        return status;
    }
    if (!actor->is_owner && actor->unit != ask_ref(issue, "enterprise")) {
        find_fault(call, "issue", "work.rates_for_another", NO_ARGS);
    }
    if (!call->before && !ask_in(issue, "answered")) {
        find_fault(call, "issue", "work.no_answer", NO_ARGS);
    }
    return STATUS_OK;
}

Status revisit_check(HookCall *call, Error *err)
{
    int64_t visitor = ask_ref(call->record, "visitor");
    Record *issue;
    Status status = ask_target(call, call->record, "issue", &issue, err);
    if (!status && (ask_refers(issue, "lead", visitor) || ask_refers(issue, "assist", visitor))) {
        find_fault(call, "visitor", "work.revisits_itself", NO_ARGS);
    }
    return status;
}

/* ---- Complaints: never handled by whom they are about, nor by a unit below it ---- */

Status complaint_pass(HookCall *call, Error *err)
{
    int64_t against = ask_ref(call->record, "against");
    Record *unit;
    Status status = ask_target(call, call->record, "lead", &unit, err);
    /* A tree of offices is a few levels deep; a circle in it is refused where it is made. */
    while (!status && unit && against != 0) {
        if (unit->id == against) {
            find_fault(call, "lead", "work.handles_itself", NO_ARGS);
            break;
        }
        status = ask_target(call, unit, "parent", &unit, err);
    }
    return status;
}
