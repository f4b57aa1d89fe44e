/* From what was seen to what is done: visits, lessons, gaps, commitments, measures. */
#include "work_impl.h"

/* ---- A visit is closed when every lesson of it was decided ---- */

Status visit_close(HookCall *call, Error *err)
{
    List lessons;
    const Record *first = NULL;
    int64_t count = 0;
    Status status = ask_list(call, "lesson", "visit", call->record->id, &lessons, err);
    for (size_t at = 0; !status && at < lessons.count; at++) {
        const Record *lesson = LIST_AT(&lessons, Record, at);
        if (!ask_in(lesson, "proposed")) {
            continue;
        }
        first = first ? first : lesson;
        count++;
    }
    if (status || !first) {
        return status;
    }
    Arg title;
    status = ask_title(call, "lesson", first, &title, err);
    if (!status) {
        find_fault(call, "", "work.lessons_undecided", ARGS(arg_int("count", count), title));
    }
    return status;
}

/* ---- A lesson is rolled out where at least one unit tries it ---- */

Status lesson_roll_out(HookCall *call, Error *err)
{
    List rollouts;
    bool is_begun = false;
    Status status = ask_list(call, "rollout", "lesson", call->record->id, &rollouts, err);
    for (size_t at = 0; !status && at < rollouts.count; at++) {
        is_begun = is_begun || ask_in(LIST_AT(&rollouts, Record, at), "tried adopted");
    }
    if (!status && !is_begun) {
        find_fault(call, "", "work.not_tried", NO_ARGS);
    }
    return status;
}

/* ---- A gap is measured, or it has a topic ---- */

Status gap_check(HookCall *call, Error *err)
{
    bool is_measured = ask_has(call->record, "indicator");
    if (is_measured == ask_has(call->record, "topic")) {
        find_fault(call, "topic", "work.gap_kind", NO_ARGS);
    }
    if (is_measured && !ask_has(call->record, "period")) {
        find_fault(call, "period", "work.gap_period", NO_ARGS);
    }
    return entries_check(call, err);
}

Status gap_explain(HookCall *call, Error *err)
{
    List causes;
    Status status = ask_list(call, "cause", "gap", call->record->id, &causes, err);
    if (!status && causes.count == 0) {
        find_fault(call, "", "work.no_cause", NO_ARGS);
    }
    return status;
}

/* ---- What was promised was said somewhere ---- */

Status commitment_check(HookCall *call, Error *err)
{
    const Record *record = call->record;
    (void)err;
    if (!ask_has(record, "meeting") && !ask_has(record, "visit") && !ask_has(record, "account") &&
        !ask_has(record, "reading")) {
        find_fault(call, "meeting", "work.said_nowhere", NO_ARGS);
    }
    return STATUS_OK;
}

/* ---- A measure is finished when each milestone was reached ---- */

Status measure_finish(HookCall *call, Error *err)
{
    List milestones;
    Status status = ask_list(call, "milestone", "measure", call->record->id, &milestones, err);
    for (size_t at = 0; !status && at < milestones.count; at++) {
        const Record *milestone = LIST_AT(&milestones, Record, at);
        if (ask_in(milestone, "reached")) {
            continue;
        }
        Arg title;
        status = ask_title(call, "milestone", milestone, &title, err);
        if (!status) {
            find_fault(call, "", "work.milestone_open", ARGS(title));
        }
    }
    return status;
}
