/* A file of figures comes in: first it is shown what was understood of it and what is wrong with it,
 * and nothing is written; then, if its sender agrees, it is taken in as a whole. Both are done by a job,
 * whose page shows how far it is and what came of it. Between the two the file waits in a folder of its
 * own, one file an account. */
#include "record_pages_impl.h"

#include "exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RESULT_DEPTH = 8, NAME_BYTES = 120, JOBS_LOOKED_AT = 20, JOBS_SHOWN = 5 };

typedef struct ImportPage {
    Visit *visit;
    const List *given; /* FormPart; NULL: fresh */
    const char *folder, *path;
    Text name, bytes;
    Job job; /* of kind "import"; id 0: none is shown */
    ImportOrder order;
    Text refusal;
} ImportPage;

/* ---- Where it waits ---- */

/* A name that cannot lead out of the folder. */
static Text plain_name(Arena *arena, Text name)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < name.len && plain.len < NAME_BYTES; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_safe = c >= ' ' && c != '/' && c != '\\' && c != 0x7F;
        if (is_safe && !(plain.len == 0 && c == '.')) {
            buf_add_char(&plain, (char)c);
        }
    }
    return plain.len > 0 && text_is_utf8(buf_text(&plain)) ? buf_text(&plain) : TEXT("file");
}

static Status cannot_write(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "web.pages_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

/* Ours alone: a folder of that name that somebody else made is refused. */
static Status open_folder(ImportPage *page, Error *err)
{
    struct stat found;
    Visit *visit = page->visit;
    page->folder =
        text_cstr(visit->arena, text_format(visit->arena, "%s/duibiao-import-%u-%lld",
                                            scratch_place(), (unsigned)geteuid(),
                                            (long long)visit->entrance.actor.account));
    if (mkdir(page->folder, 0700) != 0 && errno != EEXIST) {
        return cannot_write(page->folder, err);
    }
    bool is_ours = lstat(page->folder, &found) == 0 && S_ISDIR(found.st_mode) &&
                   found.st_uid == geteuid() && (found.st_mode & 077) == 0;
    errno = EACCES;
    return is_ours ? STATUS_OK : cannot_write(page->folder, err);
}

static void name_path(ImportPage *page, Text name)
{
    page->name = plain_name(page->visit->arena, name);
    page->path = text_cstr(page->visit->arena, text_format(page->visit->arena, "%s/%.*s",
                                                           page->folder, TEXT_ARGS(page->name)));
}

static Status keep_file(ImportPage *page, Text bytes, Error *err)
{
    FILE *file = fopen(page->path, "wb");
    bool is_written = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    is_written = (!file || fclose(file) == 0) && is_written;
    page->bytes = bytes;
    return is_written ? STATUS_OK : cannot_write(page->path, err);
}

/* The very file that was looked at, and no other. */
static Status find_file(ImportPage *page, Error *err)
{
    EmbeddedFile file;
    Hash wanted;
    Error missing = {0};
    bool is_there = hash_parse(form_get(page->given, "digest"), &wanted) &&
                    file_read(page->visit->arena, page->path, &file, &missing) == STATUS_OK;
    if (is_there) {
        page->bytes = (Text){(const char *)file.bytes, file.len};
        Hash digest = hash_text(page->bytes);
        is_there = memcmp(&digest, &wanted, sizeof wanted) == 0;
    }
    return is_there ? STATUS_OK : error_set(err, STATUS_CONFLICT, "web.import.gone", NO_ARGS);
}

static Status take_upload(ImportPage *page, Error *err)
{
    const FormPart *part = form_part(page->given, "file");
    Status status = open_folder(page, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (part && part->file_name.len > 0) {
        name_path(page, part->file_name);
        return keep_file(page, part->value, err);
    }
    name_path(page, form_get(page->given, "name"));
    return form_get(page->given, "digest").len > 0
               ? find_file(page, err)
               : error_set(err, STATUS_INVALID, "web.files.none", NO_ARGS);
}

/* ---- Asking for it ---- */

static Status read_order(ImportPage *page, bool takes, Error *err)
{
    Text known_from = text_trim(form_get(page->given, "known_from"));
    page->order = (ImportOrder){
        .options = {.sheet = -1,
                    .period = text_trim(form_get(page->given, "period")),
                    .document = text_trim(form_get(page->given, "document")),
                    .known_from = DATE_NONE,
                    .dry_run = !takes,
                    .valid_rows = form_get(page->given, "valid_rows").len > 0,
                    .skip_unknown = form_get(page->given, "skip_unknown").len > 0}};
    return known_from.len == 0 || date_parse(known_from, &page->order.options.known_from)
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "web.not_a_date",
                           ARGS(arg_text("value", known_from)));
}

static Status ask(ImportPage *page, bool takes, Error *err)
{
    Visit *visit = page->visit;
    int64_t job = 0;
    page->order.name = page->name;
    Status status = import_ask(visit->arena, visit->worker->workspace, &visit->site->setup->jobs,
                               &page->order, page->bytes, &job, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (takes) { /* the job has a copy of its own */
        unlink(page->path);
        rmdir(page->folder);
    }
    clock_wake(visit->site->clock);
    answer_redirect(visit, text_format(visit->arena, "/import/%lld", (long long)job));
    return STATUS_OK;
}

/* ---- Showing what came of it ---- */

static void add_column(Visit *visit, Data *sheet, Text column)
{
    Arena *arena = visit->arena;
    const Registry *registry = visit->worker->registry;
    Error unknown = {0};
    Period period = {.kind = PERIOD_UNDATED};
    Buf letter = buf_new(arena), dated = buf_new(arena);
    int indicator = -1;
    Text header = json_member_text(arena, column, "header");
    Text code = json_member_text(arena, column, "indicator");
    if (header.len == 0 && text_equal(json_member_text(arena, column, "role"), TEXT("ignored"))) {
        return;
    }
    sheet_column_name(&letter, (int)json_member_int(column, "column"));
    if (period_parse(json_member_text(arena, column, "period"), &period)) {
        period_print(&dated, visit->lang, period);
    }
    if (code.len > 0 && registry_indicator(registry, code, &indicator, &unknown) != STATUS_OK) {
        indicator = -1;
    }
    Data *item = data_item(sheet, "columns");
    data_text(item, "letter", buf_text(&letter));
    data_text(item, "header", header);
    data_text(item, "role", json_member_text(arena, column, "taken_as"));
    data_text(item, "indicator",
              indicator >= 0 ? indicator_name(registry, indicator, visit->lang) : code);
    data_text(item, "unit",
              report_unit(arena, visit->lang, json_member_text(arena, column, "unit")));
    data_text(item, "period", buf_text(&dated));
}

static void add_readings(Visit *visit, Data *found, Text result)
{
    JsonScan readings = {.text = json_member(result, "readings"), .depth_left = RESULT_DEPTH};
    for (Text reading; json_scan_item(&readings, &reading);) {
        JsonScan columns = {.text = json_member(reading, "columns"), .depth_left = RESULT_DEPTH};
        Data *sheet = data_item(found, "sheets");
        data_text(sheet, "name", json_member_text(visit->arena, reading, "sheet"));
        data_text(sheet, "heading", json_member_text(visit->arena, reading, "title"));
        for (Text column; json_scan_item(&columns, &column);) {
            add_column(visit, sheet, column);
        }
    }
}

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
    const char *here = text_cstr(
        arena, text_format(arena, "%.*s.remedy.page",
                           TEXT_ARGS(json_member_text(arena, problem, "code"))));
    return lang_has(here) ? page_words(visit, here, NO_ARGS)
                          : json_member_text(arena, problem, "remedy");
}

static void add_problems(Visit *visit, Data *found, Text result)
{
    Arena *arena = visit->arena;
    int64_t shown = 0, all = json_member_int(result, "problems_found");
    JsonScan problems = {.text = json_member(result, "problems"), .depth_left = RESULT_DEPTH};
    for (Text problem; json_scan_item(&problems, &problem); shown++) {
        Data *item = data_item(found, "problems");
        data_text(item, "place", place_of(arena, problem));
        data_text(item, "sentence", json_member_text(arena, problem, "message"));
        data_text(item, "remedy", remedy_here(visit, problem));
        data_flag(item, "is_error", text_equal(json_member_text(arena, problem, "severity"),
                                               TEXT("error")));
    }
    data_flag(found, "has_problems", shown > 0);
    data_int(found, "shown", shown);
    data_int(found, "all", all);
    data_flag(found, "has_more", all > shown);
}

/* What was looked at can be taken in; what was refused has to be mended first. */
static bool may_take(const ImportPage *page, Text result)
{
    return page->job.state == JOB_DONE && page->order.options.dry_run &&
           !json_member_bool(result, "already_there") &&
           json_at(&(JsonScan){.text = json_member(result, "readings")}, '[') &&
           json_member_int(result, "figures_read") > 0;
}

static void add_found(ImportPage *page, Data *data)
{
    Visit *visit = page->visit;
    Text result = job_result(&page->job, visit->lang);
    if (result.len == 0) {
        return;
    }
    Data *found = data_child(data, "found");
    int64_t batch = json_member_int(result, "batch");
    bool is_there = json_member_bool(result, "already_there");
    data_text(found, "name", page->order.name);
    data_text(found, "digest", page->order.digest);
    data_int(found, "rows", json_member_int(result, "rows_read"));
    data_int(found, "figures", json_member_int(result, "figures_read"));
    data_int(found, "bad", json_member_int(result, "figures_bad"));
    data_int(found, "blank", json_member_int(result, "figures_blank"));
    data_flag(found, "already_there", is_there);
    data_int(found, "batch", batch);
    data_text(found, "batch_link", record_link(visit, "batch", batch));
    data_int(found, "added", json_member_int(result, "added"));
    data_flag(found, "is_taken", batch != 0 && !is_there);
    data_flag(found, "may_take", may_take(page, result));
    add_readings(visit, found, result);
    add_problems(visit, found, result);
}

/* Why nothing came of it; empty: something did, or it is not over. */
static Text job_refusal(const ImportPage *page)
{
    Visit *visit = page->visit;
    const Job *job = &page->job;
    Text told = json_member(job_result(job, visit->lang), "refusal");
    const char *code = text_cstr(visit->arena, job->outcome);
    if (job->state != JOB_FAILED) {
        return TEXT("");
    }
    Text words = json_member_text(visit->arena, told, "page");
    return words.len > 0 ? words
                         : page_words(visit, lang_has(code) ? code : "web.import.failed", NO_ARGS);
}

static int hundredths(const Job *job)
{
    return job->total > 0 ? (int)(job->done * 100 / job->total) : 0;
}

static void add_job(ImportPage *page, Data *data)
{
    const Job *job = &page->job;
    Data *shown = data_child(data, "job");
    bool is_open = job->state <= JOB_RUNNING;
    data_int(shown, "id", job->id);
    data_text(shown, "name", page->order.name);
    data_int(shown, "done", hundredths(job));
    data_flag(shown, "is_open", is_open);
    data_flag(shown, "is_waiting", job->state == JOB_WAITING);
    data_flag(shown, "is_look", page->order.options.dry_run);
    data_flag(shown, "is_cancelled", job->state == JOB_CANCELLED);
    data_flag(shown, "is_ending", is_open && job->cancel_asked);
    data_flag(shown, "may_cancel", is_open && !job->cancel_asked && job->outcome.len == 0);
    data_flag(data, "follows", is_open);
    if (!is_open) {
        add_found(page, data);
    }
}

/* ---- The page ---- */

/* What was given before: with the job, or by a form that was refused. */
static void add_given(ImportPage *page, Data *data)
{
    const ImportOptions *options = &page->order.options;
    Buf known_from = buf_new(page->visit->arena);
    if (page->job.id != 0 && options->known_from != DATE_NONE) {
        date_print(&known_from, options->known_from);
    }
    data_text(data, "period", options->period);
    data_text(data, "document", options->document);
    data_text(data, "known_from",
              page->given ? form_get(page->given, "known_from") : buf_text(&known_from));
    data_flag(data, "valid_rows", options->valid_rows);
    data_flag(data, "skip_unknown", options->skip_unknown);
}

/* Those of late, so that who went elsewhere finds theirs again. */
static Status add_recent(const ImportPage *page, Data *data, Error *err)
{
    static const char *const keys[JOB_STATE_COUNT] = {
        [JOB_WAITING] = "web.jobs.waiting", [JOB_RUNNING] = "web.jobs.running",
        [JOB_DONE] = "web.jobs.done",       [JOB_FAILED] = "web.jobs.failed",
        [JOB_CANCELLED] = "web.jobs.cancelled",
    };
    Visit *visit = page->visit;
    List jobs;
    int shown = 0;
    Status status = job_list(visit->arena, visit->worker->workspace, JOBS_LOOKED_AT, &jobs, err);
    for (size_t i = 0; status == STATUS_OK && i < jobs.count && shown < JOBS_SHOWN; i++) {
        const Job *job = LIST_AT(&jobs, Job, i);
        ImportOrder order;
        if (job->id != page->job.id && import_order(visit->arena, job, &order)) {
            Data *item = data_item(data, "recent");
            data_int(item, "id", job->id);
            data_text(item, "name", order.name);
            data_flag(item, "is_look", order.options.dry_run);
            data_text(item, "state", page_words(visit, keys[job->state], NO_ARGS));
            shown++;
        }
    }
    data_flag(data, "has_recent", shown > 0);
    return status;
}

static Status show(ImportPage *page, Error *err)
{
    Visit *visit = page->visit;
    Data *data = page_data(visit, page_words(visit, "web.import", NO_ARGS), "");
    data_text(data, "refusal", page->refusal);
    data_text(data, "token", guard_token(visit));
    add_given(page, data);
    if (page->job.id != 0) {
        add_job(page, data);
    }
    Status status = add_recent(page, data, err);
    if (status == STATUS_OK) {
        answer_page(visit, "import", data);
    }
    return status;
}

static Status show_refused(ImportPage *page, Status status, Error *err)
{
    Error failed = {0};
    Status told = show(page, &failed);
    if (told == STATUS_OK) {
        page->visit->answer.code = status_row(status)->http_code;
        *err = (Error){0};
        return STATUS_OK;
    }
    *err = failed;
    return told;
}

/* ---- The addresses ---- */

static Status enter(Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("batch"));
    return may_create(visit, def)
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = enter(visit, err);
    return status ? status : show(&page, err);
}

/* What can be told on the page itself. */
static bool can_be_told(Status status)
{
    return status == STATUS_INVALID || status == STATUS_CONFLICT || status == STATUS_NOT_FOUND ||
           status == STATUS_BUSY;
}

Status submit_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit, .given = &visit->request.form_parts};
    Status status = enter(visit, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool takes = text_equal(form_get(page.given, "do"), TEXT("take"));
    status = read_order(&page, takes, err);
    if (status == STATUS_OK) {
        status = take_upload(&page, err);
    }
    if (status == STATUS_OK) {
        status = ask(&page, takes, err);
    }
    if (status == STATUS_OK || !can_be_told(status)) {
        return status;
    }
    page.refusal = error_sentence(visit, err);
    return show_refused(&page, status, err);
}

/* The job that the address names, of who may see it. */
static Status find_job(ImportPage *page, Error *err)
{
    Visit *visit = page->visit;
    int64_t id;
    Status status = enter(visit, err);
    if (status == STATUS_OK && !text_to_int(params_get(&visit->request.captures, "job"), &id)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    if (status == STATUS_OK) {
        status = job_get(visit->arena, visit->worker->workspace, id, &page->job, err);
    }
    if (status == STATUS_OK && !import_order(visit->arena, &page->job, &page->order)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    return status;
}

Status page_import_job(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = find_job(&page, err);
    bool is_open = status == STATUS_OK && page.job.state <= JOB_RUNNING;
    if (status != STATUS_OK ||
        (is_open && visit_await(visit, page.job.id, visit->site->limits.page_wait_seconds))) {
        return status;
    }
    page.refusal = job_refusal(&page);
    return show(&page, err);
}

/* Called off. What has ended is shown; what is in is taken back elsewhere. */
Status submit_import_job(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = find_job(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool writes = !page.order.options.dry_run && page.job.state <= JOB_DONE;
    status = job_cancel(visit->worker->workspace, page.job.id, time_now_ms(), err);
    if (status == STATUS_OK || (status == STATUS_CONFLICT && !writes)) {
        answer_redirect(visit, text_format(visit->arena, "/import/%lld", (long long)page.job.id));
        return STATUS_OK;
    }
    if (status != STATUS_CONFLICT) {
        return status;
    }
    page.refusal = page_words(visit, "web.import.too_late", NO_ARGS);
    return show_refused(&page, status, err);
}
