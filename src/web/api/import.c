/* POST /api/import: a file of figures, as the body or as a part of a form; read, checked and,
 * without dry_run=true, taken in as one batch, by a job. Who waits for its end is told as at the
 * terminal what was understood and what is wrong;
 * whose patience ends earlier is told where to ask. */
#include "api_impl.h"

#include "exchange.h"

#include <microhttpd.h>

/* ---- What came ---- */

typedef struct Upload {
    Text name, bytes;
} Upload;

static Status read_upload(Visit *visit, Upload *upload, Error *err)
{
    const Request *request = &visit->request;
    List parts;
    *upload = (Upload){params_get(&request->query, "name"), request->body};
    if (!text_starts(request->body_type, TEXT("multipart/form-data"))) {
        return request->body.len > 0 ? STATUS_OK
                                     : error_set(err, STATUS_USAGE, "api.no_file", NO_ARGS);
    }
    Status status = form_read(visit->arena, request->body, request->body_type, &parts, err);
    for (size_t i = 0; status == STATUS_OK && i < parts.count; i++) {
        const FormPart *part = LIST_AT(&parts, FormPart, i);
        if (part->file_name.len > 0) {
            *upload = (Upload){part->file_name, part->value};
            return STATUS_OK;
        }
    }
    return status == STATUS_OK ? error_set(err, STATUS_USAGE, "api.no_file", NO_ARGS) : status;
}

/* A name for the history, and no way out of a folder. */
static const char *safe_name(Arena *arena, Text name)
{
    enum { NAME_COLUMNS = 80 };
    Text last = name, piece;
    while (text_split(&name, '/', &piece)) {
        last = piece.len > 0 ? piece : last;
    }
    char *safe = text_cstr(arena, text_fit(arena, text_trim(last), NAME_COLUMNS));
    for (char *at = safe; *at; at++) {
        bool is_safe = (unsigned char)*at >= ' ' && *at != '/' && *at != '\\' && *at != 0x7F;
        *at = is_safe ? *at : '_';
    }
    return safe[0] == '\0' || safe[0] == '.' ? "upload" : safe;
}

/* ---- What is asked ---- */

static bool is_said(const Visit *visit, const char *name)
{
    return text_equal(params_get(&visit->request.query, name), TEXT("true"));
}

static Status read_options(const Visit *visit, ImportOptions *options, Error *err)
{
    const List *query = &visit->request.query;
    Text known_from = params_get(query, "known_from"), sheet = params_get(query, "sheet");
    int64_t number = 0;
    options->known_from = DATE_NONE;
    if (known_from.len > 0 && !date_parse(known_from, &options->known_from)) {
        return error_set(err, STATUS_USAGE, "web.not_a_date", ARGS(arg_text("value", known_from)));
    }
    if (sheet.len > 0 && (!text_to_int(sheet, &number) || number < 1 || number > INT16_MAX)) {
        return error_set(err, STATUS_USAGE, "api.not_a_sheet", ARGS(arg_text("value", sheet)));
    }
    options->sheet = (int)number - 1;
    options->mapping = params_get(query, "mapping");
    options->period = params_get(query, "period");
    options->entity = params_get(query, "entity");
    options->indicator = params_get(query, "indicator");
    options->unit = params_get(query, "unit");
    options->document = params_get(query, "document");
    options->dry_run = is_said(visit, "dry_run");
    options->valid_rows = is_said(visit, "valid_rows");
    options->skip_unknown = is_said(visit, "skip_unknown");
    return STATUS_OK;
}

/* ---- What came of it ---- */

static void answer_import(Visit *visit, Text result)
{
    int64_t batch = json_member_int(result, "batch");
    bool is_new = batch != 0 && !json_member_bool(result, "already_there");
    api_answer(visit, is_new ? MHD_HTTP_CREATED : MHD_HTTP_OK, result);
    if (batch != 0) {
        answer_header(visit, "Location",
                      text_format(visit->arena, "/api/batch/%lld", (long long)batch));
    }
}

/* As if it had been done while the sender waited; of a failure that is ours the log knows more. */
static Status answer_ended(Visit *visit, const Job *job, Error *err)
{
    Text result = job_result(job, visit->lang);
    Text refusal = json_member(result, "refusal");
    if (job->state == JOB_DONE) {
        answer_import(visit, result);
        return STATUS_OK;
    }
    if (json_at(&(JsonScan){.text = refusal}, '{')) {
        answer_refusal(visit, refusal, json_member(result, "problems"));
        return STATUS_OK;
    }
    return job->state == JOB_CANCELLED
               ? error_set(err, STATUS_CONFLICT, "job.cancelled", NO_ARGS)
               : error_set(err, STATUS_INTERNAL, "web.failed", ARGS(arg_cstr("id", visit->id)));
}

/* ---- How long its sender waits ---- */

typedef struct Patience {
    int seconds;
    bool is_async, is_said;
} Patience;

static Patience patience_of(const Visit *visit)
{
    const WebLimits *limits = &visit->site->limits;
    Patience patience = {.is_async = api_prefers(visit, "respond-async")};
    int64_t said = 0;
    patience.is_said = api_prefers_number(visit, "wait", &said);
    bool is_large = visit->request.body.len > (size_t)limits->import_now_bytes;
    int most = limits->import_wait_seconds;
    patience.seconds = patience.is_said ? (int)(said < most ? said : most)
                       : patience.is_async || is_large ? 0
                                                       : most;
    return patience;
}

static void heed(Visit *visit, const Patience *patience)
{
    Text wait = text_format(visit->arena, "wait=%d", patience->seconds);
    if (patience->is_async && patience->is_said) {
        wait = text_format(visit->arena, "respond-async, %.*s", TEXT_ARGS(wait));
    }
    if (patience->is_async || patience->is_said) {
        api_heed(visit, patience->is_said ? text_cstr(visit->arena, wait) : "respond-async");
    }
}

/* ---- The address ---- */

static Status ask(Visit *visit, int64_t *job, Error *err)
{
    Upload upload;
    ImportOrder order = {0};
    Status status = read_options(visit, &order.options, err);
    if (status == STATUS_OK) {
        status = read_upload(visit, &upload, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    order.name = text_from(safe_name(visit->arena, upload.name));
    status = import_ask(visit->arena, visit->worker->workspace, &visit->site->setup->jobs, &order,
                        upload.bytes, job, err);
    if (status == STATUS_OK) {
        clock_wake(visit->site->clock);
    }
    return status;
}

Status api_import(Visit *visit, Error *err)
{
    Patience patience = patience_of(visit);
    int64_t id = visit->awaited_job;
    Status status = id == 0 ? ask(visit, &id, err) : STATUS_OK;
    if (status != STATUS_OK || visit_await(visit, id, patience.seconds)) {
        return status;
    }
    Job job;
    status = job_get(visit->arena, visit->worker->workspace, id, &job, err);
    if (status != STATUS_OK) {
        return status;
    }
    heed(visit, &patience);
    return job.state > JOB_RUNNING && patience.seconds > 0 ? answer_ended(visit, &job, err)
                                                           : api_answer_job(visit, id, err);
}
