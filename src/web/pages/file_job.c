/* The job behind a page that takes in a file:
 * how far it is, what is wrong with the file, calling it off. */
#include "file_pages_impl.h"

#include <string.h>

enum { JOBS_LOOKED_AT = 20, JOBS_SHOWN = 5 };

static Text words_of(Visit *visit, const FileJob *file, const char *ending)
{
    const char *key =
        text_cstr(visit->arena, text_format(visit->arena, "web.%s.%s", file->words, ending));
    return page_words(visit, key, NO_ARGS);
}

static Text link_of(Visit *visit, Text place, int64_t job)
{
    return text_format(visit->arena, "%.*s/%lld", TEXT_ARGS(place), (long long)job);
}

void file_job_follow(Visit *visit, Text place, int64_t job)
{
    clock_wake(visit->site->clock);
    answer_redirect(visit, link_of(visit, place, job));
}

Status file_job_find(Visit *visit, Job *job, Error *err)
{
    int64_t id;
    return text_to_int(params_get(&visit->request.captures, "job"), &id)
               ? job_get(visit->arena, visit->worker->workspace, id, job, err)
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

/* ---- How far it is ---- */

static int hundredths(const Job *job)
{
    return job->total > 0 ? (int)(job->done * 100 / job->total) : 0;
}

static const char *standing(const FileJob *file)
{
    return file->job.cancel_asked           ? "ending"
           : file->job.state == JOB_WAITING ? "waiting"
           : file->is_look                  ? "looking"
                                            : "taking";
}

void file_job_progress(Visit *visit, Data *data, const FileJob *file)
{
    const Job *job = &file->job;
    Data *shown = data_child(data, "job");
    bool is_open = job->state <= JOB_RUNNING;
    data_text(shown, "link", link_of(visit, file->place, job->id));
    data_text(shown, "name", file->name);
    data_int(shown, "done", hundredths(job));
    data_flag(shown, "is_measured", job->total > 0);
    data_flag(shown, "is_open", is_open);
    data_text(shown, "standing", is_open ? words_of(visit, file, standing(file)) : TEXT(""));
    data_text(shown, "follows_help", is_open ? words_of(visit, file, "follows") : TEXT(""));
    data_flag(shown, "is_cancelled", job->state == JOB_CANCELLED);
    data_flag(shown, "may_cancel", is_open && !job->cancel_asked && job->outcome.len == 0);
    data_flag(data, "follows", is_open);
}

/* ---- What is wrong with the file ---- */

static Text place_of(Arena *arena, Text problem)
{
    Buf place = buf_new(arena);
    int64_t row = json_member_int(problem, "row"), column = json_member_int(problem, "column");
    if (row > 0) {
        buf_add_format(&place, "%.*s!", TEXT_ARGS(json_member_text(arena, problem, "sheet")));
        if (column > 0) {
            sheet_column_name(&place, (int)column);
        }
        buf_add_format(&place, "%lld", (long long)row);
    }
    return buf_text(&place);
}

/* What one does on a page, where at a terminal it is something else. */
static Text remedy_here(Visit *visit, Text problem)
{
    Arena *arena = visit->arena;
    const char *here =
        text_cstr(arena, text_format(arena, "%.*s.remedy.page",
                                     TEXT_ARGS(json_member_text(arena, problem, "code"))));
    return lang_has(here) ? page_words(visit, here, NO_ARGS)
                          : json_member_text(arena, problem, "remedy");
}

void file_job_problems(Visit *visit, Data *found, Text result)
{
    Arena *arena = visit->arena;
    int64_t shown = 0, all = json_member_int(result, "problems_found");
    JsonScan problems = {.text = json_member(result, "problems"), .depth_left = RESULT_DEPTH};
    for (Text problem; json_scan_item(&problems, &problem); shown++) {
        Data *item = data_item(found, "problems");
        data_text(item, "place", place_of(arena, problem));
        data_text(item, "sentence", json_member_text(arena, problem, "message"));
        data_text(item, "remedy", remedy_here(visit, problem));
        data_flag(item, "is_error",
                  text_equal(json_member_text(arena, problem, "severity"), TEXT("error")));
    }
    data_flag(found, "has_problems", shown > 0);
    data_int(found, "shown", shown);
    data_int(found, "all", all);
    data_flag(found, "has_more", all > shown);
}

static Text why_nothing(Visit *visit, const FileJob *file)
{
    const Job *job = &file->job;
    Text told = json_member(job_result(job, visit->lang), "refusal");
    const char *code = text_cstr(visit->arena, job->outcome);
    if (job->state != JOB_FAILED) {
        return TEXT("");
    }
    Text words = json_member_text(visit->arena, told, "page");
    return words.len > 0    ? words
           : lang_has(code) ? page_words(visit, code, NO_ARGS)
                            : words_of(visit, file, "failed");
}

/* ---- Calling it off ---- */

/* What has ended is shown; what is in is taken back elsewhere. CONFLICT: it was kept before. */
static Status cancel(Visit *visit, const FileJob *file, Error *err)
{
    bool writes = !file->is_look && file->job.state <= JOB_DONE;
    Status status = job_cancel(visit->worker->workspace, file->job.id, time_now_ms(), err);
    if (status == STATUS_OK || (status == STATUS_CONFLICT && !writes)) {
        answer_redirect(visit, link_of(visit, file->place, file->job.id));
        return STATUS_OK;
    }
    return status;
}

/* ---- Those of late ---- */

static void add_recent(Visit *visit, Data *data, const FileJob *other)
{
    static const char *const keys[JOB_STATE_COUNT] = {
        [JOB_WAITING] = "web.jobs.waiting",     [JOB_RUNNING] = "web.jobs.running",
        [JOB_DONE] = "web.jobs.done",           [JOB_FAILED] = "web.jobs.failed",
        [JOB_CANCELLED] = "web.jobs.cancelled",
    };
    Data *item = data_item(data, "recent");
    data_text(item, "link", link_of(visit, other->place, other->job.id));
    data_text(item, "name", other->name);
    data_flag(item, "is_look", other->is_look);
    data_text(item, "state", page_words(visit, keys[other->job.state], NO_ARGS));
}

Status file_job_recent(Visit *visit, Data *data, const FileJob *file, FileJobReader *read,
                       Error *err)
{
    List jobs;
    int shown = 0;
    Status status = job_list(visit->arena, visit->worker->workspace, JOBS_LOOKED_AT, &jobs, err);
    for (size_t i = 0; status == STATUS_OK && i < jobs.count && shown < JOBS_SHOWN; i++) {
        FileJob other = *file;
        other.job = *LIST_AT(&jobs, Job, i);
        if (other.job.id != file->job.id && read(visit, &other.job, &other)) {
            add_recent(visit, data, &other);
            shown++;
        }
    }
    data_flag(data, "has_recent", shown > 0);
    data_text(data, "recent_heading", shown > 0 ? words_of(visit, file, "recent") : TEXT(""));
    return status;
}

/* ---- Refusals ---- */

bool file_page_can_tell(Status status)
{
    return status == STATUS_INVALID || status == STATUS_CONFLICT || status == STATUS_NOT_FOUND ||
           status == STATUS_BUSY;
}

Status file_page_refuse(Visit *visit, void *page, FilePageShower *show, Status status, Error *err)
{
    Error failed = {0};
    Status told = show(page, &failed);
    *err = failed;
    if (told == STATUS_OK) {
        visit->answer.code = status_row(status)->http_code;
    }
    return told;
}

/* ---- The page of one job ---- */

Status file_page_job(Visit *visit, const FileJob *file, Text *refusal, FilePageShower *show,
                     void *page, Error *err)
{
    bool is_open = file->job.state <= JOB_RUNNING;
    if (is_open && visit_await(visit, file->job.id, visit->site->limits.page_wait_seconds)) {
        return STATUS_OK;
    }
    *refusal = why_nothing(visit, file);
    return show(page, err);
}

Status file_page_cancel(Visit *visit, const FileJob *file, Text *refusal, FilePageShower *show,
                        void *page, Error *err)
{
    Status status = cancel(visit, file, err);
    if (status != STATUS_CONFLICT) {
        return status;
    }
    *refusal = words_of(visit, file, "too_late");
    return file_page_refuse(visit, page, show, status, err);
}
