/* jobs: the rows of the table `job_queue` (rows.c), who works on them (jobs.c), the files that came
 * with them (files.c). */
#ifndef DUIBIAO_RECORD_JOBS_IMPL_H
#define DUIBIAO_RECORD_JOBS_IMPL_H

#include "record_impl.h"

/* Names as in rules/jobs.rules; the hours of each kind are asked for by name. */
typedef struct JobRules {
    int attempts_most, finished_days_kept;
} JobRules;

Status job_rules(Workspace *workspace, int64_t now_ms, JobRules *rules, Error *err);
/* A whole number of the rule set "jobs" by name. */
Status job_rule(Workspace *workspace, const char *name, int64_t now_ms, int *number, Error *err);

/* Inside a transaction. */
Status job_add(Workspace *workspace, const char *kind, Text key, Text arguments, int64_t now_ms,
               int64_t *id, Error *err);
/* The one of that kind and key that waits or runs; 0: none. */
Status job_open(Workspace *workspace, const char *kind, Text key, int64_t *id, Error *err);
Status job_write(Workspace *workspace, const Job *job, Error *err);
/* The next that waits and is due; id 0: none. */
Status job_next(Arena *arena, Workspace *workspace, int64_t now_ms, Job *job, Error *err);
Status job_last_due(Workspace *workspace, const char *kind, Text key, int64_t *due_ms, Error *err);
/* Those that wait or run: List of Job. */
Status job_unfinished(Arena *arena, Workspace *workspace, List *jobs, Error *err);
/* Unless it was called off. */
Status job_set_outcome(Workspace *workspace, int64_t id, Text outcome, bool *is_cancelled,
                       Error *err);
Status job_forget(Workspace *workspace, int64_t ended_before_ms, Error *err);
/* What a worker left running that is no more: List of Job. */
Status job_left_over(Arena *arena, Workspace *workspace, List *jobs, Error *err);
Status job_beat(Workspace *workspace, int64_t id, int64_t done, int64_t total, int64_t now_ms,
                bool *is_cancelled, Error *err);

/* ---- files.c: FILE.jobs, a folder a job ---- */

/* The file that came with it; NULL: none did. */
const char *job_file(Arena *arena, const Workspace *workspace, const Job *job);
void job_file_drop(const Workspace *workspace, const Job *job); /* harmless where there is none */
/* Those that no job waits for, of yesterday or before. */
Status job_files_sweep(Workspace *workspace, int64_t now_ms, Error *err);

#endif
