/* /api/jobs: what the clock does and did, for who looks after the system; anybody else has what
 * they asked for themselves. */
#include "api_impl.h"
#include "pages_impl.h"

#include <microhttpd.h>

enum { SHOWN_MOST = 100 };

/* ---- Jobs as JSON ---- */

static const char *state_name(JobState state)
{
    static const char *const names[JOB_STATE_COUNT] = {"waiting", "running", "done", "failed",
                                                       "cancelled"};
    return names[state];
}

/* null where it has not happened yet */
static void add_time(Arena *arena, Json *json, const char *key, int64_t at_ms)
{
    Buf out = buf_new(arena);
    json_key(json, key);
    if (at_ms == 0) {
        json_null(json);
    } else {
        time_print_utc(&out, at_ms);
        json_text(json, buf_text(&out));
    }
}

static void add_job(Visit *visit, Json *json, const Job *job)
{
    Arena *arena = visit->arena;
    json_object(json);
    json_key_int(json, "id", job->id);
    json_key_text(json, "kind", job->kind);
    json_key_text(json, "state", text_from(state_name(job->state)));
    json_key_text(json, "who", job->who);
    add_time(arena, json, "made", job->made_ms);
    add_time(arena, json, "begun", job->begun_ms);
    add_time(arena, json, "seen", job->beat_ms);
    add_time(arena, json, "ended", job->ended_ms);
    json_key_int(json, "done", job->done);
    json_key_int(json, "total", job->total);
    json_key_int(json, "attempts", job->attempts);
    json_key_bool(json, "cancel_asked", job->cancel_asked);
    json_key_text(json, "outcome", job->outcome);
    bool is_code = job->state == JOB_FAILED && lang_has(text_cstr(arena, job->outcome));
    json_key_text(json, "message",
                  is_code ? page_words(visit, text_cstr(arena, job->outcome), NO_ARGS) : TEXT(""));
    json_key(json, "result");
    Text result = job_result(job, visit->lang);
    if (result.len > 0) {
        json_raw(json, result);
    } else {
        json_null(json);
    }
    json_object_end(json);
}

static void answer_job(Visit *visit, int code, const Job *job)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    add_job(visit, &json, job);
    api_answer(visit, code, buf_text(&body));
    visit->answer.lifetime = "no-store";
}

/* ---- Reading ---- */

Status api_jobs(Visit *visit, Error *err)
{
    List jobs;
    Status status = job_list(visit->arena, visit->worker->workspace, SHOWN_MOST, &jobs, err);
    if (status != STATUS_OK) {
        return status;
    }
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    json_array(&json);
    for (size_t i = 0; i < jobs.count; i++) {
        add_job(visit, &json, LIST_AT(&jobs, Job, i));
    }
    json_array_end(&json);
    api_answer(visit, MHD_HTTP_OK, buf_text(&body));
    visit->answer.lifetime = "no-store";
    return STATUS_OK;
}

static Status find_job(Visit *visit, Job *job, Error *err)
{
    int64_t id;
    Status status = api_captured_id(visit, &id, err);
    return status == STATUS_OK ? job_get(visit->arena, visit->worker->workspace, id, job, err)
                               : status;
}

Status api_job(Visit *visit, Error *err)
{
    Job job;
    Status status = find_job(visit, &job, err);
    if (status == STATUS_OK) {
        answer_job(visit, MHD_HTTP_OK, &job);
    }
    return status;
}

/* ---- Asking for one, and calling it off ---- */

static Status wanted_kind(Visit *visit, const char **kind, Error *err)
{
    ApiBody body;
    Status status = api_body_read(visit, &body, err);
    if (status != STATUS_OK) {
        return status;
    }
    const List *members = body.is_array ? NULL : LIST_AT(&body.objects, List, 0);
    const ApiMember *member =
        members && members->count == 1 ? LIST_AT(members, ApiMember, 0) : NULL;
    Buf text = buf_new(visit->arena);
    JsonScan scan = {.text = member ? member->raw : TEXT("")};
    if (!member || !text_equal(member->name, TEXT("kind")) || !json_scan_string(&scan, &text)) {
        return error_set(err, STATUS_USAGE, "api.job_kind", NO_ARGS);
    }
    *kind = text_cstr(visit->arena, buf_text(&text));
    return STATUS_OK;
}

Status api_answer_job(Visit *visit, int64_t id, Error *err)
{
    Job job;
    Status status = job_get(visit->arena, visit->worker->workspace, id, &job, err);
    if (status == STATUS_OK) {
        answer_job(visit, MHD_HTTP_ACCEPTED, &job);
        answer_header(visit, "Location",
                      text_format(visit->arena, "/api/jobs/%lld", (long long)id));
        clock_wake(visit->site->clock);
    }
    return status;
}

/* By its name alone; a job that needs more has a door of its own. */
static Status may_ask(Visit *visit, Error *err)
{
    return permit_role(visit->worker->workspace, "sysadmin", err) == STATUS_OK
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status api_job_ask(Visit *visit, Error *err)
{
    const char *kind = NULL;
    int64_t id = 0;
    Status status = may_ask(visit, err);
    if (status == STATUS_OK) {
        status = wanted_kind(visit, &kind, err);
    }
    if (status == STATUS_OK) {
        status = job_ask(visit->worker->workspace, &visit->site->setup->jobs, kind, TEXT("asked"),
                         TEXT(""), time_now_ms(), &id, err);
    }
    return status == STATUS_OK ? api_answer_job(visit, id, err) : status;
}

Status api_job_cancel(Visit *visit, Error *err)
{
    Job job;
    Workspace *workspace = visit->worker->workspace;
    Status status = find_job(visit, &job, err);
    if (status == STATUS_OK) {
        status = job_cancel(workspace, job.id, time_now_ms(), err);
    }
    if (status == STATUS_OK) {
        status = job_get(visit->arena, workspace, job.id, &job, err);
    }
    if (status == STATUS_OK) {
        answer_job(visit, MHD_HTTP_OK, &job);
    }
    return status;
}
