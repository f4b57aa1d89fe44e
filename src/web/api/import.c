/* POST /api/import: a file of figures, as the body or as a part of a form; read, checked and, without
 * dry_run=true, taken in as one batch. What was understood and what is wrong are told as at the terminal: at
 * once, or, of a large file and where the sender prefers so, by a job. */
#include "api_impl.h"

#include "exchange.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>

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

static Status write_upload(const Upload *upload, const char *path, Error *err)
{
    FILE *file = fopen(path, "wb");
    bool is_whole =
        file && fwrite(upload->bytes.ptr, 1, upload->bytes.len, file) == upload->bytes.len;
    is_whole = file && fclose(file) == 0 && is_whole;
    return is_whole ? STATUS_OK
                    : error_set(err, STATUS_IO, "web.pages_unreadable",
                                ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
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
    options->limits = &SHEET_LIMITS;
    return STATUS_OK;
}

/* ---- What came of it ---- */

static void answer_import(Visit *visit, const ImportResult *result)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    bool is_new = result->tally.batch_id != 0 && !result->already_there;
    import_json(&json, visit->lang, visit->worker->registry, result);
    api_answer(visit, is_new ? MHD_HTTP_CREATED : MHD_HTTP_OK, buf_text(&body));
    if (result->tally.batch_id != 0) {
        answer_header(
            visit, "Location",
            text_format(visit->arena, "/api/batch/%lld", (long long)result->tally.batch_id));
    }
}

/* A damaged file is the sender's, not one of ours. */
static Status blame_file(Status status, Error *err)
{
    if (status == STATUS_CORRUPT) {
        err->status = STATUS_INVALID;
        return STATUS_INVALID;
    }
    return status;
}

static Status take_in(Visit *visit, const ImportOptions *options, Error *err)
{
    ImportRules rules = {0};
    ImportResult result = {0};
    Workspace *workspace = visit->worker->workspace;
    visit->problems = problems_new(visit->arena, visit->site->limits.api_problems);
    result.problems = visit->problems;
    Status status = import_rules_read(visit->arena, workspace, date_today(), &rules, err);
    if (status == STATUS_OK) {
        status = blame_file(import_file(visit->arena, workspace, visit->worker->registry, &rules,
                                        options, &result, err),
                            err);
    }
    if (status == STATUS_OK) {
        answer_import(visit, &result);
    }
    return status;
}

static Status import_now(Visit *visit, const Upload *upload, ImportOptions *options, Error *err)
{
    Spool spool;
    Status status = spool_open(visit, safe_name(visit->arena, upload->name), &spool, err);
    if (status != STATUS_OK) {
        return status;
    }
    options->path = spool.path;
    status = write_upload(upload, spool.path, err);
    if (status == STATUS_OK) {
        status = take_in(visit, options, err);
    }
    spool_drop(&spool);
    return status;
}

static Status import_later(Visit *visit, const Upload *upload, const ImportOptions *options,
                           Error *err)
{
    int64_t job = 0;
    Text name = text_from(safe_name(visit->arena, upload->name));
    Status status = import_ask(visit->arena, visit->worker->workspace, &visit->site->setup->jobs,
                               options, name, upload->bytes, visit->lang, &job, err);
    if (status == STATUS_OK && api_prefers(visit, "respond-async")) {
        api_heed(visit, "respond-async");
    }
    return status == STATUS_OK ? api_answer_job(visit, job, err) : status;
}

Status api_import(Visit *visit, Error *err)
{
    Upload upload;
    ImportOptions options = {0};
    Status status = read_options(visit, &options, err);
    if (status == STATUS_OK) {
        status = read_upload(visit, &upload, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_later = api_prefers(visit, "respond-async") ||
                    upload.bytes.len > (size_t)visit->site->limits.import_now_bytes;
    return is_later ? import_later(visit, &upload, &options, err)
                    : import_now(visit, &upload, &options, err);
}
