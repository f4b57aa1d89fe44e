/* The hooks that the files of model/ name. The compiler of the models makes the table of them; a
 * name that no room defines is a link error. */
#ifndef DUIBIAO_WORK_HOOKS_IMPL_H
#define DUIBIAO_WORK_HOOKS_IMPL_H

#include "record.h"

/* settled.c */
Status settled_check(HookCall *call, Error *err);

/* entries.c */
Status entries_check(HookCall *call, Error *err);

/* learning.c */
Status visit_close(HookCall *call, Error *err);
Status lesson_roll_out(HookCall *call, Error *err);
Status gap_check(HookCall *call, Error *err);
Status gap_explain(HookCall *call, Error *err);
Status commitment_check(HookCall *call, Error *err);
Status measure_finish(HookCall *call, Error *err);

/* targets.c */
Status target_check(HookCall *call, Error *err);
Status target_year_check(HookCall *call, Error *err);
Status target_year_stays(HookCall *call, Error *err);
Status target_share_check(HookCall *call, Error *err);
Status target_adjustment_check(HookCall *call, Error *err);
Status target_goal_now(HookCall *call, Error *err);
Status target_start(HookCall *call, Error *err);

/* tasks.c */
Status task_check(HookCall *call, Error *err);
Status task_object(HookCall *call, Error *err);
Status evidence_check(HookCall *call, Error *err);
Status evidence_stays(HookCall *call, Error *err);
Status closed_stays(HookCall *call, Error *err);
Status extension_check(HookCall *call, Error *err);
Status verification_check(HookCall *call, Error *err);

/* projects.c */
Status project_stage(HookCall *call, Error *err);
Status project_check(HookCall *call, Error *err);
Status deal_fund(HookCall *call, Error *err);

/* enterprises.c */
Status enterprise_check(HookCall *call, Error *err);
Status issue_check(HookCall *call, Error *err);
Status issue_answer(HookCall *call, Error *err);
Status issue_rate(HookCall *call, Error *err);
Status issue_revisit(HookCall *call, Error *err);
Status issue_close(HookCall *call, Error *err);
Status rating_check(HookCall *call, Error *err);
Status rating_stays(HookCall *call, Error *err);
Status revisit_check(HookCall *call, Error *err);
Status revisit_stays(HookCall *call, Error *err);
Status complaint_pass(HookCall *call, Error *err);
Status session_next_day(HookCall *call, Error *err);

/* tours.c */
Status stop_check(HookCall *call, Error *err);
Status vote_check(HookCall *call, Error *err);
Status vote_stays(HookCall *call, Error *err);
Status ballot_check(HookCall *call, Error *err);
Status tour_lock(HookCall *call, Error *err);
Status tour_look_back(HookCall *call, Error *err);

/* assessments.c */
Status scheme_check(HookCall *call, Error *err);
Status scheme_freeze(HookCall *call, Error *err);
Status scheme_item_check(HookCall *call, Error *err);
Status score_check(HookCall *call, Error *err);
Status appeal_check(HookCall *call, Error *err);
Status appeal_take(HookCall *call, Error *err);

/* signals.c */
Status signal_check(HookCall *call, Error *err);
Status signal_propose(HookCall *call, Error *err);
Status signal_approve(HookCall *call, Error *err);
Status signal_conclude(HookCall *call, Error *err);

/* publications.c */
Status publication_approve(HookCall *call, Error *err);
Status publication_publish(HookCall *call, Error *err);
Status promise_days_left(HookCall *call, Error *err);

/* views.c */
Status view_check(HookCall *call, Error *err);

#endif
