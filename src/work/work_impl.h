/* What the hooks share: looking at records by the names of the model.
 *
 *   ask.c            values, states, problems, records that refer to this one
 *   settled.c        what was decided on stays
 *   entries.c        an entry stands on the list that its field is for
 *   learning.c       visits, lessons, gaps, measures
 *   targets.c        targets, their adjustments; share.c shares them out
 *   tasks.c          objections, evidence, extensions, verifications
 *   projects.c       stages, readiness, money that came; likeness.c projects that are there already
 *   enterprises.c    issues, ratings, revisits, complaints
 *   tours.c          stops, ballots, votes
 *   assessments.c    schemes, scores, appeals
 *   signals.c        what is found, and who decides
 *   publications.c   approval, embargo, promises; themes.c how far they are, by theme
 *   views.c          what a list is asked, under a name
 */
#ifndef DUIBIAO_WORK_IMPL_H
#define DUIBIAO_WORK_IMPL_H

#include "hooks_impl.h"
#include "work.h"

/* ---- ask.c ---- */

/* The field must exist: a hook names those of its own record. */
const Value *ask_value(const Record *record, const char *field);
bool ask_has(const Record *record, const char *field);
int64_t ask_ref(const Record *record, const char *field); /* 0: empty */
bool ask_is(const Record *record, const char *field, const char *option);
bool ask_refers(const Record *record, const char *field, int64_t id); /* of ref or refs */
/* Whether it is in one of these states of its model, apart by spaces. */
bool ask_in(const Record *record, const char *states);
/* Whether this save gives the field another value than it had; of a new record, any value. */
bool ask_changes(const HookCall *call, const char *field);

/* How many times a record came to that state of its model, and on which day last. */
typedef struct Arrivals {
    size_t count;
    Date last; /* DATE_NONE: never */
} Arrivals;
Status ask_arrivals(HookCall *call, const Record *record, const char *state, Arrivals *arrivals,
                    Error *err);

/* Records of `type` whose reference `field` leads to `id`: List of Record. */
Status ask_list(HookCall *call, const char *type, const char *field, int64_t id, List *records,
                Error *err);
Status ask_get(HookCall *call, const char *type, int64_t id, Record **record, Error *err);
/* The record that `field` refers to; NULL where it is empty. */
Status ask_target(HookCall *call, const Record *record, const char *field, Record **target,
                  Error *err);
/* What people call a record, in both languages; its id where the actor may not read it. */
Status ask_title(HookCall *call, const char *name, const Record *record, Arg *arg, Error *err);

/* Says what is wrong with this field; `code` and its remedy stand in lang/work.txt. */
void find_fault(HookCall *call, const char *field, const char *code, const Arg *args,
                size_t arg_count);

/* ---- settled.c ---- */

/* Finds fault with every change but those the move asks for, and those of the fields named, apart
 * by spaces. */
void keep_settled(HookCall *call, const char *open);
/* Finds fault, with `code`, unless what `field` of `record` refers to is in one of these states,
 * apart by spaces; where the field is empty it finds none. */
Status need_target_in(HookCall *call, const Record *record, const char *field, const char *states,
                      const char *code, Error *err);

/* ---- likeness.c ---- */

/* Tells which projects this one seems to be already, and by what. */
Status project_duplicates(HookCall *call, Error *err);

#endif
