/* What keeps the system well: jobs, backups and whether they could be brought back, the health of
 * the file; and for the auditor, whether the history holds. */
#include "admin_impl.h"

#include <string.h>

enum { JOBS_SHOWN = 30 };

static const char SYSTEM[] = "/admin/system";
static const char AUDIT[] = "/admin/audit";

static const char *const STATE_KEYS[JOB_STATE_COUNT] = {
    [JOB_WAITING] = "web.jobs.waiting",     [JOB_RUNNING] = "web.jobs.running",
    [JOB_DONE] = "web.jobs.done",           [JOB_FAILED] = "web.jobs.failed",
    [JOB_CANCELLED] = "web.jobs.cancelled",
};

/* ---- Jobs ---- */

static Text kind_words(const Visit *visit, Text name)
{
    const JobKinds *kinds = &visit->site->setup->jobs;
    for (size_t i = 0; i < kinds->count; i++) {
        if (text_equal(name, text_from(kinds->items[i].name))) {
            return label_of(visit, kinds->items[i].zh, kinds->items[i].en);
        }
    }
    return name;
}

/* "7774 958c…": how many changes there were, and the head of their chain. */
static bool is_chain(Text outcome, int64_t *count, Text *head)
{
    *head = outcome;
    return text_to_int(text_take(head, ' '), count) && head->len == 2 * sizeof(Hash);
}

/* A failure and the head of a chain in words, anything else as it is. */
static Text outcome_words(const Visit *visit, const Job *job)
{
    int64_t count;
    Text head;
    const char *code = text_cstr(visit->arena, job->outcome);
    if (is_chain(job->outcome, &count, &head)) {
        return page_words(visit, "web.system.chain",
                          ARGS(arg_int("count", count), arg_text("head", head)));
    }
    return lang_has(code) ? text_from(lang_text(visit->lang, code)) : job->outcome;
}

static void add_job(Visit *visit, Data *data, const Job *job)
{
    Data *item = data_item(data, "jobs");
    data_int(item, "id", job->id);
    data_text(item, "kind", kind_words(visit, job->kind));
    data_text(item, "state", page_words(visit, STATE_KEYS[job->state], NO_ARGS));
    data_flag(item, "is_bad", job->state == JOB_FAILED);
    data_flag(item, "is_open", job->state == JOB_WAITING || job->state == JOB_RUNNING);
    data_text(item, "due", page_time(visit, job->due_ms));
    data_text(item, "ended", job->ended_ms ? page_time(visit, job->ended_ms) : TEXT("—"));
    data_text(item, "outcome", outcome_words(visit, job));
}

/* The last backup that ended says by its outcome whether it could be brought back. */
static void add_backup(Visit *visit, Data *data, const List *jobs)
{
    for (size_t i = 0; i < jobs->count; i++) {
        const Job *job = LIST_AT(jobs, Job, i);
        if (text_equal(job->kind, TEXT("backup")) &&
            (job->state == JOB_DONE || job->state == JOB_FAILED)) {
            Data *backup = data_child(data, "backup");
            data_text(backup, "at", page_time(visit, job->ended_ms));
            data_flag(backup, "is_good", job->state == JOB_DONE);
            data_text(backup, "outcome", outcome_words(visit, job));
            return;
        }
    }
}

static Status add_checks(Visit *visit, Data *data, Error *err)
{
    Table *table;
    bool is_sound;
    Status status =
        report_doctor(visit->arena, visit->lang, visit->worker->workspace, &table, &is_sound, err);
    if (status == STATUS_OK) {
        page_table(visit, data, "checks", table, NULL);
    }
    return status;
}

static Status show_system(Visit *visit, Text refusal, Error *err)
{
    List jobs;
    Data *data = admin_page_data(visit, SYSTEM);
    const JobKinds *kinds = &visit->site->setup->jobs;
    Status status = job_list(visit->arena, visit->worker->workspace, JOBS_SHOWN, &jobs, err);
    for (size_t i = 0; status == STATUS_OK && i < jobs.count; i++) {
        add_job(visit, data, LIST_AT(&jobs, Job, i));
    }
    if (status == STATUS_OK) {
        add_backup(visit, data, &jobs);
        data_flag(data, "has_jobs", jobs.count > 0);
    }
    if (status == STATUS_OK && params_have(&visit->request.query, "check")) {
        status = add_checks(visit, data, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < kinds->count; i++) {
        Data *kind = data_item(data, "kinds");
        data_text(kind, "name", text_from(kinds->items[i].name));
        data_text(kind, "words", label_of(visit, kinds->items[i].zh, kinds->items[i].en));
    }
    data_text(data, "refusal", refusal);
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "admin_system", data);
    return STATUS_OK;
}

Status page_admin_system(Visit *visit, Error *err)
{
    Status status = admin_enter(visit, SYSTEM, err);
    return status ? status : show_system(visit, TEXT(""), err);
}

/* A job is asked for; the worker of jobs does it when its turn comes. */
Status submit_admin_system(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Workspace *workspace = visit->worker->workspace;
    int64_t id = 0;
    Status status = admin_enter(visit, SYSTEM, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (text_to_int(form_get(parts, "cancel"), &id)) {
        status = job_cancel(workspace, id, time_now_ms(), err);
    } else {
        status = job_ask(workspace, &visit->site->setup->jobs,
                         text_cstr(visit->arena, form_get(parts, "kind")), TEXT("asked"), TEXT(""),
                         time_now_ms(), &id, err);
    }
    if (status == STATUS_OK) {
        answer_redirect(visit, text_from(SYSTEM));
        return STATUS_OK;
    }
    return admin_refuse(visit, status, show_system, NULL, err);
}

/* ---- Audit ---- */

static Text hash_words(Visit *visit, const Hash *hash)
{
    Buf digits = buf_new(visit->arena);
    hash_print(&digits, hash);
    return buf_text(&digits);
}

static Status add_verification(Visit *visit, Data *data, Error *err)
{
    AuditResult result;
    Status status = audit_verify(visit->worker->workspace, &result, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *verified = data_child(data, "verified");
    data_flag(verified, "holds", result.first_bad_seq == 0);
    data_int(verified, "rows", result.rows);
    data_int(verified, "seq", result.first_bad_seq);
    data_text(verified, "fault",
              result.fault ? text_from(lang_text(visit->lang, result.fault)) : TEXT(""));
    return STATUS_OK;
}

Status page_admin_audit(Visit *visit, Error *err)
{
    int64_t seq;
    Hash head;
    Status status = admin_enter(visit, AUDIT, err);
    if (status == STATUS_OK) {
        status = audit_head(visit->worker->workspace, &seq, &head, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = admin_page_data(visit, AUDIT);
    data_int(data, "head_seq", seq);
    data_text(data, "head", hash_words(visit, &head));
    if (params_have(&visit->request.query, "verify")) {
        status = add_verification(visit, data, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "admin_audit", data);
    }
    return status;
}
