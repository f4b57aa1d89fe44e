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

/* Each answer has a rating of its own: one given to an earlier answer does not count again. */
Status issue_rate(HookCall *call, Error *err)
{
    List ratings;
    Arrivals answers;
    Status status = ask_list(call, "rating", "issue", call->record->id, &ratings, err);
    if (!status) {
        status = ask_arrivals(call, call->record, "answered", &answers, err);
    }
    if (!status && ratings.count < answers.count) {
        find_fault(call, "", "work.no_rating", NO_ARGS);
    }
    return status;
}

Status issue_revisit(HookCall *call, Error *err)
{
    List revisits;
    Arrivals rated;
    Status status = ask_list(call, "revisit", "issue", call->record->id, &revisits, err);
    if (!status) {
        status = ask_arrivals(call, call->record, "rated", &rated, err);
    }
    if (!status && revisits.count < rated.count) {
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

/* What an issue moved on by stands behind its state. */
Status rating_stays(HookCall *call, Error *err)
{
    return need_target_in(call, call->record, "issue", "answered", "work.moved_on_by", err);
}

Status revisit_stays(HookCall *call, Error *err)
{
    return need_target_in(call, call->record, "issue", "rated", "work.moved_on_by", err);
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

/* ---- Matching sessions that recur ---- */

static int months_between(const Record *session)
{
    static const struct {
        const char *recurs;
        int months;
    } CYCLES[] = {{"monthly", 1}, {"quarterly", 3}, {"yearly", 12}};
    for (size_t at = 0; at < sizeof CYCLES / sizeof CYCLES[0]; at++) {
        if (ask_is(session, "recurs", CYCLES[at].recurs)) {
            return CYCLES[at].months;
        }
    }
    return 0;
}

/* Whether the same host has a later one of the kind. */
static Status is_followed(HookCall *call, bool *followed, Error *err)
{
    List sessions;
    const Record *own = call->record;
    Status status =
        ask_list(call, "matching_session", "host", ask_ref(own, "host"), &sessions, err);
    for (size_t at = 0; !status && at < sessions.count; at++) {
        const Record *one = LIST_AT(&sessions, Record, at);
        *followed = *followed || (ask_ref(one, "kind") == ask_ref(own, "kind") &&
                                  ask_value(one, "day")->number > ask_value(own, "day")->number);
    }
    return status;
}

/* Months after months from its day, until one that is not past; on a day off it moves on. */
Status session_next_day(HookCall *call, Error *err)
{
    Calendar *calendar;
    int months = months_between(call->record);
    bool followed = months == 0;
    Date day = (Date)ask_value(call->record, "day")->number;
    Date next = day, today = workspace_today(call->workspace);
    *call->computed = value_none();
    Status status = followed ? STATUS_OK : is_followed(call, &followed, err);
    if (!status && !followed) {
        status = rules_calendar(call->arena, call->workspace, &calendar, err);
    }
    if (status || followed) {
        return status;
    }
    for (int count = months; next < today; count += months) {
        next = limit_end(calendar, (TimeLimit){count, LIMIT_MONTHS}, day);
    }
    *call->computed = value_int(next);
    return STATUS_OK;
}
