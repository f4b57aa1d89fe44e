/* Targets: what was approved stays; it is adjusted by a record of its own,
 * and its shares add up. */
#include "work_impl.h"

static const char *const LEVELS[] = {"floor", "goal", "stretch"};
enum { LEVEL_COUNT = sizeof LEVELS / sizeof LEVELS[0] };

static void keep_levels(HookCall *call)
{
    for (int level = 0; level < LEVEL_COUNT; level++) {
        if (ask_changes(call, LEVELS[level])) {
            find_fault(call, LEVELS[level], "work.target_fixed", NO_ARGS);
        }
    }
}

Status target_check(HookCall *call, Error *err)
{
    (void)err;
    if (call->before && !ask_in(call->before, "draft")) {
        keep_levels(call);
    }
    return STATUS_OK;
}

static Status find_approved(HookCall *call, const Record *year, bool *is_approved, Error *err)
{
    Record *target;
    Status status = ask_target(call, year, "target", &target, err);
    *is_approved = *is_approved || (!status && !ask_in(target, "draft"));
    return status;
}

/* A year of an approved target neither changes nor goes over to another,
 * nor does one come to it. */
Status target_year_check(HookCall *call, Error *err)
{
    static const char *const OWN[] = {"target", "year"};
    bool is_approved = false;
    Status status = find_approved(call, call->record, &is_approved, err);
    if (!status && call->before) {
        status = find_approved(call, call->before, &is_approved, err);
    }
    if (status || !is_approved) {
        return status;
    }
    keep_levels(call);
    for (size_t at = 0; call->before && at < sizeof OWN / sizeof OWN[0]; at++) {
        if (ask_changes(call, OWN[at])) {
            find_fault(call, OWN[at], "work.target_fixed", NO_ARGS);
        }
    }
    return STATUS_OK;
}

Status target_year_stays(HookCall *call, Error *err)
{
    return need_target_in(call, call->record, "target", "draft", "work.target_fixed", err);
}

/* ---- Adjusting ---- */

Status target_adjustment_check(HookCall *call, Error *err)
{
    Record *target;
    Status status = settled_check(call, err);
    if (!status) {
        status = ask_target(call, call->record, "target", &target, err);
    }
    if (!status && !call->before && !ask_in(target, "approved running")) {
        find_fault(call, "target", "work.not_adjustable", NO_ARGS);
    }
    return status;
}

/* The goal of the last adjustment that was approved; before any, the goal itself. */
Status target_goal_now(HookCall *call, Error *err)
{
    List adjustments;
    *call->computed = *ask_value(call->record, "goal");
    if (call->record->id == 0) {
        return STATUS_OK;
    }
    Status status =
        ask_list(call, "target_adjustment", "target", call->record->id, &adjustments, err);
    for (size_t at = 0; !status && at < adjustments.count; at++) {
        const Record *adjustment = LIST_AT(&adjustments, Record, at);
        if (ask_in(adjustment, "approved")) {
            *call->computed = *ask_value(adjustment, "goal");
        }
    }
    return status;
}

/* ---- The shares of each year make its goal ---- */

static Status check_share_open(HookCall *call, const Record *share, Error *err)
{
    return need_target_in(call, share, "target", "draft approved running", "work.shares_assessed",
                          err);
}

/* Units are assessed by their shares: from then on none is changed, added or taken away. */
Status target_share_check(HookCall *call, Error *err)
{
    Status status = check_share_open(call, call->record, err);
    bool leaves = call->before && ask_changes(call, "target");
    return status || !leaves ? status : check_share_open(call, call->before, err);
}

typedef struct YearSum {
    int64_t year;
    Decimal sum;
    bool fits;
} YearSum;

static YearSum *sum_of_year(List *sums, int64_t year)
{
    for (size_t at = 0; at < sums->count; at++) {
        YearSum *sum = LIST_AT(sums, YearSum, at);
        if (sum->year == year) {
            return sum;
        }
    }
    YearSum *sum = list_add(sums);
    *sum = (YearSum){.year = year, .fits = true};
    return sum;
}

static Status sum_shares(HookCall *call, List *sums, Error *err)
{
    List shares;
    Status status = ask_list(call, "target_share", "target", call->record->id, &shares, err);
    for (size_t at = 0; !status && at < shares.count; at++) {
        const Record *share = LIST_AT(&shares, Record, at);
        YearSum *sum = sum_of_year(sums, ask_value(share, "year")->number);
        sum->fits =
            sum->fits && decimal_add(sum->sum, ask_value(share, "amount")->decimal, &sum->sum);
    }
    return status;
}

static void check_year(HookCall *call, const YearSum *sum, const List *years)
{
    for (size_t at = 0; at < years->count; at++) {
        const Record *year = LIST_AT(years, Record, at);
        Decimal goal = ask_value(year, "goal")->decimal, missing = {0};
        if (ask_value(year, "year")->number != sum->year) {
            continue;
        }
        if (sum->fits && decimal_compare(sum->sum, goal) == 0) {
            return;
        }
        decimal_subtract(goal, sum->sum, &missing);
        find_fault(call, "", "work.share_sum",
                   ARGS(arg_int("year", sum->year),
                        arg_text("sum", decimal_text(call->arena, sum->sum)),
                        arg_text("goal", decimal_text(call->arena, goal)),
                        arg_text("missing", decimal_text(call->arena, missing))));
        return;
    }
    find_fault(call, "", "work.share_year", ARGS(arg_int("year", sum->year)));
}

Status target_start(HookCall *call, Error *err)
{
    List years, sums = list_new(call->arena, sizeof(YearSum));
    Status status = ask_list(call, "target_year", "target", call->record->id, &years, err);
    if (!status) {
        status = sum_shares(call, &sums, err);
    }
    for (size_t at = 0; !status && at < sums.count; at++) {
        check_year(call, LIST_AT(&sums, YearSum, at), &years);
    }
    return status;
}
