/* Jobs as rows. */
#include "jobs_impl.h"

static const char *const STATES[JOB_STATE_COUNT] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_CANCELLED] = "cancelled",
};

#define COLUMNS                                                                                    \
    "\"id\", \"kind\", \"job_key\", \"arguments\", \"who\", \"state\", \"made_ms\", \"due_ms\", "  \
    "\"begun_ms\","                                                                                \
    " \"ended_ms\", \"beat_ms\", \"done\", \"total\", \"attempts\", \"cancel_asked\", "            \
    "\"outcome\", \"result\""

static const char ADD[] =
    "INSERT INTO \"job_queue\" (\"id\", \"kind\", \"job_key\", \"arguments\", \"who\", \"state\","
    " \"made_ms\", \"due_ms\", \"begun_ms\", \"ended_ms\", \"beat_ms\", \"done\", \"total\","
    " \"attempts\", \"cancel_asked\", \"outcome\", \"result\")"
    " VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $6, 0, 0, 0, 0, 0, 0, 0, '', '')";
static const char OPEN[] =
    "SELECT \"id\" FROM \"job_queue\" WHERE \"kind\" = $1 AND \"job_key\" = $2"
    " AND \"state\" IN ('waiting', 'running')";
static const char WRITE[] =
    "UPDATE \"job_queue\" SET \"state\" = $2, \"begun_ms\" = $3, \"ended_ms\" = $4, \"beat_ms\" = "
    "$5,"
    " \"done\" = $6, \"total\" = $7, \"attempts\" = $8, \"outcome\" = $10,"
    /* Asked for while the job was at work: stays, whatever the worker read before. */
    " \"cancel_asked\" = CASE WHEN $9 = 1 THEN 1 ELSE \"cancel_asked\" END,"
    " \"result\" = $11"
    " WHERE \"id\" = $1";
static const char NEXT[] = "SELECT " COLUMNS " FROM \"job_queue\" WHERE \"state\" = 'waiting'"
                           " AND \"due_ms\" <= $1 ORDER BY \"due_ms\", \"id\" LIMIT 1";
static const char ONE[] = "SELECT " COLUMNS " FROM \"job_queue\" WHERE \"id\" = $1";
static const char LATEST[] = "SELECT " COLUMNS " FROM \"job_queue\" ORDER BY \"id\" DESC LIMIT $1";
static const char LATEST_OF[] = "SELECT " COLUMNS " FROM \"job_queue\" WHERE \"who\" = $2"
                                " ORDER BY \"id\" DESC LIMIT $1";
static const char UNFINISHED[] =
    "SELECT " COLUMNS " FROM \"job_queue\" WHERE \"state\" IN ('waiting', 'running')";
static const char LEFT_OVER[] = "SELECT " COLUMNS " FROM \"job_queue\" WHERE \"state\" = 'running'";
static const char LAST_DUE[] =
    "SELECT max(\"due_ms\") FROM \"job_queue\" WHERE \"kind\" = $1 AND \"job_key\" = $2";
/* The last of each kind stays: the clock goes by it. */
static const char FORGET[] =
    "DELETE FROM \"job_queue\" WHERE \"ended_ms\" > 0 AND \"ended_ms\" < $1 AND \"id\" NOT IN"
    " (SELECT max(\"id\") FROM \"job_queue\" GROUP BY \"kind\", \"job_key\")";
static const char SETTLE[] = "UPDATE \"job_queue\" SET \"outcome\" = $2 WHERE \"id\" = $1";
static const char BEAT[] =
    "UPDATE \"job_queue\" SET \"beat_ms\" = $2, \"done\" = $3, \"total\" = $4 WHERE \"id\" = $1";

static JobState state_named(Text name)
{
    for (int state = 0; state < JOB_STATE_COUNT; state++) {
        if (text_equal(name, text_from(STATES[state]))) {
            return state;
        }
    }
    return JOB_FAILED;
}

static void take_row(Arena *arena, const Stmt *stmt, Job *job)
{
    *job = (Job){
        .id = stmt_int(stmt, 0),
        .kind = stmt_text_copy(arena, stmt, 1),
        .key = stmt_text_copy(arena, stmt, 2),
        .arguments = stmt_text_copy(arena, stmt, 3),
        .who = stmt_text_copy(arena, stmt, 4),
        .state = state_named(stmt_text(stmt, 5)),
        .made_ms = stmt_int(stmt, 6),
        .due_ms = stmt_int(stmt, 7),
        .begun_ms = stmt_int(stmt, 8),
        .ended_ms = stmt_int(stmt, 9),
        .beat_ms = stmt_int(stmt, 10),
        .done = stmt_int(stmt, 11),
        .total = stmt_int(stmt, 12),
        .attempts = (int)stmt_int(stmt, 13),
        .cancel_asked = stmt_int(stmt, 14) != 0,
        .outcome = stmt_text_copy(arena, stmt, 15),
        .result = stmt_text_copy(arena, stmt, 16),
    };
}

/* Those that a question finds, with a number (-1: none) and a name (empty: none): List of Job. */
static Status find_jobs(Arena *arena, Workspace *workspace, const char *sql, int64_t number,
                        Text name, List *jobs, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *jobs = list_new(arena, sizeof(Job));
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK && number >= 0) {
        stmt_bind_int(stmt, 1, number);
    }
    if (status == STATUS_OK && name.len > 0) {
        stmt_bind_text(stmt, 2, name);
    }
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        take_row(arena, stmt, list_add(jobs));
    }
    return status;
}

/* ---- Reading ---- */

static Status find_one(Arena *arena, Workspace *workspace, const char *sql, int64_t number,
                       Job *job, Error *err)
{
    List jobs;
    Status status = find_jobs(arena, workspace, sql, number, TEXT(""), &jobs, err);
    *job = status == STATUS_OK && jobs.count > 0 ? *LIST_AT(&jobs, Job, 0) : (Job){0};
    return status;
}

Status job_next(Arena *arena, Workspace *workspace, int64_t now_ms, Job *job, Error *err)
{
    return find_one(arena, workspace, NEXT, now_ms, job, err);
}

Status job_left_over(Arena *arena, Workspace *workspace, List *jobs, Error *err)
{
    return find_jobs(arena, workspace, LEFT_OVER, -1, TEXT(""), jobs, err);
}

Status job_unfinished(Arena *arena, Workspace *workspace, List *jobs, Error *err)
{
    return find_jobs(arena, workspace, UNFINISHED, -1, TEXT(""), jobs, err);
}

/* Who looks after the system sees all jobs, anybody else their own. */
static bool sees_all(const Workspace *workspace)
{
    Error refused = {0};
    return permit_role(workspace, "sysadmin", &refused) == STATUS_OK;
}

/* What came of it may tell what stands in records: that is for who asked. */
static void withhold_result(const Workspace *workspace, Job *job)
{
    if (!text_equal(job->who, workspace->actor.who)) {
        job->result = TEXT("");
    }
}

Status job_get(Arena *arena, Workspace *workspace, int64_t id, Job *job, Error *err)
{
    *job = (Job){0};
    Status status = id > 0 ? find_one(arena, workspace, ONE, id, job, err) : STATUS_OK;
    bool is_seen =
        job->id != 0 && (sees_all(workspace) || text_equal(job->who, workspace->actor.who));
    if (status == STATUS_OK && !is_seen) {
        *job = (Job){0};
        return error_set(err, STATUS_NOT_FOUND, "job.not_found", ARGS(arg_int("id", id)));
    }
    withhold_result(workspace, job);
    return status;
}

Text job_result(const Job *job, Lang lang)
{
    return json_member(job->result, lang == LANG_ZH ? "zh" : "en");
}

Status job_list(Arena *arena, Workspace *workspace, int limit, List *jobs, Error *err)
{
    Status status =
        sees_all(workspace)
            ? find_jobs(arena, workspace, LATEST, limit, TEXT(""), jobs, err)
            : find_jobs(arena, workspace, LATEST_OF, limit, workspace->actor.who, jobs, err);
    for (size_t i = 0; status == STATUS_OK && i < jobs->count; i++) {
        withhold_result(workspace, LIST_AT(jobs, Job, i));
    }
    return status;
}

static Status one_number(Workspace *workspace, const char *sql, const char *kind, Text key,
                         int64_t *number, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *number = 0;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, text_from(kind));
        stmt_bind_text(stmt, 2, key);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *number = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

Status job_open(Workspace *workspace, const char *kind, Text key, int64_t *id, Error *err)
{
    return one_number(workspace, OPEN, kind, key, id, err);
}

Status job_last_due(Workspace *workspace, const char *kind, Text key, int64_t *due_ms, Error *err)
{
    return one_number(workspace, LAST_DUE, kind, key, due_ms, err);
}

/* ---- Writing ---- */

Status job_add(Workspace *workspace, const char *kind, Text key, Text arguments, int64_t now_ms,
               int64_t *id, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_new_ids(workspace->store, 1, id, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ADD, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, *id);
    stmt_bind_text(stmt, 2, text_from(kind));
    stmt_bind_text(stmt, 3, key);
    stmt_bind_text(stmt, 4, arguments);
    stmt_bind_text(stmt, 5, workspace->actor.who);
    stmt_bind_int(stmt, 6, now_ms);
    return stmt_run(stmt, err);
}

Status job_write(Workspace *workspace, const Job *job, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, WRITE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, job->id);
    stmt_bind_text(stmt, 2, text_from(STATES[job->state]));
    stmt_bind_int(stmt, 3, job->begun_ms);
    stmt_bind_int(stmt, 4, job->ended_ms);
    stmt_bind_int(stmt, 5, job->beat_ms);
    stmt_bind_int(stmt, 6, job->done);
    stmt_bind_int(stmt, 7, job->total);
    stmt_bind_int(stmt, 8, job->attempts);
    stmt_bind_int(stmt, 9, job->cancel_asked);
    stmt_bind_text(stmt, 10, job->outcome);
    stmt_bind_text(stmt, 11, job->result);
    return stmt_run(stmt, err);
}

Status job_beat(Workspace *workspace, int64_t id, int64_t done, int64_t total, int64_t now_ms,
                bool *is_cancelled, Error *err)
{
    Arena *scratch = arena_new();
    Stmt *stmt = NULL;
    Job job = {0};
    Status status = store_prepare(workspace->store, BEAT, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        stmt_bind_int(stmt, 2, now_ms);
        stmt_bind_int(stmt, 3, done);
        stmt_bind_int(stmt, 4, total);
        status = stmt_run(stmt, err);
    }
    if (status == STATUS_OK) {
        status = find_one(scratch, workspace, ONE, id, &job, err);
    }
    *is_cancelled = job.cancel_asked;
    arena_free(scratch);
    return status;
}

Status job_set_outcome(Workspace *workspace, int64_t id, Text outcome, bool *is_cancelled,
                       Error *err)
{
    Arena *scratch = arena_new();
    Stmt *stmt = NULL;
    Job job = {0};
    Status status = find_one(scratch, workspace, ONE, id, &job, err);
    *is_cancelled = job.cancel_asked;
    if (status == STATUS_OK && !job.cancel_asked) {
        status = store_prepare(workspace->store, SETTLE, &stmt, err);
        if (status == STATUS_OK) {
            stmt_bind_int(stmt, 1, id);
            stmt_bind_text(stmt, 2, outcome);
            status = stmt_run(stmt, err);
        }
    }
    arena_free(scratch);
    return status;
}

Status job_forget(Workspace *workspace, int64_t ended_before_ms, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, FORGET, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, ended_before_ms);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* ---- Rules ---- */

Status job_rule(Workspace *workspace, const char *name, int64_t now_ms, int *number, Error *err)
{
    (void)now_ms;
    Arena *scratch = arena_new();
    RuleEdition edition;
    Text found, value;
    int64_t row = 0, read = -1;
    Status status = rules_in_force(scratch, workspace, "jobs", date_today(), &edition, err);
    while (status == STATUS_OK && read < 0 && rule_line(&edition.body, &found, &value, &row)) {
        if (text_equal(found, text_from(name)) && (!text_to_int(value, &read) || read < 0)) {
            break;
        }
    }
    if (status == STATUS_OK && (read < 0 || read > 100000)) {
        status = error_set(err, STATUS_INVALID, "job.rule", ARGS(arg_cstr("name", name)));
    }
    *number = (int)read;
    arena_free(scratch);
    return status;
}

Status job_rules(Workspace *workspace, int64_t now_ms, JobRules *rules, Error *err)
{
    Status status = job_rule(workspace, "attempts_most", now_ms, &rules->attempts_most, err);
    return status == STATUS_OK
               ? job_rule(workspace, "finished_days_kept", now_ms, &rules->finished_days_kept, err)
               : status;
}
