/* Jobs: who works on them. One worker at a time holds an advisory lock beside the file, which dies
 * with its process; so whatever is found running by the next one was cut off, and begins again. */
#include "jobs_impl.h"

enum { BEAT_MS = 1000 };

struct JobRun {
    int64_t beat_ms, done, total;
    const JobKinds *kinds;
};

static const int64_t HOUR_MS = 60 * 60 * 1000;

/* ---- Asking ---- */

static const JobKind *kind_named(const JobKinds *kinds, Text name)
{
    for (size_t at = 0; at < kinds->count; at++) {
        if (text_equal(name, text_from(kinds->items[at].name))) {
            return &kinds->items[at];
        }
    }
    return NULL;
}

/* While one with the same key waits or runs, that one is meant. */
static Status add_once(Workspace *workspace, const char *kind, Text key, Text arguments,
                       int64_t now_ms, int64_t *id, Error *err)
{
    bool begun = false;
    Status status = workspace_join(workspace, &begun, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = job_open(workspace, kind, key, id, err);
    bool is_new = status == STATUS_OK && *id == 0;
    if (is_new) {
        status = job_add(workspace, kind, key, arguments, now_ms, id, err);
    }
    return workspace_part(workspace, begun, is_new, status, err);
}

Status job_ask(Workspace *workspace, const JobKinds *kinds, const char *kind, Text key,
               Text arguments, int64_t now_ms, int64_t *id, Error *err)
{
    const JobKind *wanted = kind_named(kinds, text_from(kind));
    bool is_by_name = wanted == NULL || wanted->permit == NULL;
    Status status =
        is_by_name ? permit_role(workspace, "sysadmin", err) : wanted->permit(workspace, err);
    if (status == STATUS_OK && (wanted == NULL || (!is_by_name && arguments.len == 0))) {
        return error_set(err, STATUS_NOT_FOUND, "job.no_kind", ARGS(arg_cstr("kind", kind)));
    }
    return status == STATUS_OK ? add_once(workspace, kind, key, arguments, now_ms, id, err)
                               : status;
}

static Status cancel(Workspace *workspace, Job *job, int64_t now_ms, Error *err)
{
    if (job->state == JOB_WAITING) {
        job->state = JOB_CANCELLED;
        job->ended_ms = now_ms;
    }
    job->cancel_asked = true;
    Status status = job_write(workspace, job, err);
    if (status == STATUS_OK && job->state == JOB_CANCELLED) {
        job_file_drop(workspace, job);
    }
    return status;
}

Status job_cancel(Workspace *workspace, int64_t id, int64_t now_ms, Error *err)
{
    Arena *scratch = arena_new();
    Job job;
    bool begun = false;
    Status status = workspace_join(workspace, &begun, err);
    if (status == STATUS_OK) {
        status = job_get(scratch, workspace, id, &job, err);
        if (status == STATUS_OK && job.state > JOB_RUNNING) {
            status = error_set(err, STATUS_CONFLICT, "job.has_ended", ARGS(arg_int("id", id)));
        }
        if (status == STATUS_OK && job.outcome.len > 0) {
            status = error_set(err, STATUS_CONFLICT, "job.is_settled",
                               ARGS(arg_int("id", id), arg_text("outcome", job.outcome)));
        }
        if (status == STATUS_OK) {
            status = cancel(workspace, &job, now_ms, err);
        }
        status = workspace_part(workspace, begun, status == STATUS_OK, status, err);
    }
    arena_free(scratch);
    return status;
}

/* ---- Working ---- */

static Status write_job(Workspace *workspace, const Job *job, Error *err)
{
    Status status = workspace_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = job_write(workspace, job, err);
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}

static bool is_stopping(const JobKinds *kinds)
{
    return kinds->is_stopping != NULL && *kinds->is_stopping;
}

Status job_progress(JobCall *call, int64_t done, int64_t total, Error *err)
{
    int64_t now_ms = time_now_ms();
    bool is_cancelled = false;
    call->run->done = done;
    call->run->total = total;
    if (is_stopping(call->run->kinds)) {
        return error_set(err, STATUS_CONFLICT, "job.stopped", NO_ARGS);
    }
    if (now_ms - call->run->beat_ms < BEAT_MS) {
        return STATUS_OK;
    }
    Status status = workspace_begin(call->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    call->run->beat_ms = now_ms;
    status = job_beat(call->workspace, call->job->id, done, total, now_ms, &is_cancelled, err);
    if (status != STATUS_OK) {
        workspace_rollback(call->workspace);
        return status;
    }
    status = workspace_commit(call->workspace, err);
    return status == STATUS_OK && is_cancelled
               ? error_set(err, STATUS_CONFLICT, "job.cancelled", NO_ARGS)
               : status;
}

Status job_settle(JobCall *call, Text outcome, Error *err)
{
    bool is_cancelled = false;
    Status status = job_set_outcome(call->workspace, call->job->id, outcome, &is_cancelled, err);
    if (status == STATUS_OK && is_cancelled) {
        return error_set(err, STATUS_CONFLICT, "job.cancelled", NO_ARGS);
    }
    call->outcome = status == STATUS_OK ? outcome : call->outcome;
    return status;
}

/* Left off by a worker that has to end: it waits as if it had not begun. */
static bool is_left_off(Status status, const Error *failure)
{
    return status == STATUS_CONFLICT && text_equal(text_from(failure->code), TEXT("job.stopped"));
}

/* What came of it: of a failure its code, which every reader's language has words for. */
static void conclude(Job *job, const JobCall *call, Status status, const Error *failure)
{
    bool is_cancelled =
        status == STATUS_CONFLICT && text_equal(text_from(failure->code), TEXT("job.cancelled"));
    job->state = status == STATUS_OK ? JOB_DONE : is_cancelled ? JOB_CANCELLED : JOB_FAILED;
    job->outcome = status == STATUS_OK ? call->outcome : text_from(failure->code);
    job->result = call->result;
    job->total = call->run->total;
    job->done = status == STATUS_OK ? call->run->total : call->run->done;
    job->ended_ms = time_now_ms();
    job->beat_ms = job->ended_ms;
}

static Status work_on(Workspace *workspace, const JobKinds *kinds, Job *job, Error *err)
{
    const JobKind *kind = kind_named(kinds, job->kind);
    struct JobRun run = {.kinds = kinds};
    Arena *arena = arena_new();
    JobCall call = {.arena = arena,
                    .workspace = workspace,
                    .job = job,
                    .now_ms = time_now_ms(),
                    .context = kinds->context,
                    .file = job_file(arena, workspace, job),
                    .outcome = TEXT(""),
                    .result = TEXT(""),
                    .run = &run};
    Error failure = {0};
    Actor worker = actor_copy(arena, &workspace->actor);
    job->state = JOB_RUNNING;
    job->begun_ms = call.now_ms;
    job->beat_ms = call.now_ms;
    job->attempts++;
    Status status = write_job(workspace, job, err);
    if (status == STATUS_OK) {
        Status ended = kind != NULL ? kind->run(&call, &failure)
                                    : error_set(&failure, STATUS_NOT_FOUND, "job.no_kind",
                                                ARGS(arg_text("kind", job->kind)));
        workspace_rollback(workspace);        /* of a job that left one open half-way */
        workspace_act_as(workspace, &worker); /* after one that acted as who asked for it */
        if (is_left_off(ended, &failure)) {
            job->state = JOB_WAITING;
            job->attempts--;
        } else {
            conclude(job, &call, ended, &failure);
        }
        status = write_job(workspace, job, err);
        if (status == STATUS_OK && job->state != JOB_WAITING) {
            job_file_drop(workspace, job);
        }
    }
    arena_free(arena);
    return status;
}

/* ---- The clock ---- */

static const Text CLOCK_KEY = {"clock", 5};

/* One missed many times is done once. */
static Status ask_by_clock(Workspace *workspace, const JobKind *kind, int64_t now_ms, Error *err)
{
    int hours = 0;
    int64_t due_ms = 0, id = 0;
    Status status = job_rule(workspace, kind->hours, now_ms, &hours, err);
    if (status == STATUS_OK) {
        status = job_last_due(workspace, kind->name, CLOCK_KEY, &due_ms, err);
    }
    if (status != STATUS_OK || hours == 0 || due_ms + hours * HOUR_MS > now_ms) {
        return status;
    }
    return add_once(workspace, kind->name, CLOCK_KEY, TEXT(""), now_ms, &id, err);
}

/* Begun, and nobody at it any more. */
static Status take_up(Workspace *workspace, const JobRules *rules, int64_t now_ms, Error *err)
{
    Arena *scratch = arena_new();
    List jobs;
    Status status = job_left_over(scratch, workspace, &jobs, err);
    for (size_t at = 0; status == STATUS_OK && at < jobs.count; at++) {
        Job *job = LIST_AT(&jobs, Job, at);
        bool is_over = job->attempts >= rules->attempts_most;
        job->state = job->cancel_asked ? JOB_CANCELLED : is_over ? JOB_FAILED : JOB_WAITING;
        if (job->state != JOB_WAITING) {
            job->ended_ms = now_ms;
            job->outcome = text_from(job->cancel_asked ? "job.cancelled" : "job.given_up");
        }
        status = write_job(workspace, job, err);
        if (status == STATUS_OK && job->state != JOB_WAITING) {
            job_file_drop(workspace, job);
        }
    }
    arena_free(scratch);
    return status;
}

static Status forget_old(Workspace *workspace, const JobRules *rules, int64_t now_ms, Error *err)
{
    Status status = workspace_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = job_forget(workspace, now_ms - rules->finished_days_kept * 24 * HOUR_MS, err);
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}

static Status work_all(Workspace *workspace, const JobKinds *kinds, int64_t now_ms, int *ran,
                       Error *err)
{
    Status status = STATUS_OK;
    Job job = {.id = 1};
    while (status == STATUS_OK && job.id != 0 && !is_stopping(kinds)) {
        Arena *arena = arena_new();
        status = job_next(arena, workspace, now_ms, &job, err);
        if (status == STATUS_OK && job.id != 0) {
            status = work_on(workspace, kinds, &job, err);
            (*ran)++;
        }
        arena_free(arena);
    }
    return status;
}

static Status tick(Workspace *workspace, const JobKinds *kinds, int64_t now_ms, int *ran,
                   Error *err)
{
    JobRules rules;
    Status status = job_rules(workspace, now_ms, &rules, err);
    if (status == STATUS_OK) {
        status = take_up(workspace, &rules, now_ms, err);
    }
    for (size_t at = 0; status == STATUS_OK && at < kinds->count; at++) {
        if (kinds->items[at].hours != NULL) {
            status = ask_by_clock(workspace, &kinds->items[at], now_ms, err);
        }
    }
    if (status == STATUS_OK) {
        status = work_all(workspace, kinds, now_ms, ran, err);
    }
    return status == STATUS_OK ? forget_old(workspace, &rules, now_ms, err) : status;
}

Status jobs_tick(Workspace *workspace, const JobKinds *kinds, int64_t now_ms, int *ran, Error *err)
{
    StoreLock *lock = NULL;
    *ran = 0;
    Status status = permit_role(workspace, "sysadmin", err);
    if (status == STATUS_OK) {
        status = store_lock(workspace->store, "jobs", &lock, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = tick(workspace, kinds, now_ms, ran, err);
    store_unlock(lock);
    return status;
}
