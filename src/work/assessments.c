/* Assessment: points that make the total, items that stand still, appeals that others decide. */
#include "work_impl.h"

Status scheme_check(HookCall *call, Error *err)
{
    (void)err;
    if (call->before && !ask_in(call->before, "drafted consulted")) {
        keep_settled(call, "");
    }
    return STATUS_OK;
}

Status scheme_freeze(HookCall *call, Error *err)
{
    List items;
    Decimal sum = {0}, total = ask_value(call->record, "total")->decimal;
    bool fits = true;
    Status status = ask_list(call, "scheme_item", "scheme", call->record->id, &items, err);
    for (size_t at = 0; !status && at < items.count; at++) {
        fits = fits &&
               decimal_add(sum, ask_value(LIST_AT(&items, Record, at), "points")->decimal, &sum);
    }
    if (!status && (!fits || decimal_compare(sum, total) != 0)) {
        find_fault(call, "total", "work.points",
                   ARGS(arg_text("sum", decimal_text(call->arena, sum)),
                        arg_text("total", decimal_text(call->arena, total))));
    }
    return status;
}

static Status check_scheme_open(HookCall *call, const Record *item, Error *err)
{
    return need_target_in(call, item, "scheme", "drafted consulted", "work.scheme_settled", err);
}

/* What is assessed is settled before it is assessed:
 * no item comes to it any more, and none leaves or is taken away. */
Status scheme_item_check(HookCall *call, Error *err)
{
    Status status = check_scheme_open(call, call->record, err);
    bool leaves = call->before && ask_changes(call, "scheme");
    return status || !leaves ? status : check_scheme_open(call, call->before, err);
}

Status score_check(HookCall *call, Error *err)
{
    Record *item, *scheme;
    Status status = settled_check(call, err);
    if (!status) {
        status = ask_target(call, call->record, "scheme_item", &item, err);
    }
    if (!status) {
        status = ask_target(call, item, "scheme", &scheme, err);
    }
    if (status) {
        return status;
    }
    if (!ask_in(scheme, "frozen")) {
        find_fault(call, "scheme_item", "work.scheme_open", NO_ARGS);
    }
    Decimal most = ask_value(item, "points")->decimal;
    if (decimal_compare(ask_value(call->record, "points")->decimal, most) > 0) {
        find_fault(call, "points", "work.points_most",
                   ARGS(arg_text("most", decimal_text(call->arena, most))));
    }
    return STATUS_OK;
}

/* ---- Appeals ---- */

/* Within so many days of what was announced or done, as the law has it. */
static Status check_in_time(HookCall *call, const Record *about, const char *since, Error *err)
{
    Arrivals arrivals;
    TimeLimit limit;
    Calendar *calendar = NULL;
    Buf day = buf_new(call->arena);
    Status status = ask_arrivals(call, about, since, &arrivals, err);
    if (status || call->before || arrivals.count == 0) {
        return status;
    }
    status = rules_limit(call->workspace, "inspection_objection_limit", arrivals.last, &limit, err);
    if (!status) {
        status = rules_calendar(call->arena, call->workspace, &calendar, err);
    }
    if (status) {
        return status;
    }
    Date until = limit_end(calendar, limit, arrivals.last);
    if (ask_value(call->record, "filed_on")->number > until) {
        date_print(&day, until);
        find_fault(call, "filed_on", "work.appeal_late", ARGS(arg_text("until", buf_text(&day))));
    }
    return STATUS_OK;
}

/* About one thing, by the unit it concerns, and in time. */
Status appeal_check(HookCall *call, Error *err)
{
    bool about_score = ask_has(call->record, "score");
    Record *about;
    Status status = settled_check(call, err);
    if (about_score == ask_has(call->record, "signal")) {
        find_fault(call, "score", "work.appeal_about", NO_ARGS);
        return STATUS_OK;
    }
    if (!status) {
        status = ask_target(call, call->record, about_score ? "score" : "signal", &about, err);
    }
    if (!status && ask_ref(about, "organisation") != ask_ref(call->record, "organisation")) {
        find_fault(call, "organisation", "work.appeal_of_another", NO_ARGS);
    }
    return status ? status
                  : check_in_time(call, about, about_score ? "announced" : "concluded", err);
}

Status appeal_take(HookCall *call, Error *err)
{
    (void)err;
    if (ask_ref(call->record, "reviewer") == ask_ref(call->record, "decided_by")) {
        find_fault(call, "reviewer", "work.reviews_itself", NO_ARGS);
    }
    return STATUS_OK;
}
